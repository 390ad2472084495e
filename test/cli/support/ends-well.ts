import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { runCli } from "./run-cli.js";

const MEASURE = new URL("max-rss.mjs", import.meta.url).href;
export const DEADLINE_S = 8;
/** What a run may need beyond its deadline, besides what this machine is slow by at this moment. Milliseconds. */
const PATIENCE_MS = 1000;
/** So many times the start of Node, which takes a tenth of a second on a machine that does nothing else. */
const SLOWNESS = 20;
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

interface Measured extends Ended {
  /** Peak of the whole process. KiB. */
  readonly maxRSS: number;
  readonly tookMs: number;
}

/** A run that took longer than its deadline is excused by as much as this machine is slow at this moment. */
async function expectInTime(tookMs: number, deadlineS: number): Promise<void> {
  const limitMs = deadlineS * 1000 + PATIENCE_MS;
  if (tookMs > limitMs) expect(tookMs).toBeLessThan(limitMs + SLOWNESS * (await startupMs()));
}

/** Holds a run to its time and memory, and to telling what it has to tell in a line or a report of `--format json`. */
export async function expectWell(
  { code, stdout, stderr, maxRSS, tookMs }: Measured,
  { deadlineS = DEADLINE_S, mostMemoryMib = MOST_MEMORY_MIB } = {},
): Promise<void> {
  expect([0, 1, 2, 3]).toContain(code);
  expect(stderr).not.toMatch(/^\s+at |bug in runner-preflight|node:internal|RangeError|Maximum call stack/m);
  expect(maxRSS / 1024).toBeLessThan(mostMemoryMib);
  await expectInTime(tookMs, deadlineS);
  const isLine = stdout === "" && /^runner-preflight: [^\n]{10,600}\n$/.test(stderr);
  const isReport = stdout.startsWith("{") && (JSON.parse(stdout) as { schemaVersion: unknown }).schemaVersion === 1;
  expect({ code, isLine, isReport, stderr }).toMatchObject({ isLine: code === 2, isReport: code !== 2 });
}

/** Runs the program in a process of its own, and holds it to what {@link expectWell} says. */
export async function endsWell(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
  mostMemoryMib = MOST_MEMORY_MIB,
): Promise<Ended> {
  const folder = mkdtempSync(join(tmpdir(), "preflight-rss-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "rss");
  const startedMs = performance.now();
  const { code, signal, stdout, stderr } = await runCli(
    [...args, "--deadline", String(DEADLINE_S), "--format", "json", "--quiet"],
    { cwd, nodeArguments: ["--import", MEASURE], env: { MAX_RSS_FILE: file, HOME: cwd, ...env } },
  );
  const tookMs = performance.now() - startedMs;
  expect({ signal, stderr }).toMatchObject({ signal: null });
  const maxRSS = Number(readFileSync(file, "utf8"));
  await expectWell({ code, stdout, stderr, maxRSS, tookMs }, { mostMemoryMib });
  return { code, stdout, stderr };
}
