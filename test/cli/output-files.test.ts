import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { findOutput, writeOutput } from "../../src/repair/careful-output.js";
import { BIN, runCli } from "./support/run-cli.js";

const ROOT = mkdtempSync(join(tmpdir(), "preflight-outputs-"));
chmodSync(ROOT, 0o755);
afterAll(() => rmSync(ROOT, { recursive: true }));
const isRoot = process.getuid?.() === 0;
const NOBODY = 65534;

const PLUGIN = join(ROOT, "passes.mjs");
writeFileSync(
  PLUGIN,
  `const entry = { severity: "error", meaning: "m", cause: "c", remedy: "r", source: "s" };
export default { id: "acme/x", title: "X holds", group: "host", severity: "error", codes: { "x-wrong": entry },
  run: async () => ({ status: "pass" }) };
`,
);
const CHECK = ["--only", "acme/x", "--plugin", PLUGIN, "--quiet"];

function folder(mode = 0o755): string {
  const path = mkdtempSync(join(ROOT, "case-"));
  chmodSync(path, mode);
  return path;
}

function place(file: string) {
  const found = findOutput(file);
  if ("problem" in found) throw new Error(found.problem);
  return found;
}

describe("an output", () => {
  it.each(["facts", "report"])("%s is new, whole and its owner's alone, whatever the umask", async (kind) => {
    const where = folder();
    const file = join(where, "out.json");
    const option = kind === "facts" ? ["--facts", file] : ["--report", `json=${file}`];
    const run = spawnSync("sh", ["-c", 'umask 0; exec "$@"', "sh", process.execPath, BIN, ...CHECK, ...option]);
    expect(run.status).toBe(0);
    expect(readdirSync(where)).toEqual(["out.json"]);
    expect(statSync(file).mode & 0o7777).toBe(0o600);
    expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ tool: { name: "runner-preflight" } });
  });

  it("is replaced at one stroke: who reads the old one goes on reading it, another name of it stays", async () => {
    const where = folder();
    const file = join(where, "out.json");
    writeFileSync(file, "old", { mode: 0o644 });
    linkSync(file, join(where, "other"));
    expect(await runCli([...CHECK, "--facts", file])).toMatchObject({ code: 0, stderr: "" });
    expect(readFileSync(join(where, "other"), "utf8")).toBe("old");
    expect(statSync(file).mode & 0o7777).toBe(0o600);
    expect(readdirSync(where).sort()).toEqual(["other", "out.json"]);
  });

  it("may be nowhere, more than once", async () => {
    const nowhere = ["--facts", "/dev/null", "--report", "json=/dev/null", "--report", "table=/dev/null"];
    expect(await runCli([...CHECK, ...nowhere])).toMatchObject({ code: 0, stderr: "" });
    expect(lstatSync("/dev/null").isCharacterDevice()).toBe(true);
  });

  it("may be in a folder that a link of one's own leads to, and in one with the sticky bit", async () => {
    const where = folder(0o1777);
    symlinkSync(where, join(ROOT, "own-link"));
    expect(await runCli([...CHECK, "--facts", join(ROOT, "own-link", "out.json")])).toMatchObject({ code: 0 });
    expect(existsSync(join(where, "out.json"))).toBe(true);
  });

  it.runIf(isRoot)("is written by whoever runs the program", async () => {
    const where = folder(0o1777);
    const nobody = ["--reuid=65534", "--regid=65534", "--clear-groups"];
    const args = ["setpriv", ...nobody, process.execPath, BIN, ...CHECK, "--facts", join(where, "out.json")];
    const run = spawnSync(args[0] ?? "", args.slice(1), { cwd: "/", env: { PATH: process.env["PATH"] } });
    expect(run.stderr.toString()).toBe("");
    expect(statSync(join(where, "out.json"))).toMatchObject({ uid: NOBODY });
    // and then it is somebody else's
    const again = await runCli([...CHECK, "--facts", join(where, "out.json")]);
    expect(again).toMatchObject({ code: 2, stdout: "" });
    expect(again.stderr).toContain("belongs to another user");
  });

  it.runIf(isRoot)("may be in somebody's own folder", async () => {
    const where = folder();
    chownSync(where, NOBODY, NOBODY);
    expect(await runCli([...CHECK, "--facts", join(where, "out.json")])).toMatchObject({ code: 0 });
  });
});

describe("an output is refused in one line, before anything is asked, and nothing is changed:", () => {
  const where = folder();
  const target = join(where, "target");
  writeFileSync(target, "precious");
  symlinkSync(target, join(where, "link"));
  symlinkSync(join(where, "absent"), join(where, "dangling"));
  symlinkSync(where, join(where, "here"));
  linkSync(target, join(where, "hard"));
  const open = folder(0o777);
  const grouped = folder(0o775);
  chownSync(grouped, process.getuid?.() ?? 0, isRoot ? NOBODY : (process.getgid?.() ?? 0));
  const foreign = join(folder(0o1777), "foreign");
  writeFileSync(foreign, "theirs");
  const lure = join(folder(), "lure");
  symlinkSync(where, lure);
  const json = (file: string) => ["--report", `json=${file}`];

  it.each<[string, readonly string[], RegExp]>([
    ["a link to a file", ["--facts", join(where, "link")], /it is a link/],
    ["a link to nothing", json(join(where, "dangling")), /it is a link/],
    ["a folder that everybody may write", ["--facts", join(open, "x")], /writable by everybody/],
    ["standard output by name", json("/dev/stdout"), /standard output .*--format/],
    ["standard output by number", ["--facts", "/dev/fd/1"], /standard output .*--format/],
    ["standard output as a dash", json("-"), /standard output .*--format/],
    ["standard error", ["--facts", "/proc/self/fd/2"], /standard error/],
    ["a device", json("/dev/full"), /not a regular file/],
    ["no name", json(`${where}/..`), /not a regular file/],
    ["one file twice, through a link", [...json(join(where, "a")), ...json(join(where, "here", "a"))], /twice/],
    ["one file twice, by two names", [...json(target), "--facts", join(where, "hard")], /twice/],
    [
      "one file twice, by a detour",
      [...json(join(where, "a")), "--facts", `${where}/./../${basename(where)}/a`],
      /twice/,
    ],
    ["an input by another name", ["--command-file", target, ...json(join(where, "hard"))], /input of the same run/],
    ["an input through a link", ["--command-file", join(where, "link"), ...json(target)], /input of the same run/],
  ])("%s", async (_, args, problem) => {
    const { code, stdout, stderr } = await runCli([...CHECK, ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^runner-preflight: [^\n]*\n$/);
    expect(stderr).toMatch(problem);
    expect(readFileSync(target, "utf8")).toBe("precious");
    expect(readdirSync(where).sort()).toEqual(["dangling", "hard", "here", "link", "target"]);
    expect(readdirSync(open)).toEqual([]);
  });

  it.runIf(isRoot)("a file of somebody else, a link of somebody else on the way, a group's folder", async () => {
    chownSync(foreign, NOBODY, NOBODY);
    spawnSync("chown", ["-h", `${NOBODY}:${NOBODY}`, lure]);
    for (const [file, problem] of [
      [foreign, "belongs to another user"],
      [join(lure, "new"), "neither root nor"],
      [join(grouped, "new"), "writable by its group"],
    ] as const) {
      const { code, stderr } = await runCli([...CHECK, "--facts", file]);
      expect(code).toBe(2);
      expect(stderr).toContain(problem);
    }
    expect(readFileSync(foreign, "utf8")).toBe("theirs");
  });

  it.each([">", "2>"])("the file that %s goes to", (redirection) => {
    const file = join(folder(), "log");
    const line = `"$@" ${redirection} ${file}`;
    const run = spawnSync("sh", ["-c", line, "sh", process.execPath, BIN, ...CHECK, "--facts", file]);
    expect(run.status).toBe(2);
    expect(readFileSync(file, "utf8") + run.stderr.toString()).toMatch(
      /^runner-preflight: [^\n]*standard (output|error)/,
    );
  });
});

describe("what is swapped meanwhile", () => {
  it("a link that comes in the file's place is not followed", () => {
    const where = folder();
    const found = place(join(where, "out"));
    writeFileSync(join(where, "precious"), "precious");
    symlinkSync(join(where, "precious"), join(where, "out"));
    expect(writeOutput(found, "text")).toMatch(/it is a link/);
    expect(readFileSync(join(where, "precious"), "utf8")).toBe("precious");
    expect(readdirSync(where).sort()).toEqual(["out", "precious"]);
  });

  it("another folder in the folder's place is not written to", () => {
    const where = folder();
    mkdirSync(join(where, "a"));
    const found = place(join(where, "a", "out"));
    rmSync(join(where, "a"), { recursive: true });
    const other = folder();
    symlinkSync(other, join(where, "a"));
    expect(writeOutput(found, "text")).toMatch(/its folder/);
    expect(readdirSync(other)).toEqual([]);
  });

  it("a folder that everybody may write by now is not written to", () => {
    const where = folder();
    const found = place(join(where, "out"));
    chmodSync(where, 0o777);
    expect(writeOutput(found, "text")).toMatch(/writable by everybody/);
    expect(readdirSync(where)).toEqual([]);
  });
});
