import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it, vi } from "vitest";
import type { Recording, Report } from "../../src/contract/index.js";
import { screenProblem } from "../support/screen.js";
import { startDriver } from "./support/one-after-another.js";

vi.setConfig({ testTimeout: 120_000 });

const STORED = join(import.meta.dirname, "../fixtures/recordings");
const FOLDER = mkdtempSync(join(tmpdir(), "preflight-one-screen-"));
const driver = startDriver();
afterAll(() => {
  driver.close();
  rmSync(FOLDER, { recursive: true });
});

/** Why the report of a recording with one cause may be taller than the screen. */
const TALL: Readonly<Record<string, string>> = {};

async function reportOf(name: string): Promise<Report> {
  const stored = JSON.parse(readFileSync(join(STORED, name), "utf8")) as {
    readonly recording: Recording;
    readonly only?: readonly string[];
  };
  const file = join(FOLDER, name);
  writeFileSync(file, JSON.stringify(stored.recording));
  const only = (stored.only ?? []).flatMap((id) => ["--only", id]);
  const { stdout } = await driver.run({ args: ["--from", file, "--format", "json", ...only], cwd: FOLDER });
  return JSON.parse(stdout) as Report;
}

it("every recorded fault with one cause is seen on one screen", async () => {
  const names = readdirSync(STORED).filter((name) => name.endsWith(".json"));
  const problems: Record<string, string> = {};
  for (const name of names) {
    const problem = screenProblem(await reportOf(name), TALL[name]);
    if (problem !== undefined) problems[name] = problem;
  }
  expect(problems).toEqual({});
  expect(Object.keys(TALL).filter((name) => !names.includes(name))).toEqual([]);
});
