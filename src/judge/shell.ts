import type { RunnerPlan } from "../contract/index.js";
import { SOCKET_PATH } from "../requirements.js";

const PLAIN_WORD = /^[\w%+,./:=@-]+$/;

/** One word for a POSIX shell, quoted only where it has to be. */
export function shellWord(text: string): string {
  return PLAIN_WORD.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** A command line for a POSIX shell out of plain words. */
export function shellLine(words: readonly string[]): string {
  return words.map(shellWord).join(" ");
}

/** A docker command line that talks to the planned engine: `-H` is named only where the default would differ. */
export function dockerLine(plan: RunnerPlan, words: readonly string[]): string {
  const isDefault = plan.dockerHost.value === `unix://${SOCKET_PATH.value}`;
  return shellLine(["docker", ...(isDefault ? [] : ["-H", plan.dockerHost.value]), ...words]);
}
