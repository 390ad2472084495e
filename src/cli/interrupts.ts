import { readFileSync, writeSync } from "node:fs";
import type { Bug } from "../contract/index.js";
import { errorMessage } from "./crash.js";
import { EXIT } from "./exit-codes.js";

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
      if (process.stderr.isTTY) process.stderr.write(SHOW_CURSOR);
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
  const signals = (["SIGINT", "SIGTERM", "SIGHUP"] as const).filter((name) => name !== "SIGHUP" || !ignoresHangup());
  for (const name of signals) process.on(name, onSignal);
  process.on("uncaughtException", onStray).on("unhandledRejection", onStray);
  return {
    signal: controller.signal,
    bugs,
    close() {
      clearInterval(keepAlive);
      process.off("exit", onExit);
      for (const name of signals) process.off(name, onSignal);
      process.off("uncaughtException", onStray).off("unhandledRejection", onStray);
    },
  };
}

/** Whether this process was started to outlive its terminal (`nohup`): a handler would undo that. */
function ignoresHangup(): boolean {
  try {
    const mask = /^SigIgn:\s*([0-9a-f]+)$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1] ?? "0";
    return (BigInt(`0x${mask}`) & 1n) === 1n;
  } catch {
    return false;
  }
}
