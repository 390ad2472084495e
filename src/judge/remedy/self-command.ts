import type { ProcessFact, RemedyCommand } from "../../contract/index.js";
import { shellLine } from "../../docker/shell.js";
import { safe, sudo } from "../findings.js";

const INSTALLED = ["runner-preflight"] as const;

/**
 * A command of this program that repairs a file, as this program was started; by its mere name where that is not known,
 * because facts of another host are judged. `--yes`, because pasting it is the consent: it shows a diff and keeps a backup.
 */
export function repairCommand(
  process: ProcessFact | undefined,
  words: readonly string[],
  asRoot: boolean,
): RemedyCommand {
  const { program = INSTALLED, programAsRoot = INSTALLED } = process ?? {};
  const repair = ["repair", ...words, "--yes"];
  return asRoot ? sudo(`sudo ${shellLine([...programAsRoot, ...repair])}`) : safe(shellLine([...program, ...repair]));
}

/** Where to run it, as a last sentence of a summary; nothing where that is here. */
export function whereToRepair(process: ProcessFact | undefined): string {
  return process?.program === undefined
    ? " Run the repair on the runner's host, with runner-preflight installed there."
    : "";
}
