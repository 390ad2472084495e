import { readFileSync, writeSync } from "node:fs";
import { getHeapStatistics } from "node:v8";

/** As in exit-codes.ts; nothing is loaded here that takes time, so that a signal finds a listener at once. */
const [BUG, INTERRUPTED] = [70, 130];
/** Less memory than this is not enough to load the program, and Node would end with a trace of its own. MiB. */
const LEAST_MEMORY_MIB = 72;
/** What Node sets aside for the WebAssembly of its HTTP client alone is 10 GiB. MiB. */
const LEAST_ADDRESS_SPACE_MIB = 11_500;
const MIB = 1024 ** 2;

function say(text: string): void {
  try {
    writeSync(2, `runner-preflight: ${text}\n`);
  } catch {
    // nobody can read it
  }
}

function onEarlySignal(): void {
  say("interrupted");
  process.exit(INTERRUPTED);
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

/** The signals that end a run, by their names. */
export const ENDING_SIGNALS: readonly NodeJS.Signals[] = ignoresHangup()
  ? ["SIGINT", "SIGTERM"]
  : ["SIGINT", "SIGTERM", "SIGHUP"];

/** From now on, and until somebody else takes care of them, a signal ends the process with one line. */
export function answerSignals(): void {
  for (const name of ENDING_SIGNALS) process.on(name, onEarlySignal);
}

/** Somebody else takes care of signals now. */
export function leaveSignals(): void {
  for (const name of ENDING_SIGNALS) process.off(name, onEarlySignal);
}

answerSignals();

/** The address space that this process may have at most (`ulimit -v`), in MiB. */
function addressSpaceMib(): number {
  try {
    const bytes = /^Max address space +(\d+)/m.exec(readFileSync("/proc/self/limits", "utf8"))?.[1];
    return bytes === undefined ? Infinity : Math.floor(Number(bytes) / MIB);
  } catch {
    return Infinity;
  }
}

/** Loads the command line and runs it; what cannot even be loaded is one line and exit code 70. */
export async function start(argv: readonly string[]): Promise<void> {
  const memoryMib = Math.floor(getHeapStatistics().heap_size_limit / MIB);
  if (memoryMib < LEAST_MEMORY_MIB) {
    say(`cannot start: Node may use ${memoryMib} MiB of memory only, ${LEAST_MEMORY_MIB} are needed`);
    process.exit(BUG);
  }
  const spaceMib = addressSpaceMib();
  if (spaceMib < LEAST_ADDRESS_SPACE_MIB) {
    say(`cannot start: ${spaceMib} MiB of address space (ulimit -v), ${LEAST_ADDRESS_SPACE_MIB} are needed`);
    process.exit(BUG);
  }
  try {
    const { main } = await import("./main.js");
    await main(argv);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const hint = code === "EMFILE" ? "; raise the limit of open files (ulimit -n)" : "";
    say(`cannot start: its own files cannot be loaded (${code ?? message.split("\n", 1)[0] ?? "unknown"})${hint}`);
    process.exit(BUG);
  }
}
