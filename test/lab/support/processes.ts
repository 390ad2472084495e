import { spawn } from "node:child_process";

/** How a program ended. `exitCode` is null when it was killed, by its limit or otherwise. */
export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
  readonly durationMs: number;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly stdin?: string;
  /** Milliseconds until the program and its children are killed; 60 s by default. */
  readonly timeoutMs?: number;
}

/** Runs a program in its own process group and waits for it; never rejects for a bad exit code. */
export function runProgram(words: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const [program = "", ...rest] = words;
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(program, rest, {
      detached: true,
      stdio: ["pipe", "pipe", "pipe"],
      ...(options.env ? { env: { ...options.env } } : {}),
      ...(options.cwd ? { cwd: options.cwd } : {}),
    });
    let stdout = "";
    let stderr = "";
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      killGroup(child.pid);
    }, options.timeoutMs ?? 60_000);
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.stdin.on("error", () => undefined).end(options.stdin ?? "");
    child.on("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on("close", (exitCode) => {
      clearTimeout(timer);
      resolve({ exitCode, stdout, stderr, timedOut, durationMs: performance.now() - startedAt });
    });
  });
}

/**
 * Runs a program that has to succeed and gives its stdout.
 *
 * @throws Error with the program's own words if it does not.
 */
export async function mustRun(words: readonly string[], options: RunOptions = {}): Promise<string> {
  const ended = await runProgram(words, options);
  if (ended.exitCode === 0) return ended.stdout;
  throw new Error(`${words.join(" ")} ended with ${ended.exitCode}: ${ended.stderr.trim() || ended.stdout.trim()}`);
}

/** Kills a process group, if it is still there. */
function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // it has ended already
  }
}

/** Waits until `isDone` says so. @throws Error naming `what` when the limit has run out. */
export async function waitUntil(
  what: string,
  limitMs: number,
  isDone: () => Promise<boolean> | boolean,
): Promise<void> {
  const end = performance.now() + limitMs;
  for (;;) {
    if (await isDone()) return;
    if (performance.now() > end) throw new Error(`${what}: still not so after ${limitMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
