import type { RemedyCommand, RunnerPlan } from "../../contract/index.js";
import { HUB } from "../../docker/hub.js";
import { configKey } from "../credentials/keys.js";
import { destructive, safe, sudo } from "../findings.js";
import { normalPath, parentPath } from "../../docker/paths.js";
import { shellWord } from "../../docker/shell.js";

/** What follows a login: how it shows whether the password went into the file. */
export const STORE_SIGN =
  "Check that docker warned that the password is stored unencrypted. Without this warning it went to a credential store.";

/** What `docker login` needs to know. */
export interface LoginQuestion {
  readonly plan: RunnerPlan;
  /** The config.json that is to hold the entry. */
  readonly file: string;
  readonly registry: string;
  /** The user, where the present entry names one. */
  readonly username?: string | undefined;
  /** The file has faults that make docker forget other entries when it writes. */
  readonly losesEntries?: boolean | undefined;
}

/** Whether docker itself can write this file: it always writes `config.json` into a folder. */
export function isDockersOwnName(file: string): boolean {
  return normalPath(file).endsWith("/config.json");
}

/**
 * The `docker login` that writes a lasting user and password into a config.json; it asks for the password itself. For
 * Docker Hub the user is asked for first, because without one docker logs in by the browser, which leaves a token.
 */
export function loginCommand({ plan, file, registry, username, losesEntries }: LoginQuestion): RemedyCommand {
  const prefix = plan.sudo ? "sudo " : "";
  const isHub = registry === HUB.registry;
  const user = username === undefined ? (isHub ? ' --username "$hub_user"' : "") : ` --username ${shellWord(username)}`;
  const server = isHub ? "" : ` ${shellWord(registry)}`;
  const ask = isHub && username === undefined ? `printf 'Docker Hub user: '; read -r hub_user; ` : "";
  const line = `${ask}${prefix}docker --config ${shellWord(parentPath(file))} login${user}${server}`;
  if (losesEntries === true) return destructive(line);
  return plan.sudo ? sudo(line) : safe(line);
}

/** The folder for a config.json of the runner's own, beside the one that it cannot use. */
export function ownFolder(file: string): string {
  return `${parentPath(file)}-runner`;
}

/** Commands that make a config.json of the runner's own with plain entries, and leave the operator's file alone. */
export function ownConfigCommands(
  plan: RunnerPlan,
  file: string,
  registries: readonly string[],
): readonly RemedyCommand[] {
  return fillCommands(plan, ownFolder(file), registries);
}

/**
 * Commands that bring a config.json with plain entries into a folder. Where there is none, one with empty entries that
 * the logins fill, if there are any: otherwise docker would choose a credential store that it finds on PATH.
 */
export function fillCommands(
  plan: RunnerPlan,
  folder: string,
  registries: readonly string[],
): readonly RemedyCommand[] {
  const file = `${folder}/config.json`;
  const content = JSON.stringify({ auths: Object.fromEntries(registries.map((name) => [configKey(name), {}])) });
  const script = `umask 077; mkdir -p ${shellWord(folder)} && { [ -e ${shellWord(file)} ] || echo ${shellWord(content)} > ${shellWord(file)}; }`;
  const prepare = plan.sudo ? sudo(`sudo sh -c ${shellWord(script)}`) : safe(`(${script})`);
  return [prepare, ...registries.map((registry) => loginCommand({ plan, file, registry }))];
}
