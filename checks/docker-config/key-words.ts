import type { DockerConfigAuth } from "../../src/contract/index.js";
import { entryFault, spoilsFile } from "../../src/judge/credentials/faults.js";
import { configKey } from "../../src/judge/credentials/keys.js";
import type { Words } from "../../src/judge/findings.js";
import { editing, isEditable, isOtherNameOf, renameKey } from "./config-edit.js";
import { relogin } from "./relogin.js";
import type { ConfigScene } from "./scene.js";

/** An entry whose key does not match the registry that it was meant for. */
export interface MismatchedKey {
  readonly scene: ConfigScene;
  readonly registry: string;
  readonly key: string;
  readonly auth: DockerConfigAuth | undefined;
}

/** An entry that can only have been meant for the registry is moved; otherwise a login makes the right one. */
export function mismatchWords({ scene, registry, key, auth }: MismatchedKey): Omit<Words, "message"> {
  const { config } = scene;
  const isUsable = auth !== undefined && entryFault(auth) === undefined;
  const isSpoiled = config.auths.some(spoilsFile);
  if (!isUsable || isSpoiled || !isEditable(config) || !isOtherNameOf(key, registry)) {
    return relogin(scene, registry, auth);
  }
  return {
    ...editing(scene, `Rename the key to "${configKey(registry)}". The password stays the same.`),
    commands: [renameKey(scene, key, configKey(registry))],
  };
}
