import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Report } from "../../src/contract/index.js";
import { packageOf, sourcesOf } from "./support/loaded.js";
import { runCli } from "./support/run-cli.js";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const ROOT = join(import.meta.dirname, "../..");
const FOLDER = mkdtempSync(join(tmpdir(), "preflight-package-"));
const INSTALLED = join(FOLDER, "node_modules/runner-preflight");
const LOCAL = ["--docker-host", "unix:///nonexistent.sock", "--format", "json"];

/** npm as a user has it, and not as `npm test` hands itself on. */
const NPM_ENV = { PATH: process.env["PATH"] ?? "", HOME: FOLDER };

function ownLines(text: string): readonly string[] {
  return text.split("\n").filter((line) => line.startsWith("runner-preflight: "));
}

beforeAll(() => {
  const words = ["pack", "--ignore-scripts", "--json", "--pack-destination", FOLDER];
  const [packed] = JSON.parse(execFileSync("npm", words, { cwd: ROOT, encoding: "utf8", stdio: "pipe" })) as [
    { readonly filename: string },
  ];
  execFileSync("tar", ["-xzf", join(FOLDER, packed.filename), "-C", FOLDER]);
  mkdirSync(join(FOLDER, "node_modules"));
  renameSync(join(FOLDER, "package"), INSTALLED);
});
afterAll(() => rmSync(FOLDER, { recursive: true }));

describe("the installed package", () => {
  it("needs no other: everything that runs is in it", async () => {
    const bin = join(INSTALLED, "bin/runner-preflight.js");
    expect((await runCli(["list"], { bin })).stdout).toBe((await runCli(["list"])).stdout);
    const file = join(FOLDER, "compose.yaml");
    writeFileSync(file, "services:\n  runner:\n    image: r.example/runner:1\n");
    const run = await runCli([...LOCAL, "--compose", file, "--only", "docker-socket"], { bin });
    expect(JSON.parse(run.stdout)).toMatchObject({ verdict: "fail", bugs: [], plan: { source: "compose" } });
  });

  it("is the same module for a plugin as for the program: an error of the contract is known as one", async () => {
    const plugin = join(FOLDER, "plugin.mjs");
    writeFileSync(
      plugin,
      `import { ProbeError } from "runner-preflight";
      const entry = { severity: "error", meaning: "m", cause: "c", remedy: "r", source: "s" };
      export default { id: "acme/x", title: "X holds", group: "host", severity: "error", codes: { "x-wrong": entry },
        async run() { throw new ProbeError("unseen", "nobody can see it"); } };`,
    );
    const words = [...LOCAL, "--plugin", plugin, "--only", "acme/x"];
    const run = await runCli(words, { bin: join(INSTALLED, "bin/runner-preflight.js") });
    const report = JSON.parse(run.stdout) as Report;
    expect(report.results).toMatchObject([{ id: "acme/x", status: "inconclusive" }]);
    expect(report.bugs).toEqual([]);
  });

  it("has types for every value that it exports", async () => {
    const { exports } = JSON.parse(readFileSync(join(INSTALLED, "package.json"), "utf8")) as {
      readonly exports: Readonly<Record<".", { readonly types: string; readonly default: string }>>;
    };
    const entry = exports["."];
    const values = Object.keys((await import(pathToFileURL(join(INSTALLED, entry.default)).href)) as object);
    expect(values).toContain("ProbeError");
    expect(readFileSync(join(INSTALLED, entry.types), "utf8")).toContain("./contract/index.js");
  });

  it("brings the licence of every package that is in it", () => {
    const program = join(INSTALLED, "dist/program");
    const urls = readdirSync(program).map((name) => pathToFileURL(join(program, name)).href);
    const names = new Set(urls.flatMap(sourcesOf).flatMap((source) => packageOf(source) ?? []));
    const text = readFileSync(join(INSTALLED, "dist/third-party-licenses.txt"), "utf8");
    expect(names.size).toBeGreaterThan(10);
    expect([...names].filter((name) => !text.includes(`\n${name} `))).toEqual([]);
  });
});

describe("a checkout that is not built", () => {
  const checkout = join(FOLDER, "checkout");
  const bin = join(checkout, "bin/runner-preflight.js");
  const npm = (...words: readonly string[]) =>
    spawnSync("npm", [...words, "--offline"], { cwd: checkout, encoding: "utf8", env: NPM_ENV });

  beforeAll(() => {
    for (const path of ["bin", "src/build", "package.json", "package-lock.json", ".npmrc"]) {
      cpSync(join(ROOT, path), join(checkout, path), { recursive: true });
    }
  });

  it("says so in one line, and what builds it", async () => {
    const run = await runCli(["--help"], { bin });
    expect(run).toMatchObject({ code: 70, stdout: "" });
    expect(run.stderr).toBe(
      `runner-preflight: cannot start: it is not built; run npm ci, without --omit=dev, in ${checkout}/\n`,
    );
  });

  it("says so after npm ci --omit=dev, which ends well", () => {
    const { status, stderr } = npm("ci", "--omit=dev");
    expect(status).toBe(0);
    expect(ownLines(stderr)).toEqual([
      "runner-preflight: not built, because development packages are not installed; npm ci, without --omit=dev, builds it",
    ]);
  });

  it("is not packed: that would be a package without the program", () => {
    const { status, stderr } = npm("pack");
    expect(status).not.toBe(0);
    expect(ownLines(stderr)).toEqual([
      "runner-preflight: there is nothing to pack: it is not built; run npm ci, without --omit=dev, first",
    ]);
    expect(readdirSync(checkout).filter((name) => name.endsWith(".tgz"))).toEqual([]);
  });

  it("says in one line that a file of it cannot be loaded", async () => {
    mkdirSync(join(checkout, "dist/program"), { recursive: true });
    writeFileSync(join(checkout, "dist/program/start.js"), "throw new Error('half a file');");
    const { code, stderr } = await runCli([], { bin });
    expect(code).toBe(70);
    expect(stderr).toMatch(/^runner-preflight: cannot start: [^\n]*\(half a file\)[^\n]*\n$/u);
  });
});

it.each([
  ["18.19.0", 70],
  ["20.18.0", 70],
  ["20.18.1", 0],
  ["22.0.0", 0],
])("Node.js %s ends with %d", async (version, exit) => {
  const pretence = `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "${version}" } });`;
  const nodeArguments = ["--import", `data:text/javascript,${encodeURIComponent(pretence)}`];
  const { code, stderr } = await runCli(["--version"], { nodeArguments });
  expect(code).toBe(exit);
  expect(stderr).toBe(
    exit === 0 ? "" : `runner-preflight: cannot start: this is Node.js ${version}; it needs 20.18.1 or newer\n`,
  );
});

it("the Node.js that it asks for is that of its package", () => {
  const { engines } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { engines: { node: string } };
  const [, oldest = ""] = /OLDEST = \[(.*)\]/u.exec(readFileSync(join(ROOT, "bin/runner-preflight.js"), "utf8")) ?? [];
  expect(`>=${oldest.replaceAll(", ", ".")}`).toBe(engines.node);
});

it("a bug report names places in the sources", async () => {
  const fault = new URL("support/break-cwd.mjs", import.meta.url).href;
  const { code, stderr } = await runCli(["--verbose"], { nodeArguments: ["--import", fault] });
  expect(code).toBe(70);
  expect(stderr).toMatch(/^ +at .*\(src\/probe\/plan-world\.ts:\d+:\d+\)$/mu);
  expect(stderr).not.toContain("dist/program");
});
