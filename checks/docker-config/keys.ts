import type { DockerConfigAuth, Finding } from "../../src/contract/index.js";
import { isEditable, isOtherNameOf, renameKey } from "./config-edit.js";
import { configKey, entryFor, hostOfKey, nearMissFor } from "../../src/judge/credentials/keys.js";
import { entryFault, spoilsFile } from "../../src/judge/credentials/faults.js";
import { finding } from "../../src/judge/findings.js";
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
import { relogin } from "./relogin.js";

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
  return mismatches(scene).map(({ registry, key }) => ({
    images: imagesOf(scene, registry),
    finding: finding(CONFIG_CODES, "registry-key-mismatch", {
      message: `The entry "${key}" does not match the registry ${registry}: its key has to be "${configKey(registry)}".`,
      target: registry,
      severity: severityFor(scene, true),
      evidence: [
        fileEvidence(scene),
        { what: "key in auths", observed: key, expected: configKey(registry), origin: location.file },
        usedEvidence(scene, registry),
      ],
      remedy: mismatchRemedy(
        scene,
        registry,
        key,
        config.auths.find((auth) => auth.key === key),
      ),
    }),
  }));
}

/** An entry that can only have been meant for the registry is moved; otherwise a login makes the right one. */
function mismatchRemedy(
  scene: ConfigScene,
  registry: string,
  key: string,
  auth: DockerConfigAuth | undefined,
): Pick<Finding["remedy"], "summary" | "commands"> {
  const { plan, location, config } = scene;
  const isUsable = auth !== undefined && entryFault(auth) === undefined;
  const isSpoiled = config.auths.some(spoilsFile);
  if (!isUsable || isSpoiled || !isEditable(config) || !isOtherNameOf(key, registry)) {
    return relogin(scene, registry, auth);
  }
  return {
    summary: `Move the entry to the key "${configKey(registry)}"; the password stays as it is.`,
    commands: [renameKey(plan, location.file, key, configKey(registry))],
  };
}
