import type { DockerConfigAuth } from "../../src/contract/index.js";
import { configKey, entryFor, hostOfKey, nearMissFor } from "../../src/judge/credentials/keys.js";
import { findingFor } from "../../src/judge/findings.js";
import { CONFIG_CODES } from "./codes.js";
import {
  type ConfigScene,
  type Found,
  registriesOf,
  imagesOf,
  fileEvidence,
  usedEvidence,
  severityFor,
} from "./scene.js";

/** An entry under a wrong key is reported as that, whatever is in it. */
export function isMeantForAnother(scene: ConfigScene, auth: DockerConfigAuth): boolean {
  return mismatches(scene).some(({ key }) => key === auth.key);
}

function mismatches({ images, config }: ConfigScene): readonly { readonly registry: string; readonly key: string }[] {
  if (config.credsStore !== undefined) return [];
  return registriesOf(images).flatMap((registry) => {
    const wanted = configKey(registry);
    const isHelped = config.credHelpers.some(({ key, helper }) => key === wanted && helper !== "");
    if (isHelped || entryFor(registry, config.auths) !== undefined) return [];
    // A key that serves another planned registry is no mistake.
    const others = config.auths.filter(
      ({ key }) => !registriesOf(images).some((name) => name !== registry && hostOfKey(key) === configKey(name)),
    );
    const key = nearMissFor(registry, others);
    return key === undefined ? [] : [{ registry, key }];
  });
}

/** Entries under keys that no reader looks up. */
export function mismatchFindings(scene: ConfigScene): readonly Found[] {
  const { location, config } = scene;
  return mismatches(scene).map(({ registry, key }) => {
    const auth = config.auths.find((entry) => entry.key === key);
    const facts = {
      target: registry,
      severity: severityFor(scene, true),
      evidence: [
        fileEvidence(scene),
        { what: "key in auths", observed: key, expected: configKey(registry), origin: location.file },
        usedEvidence(scene, registry),
      ],
    };
    return {
      images: imagesOf(scene, registry),
      finding: findingFor(CONFIG_CODES, "registry-key-mismatch", { scene, registry, key, auth }, facts),
    };
  });
}
