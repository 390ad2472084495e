import { UsageError } from "../contract/errors.js";
import { hideForms } from "../secrets/forms.js";
import { EXIT } from "./exit-codes.js";
import { describeFailure, leave, say, writeAll } from "./output.js";
import { parseArguments } from "./program.js";
import type { Request } from "./request.js";
import { asShown } from "./terminal.js";

/**
 * Runs the command line and ends the process. What each command needs is loaded only when it is asked for, so that
 * `--help`, `list` and `explain` start fast.
 */
export async function main(argv: readonly string[]): Promise<void> {
  // Progress that nobody can read (a full disk, a closed pipe) changes nothing about what is found out.
  process.stderr.on("error", () => {});
  await leave(await exitCodeOf(argv));
}

async function exitCodeOf(argv: readonly string[]): Promise<number> {
  try {
    return await dispatch(await parseArguments(argv));
  } catch (error) {
    if (error instanceof UsageError) {
      await say(hideForms(error.message));
      return EXIT.usage;
    }
    if (error instanceof RangeError && error.message.startsWith("Maximum call stack")) {
      await writeAll(process.stderr, "runner-preflight: the input is nested too deeply to be read\n");
      return EXIT.usage;
    }
    if ((error as NodeJS.ErrnoException | undefined)?.syscall === "uv_cwd") {
      await say("the current folder does not exist any more; change to another");
      return EXIT.usage;
    }
    const { describeCrash } = await import("./crash.js");
    await writeAll(process.stderr, describeCrash(error, argv));
    return EXIT.bug;
  }
}

async function dispatch(request: Request): Promise<number> {
  if (request.command === "text") return print(request.text);
  if (request.command === "list") {
    const { renderList } = await import("./list-command.js");
    const list = await renderList(request);
    return print(request.format === "json" ? list : asShown(list, process.env));
  }
  if (request.command === "explain") {
    const { renderExplanation } = await import("./explain-command.js");
    return print(asShown(await renderExplanation(request), process.env));
  }
  if (request.command === "credentials") {
    const { runCredentialsCommand } = await import("./credentials-command.js");
    return runCredentialsCommand(request.credentials);
  }
  if (request.command === "repair") {
    const { runRepairCommand } = await import("./repair-command.js");
    return runRepairCommand(request.repair);
  }
  const { runCheckCommand } = await import("./check-command.js");
  return runCheckCommand(request.check);
}

async function print(text: string): Promise<number> {
  const failure = await writeAll(process.stdout, text);
  if (failure === undefined) return EXIT.ok;
  await say(describeFailure(failure));
  return EXIT.usage;
}
