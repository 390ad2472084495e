import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { runCli } from "./run-cli.js";

const MEASURE = new URL("max-rss.mjs", import.meta.url).href;
export const DEADLINE_S = 8;
/** What a run may need beyond its deadline, besides the start of Node on this machine at this moment. Milliseconds. */
const PATIENCE_MS = 1000;
/** Peak of the whole process. MiB. */
const MOST_MEMORY_MIB = 900;

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function startupMs(): Promise<number> {
  const startedMs = performance.now();
  await runCli(["--version"]);
  return performance.now() - startedMs;
}

/** Runs the program, and holds it to its time and memory, and to telling what it has to tell in a line or a report. */
export async function endsWell(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
  mostMemoryMib = MOST_MEMORY_MIB,
): Promise<Ended> {
  const folder = mkdtempSync(join(tmpdir(), "preflight-rss-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "rss");
  const roomMs = PATIENCE_MS + 8 * (await startupMs());
  const startedMs = performance.now();
  const { code, signal, stdout, stderr } = await runCli(
    [...args, "--deadline", String(DEADLINE_S), "--format", "json", "--quiet"],
    { cwd, nodeArguments: ["--import", MEASURE], env: { MAX_RSS_FILE: file, HOME: cwd, ...env } },
  );
  const tookMs = performance.now() - startedMs;
  expect({ signal, stderr }).toMatchObject({ signal: null });
  expect([0, 1, 2, 3]).toContain(code);
  expect(stderr).not.toMatch(/^\s+at |bug in runner-preflight|node:internal|RangeError|Maximum call stack/m);
  expect(Number(readFileSync(file, "utf8")) / 1024).toBeLessThan(mostMemoryMib);
  expect(tookMs).toBeLessThan(DEADLINE_S * 1000 + roomMs);
  const isLine = stdout === "" && /^runner-preflight: [^\n]{10,600}\n$/.test(stderr);
  const isReport = stdout.startsWith("{") && (JSON.parse(stdout) as { schemaVersion: unknown }).schemaVersion === 1;
  expect({ code, isLine, isReport, stderr }).toMatchObject({ isLine: code === 2, isReport: code !== 2 });
  return { code, stdout, stderr };
}
