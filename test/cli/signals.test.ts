import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it, vi } from "vitest";
import { listens } from "./support/interrupted-run.js";
import { BIN, runCli } from "./support/run-cli.js";

vi.setConfig({ testTimeout: 60_000 });

/** After the first listener is there: while modules load, while inputs are read, while the run is on. Milliseconds. */
const DELAYS = [0, 10, 20, 40, 80, 120, 200, 400];

it.runIf(process.platform === "linux").each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
  "%s at any moment ends in one line and exit code 130",
  async (signal) => {
    for (const delay of DELAYS) {
      const child = spawn(process.execPath, [BIN, "--command-file", "-"], { stdio: ["pipe", "ignore", "pipe"] });
      let stderr = "";
      child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
      const ended = new Promise((resolve) => child.on("close", resolve));
      while (listens(child.pid ?? 0) !== true) await sleep(1);
      await sleep(delay);
      child.kill(signal);
      expect({ delay, code: await ended }).toEqual({ delay, code: 130 });
      expect(stderr).toMatch(/^runner-preflight: interrupted[^\n]*\n$/);
    }
  },
);

it("too little memory is one line and exit code 70", async () => {
  const { code, stderr } = await runCli(["--version"], { nodeArguments: ["--max-old-space-size=16"] });
  expect(code).toBe(70);
  expect(stderr).toMatch(/^runner-preflight: cannot start: Node may use \d+ MiB of memory only, \d+ are needed\n$/);
});
