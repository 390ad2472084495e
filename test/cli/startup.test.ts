import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { loadedBy } from "./support/loaded.js";

vi.setConfig({ testTimeout: 60_000 });

const FOLDER = mkdtempSync(join(tmpdir(), "preflight-startup-"));
afterAll(() => rmSync(FOLDER, { recursive: true }));

const HEAVY = ["dockerode", "docker-modem", "undici", "yaml", "listr2", "cli-table3", "valibot", "jsonc-parser", "ajv"];
const NO_ENGINE = ["--docker-host", "unix:///nonexistent.sock"];
const LOCAL = [...NO_ENGINE, "--only", "docker-config", "--format", "json", "--quiet"];

describe("a command that asks nothing of the world", () => {
  it.each([
    ["--help", 0],
    ["--version", 0],
    ["list", 0],
    ["list --format json", 0],
    ["explain docker-socket", 0],
    ["explain socket-missing", 0],
    ["--nonsense", 2],
    ["nonsense", 2],
    ["explain nonsense", 2],
  ])("loads no network, Docker or drawing package: %s", async (line, exit) => {
    const { code, packages, files } = await loadedBy(line.split(" "));
    expect(code).toBe(exit);
    // The trace works at all: this one is always there.
    expect(packages).toContain("commander");
    expect(HEAVY.filter((name) => packages.has(name))).toEqual([]);
    expect(files.filter((file) => /^(?:checks|src\/(?:probe|plan|view|run))\//.test(file))).toEqual([]);
  });
});

describe("a run loads a package only where it is used", () => {
  it("in JSON, without engine, network and view: none that is heavy", async () => {
    const { packages, files } = await loadedBy(LOCAL);
    expect(files).toContain("checks/index.ts");
    expect(HEAVY.filter((name) => packages.has(name))).toEqual([]);
  });

  it("cli-table3 for a table", async () => {
    const { packages } = await loadedBy([...LOCAL, "--format", "table"]);
    expect(HEAVY.filter((name) => packages.has(name))).toEqual(["cli-table3"]);
  });

  it("listr2 for a view", async () => {
    const { packages } = await loadedBy(LOCAL.filter((word) => word !== "--quiet"));
    expect(HEAVY.filter((name) => packages.has(name))).toEqual(["listr2"]);
  });

  it("yaml for a compose file", async () => {
    const file = join(FOLDER, "compose.yaml");
    writeFileSync(file, "services:\n  runner:\n    image: r.example/runner:1\n");
    const { packages } = await loadedBy([...LOCAL, "--compose", file]);
    expect(HEAVY.filter((name) => packages.has(name))).toEqual(["yaml"]);
  });

  it("undici for a service whose name is found", async () => {
    const { packages } = await loadedBy([...NO_ENGINE, "--only", "service-reachable", "--domain", "127.0.0.1:9"]);
    expect(packages).toContain("undici");
  });

  it("valibot for a recording", async () => {
    const recording = join(FOLDER, "recording.json");
    const tool = { name: "runner-preflight", version: "1" };
    writeFileSync(
      recording,
      JSON.stringify({ schemaVersion: 2, tool, recordedAt: "2026-11-20T00:00:00.000Z", plan: {}, facts: [] }),
    );
    const { code, packages } = await loadedBy(["--from", recording]);
    expect(code).toBe(2);
    expect(packages).toContain("valibot");
  });

  it("dockerode for an engine, without what it brings for ssh, builds and printing", async () => {
    const socket = join(FOLDER, "engine.sock");
    const asked: string[] = [];
    const engine = createServer((request, response) => {
      asked.push(request.url ?? "");
      response.setHeader("api-version", "1.47").end("{}");
    });
    await new Promise<void>((resolve) => engine.listen(socket, resolve));
    try {
      const { packages } = await loadedBy(["--docker-host", `unix://${socket}`, "--only", "docker-engine"]);
      expect(asked).toContain("/_ping");
      expect(packages).toContain("docker-modem");
      const unused =
        /^(?:ssh2|cpu-features|@grpc\/.*|protobufjs|@protobufjs\/.*|tar-fs|debug|readable-stream|undici|yaml)$/u;
      expect([...packages].filter((name) => unused.test(name))).toEqual([]);
    } finally {
      engine.close();
    }
  });
});

it("an engine by ssh is refused in a line, and not tried", async () => {
  const { code, packages, stderr } = await loadedBy([
    "--docker-host",
    "ssh://me@host.example",
    "--only",
    "docker-socket",
  ]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/docker-socket: fail \([a-z-]+\)/u);
  expect(packages).not.toContain("dockerode");
});
