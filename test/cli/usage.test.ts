import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { EMPTY_PLAN } from "../support/empty-plan.js";
import { runCli } from "./support/run-cli.js";

const FOLDER = mkdtempSync(join(tmpdir(), "preflight-usage-"));
afterAll(() => rmSync(FOLDER, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(FOLDER, name);
  writeFileSync(path, text);
  return path;
}

const COMMAND = file("runner.sh", "docker run -v /tmp:/tmp image:1\n");
const EMPTY = file("empty.sh", "");
const PROSE = file("prose.txt", "Dear runner, please start.\n");
const UNTERMINATED = file("unterminated.sh", "docker run -e 'A=b image:1\n");
const SEVERAL = file("several.sh", "docker run a:1 && docker run b:1\n");
const COMPOSE = file("compose.yaml", "services:\n  runner:\n    image: runner:1\n");
const BROKEN_COMPOSE = file("broken.yaml", "services: [\n");
const NOT_JSON = file("facts.txt", "no\n");
const OTHER_JSON = file("other.json", '{"a":1}');
/** A recording that is right, but for what is given. */
function recording(name: string, members: object): string {
  const tool = { name: "runner-preflight", version: "9" };
  const whole = {
    schemaVersion: 3,
    tool,
    recordedAt: "2026-11-20T00:00:00.000Z",
    plan: EMPTY_PLAN,
    facts: [],
    ...members,
  };
  return file(`${name}.json`, JSON.stringify(whole));
}

const NEWER = recording("newer", { schemaVersion: 4 });
const OLDER = recording("older", { schemaVersion: 1, plan: {} });
const NO_TIME = recording("no-time", { recordedAt: "yesterday" });
const NO_PLAN = recording("no-plan", { plan: {} });
const ORIGIN = { from: "word", word: 3 };
const MOUNT = {
  form: "volume",
  type: "bind",
  target: "/a",
  readOnly: false,
  options: [],
  origin: ORIGIN,
  text: "/a",
  words: ["-v", "/a"],
};
const NULL_TARGET = recording("null-target", {
  plan: { ...EMPTY_PLAN, mounts: [MOUNT, MOUNT, { ...MOUNT, target: null }] },
});
const NO_ORIGIN = recording("no-origin", { plan: { ...EMPTY_PLAN, mounts: [{ ...MOUNT, origin: "x" }] } });
const LIST_OF_NULL = recording("list-of-null", { plan: { ...EMPTY_PLAN, env: [null] } });
const LIST_AS_OBJECT = recording("list-as-object", { plan: { ...EMPTY_PLAN, proxies: [] } });
const NO_CONFIG = recording("no-config", { plan: { ...EMPTY_PLAN, clientConfig: null } });
const FACT = { probe: "clock.now", question: {}, answer: { iso: "" }, startedMs: 0, durationMs: 0 };
const UNKNOWN_PROBE = recording("unknown-probe", { facts: [FACT, { ...FACT, probe: "engine.mood" }] });
const NO_ANSWER = recording("no-answer", { facts: [{ ...FACT, answer: undefined }] });
const NULL_ANSWER = recording("null-answer", { facts: [{ ...FACT, answer: null }] });
const BOTH = recording("both", { facts: [{ ...FACT, error: { kind: "timeout", message: "" } }] });
const WRONG_ERROR = recording("wrong-error", {
  facts: [{ ...FACT, answer: undefined, error: { kind: "tired", message: "" } }],
});
const FIFO = join(FOLDER, "fifo");
execFileSync("mkfifo", [FIFO]);
const DIRECTORY = join(FOLDER, "directory");
mkdirSync(DIRECTORY);

/** Arguments, and words that the one line must hold: what, where, and what was expected or is nearest. */
const REFUSED: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ["an unknown option", ["--formt", "json"], ["--formt", "--format"]],
  ["an unknown option with a value", ["--deadlin=5"], ["--deadlin", "--deadline"]],
  ["an unknown option close to nothing", ["--zzzzzzzzzz"], ["--zzzzzzzzzz; runner-preflight help check"]],
  ["a format as an option", ["--json"], ["--json", "--format json"]],
  ["a short option", ["-it"], ["-i;", "options of docker go after --"]],
  ["an unknown command", ["chek"], ["chek", "did you mean check?"]],
  ["an unknown command close to nothing", ["foo"], ["foo", "expected check, credentials, explain"]],
  ["a file without its option", [COMMAND], ["--command-file"]],
  ["a compose file without its option", [COMPOSE], ["--compose"]],
  ["an option in the place of a value", ["--command-file", "--format", "json"], ["--command-file <file>", "--format"]],
  ["a start command without --", ["docker", "run", "-it", "a:1"], ["--", "docker"]],
  ["a start command in quotes", ["docker run a:1"], ["--, as words of their own: runner-preflight -- docker"]],
  ["a value for an option without one", ["--strict=yes"], ["--strict takes no value"]],
  ["more words", ["check", "more"], ["more", "--"]],
  ["nothing after --", ["--"], ["--"]],
  ["--keep-images without --pull", ["--keep-images"], ["--keep-images", "--pull"]],
  ["--pull of a recording", ["--pull", "--from", OTHER_JSON], ["--pull", "--from"]],
  ["--pull without the check that pulls", ["--pull", "--skip", "image-pullable"], ["--pull", "--skip image-pullable"]],
  ["an option without its value", ["--deadline"], ["--deadline: ", "missing", "--deadline <seconds>"]],
  ["an unknown format", ["--format", "xml"], ["xml", "table", "junit"]],
  ["a limit that is no number", ["--timeout", "soon"], ["--timeout", "soon", "seconds"]],
  ["a limit of nothing", ["--deadline", "0"], ["--deadline", "0"]],
  ["a negative limit", ["--deadline=-1"], ["--deadline", "-1"]],
  ["a limit beyond all bounds", ["--timeout", "1e9"], ["--timeout"]],
  ["half a check at a time", ["--concurrency", "1.5"], ["--concurrency", "1.5"]],
  ["a report without a file", ["--report", "json"], ["--report", "FORMAT=FILE"]],
  ["a report in no format", ["--report", "xml=a"], ["xml=a", "FORMAT=FILE"]],
  ["a report in no folder", ["--report", "json=/nonexistent/a.json"], ["/nonexistent/a.json", "folder"]],
  ["a report over a directory", ["--report", `json=${DIRECTORY}`], [DIRECTORY, "regular file"]],
  ["a report into a pipe nobody reads", ["--report", `json=${FIFO}`], [FIFO, "regular file"]],
  ["one file for two reports", ["--report", "json=/tmp/a", "--report", "junit=/tmp/a"], ["/tmp/a", "twice"]],
  ["facts over a report", ["--report", "json=/tmp/a", "--facts", "/tmp/a"], ["--facts", "twice"]],
  ["a report over the input", ["--command-file", COMMAND, "--report", `json=${COMMAND}`], [COMMAND, "input"]],
  ["two deployments", ["--command-file", COMMAND, "--compose", COMPOSE], ["--command-file", "--compose"]],
  ["a deployment and words", ["--container", "a", "--", "docker", "run", "a"], ["--container", "--"]],
  ["a service without a file", ["--service", "a"], ["--service", "--compose"]],
  ["recorded facts and a container", ["--from", OTHER_JSON, "--container", "a"], ["--from", "--container"]],
  ["recorded facts and an image", ["--from", OTHER_JSON, "--image", "a"], ["--from", "--image"]],
  ["recorded facts to be recorded", ["--from", OTHER_JSON, "--facts", "/tmp/x"], ["--from", "--facts"]],
  ["quiet and verbose", ["--quiet", "--verbose"], ["--quiet", "--verbose"]],
  ["only what is skipped", ["--only", "docker-socket", "--skip", "docker-socket"], ["--only", "--skip"]],
  ["only an unknown check", ["--only", "docker-sockt"], ["docker-sockt", "docker-socket"]],
  ["an unknown check skipped", ["--skip", "image-pulable"], ["image-pulable", "image-pullable"]],
  ["only what is near to no check", ["--only", "foo"], ["foo", "expected one of docker-socket, "]],
  ["an empty image", ["--image", ""], ["--image '': the value is empty"]],
  ["an invalid image", ["--image", "Foo/Bar:1"], ["--image", "lowercase", "expected REGISTRY/REPOSITORY:TAG"]],
  ["an image with a password", ["--image", "u:x@h/UPPER"], ['"***@h/UPPER"']],
  ["an image with a scheme", ["--image", "https://h/x"], ["leave the scheme out"]],
  ["an invalid image for credentials", ["credentials", "a:b:c"], ['credentials "a:b:c"']],
  ["an unknown option of another command", ["list", "--zzzzzzzzzz"], ["help list"]],
  ["a plugin that is not there", ["--plugin", "/nonexistent.js"], ["/nonexistent.js"]],
  ["a plugin that is a pipe", ["--plugin", FIFO], [FIFO, "regular file"]],
  [
    "only the check of a plugin that does not load",
    ["--only", "acme/x", "--plugin", OTHER_JSON],
    ["acme/x", OTHER_JSON],
  ],
  [
    "recorded facts that are not there",
    ["--from", "/nonexistent.json"],
    ["/nonexistent.json: there is no such file\n"],
  ],
  ["recorded facts in a directory", ["--from", DIRECTORY], [DIRECTORY, "folder"]],
  ["recorded facts from a pipe", ["--from", FIFO], [FIFO, "named pipe"]],
  ["recorded facts that are no JSON", ["--from", NOT_JSON], [NOT_JSON, "JSON"]],
  ["some other JSON", ["--from", OTHER_JSON], [OTHER_JSON, "--facts"]],
  ["recorded facts of the future", ["--from", NEWER], ["schemaVersion 4", "expected 3"]],
  [
    "recorded facts of the past",
    ["--from", OLDER],
    [`--from ${OLDER}: a recording of schema version 1, which this version cannot judge; record again with --facts\n`],
  ],
  ["recorded facts of no time", ["--from", NO_TIME], ["recordedAt: expected a time"]],
  ["recorded facts without a plan", ["--from", NO_PLAN], ["plan.source: missing"]],
  ["a mount without a target", ["--from", NULL_TARGET], ["plan.mounts[2].target: expected a text, got null\n"]],
  [
    "a mount from nowhere",
    ["--from", NO_ORIGIN],
    ["plan.mounts[0].origin: expected an object of a known kind, got a text\n"],
  ],
  ["a variable of nothing", ["--from", LIST_OF_NULL], ["plan.env[0]: expected an object, got null"]],
  ["proxies in a list", ["--from", LIST_AS_OBJECT], ["plan.proxies: expected an object, got a list"]],
  ["a plan without a config", ["--from", NO_CONFIG], ["plan.clientConfig: expected an object, got null"]],
  ["an unknown question", ["--from", UNKNOWN_PROBE], ["facts[1].probe: expected one of the questions", "engine.info"]],
  ["a question without an answer", ["--from", NO_ANSWER], ["facts[0]: expected either an answer or an error"]],
  ["an answer of nothing", ["--from", NULL_ANSWER], ["facts[0].answer: expected an object, got null"]],
  ["an answer and an error", ["--from", BOTH], ["facts[0]: expected either an answer or an error"]],
  ["an unknown error", ["--from", WRONG_ERROR], ["facts[0].error.kind: expected one of timeout, ", "got a text"]],
  ["a command file that is not there", ["--command-file", "/nonexistent.sh"], ["/nonexistent.sh"]],
  ["a command file that is a directory", ["--command-file", DIRECTORY], [DIRECTORY]],
  ["a command file that is a pipe", ["--command-file", FIFO], [FIFO]],
  ["an empty command file", ["--command-file", EMPTY], [EMPTY]],
  ["a text without docker run", ["--command-file", PROSE], [PROSE, "docker run"]],
  ["an unterminated quote", ["--command-file", UNTERMINATED], [`${UNTERMINATED}:1`]],
  ["several commands", ["--command-file", SEVERAL], [SEVERAL]],
  ["an empty standard input", ["--command-file", "-"], ["standard input"]],
  ["words without docker run", ["--", "echo", "hello"], ["docker run"]],
  ["a broken compose file", ["--compose", BROKEN_COMPOSE], [BROKEN_COMPOSE]],
  ["a compose file without such a service", ["--compose", COMPOSE, "--service", "runnr"], ["runnr"]],
  ["a container and no engine", ["--container", "a", "--docker-host", "unix:///nonexistent.sock"], ["a"]],
  ["an option that does not belong to list", ["list", "--strict"], ["--strict", "help list"]],
  ["a list as markdown", ["list", "--format", "markdown"], ["markdown"]],
  ["explain without a topic", ["explain"], ["explain"]],
  ["explain with an unknown topic", ["explain", "credential-stor"], ["credential-stor", "credential-store"]],
  ["explain with a topic near to nothing", ["explain", "xyzzy"], ["xyzzy", "runner-preflight list"]],
  ["explain with an inherited name", ["explain", "constructor"], ["constructor"]],
  [
    "a misspelt edit",
    ["repair", "config", "x", "--rename-kye", "a", "b"],
    ["--rename-kye", "did you mean --rename-key?"],
  ],
];

describe("refused with one line, exit code 2 and empty stdout:", () => {
  it.each(REFUSED)("%s", async (_, args, words) => {
    const { code, stdout, stderr } = await runCli(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^runner-preflight: [^\n]+\n$/);
    for (const word of words) expect(stderr).toContain(word);
  });
});

it.each([["foo"], ["--zzzz"], ["-q"], ["explain xyzzy"], ["--skip foo"]])(
  "%s: nothing is near, so nothing is suggested",
  async (line) => {
    expect((await runCli(line.split(" "))).stderr).not.toContain("did you mean");
  },
);

it("does not repeat what may be a secret in a misplaced option", async () => {
  const { code, stderr } = await runCli(["-eOAUTH_CLIENT_SECRET=hunter2hunter2", "--toke=hunter2hunter2"]);
  expect(code).toBe(2);
  expect(stderr).not.toContain("hunter2");
  expect((await runCli(["--toke=hunter2hunter2"])).stderr).not.toContain("hunter2");
});

describe("a path in an error has where it is written, and what it is relative to:", () => {
  const here = "the current folder";
  const project = join(FOLDER, "project");
  mkdirSync(project);
  const put = (name: string, text: string): string => file(join("project", name), text);
  put("start.sh", "#!/bin/sh\ndocker run \\\n  --env-file no.env \\\n  runner:1\n");
  put("wrong.sh", "docker run --env-file wrong.env runner:1\n");
  put("wrong.env", "# a comment\n=x\n");
  put("env.yaml", "services:\n  runner:\n    image: runner:1\n    env_file: no.env\n");
  put("raw.yaml", "services:\n  r:\n    image: r:1\n    env_file:\n      - { path: wrong.env, format: raw }\n");
  put("folder.yaml", "services:\n  runner:\n    image: runner:1\n    env_file:\n      - ..\n");
  put("base.yaml", "services:\n  r: { image: x, extends: { file: no.yaml, service: r } }\n");
  put("include.yaml", "include:\n  - path: base.yaml\n    project_directory: sub\nservices:\n  a: { image: x }\n");

  it.each([
    ["--command-file no.sh", `--command-file no.sh: there is no such file: ${project}/no.sh (relative to ${here})`],
    ["--command-file ..", `--command-file ..: it is a folder; expected a file: ${FOLDER} (relative to ${here})`],
    ["--command-file /no.sh", "--command-file /no.sh: there is no such file"],
    [
      "--command-file start.sh",
      `start.sh:3: --env-file no.env: there is no such file: ${project}/no.env (relative to ${here})`,
    ],
    [
      "-- docker run --env-file no.env runner:1",
      `docker run word 4: --env-file no.env: there is no such file: ${project}/no.env (relative to ${here})`,
    ],
    [
      "--command-file wrong.sh",
      "wrong.sh:1: --env-file wrong.env:2: no variable name before the =; expected NAME=value",
    ],
    ["--compose no.yaml", `--compose no.yaml: there is no such file: ${project}/no.yaml (relative to ${here})`],
    [
      "--compose ../project/env.yaml",
      `../project/env.yaml:4: env_file no.env: there is no such file: ${project}/no.env (relative to the folder of ../project/env.yaml)`,
    ],
    ["--compose raw.yaml", "raw.yaml:5: env_file wrong.env:2: no variable name before the =; expected NAME=value"],
    [
      "--compose folder.yaml",
      `folder.yaml:5: env_file ..: it is a folder; expected a file: ${FOLDER} (relative to the folder of folder.yaml)`,
    ],
    [
      "--compose base.yaml",
      `base.yaml:2: extends no.yaml: there is no such file: ${project}/no.yaml (relative to the folder of base.yaml)`,
    ],
    [
      "--compose include.yaml --service r",
      `base.yaml:2: extends no.yaml: there is no such file: ${project}/sub/no.yaml (relative to the project directory of base.yaml)`,
    ],
    ["--from no.json", `--from no.json: there is no such file: ${project}/no.json (relative to ${here})`],
    ["--plugin no.js", `--plugin no.js: there is no such file: ${project}/no.js (relative to ${here})`],
    ["--facts no/f.json", `--facts no/f.json: its folder does not exist: ${project}/no/f.json (relative to ${here})`],
    ...["check", "credentials"].flatMap((command) => [
      [
        `${command} --docker-config no`,
        `--docker-config no: there is no such folder: ${project}/no (relative to ${here}); expected a folder or none`,
      ],
      [
        `${command} --docker-config /no --compose ../compose.yaml`,
        "--docker-config /no: there is no such folder; expected a folder or none",
      ],
      [
        `${command} --docker-config base.yaml`,
        `--docker-config base.yaml: there is no such folder: ${project}/base.yaml (relative to ${here}); expected a folder or none`,
      ],
    ]),
  ])("%s", async (line, words) => {
    const { code, stdout, stderr } = await runCli(line.split(" "), { cwd: project });
    expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: "", stderr: `runner-preflight: ${words}\n` });
  });
});
