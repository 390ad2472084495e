import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { runCli } from "./support/run-cli.js";

const FOLDER = mkdtempSync(join(tmpdir(), "preflight-startup-"));
afterAll(() => rmSync(FOLDER, { recursive: true }));

const TRACER = new URL("support/trace-modules.mjs", import.meta.url).href;
const HEAVY = ["dockerode", "docker-modem", "undici", "yaml", "listr2", "cli-table3", "valibot", "jsonc-parser", "ajv"];

let runs = 0;

async function loadedBy(args: readonly string[]): Promise<{ code: number | null; urls: readonly string[] }> {
  runs += 1;
  const trace = join(FOLDER, `trace-${runs}`);
  const { code } = await runCli(args, { nodeArguments: ["--import", TRACER], env: { MODULE_TRACE: trace } });
  return { code, urls: readFileSync(trace, "utf8").trim().split("\n") };
}

function packagesOf(urls: readonly string[]): ReadonlySet<string> {
  return new Set(urls.flatMap((url) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1] ?? []));
}

describe("a command that asks nothing of the world", () => {
  it.each(["--help", "--version", "list", "list --format json", "explain docker-socket", "explain socket-missing"])(
    "loads no network, Docker or drawing package: %s",
    async (line) => {
      const { code, urls } = await loadedBy(line.split(" "));
      const packages = packagesOf(urls);
      expect(code).toBe(0);
      // The trace works at all: this one is always there.
      expect(packages).toContain("commander");
      expect(HEAVY.filter((name) => packages.has(name))).toEqual([]);
      expect(urls.filter((url) => /\/dist\/src\/(probe|plan|view)\//.test(url))).toEqual([]);
    },
  );

  it("loads no check for --help", async () => {
    const { urls } = await loadedBy(["--help"]);
    expect(urls.filter((url) => url.includes("/dist/checks/"))).toEqual([]);
  });
});

it("the trace sees heavy packages when they are loaded, and a live run without plugins validates nothing", async () => {
  const { urls } = await loadedBy(["--docker-host", "unix:///nonexistent.sock", "--only", "docker-socket"]);
  expect(packagesOf(urls)).toContain("cli-table3");
  expect(packagesOf(urls)).not.toContain("valibot");
  expect(packagesOf(urls)).not.toContain("jsonc-parser");
});

it("the trace sees valibot when a recording is read", async () => {
  const recording = join(FOLDER, "recording.json");
  const tool = { name: "runner-preflight", version: "1" };
  writeFileSync(recording, JSON.stringify({ schemaVersion: 3, tool, recordedAt: "", plan: {}, facts: [] }));
  const { code, urls } = await loadedBy(["--from", recording]);
  expect(code).toBe(2);
  expect(packagesOf(urls)).toContain("valibot");
});
