import type { DockerConfigAuth, Finding } from "../../src/contract/index.js";
import { emptyEntry, encodeAnew, isEditable, mendingOf, removeKeys } from "./config-edit.js";
import { configKey, isWebLoginKey } from "../../src/judge/credentials/keys.js";
import { entryFault, spoilsFile, type CredentialFault } from "../../src/judge/credentials/faults.js";
import { finding } from "../../src/judge/findings.js";
import { isDockersOwnName, loginCommand, STORE_SIGN } from "../../src/judge/remedy/login.js";
import { STEP_LIMIT_MINUTES } from "../../src/requirements.js";
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
import { restartWords, relogin, usernameOf } from "./relogin.js";
import { isMeantForAnother } from "./keys.js";

const FAULT_WORDS: Readonly<
  Record<Exclude<CredentialFault, "credential-store" | "credential-helper">, (key: string) => string>
> = {
  "identity-token": (key) => `The entry of ${key} holds an identity token; the runner knows user and password only.`,
  "registry-token": (key) => `The entry of ${key} holds a registry token; the runner knows user and password only.`,
  "timed-password": (key) => `The password of ${key} expires by itself, and the runner does not renew it.`,
  "auth-empty": (key) => `The entry of ${key} is empty.`,
  "auth-malformed": (key) => `The auth of ${key} does not decode to user:password.`,
  "auth-trailing-newline": (key) => `The password of ${key} ends with white space that does not belong to it.`,
  "auth-incomplete": (key) => `The entry of ${key} has only half of user and password.`,
};

function observedState(auth: DockerConfigAuth): string {
  const { state, problem, username, timed, trailing, identityToken, registryToken } = auth;
  const words = [
    registryToken ? "registrytoken" : "",
    identityToken ? "identitytoken" : "",
    state === "basic" ? `user ${username ?? ""} with a password` : (problem ?? state),
    trailing === undefined ? "" : `ends with a ${trailing}`,
    timed === undefined ? "" : timedWords(timed),
  ];
  return words.filter((word) => word !== "").join("; ");
}

function timedWords({ kind, expiresAt, expired }: NonNullable<DockerConfigAuth["timed"]>): string {
  if (expiresAt === undefined) return kind;
  return `${kind}, ${expired === true ? "expired" : "expires"} ${expiresAt}`;
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
        finding: finding(CONFIG_CODES, fault, {
          message: `${FAULT_WORDS[fault](auth.key)}${spoils ? " It keeps the other entries of the file from being read, too." : ""}`,
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
          remedy: remedyOf(scene, auth, registry, fault),
        }),
      },
    ];
  });
}

function remedyOf(
  scene: ConfigScene,
  auth: DockerConfigAuth,
  registry: string | undefined,
  fault: CredentialFault,
): Pick<Finding["remedy"], "summary" | "commands"> {
  const { location, plan, config } = scene;
  const canEdit = isEditable(config) && auth.fromFields !== true;
  const mending =
    fault === "auth-malformed" ? mendingOf(auth) : fault === "auth-trailing-newline" ? encodeAnew : undefined;
  if (canEdit && mending !== undefined) {
    const what =
      fault === "auth-malformed" ? "Encode it as docker does" : "Take the white space off the end of the password";
    return {
      summary: `${what}: this changes the entry "${auth.key}" and nothing else in ${location.file}.`,
      commands: [mending(plan, location.file, auth.key)],
    };
  }
  if (registry === undefined) {
    return {
      summary: `Remove the entry "${auth.key}" from ${location.file}, or log in there again.`,
      commands: canEdit && spoilsFile(auth) ? [removeKeys(plan, location.file, auth.key)] : [],
    };
  }
  // docker keeps a registry token when it logs in to the same entry
  if (canEdit && (spoilsFile(auth) || auth.registryToken) && isDockersOwnName(location.file)) {
    const login = loginCommand({ plan, file: location.file, registry, username: usernameOf(auth) });
    const why = spoilsFile(auth) ? "so that docker can read the others" : "because docker would keep its token";
    return {
      summary: `Take the entry "${auth.key}" out, ${why}, and log in to ${registry} again. ${STORE_SIGN}${restartWords(scene)}`,
      commands: [emptyEntry(plan, location.file, auth.key, configKey(registry)), login],
    };
  }
  if (auth.key !== configKey(registry) && spoilsFile(auth)) {
    return {
      summary: `Remove the entry "${auth.key}" from ${location.file}, then log in to ${registry} again.`,
      commands: [],
    };
  }
  const { summary, commands } = relogin(scene, registry, auth);
  if (fault !== "timed-password") return { summary, commands };
  const hours = STEP_LIMIT_MINUTES.value / 60;
  // a login with a password leaves the tokens of the browser login in the file
  const tokens = config.auths.map(({ key }) => key).filter(isWebLoginKey);
  const isWebLogin = canEdit && tokens.length > 0 && auth.key === configKey("docker.io");
  return {
    summary: `${summary} A robot account's password has to outlive the runner, not just a step of ${hours} hours.${isWebLogin ? " Then take the browser login's tokens out." : ""}`,
    commands: isWebLogin ? [...commands, removeKeys(plan, location.file, ...tokens)] : commands,
  };
}

/** A browser login of Docker Hub leaves an access token as the password. */
function webLoginFault({ config }: ConfigScene, auth: DockerConfigAuth): "timed-password" | undefined {
  if (auth.key !== configKey("docker.io")) return undefined;
  return config.auths.some(({ key }) => isWebLoginKey(key)) ? "timed-password" : undefined;
}
