import type { DockerConfigAuth } from "../../src/contract/index.js";
import { spoilsFile } from "../../src/judge/credentials/faults.js";
import { configKey, isWebLoginKey } from "../../src/judge/credentials/keys.js";
import type { Words } from "../../src/judge/findings.js";
import { isDockersOwnName, loginCommand } from "../../src/judge/remedy/login.js";
import { whereToRepair } from "../../src/judge/remedy/self-command.js";
import { STEP_LIMIT_MINUTES } from "../../src/requirements.js";
import { editing, emptyEntry, isEditable, removeKeys, type Edit } from "./config-edit.js";
import { afterLogin, relogin, usernameOf } from "./relogin.js";
import type { ConfigScene } from "./scene.js";

/** An entry of `auths` that is of no use to the runner. */
export interface FaultyEntry {
  readonly scene: ConfigScene;
  readonly auth: DockerConfigAuth;
  /** The planned registry that it is used for. */
  readonly registry: string | undefined;
}

interface FaultWords {
  readonly said: string;
  /** The edit that keeps the password, where there is one, and what it does. */
  readonly mending?: { readonly edit: Edit | undefined; readonly does: string };
}

type RemedyWords = Omit<Words, "message">;

/** The words of a fault in an entry. */
export function entryWords(entry: FaultyEntry, { said, mending }: FaultWords): Words {
  return { message: messageOf(entry, said), ...(mendingWords(entry, mending) ?? remedyWords(entry)) };
}

/** The words of an entry with a password that expires. */
export function lastingPasswordWords(entry: FaultyEntry, said: string): Words {
  const { scene, auth, registry } = entry;
  const remedy = remedyWords(entry);
  if (registry === undefined) return { message: messageOf(entry, said), ...remedy };
  const hours = STEP_LIMIT_MINUTES.value / 60;
  // a login with a password leaves the tokens of the browser login in the file
  const tokens = scene.config.auths.map(({ key }) => key).filter(isWebLoginKey);
  const isWebLogin = canEdit(entry) && tokens.length > 0 && auth.key === configKey("docker.io");
  const { summary, commands = [] } = remedy;
  const lasting = `The password must last as long as the runner, not just ${hours} ${hours === 1 ? "hour" : "hours"}.`;
  if (!isWebLogin) return { message: messageOf(entry, said), ...remedy, summary: `${summary} ${lasting}` };
  return {
    message: messageOf(entry, said),
    ...remedy,
    summary: `${summary} ${lasting} Then remove the tokens of the browser login.${whereToRepair(scene.process)}`,
    commands: [...commands, removeKeys(scene, ...tokens)],
  };
}

function messageOf({ auth }: FaultyEntry, said: string): string {
  return `${said}${spoilsFile(auth) ? " It makes the other entries of the file unreadable too." : ""}`;
}

function canEdit({ scene, auth }: FaultyEntry): boolean {
  return isEditable(scene.config) && auth.fromFields !== true;
}

function mendingWords(entry: FaultyEntry, mending: FaultWords["mending"]): RemedyWords | undefined {
  const { scene, auth } = entry;
  if (mending?.edit === undefined || !canEdit(entry)) return undefined;
  return {
    ...editing(scene, `${mending.does}. Only the entry "${auth.key}" of ${scene.location.file} changes.`),
    commands: [mending.edit(scene, auth.key)],
  };
}

function remedyWords(entry: FaultyEntry): RemedyWords {
  const { scene, auth, registry } = entry;
  const { location, plan } = scene;
  if (registry === undefined) {
    const commands = canEdit(entry) && spoilsFile(auth) ? [removeKeys(scene, auth.key)] : [];
    const does = `Remove the entry "${auth.key}" from ${location.file}. Or log in to it again.`;
    return { ...(commands.length > 0 ? editing(scene, does) : { summary: does }), commands };
  }
  // docker keeps a registry token when it logs in to the same entry
  if (canEdit(entry) && (spoilsFile(auth) || auth.registryToken) && isDockersOwnName(location.file)) {
    const login = loginCommand({ plan, file: location.file, registry, username: usernameOf(auth) });
    const why = spoilsFile(auth) ? "so that docker can read the others" : "because docker would keep its token";
    return {
      summary: `Remove the entry "${auth.key}", ${why}. Then log in to ${registry} again.${whereToRepair(scene.process)}`,
      afterwards: afterLogin(scene),
      commands: [emptyEntry(scene, auth.key, configKey(registry)), login],
    };
  }
  if (auth.key !== configKey(registry) && spoilsFile(auth)) {
    return { summary: `Remove the entry "${auth.key}" from ${location.file}. Then log in to ${registry} again.` };
  }
  return relogin(scene, registry, auth);
}
