import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const DRIVER = fileURLToPath(new URL("one-after-another.mjs", import.meta.url));

interface Job {
  readonly args: readonly string[];
  readonly cwd: string;
}

interface JobEnd {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Peak of the process until now. KiB. */
  readonly maxRSS: number;
}

/** The built command line in a process that does one job after another: Node and the modules are loaded once. */
export interface Driver {
  run(job: Job): Promise<JobEnd>;
  close(): void;
}

export function startDriver(): Driver {
  const env = { PATH: process.env["PATH"] ?? "" };
  const start = () => {
    const child = spawn(process.execPath, [DRIVER], { env, stdio: ["pipe", "pipe", "inherit"] });
    return { child, lines: createInterface({ input: child.stdout }) };
  };
  let current: ReturnType<typeof start> | undefined;
  return {
    async run({ args, cwd }) {
      current ??= start();
      const { child, lines } = current;
      child.stdin.write(`${JSON.stringify({ args, cwd, env: { HOME: cwd } })}\n`);
      const told = await Promise.race([once(lines, "line"), once(child, "exit").then(([code]) => code as unknown)]);
      if (Array.isArray(told)) return JSON.parse(String(told[0])) as JobEnd;
      current = undefined;
      throw new Error(`the process ended with ${String(told)}`);
    },
    close: () => current?.child.kill("SIGKILL"),
  };
}
