import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { openCarefully, replaceCarefully } from "../../src/repair/careful-file.js";
import { BIN, runCli } from "./support/run-cli.js";

const ROOT = mkdtempSync(join(tmpdir(), "preflight-repair-"));
afterAll(() => rmSync(ROOT, { recursive: true }));

const TEXT = '{\n  "auths": {\n    "r.example:443": {\n      "auth": "dTpjYW5hcnk="\n    }\n  }\n}\n';
/** An id that owns nothing here. */
const NOBODY = 65_534;
const RENAME = ["--rename-key", "r.example:443", "r.example"] as const;

/** A folder of its own with a file in it. */
function given(text = TEXT, mode = 0o644): { readonly folder: string; readonly file: string } {
  const folder = mkdtempSync(join(ROOT, "case-"));
  const file = join(folder, "config.json");
  writeFileSync(file, text);
  chmodSync(file, mode);
  return { folder, file };
}

describe("repair", () => {
  it("shows a diff without passwords, keeps a backup, and writes mode 0600", async () => {
    const { folder, file } = given();
    const { code, stdout, stderr } = await runCli(["repair", "config", file, ...RENAME, "--yes"]);
    expect(code).toBe(0);
    expect(stdout).toContain('-    "r.example:443": {\n+    "r.example": {\n');
    expect(stdout + stderr).not.toContain("dTpjYW5hcnk=");
    expect(readFileSync(file, "utf8")).toBe(TEXT.replace(":443", ""));
    const [backup = "", ...others] = readdirSync(folder).filter((name) => name !== "config.json");
    expect(others).toEqual([]);
    expect(backup).toMatch(/^config\.json\.bak-\d{8}T\d{6}$/);
    expect(readFileSync(join(folder, backup), "utf8")).toBe(TEXT);
    for (const name of ["config.json", backup]) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    const again = await runCli(["repair", "config", file, ...RENAME]);
    expect(again).toMatchObject({ code: 0, stdout: "" });
    expect(readdirSync(folder)).toHaveLength(2);
  });

  it("says of a relative path where it leads", async () => {
    const { folder } = given("{}");
    const { code, stderr } = await runCli(["repair", "config", "no.json", ...RENAME, "--yes"], { cwd: folder });
    expect([code, stderr]).toEqual([
      2,
      `runner-preflight: no.json: there is no such file: ${folder}/no.json (relative to the current folder); nothing was changed\n`,
    ]);
  });

  it("keeps a link and the mode of a start command", async () => {
    const { folder, file } = given("docker run \u2014name x img\n", 0o754);
    symlinkSync("config.json", join(folder, "link"));
    expect(await runCli(["repair", "command", "link", "--yes"], { cwd: folder })).toMatchObject({ code: 0 });
    expect(lstatSync(join(folder, "link")).isSymbolicLink()).toBe(true);
    expect(readFileSync(file, "utf8")).toBe("docker run --name x img\n");
    expect(statSync(file).mode & 0o777).toBe(0o754);
  });

  it.each<[string, (place: ReturnType<typeof given>) => readonly string[], string]>([
    ["without a terminal and --yes", ({ file }) => [file, ...RENAME], "--yes"],
    ["a missing file", ({ folder }) => [join(folder, "no"), ...RENAME, "--yes"], "no such file"],
    ["a directory", ({ folder }) => [folder, ...RENAME, "--yes"], "directory"],
    ["a device", () => ["/dev/null", ...RENAME, "--yes"], "regular"],
    [
      "a FIFO",
      ({ file }) => {
        rmSync(file);
        execFileSync("mkfifo", [file]);
        return [file, ...RENAME, "--yes"];
      },
      "named pipe",
    ],
    [
      "a link to nothing",
      ({ folder, file }) => {
        rmSync(file);
        symlinkSync(join(folder, "no"), file);
        return [file, ...RENAME, "--yes"];
      },
      "no such file",
    ],
    [
      "a link to itself",
      ({ file }) => {
        rmSync(file);
        symlinkSync("config.json", file);
        return [file, ...RENAME, "--yes"];
      },
      "links lead nowhere",
    ],
    [
      "what is no text",
      ({ file }) => {
        writeFileSync(file, Buffer.from([0x7b, 0xff, 0x7d]));
        return [file, ...RENAME, "--yes"];
      },
      "UTF-8",
    ],
    [
      "what is no JSON",
      ({ file }) => {
        writeFileSync(file, "canary");
        return [file, ...RENAME, "--yes"];
      },
      "not JSON",
    ],
    [
      "a hundred thousand lists in lists",
      ({ file }) => {
        writeFileSync(file, `{"auths":${"[".repeat(100_000)}${"]".repeat(100_000)}}`);
        return [file, ...RENAME, "--yes"];
      },
      "nested more than 100 deep",
    ],
    [
      "what is too large",
      ({ file }) => {
        writeFileSync(file, Buffer.alloc(10 * 1024 * 1024 + 1));
        return [file, ...RENAME, "--yes"];
      },
      "10 MB",
    ],
    [
      "a file that everybody can write",
      ({ file }) => {
        chmodSync(file, 0o666);
        return [file, ...RENAME, "--yes"];
      },
      "writable by everybody",
    ],
    [
      "a folder that everybody can write, behind a link",
      ({ folder, file }) => {
        mkdirSync(join(folder, "open"));
        renameSync(file, join(folder, "open/config.json"));
        chmodSync(join(folder, "open"), 0o777);
        symlinkSync("open/config.json", file);
        return [file, ...RENAME, "--yes"];
      },
      "writable by everybody",
    ],
    ["no edit", ({ file }) => [file, "--yes"], "--rename-key"],
    ["an unknown option", ({ file }) => [file, "--force"], "--force"],
  ])("refuses %s in one line, and leaves nothing", async (_, prepare, words) => {
    const place = given();
    const args = prepare(place);
    const names = readdirSync(place.folder);
    const { code, stdout, stderr } = await runCli(["repair", "config", ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^runner-preflight: [^\n]*\n$/);
    expect(stderr).toContain(words);
    expect(readdirSync(place.folder)).toEqual(names);
  });

  const isRoot = process.getuid?.() === 0;
  const own = isRoot ? { uid: NOBODY, gid: NOBODY } : {};
  const canRun = spawnSync(process.execPath, [BIN, "--version"], own).status === 0;

  it.skipIf(!canRun)("refuses a file that this user may not read in one line, and leaves nothing", () => {
    const { folder, file } = given(TEXT, 0o000);
    if (isRoot) for (const path of [folder, file]) chownSync(path, NOBODY, NOBODY);
    chmodSync(ROOT, 0o755);
    const line = [BIN, "repair", "config", file, ...RENAME, "--yes"];
    const { status, stdout, stderr } = spawnSync(process.execPath, line, { ...own, encoding: "utf8" });
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(/^runner-preflight: [^\n]*may not read[^\n]*; nothing was changed\n$/);
    expect(readdirSync(folder)).toEqual(["config.json"]);
  });

  const canMount = spawnSync("unshare", ["-m", "mount", "--bind", "/tmp", "/tmp"]).status === 0;

  it.skipIf(!canMount)("refuses a file that is bound as a single file", () => {
    const { folder, file } = given();
    writeFileSync(join(folder, "bound"), TEXT);
    symlinkSync("config.json", join(folder, "link"));
    for (const name of ["config.json", "link"]) {
      const repair = [process.execPath, BIN, "repair", "config", join(folder, name), ...RENAME, "--yes"];
      const { status, stdout, stderr } = spawnSync(
        "unshare",
        ["-m", "sh", "-c", 'mount --bind "$0" "$1" && shift && exec "$@"', join(folder, "bound"), file, ...repair],
        { encoding: "utf8" },
      );
      expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
      expect(stderr).toMatch(/^runner-preflight: [^\n]*bound as a single file[^\n]*; nothing was changed\n$/);
    }
    expect(readdirSync(folder).toSorted()).toEqual(["bound", "config.json", "link"]);
    for (const name of ["bound", "config.json"]) expect(readFileSync(join(folder, name), "utf8")).toBe(TEXT);
  });

  it.each<[string, (file: string, folder: string) => void]>([
    [
      "whose link leads elsewhere",
      (file, folder) => {
        writeFileSync(join(folder, "other"), TEXT);
        rmSync(file);
        symlinkSync("other", file);
      },
    ],
    ["that has other content", (file) => writeFileSync(file, TEXT.replace("canary", "CANARY"))],
    [
      "that is another file",
      (file) => {
        writeFileSync(`${file}.new`, TEXT);
        renameSync(`${file}.new`, file);
      },
    ],
  ])("does not replace a file %s by then", (_, change) => {
    const { folder, file } = given();
    symlinkSync("config.json", join(folder, "link"));
    const opened = openCarefully(join(folder, "link"));
    change(join(folder, "link"), folder);
    const names = readdirSync(folder);
    expect(() => replaceCarefully(opened, Buffer.from("{}"), new Date())).toThrow("changed meanwhile");
    expect(readdirSync(folder)).toEqual(names);
    expect(readFileSync(file, "utf8")).not.toBe("{}");
  });

  it.each([
    ["y", 0],
    ["n", 2],
  ])("asks at a terminal, and takes %s for an answer", (answer, code) => {
    const { folder, file } = given();
    const line = `'${process.execPath}' '${BIN}' repair config '${file}' ${RENAME.join(" ")}`;
    const { status, stdout } = spawnSync("script", ["-qec", line, "/dev/null"], {
      input: `${answer}\n`,
      encoding: "utf8",
    });
    expect(stdout).toContain("[y/N]");
    expect(status).toBe(code);
    expect(readdirSync(folder)).toHaveLength(code === 0 ? 2 : 1);
  });

  it("an interrupt while it asks changes nothing", async () => {
    const { folder, file } = given();
    const line = `'${process.execPath}' '${BIN}' repair config '${file}' ${RENAME.join(" ")}`;
    const terminal = spawn("script", ["-qec", line, "/dev/null"], { stdio: ["pipe", "pipe", "ignore"] });
    let shown = "";
    let isInterrupted = false;
    terminal.stdout.on("data", (chunk: Buffer) => {
      shown += chunk.toString();
      if (isInterrupted || !shown.includes("[y/N]")) return;
      isInterrupted = true;
      terminal.stdin.write("\u0003");
    });
    const [status] = (await once(terminal, "exit")) as [number | null];
    terminal.stdin.destroy();
    expect(shown).toContain("[y/N]");
    expect(status).toBe(130);
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it("has a help of its own", async () => {
    const { code, stdout } = await runCli(["repair", "--help"]);
    expect(code).toBe(0);
    expect(stdout).toContain("--drop-log-driver");
    expect(stdout.split("\n").filter((row) => row.length > 80)).toEqual([]);
  });
});
