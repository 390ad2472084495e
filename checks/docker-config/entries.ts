import type { DockerConfigAuth } from "../../src/contract/index.js";
import { problemWords, timedKindWords } from "../../src/judge/credentials/config-words.js";
import { configKey, isWebLoginKey } from "../../src/judge/credentials/keys.js";
import { entryFault, spoilsFile } from "../../src/judge/credentials/faults.js";
import { findingFor } from "../../src/judge/findings.js";
import { CONFIG_CODES } from "./codes.js";
import {
  type ConfigScene,
  type Found,
  imagesOf,
  everyImage,
  userOf,
  fileEvidence,
  usedEvidence,
  severityFor,
} from "./scene.js";
import { isMeantForAnother } from "./keys.js";

function observedState(auth: DockerConfigAuth): string {
  const { state, username, timed, trailing, identityToken, registryToken } = auth;
  const words = [
    registryToken ? "registrytoken" : "",
    identityToken ? "identitytoken" : "",
    state === "basic" ? `user ${username ?? ""} with a password` : problemWords(auth),
    trailing === undefined ? "" : `ends with a ${trailing}`,
    timed === undefined ? "" : timedWords(timed),
  ];
  return words.filter((word) => word !== "").join("; ");
}

function timedWords({ kind, expiresAt, expired }: NonNullable<DockerConfigAuth["timed"]>): string {
  const what = timedKindWords(kind);
  if (expiresAt === undefined) return what;
  return `${what}, ${expired === true ? "expired" : "expires"} ${expiresAt}`;
}

/** Faults of the entries themselves. */
export function entryFindings(scene: ConfigScene): readonly Found[] {
  const { config, location } = scene;
  const helped = new Set(config.credHelpers.filter(({ helper }) => helper !== "").map(({ key }) => key));
  return config.auths.flatMap((auth): readonly Found[] => {
    if (isWebLoginKey(auth.key)) return [];
    const fault = entryFault(auth) ?? webLoginFault(scene, auth);
    if (fault === undefined || fault === "credential-store" || fault === "credential-helper") return [];
    const isMarker = fault === "auth-empty";
    if (isMarker && (config.credsStore !== undefined || helped.has(auth.key))) return [];
    const registry = userOf(scene, auth);
    const spoils = spoilsFile(auth);
    if (registry === undefined && !spoils && isMeantForAnother(scene, auth)) return [];
    return [
      {
        images: spoils ? everyImage(scene) : registry === undefined ? [] : imagesOf(scene, registry),
        finding: findingFor(
          CONFIG_CODES,
          fault,
          { scene, auth, registry },
          {
            target: registry ?? auth.key,
            severity: severityFor(scene, registry !== undefined || spoils),
            evidence: [
              fileEvidence(scene),
              {
                what: `entry "${auth.key}"`,
                observed: observedState(auth),
                expected: "auth: base64 of user:password",
                origin: location.file,
              },
              usedEvidence(scene, registry),
            ],
          },
        ),
      },
    ];
  });
}

/** A browser login of Docker Hub leaves an access token as the password. */
function webLoginFault({ config }: ConfigScene, auth: DockerConfigAuth): "timed-password" | undefined {
  if (auth.key !== configKey("docker.io")) return undefined;
  return config.auths.some(({ key }) => isWebLoginKey(key)) ? "timed-password" : undefined;
}
