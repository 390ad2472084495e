import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { CommandIssue } from "../../src/contract/index.js";
import { rejoin } from "../../checks/runner-command/rejoin.js";
import { buildPlan, PROCESS } from "../checks/support.js";
import { BIN } from "../cli/support/run-cli.js";

const folder = mkdtempSync(join(tmpdir(), "rejoin-"));
afterAll(() => rmSync(folder, { recursive: true }));

const issueIn = (file: string): CommandIssue => ({
  kind: "command-flattened",
  subject: { of: "command" },
  text: "1 2 3",
  problem: { of: "line-numbers-in-front" },
  origin: file === "stdin" ? { from: "stdin", line: 1 } : { from: "file", file, line: 1, path: resolve(folder, file) },
});

/** The words that a shell makes of a text, one per line. */
function shellWords(text: string): string {
  return execFileSync("sh", ["-c", `docker() { printf '%s\\n' "$@"; }\n${text}`], { encoding: "utf8" });
}

const WHOLE = "docker run -v /tmp:/tmp -e 'A={b c}' --name x r.example/runner:1\n";

describe("the command that mends a copy", () => {
  it.each([
    [
      "one line with line numbers and backslashes",
      "1 2 3 docker run \\ -v /tmp:/tmp \\ -e 'A={b c}' \\ --name x \\ r.example/runner:1\n",
    ],
    ["line numbers with dots", "1. docker run -v /tmp:/tmp \\\n2. -e 'A={b c}' --name x r.example/runner:1\n"],
    [
      "backslashes without a blank before them",
      "docker run\\ -v /tmp:/tmp\\ -e 'A={b c}'\\ --name x r.example/runner:1\n",
    ],
    ["blanks behind backslashes", "docker run \\ \n -v /tmp:/tmp \\\t\n -e 'A={b c}' --name x r.example/runner:1\n"],
    ["marks of PowerShell", "docker run ` -v /tmp:/tmp ` -e 'A={b c}' ` --name x r.example/runner:1\n"],
    ["typographic quotes", "docker run -v /tmp:/tmp -e \u2018A={b c}\u2019 --name x r.example/runner:1\n"],
    ["typographic double quotes", "docker run -v /tmp:/tmp -e \u201cA={b c}\u201d --name x r.example/runner:1\n"],
    ["typographic dashes", "docker run \u2013v /tmp:/tmp \u2013e 'A={b c}' \u2014name x r.example/runner:1\n"],
    [
      "blanks that do not break, and invisible characters",
      "docker\u00a0run -v /tmp:/tmp\u200b -e 'A={b c}' --name\u202fx r.example/runner:1\n",
    ],
    ["nothing to mend", WHOLE],
  ])("%s", (_, text) => {
    const file = join(folder, "start command.sh");
    writeFileSync(file, text);
    const [command] = rejoin(buildPlan({ source: "command-file" }), issueIn(file), {
      ...PROCESS,
      program: [process.execPath, BIN],
    });
    execFileSync("sh", ["-c", command?.run ?? "false"], { stdio: "pipe", cwd: "/" });
    expect(shellWords(readFileSync(file, "utf8"))).toBe(shellWords(WHOLE));
  });

  it("is not there for what is no file", () => {
    expect(rejoin(buildPlan({ source: "command-file" }), issueIn("stdin"))).toEqual([]);
    expect(rejoin(buildPlan(), issueIn("docker run word 4"))).toEqual([]);
  });
});
