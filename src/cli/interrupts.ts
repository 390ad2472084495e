import { writeSync } from "node:fs";
import type { Bug } from "../contract/index.js";
import { errorMessage } from "./crash.js";
import { EXIT } from "./exit-codes.js";
import { answerSignals, ENDING_SIGNALS, leaveSignals } from "./start.js";

const SHOW_CURSOR = "\u001B[?25h";

/** Watches over a run until it is closed. */
export interface RunWatch {
  /** Aborts at the first SIGINT, SIGTERM or SIGHUP; the second one ends the process at once. */
  readonly signal: AbortSignal;
  /** What was thrown outside of any check (a timer or a forgotten promise of a plugin). */
  readonly bugs: readonly Bug[];
  close(): void;
}

/** Takes over signals and stray exceptions, and keeps the process alive until the run has ended. */
export function watchRun(): RunWatch {
  const controller = new AbortController();
  const bugs: Bug[] = [];
  const onSignal = (): void => {
    if (controller.signal.aborted) {
      // the live view keeps back what others write to the stream
      if (process.stderr.isTTY) writeSync(2, SHOW_CURSOR);
      process.off("exit", onExit);
      process.exit(EXIT.interrupted);
    }
    controller.abort();
  };
  const onStray = (error: unknown): void => {
    bugs.push({ where: "outside of any check", message: errorMessage(error) });
  };
  // What ends the process from inside (a plugin's process.exit) must not look like a verdict.
  const onExit = (): void => {
    writeSync(2, "runner-preflight: the process was ended before there was a report, perhaps by a plugin\n");
    process.exitCode = EXIT.bug;
  };
  process.on("exit", onExit);
  // A plugin may wait for something that never comes with nothing open: without a handle Node would just end.
  const keepAlive = setInterval(() => {}, 2 ** 30);
  for (const name of ENDING_SIGNALS) process.on(name, onSignal);
  leaveSignals();
  process.on("uncaughtException", onStray).on("unhandledRejection", onStray);
  return {
    signal: controller.signal,
    bugs,
    close() {
      clearInterval(keepAlive);
      process.off("exit", onExit);
      answerSignals();
      for (const name of ENDING_SIGNALS) process.off(name, onSignal);
      process.off("uncaughtException", onStray).off("unhandledRejection", onStray);
    },
  };
}
