import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The program that the package installs. */
export const BIN = fileURLToPath(new URL("../../../bin/runner-preflight.js", import.meta.url));
const BUILT = fileURLToPath(new URL("../../../dist/program/start.js", import.meta.url));

export interface CliResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  /** Another program than this checkout's. */
  readonly bin?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly stdin?: string;
  readonly nodeArguments?: readonly string[];
  /** Called with the running process, to send it signals. */
  readonly onStart?: (child: ReturnType<typeof spawn>) => void;
}

/** Runs the built command line as a user would: its own process, pipes, a nearly empty environment. */
export async function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  if (!existsSync(BUILT)) throw new Error("not built: npm run build");
  const child = spawn(process.execPath, [...(options.nodeArguments ?? []), options.bin ?? BIN, ...args], {
    cwd: options.cwd,
    env: { PATH: process.env["PATH"] ?? "", HOME: "/nonexistent", ...options.env },
    stdio: "pipe",
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  child.stdin.on("error", () => {}).end(options.stdin ?? "");
  options.onStart?.(child);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      resolve({ code, signal, stdout, stderr });
    });
  });
}
