import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { EXAMPLES } from "../../checks/examples.js";
import { CHECKS } from "../../checks/index.js";
import { renderExplanation } from "../../src/cli/explain-command.js";
import { parseArguments } from "../../src/cli/program.js";
import { runCli } from "./support/run-cli.js";

const PACKAGE = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { version: string };

const ROOT = join(import.meta.dirname, "../..");
const FOLDER = mkdtempSync(join(tmpdir(), "preflight-help-"));
afterAll(() => rmSync(FOLDER, { recursive: true }));

const COMMANDS = ["check", "credentials", "explain", "list", "repair"];
const EXIT_CODES = [0, 1, 2, 3, 70, 130];

const OPTIONS: Readonly<Record<string, readonly string[]>> = {
  check: [
    "--command-file",
    "--compose",
    "--service",
    "--container",
    "--image",
    "--domain",
    "--docker-host",
    "--docker-config",
    "--from",
    "--only",
    "--skip",
    "--plugin",
    "--pull",
    "--keep-images",
    "--strict",
    "--timeout",
    "--deadline",
    "--concurrency",
    "--format",
    "--report",
    "--facts",
    "--quiet",
    "--verbose",
    "--no-color",
    "--help",
  ],
  credentials: [
    "--command-file",
    "--compose",
    "--service",
    "--container",
    "--image",
    "--docker-host",
    "--docker-config",
    "--from",
    "--timeout",
    "--deadline",
    "--format",
    "--no-color",
    "--help",
  ],
  explain: ["--plugin", "--no-color", "--help"],
  list: ["--plugin", "--format", "--no-color", "--help"],
};

function tooLong(text: string): readonly string[] {
  return text.split("\n").filter((line) => line.length > 80);
}

function examplesIn(text: string): readonly string[] {
  const [, examples = ""] = text.split("\nExamples:\n");
  return (examples.split("\n\n")[0] ?? "").trim().split(/\n */u);
}

describe("help", () => {
  it("names every command and exit code, in ASCII within 80 columns, on stdout", async () => {
    const { code, stdout, stderr } = await runCli(["help"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const command of [...COMMANDS, "help", "version"]) {
      expect(stdout).toMatch(new RegExp(`^  ${command} `, "m"));
    }
    for (const exit of EXIT_CODES) expect(stdout).toMatch(new RegExp(`^  ${exit} `, "m"));
    expect(tooLong(stdout)).toEqual([]);
    expect(stdout).toMatch(/^[\n -~]*$/u);
  });

  it.each([[["--help"]], [["-h"]], [["--formt", "-h"]], [["help", "help"]], [["help", "version"]]])(
    "is the same as %j",
    async (args) => {
      expect((await runCli(args)).stdout).toBe((await runCli(["help"])).stdout);
    },
  );

  it.each(COMMANDS)("of %s is the same in three ways, in ASCII within 80 columns", async (command) => {
    const { code, stdout } = await runCli(["help", command]);
    expect(code).toBe(0);
    expect((await runCli([command, "--help"])).stdout).toBe(stdout);
    expect((await runCli([command, "-h"])).stdout).toBe(stdout);
    expect(tooLong(stdout)).toEqual([]);
    expect(stdout).toMatch(/^[\n -~]*$/u);
  });

  it.each(Object.entries(OPTIONS))("of %s has its own options and no other", async (command, options) => {
    const { stdout } = await runCli(["help", command]);
    const named = [...stdout.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gmu)].map(([, option]) => option);
    expect(named).toEqual(options);
  });

  it("of check names every exit code", async () => {
    const { stdout } = await runCli(["help", "check"]);
    for (const exit of EXIT_CODES) expect(stdout).toMatch(new RegExp(`^  ${exit} `, "m"));
  });

  it.each(COMMANDS)("of %s has two examples that are understood", async (command) => {
    const examples = examplesIn((await runCli(["help", command])).stdout);
    expect(examples).toHaveLength(2);
    for (const example of examples) {
      const [program, ...words] = example.split(" ");
      expect(program).toBe("runner-preflight");
      expect(await parseArguments(words)).toMatchObject({ command });
    }
  });

  it.each([
    ["--format markdown list", "list --format markdown: expected table or json"],
    ["credentials --format xml", "--format xml: expected table or json"],
    ["help chek", "help 'chek': expected check, credentials, explain, list, repair, help or version"],
    ["help check list", "help takes one command, but was given 'list' too"],
    ["version 2", "version takes no argument, but was given '2'"],
  ])("%s is refused with what was expected", async (line, words) => {
    const { code, stderr } = await runCli(line.split(" "));
    expect({ code, stderr }).toEqual({ code: 2, stderr: `runner-preflight: ${words}\n` });
  });
});

it.each([["version"], ["--version"], ["-V"]])("%s is the package's", async (word) => {
  expect(await runCli([word])).toMatchObject({ code: 0, stdout: `${PACKAGE.version}\n`, stderr: "" });
});

describe("list", () => {
  it("has a line per check", async () => {
    const { code, stdout } = await runCli(["list"]);
    expect(code).toBe(0);
    for (const { id } of CHECKS) expect(stdout).toMatch(new RegExp(`^${id} `, "m"));
  });

  it("is the catalogue as JSON", async () => {
    const { stdout } = await runCli(["list", "--format", "json"]);
    const list = JSON.parse(stdout) as readonly {
      id: string;
      needs: readonly string[];
      codes: readonly { code: string }[];
    }[];
    expect(list.map(({ id, needs, codes }) => ({ id, needs, codes: codes.map(({ code }) => code) }))).toEqual(
      CHECKS.map((check) => ({
        id: check.id,
        needs: (check.needs ?? []).map(({ id }) => id),
        codes: Object.keys(check.codes),
      })),
    );
  });
});

describe("explain", () => {
  it("a check names all its codes", async () => {
    const [check] = CHECKS;
    const { code, stdout } = await runCli(["explain", check?.id ?? ""]);
    expect(code).toBe(0);
    for (const one of Object.keys(check?.codes ?? {})) expect(stdout).toContain(one);
  });

  it("a code has meaning, cause, remedy, source, and who reports it", async () => {
    const { code, stdout } = await runCli(["explain", "socket-missing"]);
    expect(code).toBe(0);
    for (const word of ["docker-socket", "Meaning:", "Cause:", "Remedy:", "Source:"]) expect(stdout).toContain(word);
  });

  it("a code has an example: what a report says of it, and the remedy with its command", async () => {
    const { stdout } = await runCli(["explain", "socket-missing"]);
    const [, example = ""] = stdout.split("\nExample:\n");
    const [first] = EXAMPLES.filter(({ code }) => code === "socket-missing").flatMap(({ findings }) => findings);
    expect(example).toContain(first?.message);
    expect(example).toMatch(/^ {3}Fix: /mu);
    for (const { run } of first?.remedy.commands ?? []) expect(example).toContain(`\n     ${run}\n`);
  });

  it.each(EXAMPLES.map(({ code }) => code))("%s: its example and its pages, which are there", async (code) => {
    const text = await renderExplanation({ topic: code, plugins: [] });
    expect(text).toMatch(/\nExample:\n {3}\S/u);
    const pages = [...text.matchAll(/^Page: +(.*)$/gmu)].map(([, page = ""]) => page);
    const reporters = CHECKS.filter(({ codes }) => Object.hasOwn(codes, code)).map(({ id }) => id);
    expect(pages).toEqual(reporters.map((id) => join(ROOT, `checks/${id}/page.md`)));
    expect(pages.filter((page) => !existsSync(page))).toEqual([]);
  });

  it("where only ASCII can be shown, there is nothing else", async () => {
    expect((await runCli(["explain", "variable-missing"], { env: { LC_ALL: "C" } })).stdout).toMatch(/^[\n -~]*$/u);
    expect((await runCli(["explain", "variable-missing"], { env: { LC_ALL: "C.UTF-8" } })).stdout).toContain("…");
  });

  it("a code of a plugin has neither example nor page", async () => {
    const plugin = join(FOLDER, "plugin.mjs");
    writeFileSync(
      plugin,
      `const entry = { severity: "error", meaning: "m", cause: "c", remedy: "r", source: "s" };
      export default { id: "acme/x", title: "X holds", group: "host", severity: "error", codes: { "x-wrong": entry },
        async run() { return { status: "pass" }; } };`,
    );
    const { code, stdout } = await runCli(["explain", "x-wrong", "--plugin", plugin]);
    expect(code).toBe(0);
    expect(stdout).not.toMatch(/^(?:Example|Page):/mu);
    expect((await runCli(["explain", "socket-missing", "--plugin", plugin])).stdout).toContain("\nExample:\n");
  });

  it("a code that several checks report is explained once", async () => {
    const { stdout } = await runCli(["explain", "dns-not-found"]);
    expect(stdout).toContain("registry-reachable, service-reachable");
    expect(stdout.match(/^Meaning:/gm)).toHaveLength(1);
  });
});
