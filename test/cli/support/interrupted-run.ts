import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { programsIn } from "./programs-in.js";
import { BIN, type CliResult } from "./run-cli.js";

/** Longer than this after a signal nothing may take. Milliseconds. */
const END_LIMIT_MS = 30_000;
/** What is started to end the process (see dead-files.ts) may outlive it by this much. Milliseconds. */
const CHILD_LIMIT_MS = 5000;

const HANGUP = 1n;

export type EndingSignal = "SIGINT" | "SIGTERM" | "SIGHUP";

/** A run that got a signal, with the state that the process was in then. */
export interface InterruptedRun extends CliResult {
  /** It had not come so far as to listen to signals: Node itself was starting. */
  readonly isEarly: boolean;
  /** It did not end by itself. */
  readonly isStuck: boolean;
  /** Processes that work in the folder of the run after its end. */
  readonly left: readonly string[];
}

export interface Interrupt {
  readonly args: readonly string[];
  readonly folder: string;
  readonly holdsStdin: boolean;
  readonly signal: EndingSignal;
  /** From the start of the process. Milliseconds. */
  readonly afterMs: number;
}

/** Whether a process listens to SIGHUP, which Node by itself leaves alone; nothing where there is no such process any more. */
export function listens(pid: number): boolean | undefined {
  try {
    const mask = /^SigCgt:\s*([0-9a-f]+)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? "0";
    return (BigInt(`0x${mask}`) & HANGUP) === HANGUP;
  } catch {
    return undefined;
  }
}

async function leftIn(folder: string): Promise<readonly string[]> {
  const limit = performance.now() + CHILD_LIMIT_MS;
  let left = programsIn(folder);
  while (left.length > 0 && performance.now() < limit) {
    await sleep(50);
    left = programsIn(folder);
  }
  return left.map(({ words }) => words.replaceAll("\0", " "));
}

/** Starts the built program in a folder of its own, and sends it one signal at a moment. */
export async function interruptedRun({
  args,
  folder,
  holdsStdin,
  signal,
  afterMs,
}: Interrupt): Promise<InterruptedRun> {
  const child = spawn(process.execPath, [BIN, ...args], {
    cwd: folder,
    env: { PATH: process.env["PATH"] ?? "", HOME: folder },
    stdio: "pipe",
  });
  let [stdout, stderr, isStuck] = ["", "", false];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  child.stdin.on("error", () => {});
  if (!holdsStdin) child.stdin.end();
  const closed = new Promise<Pick<CliResult, "code" | "signal">>((resolve) => {
    child.on("close", (code, by) => resolve({ code, signal: by }));
  });
  await Promise.race([sleep(afterMs), closed]);
  const isEarly = listens(child.pid ?? 0) === false;
  child.kill(signal);
  const limit = setTimeout(() => {
    isStuck = true;
    child.kill("SIGKILL");
  }, END_LIMIT_MS);
  const ended = await closed;
  clearTimeout(limit);
  return { ...ended, stdout, stderr, isEarly, isStuck, left: await leftIn(folder) };
}
