import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { BIN } from "./support/run-cli.js";

const FOLDER = mkdtempSync(join(tmpdir(), "preflight-odd-"));
afterAll(() => rmSync(FOLDER, { recursive: true }));

const PLUGIN = join(FOLDER, "passes.mjs");
writeFileSync(
  PLUGIN,
  `const entry = { severity: "error", meaning: "m", cause: "c", remedy: "r", source: "s" };
export default { id: "acme/x", title: "X holds", group: "host", severity: "error", codes: { "x-wrong": entry },
  async run(pass) { pass.progress("a word"); await new Promise((r) => setTimeout(r, 20)); return { status: "pass" }; } };
`,
);

/** Runs shell text in which `preflight` is the product, and gives what it printed and its own last status. */
function shell(text: string, env: Readonly<Record<string, string>> = { HOME: "/nonexistent" }) {
  const script = `preflight() { "${process.execPath}" "${BIN}" "$@"; }\ncd "${FOLDER}"\n${text}`;
  const { status, stdout, stderr } = spawnSync("bash", ["--norc", "-c", script], {
    encoding: "utf8",
    env: { PATH: process.env["PATH"] ?? "", ...env },
  });
  return { status, stdout, stderr };
}

const CHECK = `--only acme/x --plugin "${PLUGIN}"`;
const STATUS = 'printf "status %s" "${PIPESTATUS[0]}" >&2';

describe("standard output", () => {
  it.each(["list", "--help", "explain socket-missing", CHECK, `${CHECK} --format json`])(
    "that is full is no success: %s",
    (words) => {
      const { status, stderr } = shell(`preflight ${words} >/dev/full`);
      expect(status).toBe(2);
      expect(stderr).toMatch(/standard output cannot be written \(ENOSPC\)/);
    },
  );

  it.each([
    ["list", 0],
    ["--help", 0],
    [CHECK, 0],
  ])("whose reader has gone away changes nothing: %s", (words, code) => {
    const { stderr } = shell(`preflight ${words} | true; ${STATUS}`);
    expect(stderr).toContain(`status ${code}`);
    expect(stderr).not.toContain("bug");
  });
});

describe("standard error", () => {
  it.each(["2>/dev/full", "2>&-", "2> >(true)"])("%s changes nothing", (redirection) => {
    const { status, stdout } = shell(`preflight ${CHECK} --format json ${redirection}`);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ verdict: "pass", bugs: [] });
  });
});

describe("a user and a folder", () => {
  it("a folder that is gone is said in one line", () => {
    const { status, stdout, stderr } = shell(`mkdir gone && cd gone && rmdir ../gone && preflight ${CHECK}`);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(/^runner-preflight: the current folder does not exist any more[^\n]*\n$/);
  });

  it.runIf(process.getuid?.() === 0)("a user whom nobody knows, without a HOME", () => {
    const asStranger = "setpriv --reuid=54321 --regid=54321 --clear-groups";
    const program = `"${process.execPath}" "${BIN}" credentials --docker-host unix:///nonexistent/docker.sock`;
    const { status, stderr } = shell(`cd / && ${asStranger} ${program}`, {});
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });
});

it.runIf(process.platform === "linux")("a file system that never answers does not keep the process", () => {
  const waiting = join(FOLDER, "waiting.mjs");
  execFileSync("mkfifo", [join(FOLDER, "fifo")]);
  writeFileSync(
    waiting,
    readFileSync(PLUGIN, "utf8").replace(
      "async run(pass) {",
      `async run(pass) { void (await import("node:fs/promises")).open("${FOLDER}/fifo");`,
    ),
  );
  const { stdout, stderr } = shell(`preflight --only acme/x --plugin "${waiting}" --format json; ${STATUS}`);
  expect(JSON.parse(stdout)).toMatchObject({ verdict: "pass" });
  expect(stderr).toContain("a file system does not answer; ending without it (exit code 0)");
  // Node 20 cannot end with its code then.
  expect(stderr).toMatch("execve" in process ? /status 0$/ : /status 137$/);
});

it.runIf(process.platform === "linux")("a run under nohup outlives its terminal", () => {
  const { status } = shell(
    `trap "" HUP; preflight ${CHECK} >/dev/null 2>&1 & child=$!; sleep 0.3; kill -HUP $child 2>/dev/null; wait $child`,
  );
  expect(status).toBe(0);
});
