import { setTimeout as sleep } from "node:timers/promises";
import { oneLine } from "../contract/printable.js";
import { endWithoutThreads } from "./dead-files.js";
import { asShown } from "./terminal.js";

/** File-system calls that are open at the end get so many times so many milliseconds to come back. */
const FILE_WAITS = 10;
const FILE_WAIT_MS = 20;

/** How this program writes its document once standard output is diverted. */
let ownWrite: ((text: string, settle: (error?: Error | null) => void) => boolean) | undefined;

/**
 * Writes a text and waits until the stream has taken all of it. A reader that has gone away (`| head`) is no error;
 * another failure (a full disk) is given back.
 */
export async function writeAll(stream: NodeJS.WriteStream, text: string): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((resolve) => {
    const settle = (error?: NodeJS.ErrnoException | null): void => {
      resolve(error && error.code !== "EPIPE" ? error : undefined);
    };
    // Stays: the stream tells a late listener too, and without one a closed pipe would be an uncaught exception.
    stream.on("error", settle);
    const write = stream === process.stdout && ownWrite !== undefined ? ownWrite : stream.write.bind(stream);
    write(text, settle);
  });
}

/** Says something on stderr: one line that this program begins, whatever words of others are in it. */
export async function say(text: string): Promise<void> {
  await writeAll(process.stderr, `runner-preflight: ${asShown(oneLine(text), process.env)}\n`);
}

/** That standard output has not taken what was printed, as words for stderr. */
export function describeFailure(failure: NodeJS.ErrnoException): string {
  return `standard output cannot be written (${failure.code ?? "unknown"})`;
}

/** Ends the process with this code. Everything has been written; what is left are handles of others (a plugin's timer). */
export async function leave(code: number): Promise<never> {
  // after the listeners of others, and also where one of them ends the process
  process.on("exit", () => {
    process.exitCode = code;
  });
  if (await isHeldByFiles()) {
    await say(`a file system does not answer; ending without it (exit code ${code})`);
    await writeAll(process.stdout, "");
    endWithoutThreads(code);
  }
  await Promise.all([process.stdout, process.stderr].map(async (stream) => writeAll(stream, "")));
  process.exit(code);
}

/** Whether a file-system call does not come back: on a dead network share it never does. */
async function isHeldByFiles(): Promise<boolean> {
  const isOpen = (): boolean => process.getActiveResourcesInfo().some((name) => name.startsWith("FSReq"));
  for (let waits = 0; waits < FILE_WAITS && isOpen(); waits += 1) await sleep(FILE_WAIT_MS);
  return isOpen();
}

/** Lets what others print from now on go to stderr, so that stdout stays one document: {@link writeAll} alone writes to it. */
export function divertStdout(): void {
  const { stdout, stderr } = process;
  if (ownWrite !== undefined) return;
  ownWrite = stdout.write.bind(stdout);
  type Write = (...args: Parameters<typeof stderr.write>) => boolean;
  const toStderr: Write = (...args) => stderr.write(...args);
  Object.defineProperty(stdout, "write", { value: toStderr, configurable: true, writable: true });
}
