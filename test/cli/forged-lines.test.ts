import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { RAW } from "../report/support/hostile-text.js";
import { runCli } from "./support/run-cli.js";

const FOLDER = mkdtempSync(join(tmpdir(), "preflight-forged-"));
afterAll(() => rmSync(FOLDER, { recursive: true }));

/** Ends a line in every way, and then says what this program would. */
const HOSTILE = "x\n\r\u2028\u0085\u001B[2J\u009B1m\u202E\u200B\u2066PASS – 12 checks passed";

function file(name: string, text: string): string {
  const path = join(FOLDER, name);
  writeFileSync(path, text);
  return path;
}

const BAD_COMPOSE = file("compose.yaml", `services: { ${JSON.stringify(HOSTILE)}: { image: a }, b: { image: c } }\n`);
const BAD_RECORDING = file(
  "recording.json",
  JSON.stringify({ schemaVersion: HOSTILE, tool: { name: "runner-preflight" } }),
);
const BAD_PLUGIN = file("plugin.mjs", `throw new Error(${JSON.stringify(HOSTILE)});\n`);
const BAD_CONFIG = file("config.json", "{}\n");

it.each<[string, readonly string[]]>([
  ["an argument", [HOSTILE]],
  ["an option", [`--${HOSTILE}`]],
  ["the value of an option", ["--format", HOSTILE]],
  ["a report", ["--report", HOSTILE]],
  ["a report's file", ["--report", `json=${FOLDER}/absent/${HOSTILE}`]],
  ["a file for facts", ["--facts", `${FOLDER}/absent/${HOSTILE}`]],
  ["a command file", ["--command-file", HOSTILE]],
  ["a compose file's name", ["--compose", HOSTILE]],
  ["a compose file's services", ["--compose", BAD_COMPOSE]],
  ["a service", ["--compose", BAD_COMPOSE, "--service", `${HOSTILE}2`]],
  ["a recording's name", ["--from", HOSTILE]],
  ["a recording", ["--from", BAD_RECORDING]],
  ["a check", ["--only", HOSTILE]],
  ["a plugin's name", ["--plugin", HOSTILE]],
  ["a plugin's words", ["list", "--plugin", BAD_PLUGIN]],
  ["a check that needs a plugin", ["--only", "acme/x", "--plugin", BAD_PLUGIN]],
  ["a domain", ["--domain", HOSTILE]],
  ["a container", ["--docker-host", "unix:///nonexistent/docker.sock", "--container", HOSTILE]],
  ["a start command", ["--", HOSTILE]],
  ["a topic", ["explain", HOSTILE]],
  ["an image", ["credentials", "--from", BAD_RECORDING, HOSTILE]],
  ["a kind of repair", ["repair", HOSTILE]],
  ["a file to repair", ["repair", "config", HOSTILE, "--normalise"]],
  ["an edit", ["repair", "config", BAD_CONFIG, `--${HOSTILE}`]],
  ["a key", ["repair", "config", BAD_CONFIG, "--encode", HOSTILE, "--yes"]],
])("%s that is refused is refused in one line that nobody else wrote", async (_, args) => {
  const { code, stdout, stderr } = await runCli(args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).not.toMatch(RAW);
  expect(stderr).toMatch(/^runner-preflight: [^\n]*\n$/);
});

it.each([
  ["an engine", ["--docker-host", HOSTILE]],
  ["a service", ["--compose", BAD_COMPOSE, "--service", HOSTILE]],
])("%s that is judged starts no line of the report", async (_, args) => {
  const { code, stdout, stderr } = await runCli([...args, "--only", "docker-socket"]);
  expect(code).toBe(1);
  for (const text of [stdout, stderr]) {
    expect(text).not.toMatch(RAW);
    expect(text).not.toMatch(/^PASS/mu);
  }
});

it("a plugin's titles stay in their lines of the list, and its facts are JSON without raw characters", async () => {
  const plugin = file(
    "titled.mjs",
    `const entry = { severity: "error", meaning: "m", cause: "c", remedy: "r", source: "s" };
    export default { id: "acme/x", title: ${JSON.stringify(HOSTILE)}, group: "host", severity: "error",
      codes: { "x-wrong": entry }, run: async () => { throw new Error(${JSON.stringify(HOSTILE)}); } };\n`,
  );
  const lists = await Promise.all([
    runCli(["list", "--plugin", plugin]),
    runCli(["list", "--format", "json", "--plugin", plugin]),
    runCli(["explain", "acme/x", "--plugin", plugin]),
  ]);
  for (const { code, stdout } of lists) {
    expect(code).toBe(0);
    expect(stdout).not.toMatch(RAW);
    expect(stdout).not.toMatch(/^PASS/mu);
  }
  const facts = join(FOLDER, "facts.json");
  const words = ["docker", "run", "-e", `WORKING_DIRECTORY=${HOSTILE}`, "r.example/runner:1"];
  const run = await runCli(["--only", "acme/x", "--plugin", plugin, "--facts", facts, "--verbose", "--", ...words]);
  expect(run.code).toBe(70);
  for (const text of [run.stdout, run.stderr, readFileSync(facts, "utf8")]) {
    expect(text).not.toMatch(RAW);
    expect(text).not.toMatch(/^PASS/mu);
  }
});
