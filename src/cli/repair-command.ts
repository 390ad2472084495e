import { createInterface } from "node:readline";
import { UsageError } from "../contract/errors.js";
import { oneLine } from "../contract/printable.js";
import { currentFolder, whereabouts } from "../docker/paths.js";
import { openCarefully, replaceCarefully, textOf } from "../repair/careful-file.js";
import { mendCommandText } from "../repair/command-text.js";
import { editConfig } from "../repair/config-edits.js";
import { dropLogDriver } from "../repair/daemon-edits.js";
import { maskCommand, maskedDiff, maskJson } from "../repair/masked-diff.js";
import { EXIT } from "./exit-codes.js";
import { watchRun } from "./interrupts.js";
import { describeFailure, say, writeAll } from "./output.js";
import type { RepairRequest } from "./request.js";
import { asShown } from "./terminal.js";

/** config.json holds passwords. */
const CONFIG_MODE = 0o600;

/** The text after the repair; what refuses it names the file. */
function repaired({ file, repair }: RepairRequest, text: string): string {
  try {
    if (repair.of === "config") return editConfig(text, repair.edits);
    return repair.of === "daemon" ? dropLogDriver(text) : mendCommandText(text);
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(`${file}: ${error.message}; nothing was changed`);
    throw error;
  }
}

/** Asks at the terminal; an interrupt and the end of input are no. */
async function asks(question: string, signal: AbortSignal): Promise<boolean> {
  await writeAll(process.stderr, question);
  if (signal.aborted) return false;
  const lines = createInterface({ input: process.stdin, terminal: false });
  try {
    return await new Promise<boolean>((resolve) => {
      lines.once("line", (line) => {
        resolve(/^\s*y(?:es)?\s*$/iu.test(line));
      });
      lines.once("close", () => {
        resolve(false);
      });
      signal.addEventListener("abort", () => {
        resolve(false);
      });
    });
  } finally {
    lines.close();
    process.stdin.pause();
  }
}

/**
 * `repair`: shows an edit of a file as a diff without secrets, asks, and makes it.
 *
 * @returns the exit code: 0 when it is done or there is nothing to do, 2 when the answer was no, 130 when interrupted.
 * @throws UsageError for whatever is refused; nothing has been changed then.
 */
export async function runRepairCommand(request: RepairRequest): Promise<number> {
  const watch = watchRun();
  try {
    return await repairWatched(request, watch.signal);
  } finally {
    watch.close();
  }
}

async function repairWatched(request: RepairRequest, signal: AbortSignal): Promise<number> {
  const { file, isAgreed, repair } = request;
  const opened = openCarefully(file, whereabouts(file, currentFolder(process.cwd())));
  const before = textOf(opened);
  const after = repaired(request, before);
  if (after === before) {
    await say(`${file}: there is nothing to change`);
    return EXIT.ok;
  }
  const canAsk = process.stdin.isTTY;
  if (!isAgreed && !canAsk) {
    throw new UsageError(`${file}: there is no terminal to ask at, so --yes is needed; nothing was changed`);
  }
  const mask = repair.of === "command" ? maskCommand : maskJson;
  const diff = maskedDiff(opened.path, before, after, mask);
  const failure = await writeAll(process.stdout, asShown(diff, process.env));
  if (failure !== undefined) {
    await say(describeFailure(failure));
    return EXIT.usage;
  }
  const isWanted = isAgreed || (await asks(`Change ${oneLine(opened.path)}? [y/N] `, signal));
  if (signal.aborted) {
    await say("interrupted; nothing was changed");
    return EXIT.interrupted;
  }
  if (!isWanted) {
    await say("nothing was changed");
    return EXIT.usage;
  }
  const mode = repair.of === "config" ? CONFIG_MODE : undefined;
  const backup = replaceCarefully(opened, Buffer.from(after), new Date(), mode);
  await say(`${opened.path} is changed; what it was is in ${backup}`);
  return EXIT.ok;
}
