import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import pLimit from "p-limit";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Recording } from "../../src/contract/index.js";
import { DEADLINE_S, type Ended, expectWell } from "./support/ends-well.js";
import { type Driver, startDriver } from "./support/one-after-another.js";
import { BIN, runCli } from "./support/run-cli.js";

vi.setConfig({ testTimeout: 60_000 });

const FOLDER = mkdtempSync(join(tmpdir(), "preflight-hostile-"));
/** No engine: what is told is about the inputs. */
const NOWHERE = `unix://${join(FOLDER, "no.sock")}`;
/** {@link DEADLINE_S} for what is slow itself, so that the program waits until then. */
const PATIENT_S = 4;
const MIB = 1024 ** 2;

const servers: Server[] = [];
afterAll(() => {
  for (const driver of idle) driver.close();
  for (const server of servers) server.close();
  rmSync(FOLDER, { recursive: true });
});

/** No more runs at once than cores: each is measured. */
const lanes = pLimit(availableParallelism());
const idle: Driver[] = [];

/** Runs the program in a process that has run it before, and holds it to what {@link expectWell} says. */
async function endsWell(args: readonly string[], cwd: string, deadlineS = DEADLINE_S): Promise<Ended> {
  const whole = [...args, "--deadline", String(deadlineS), "--format", "json", "--quiet"];
  const run = await lanes(async () => {
    const driver = idle.pop() ?? startDriver();
    const startedMs = performance.now();
    const ended = await driver.run({ args: whole, cwd }).finally(() => idle.push(driver));
    return { ...ended, tookMs: performance.now() - startedMs };
  });
  await expectWell(run, { deadlineS });
  return run;
}

function folderOf(name: string, files: Readonly<Record<string, string | Buffer>>): string {
  const folder = join(FOLDER, name.replaceAll(/\W+/g, "-"));
  mkdirSync(folder, { recursive: true });
  for (const [file, content] of Object.entries(files)) writeFileSync(join(folder, file), content);
  return folder;
}

/** As much as is read at most, for what costs most. */
const FULL = MIB - 100;
/** That the work grows with the size, and no faster, is held by test/plan/growth.test.ts: a part of the limit shows the rest. */
const filled = (piece: string, bytes = MIB / 4): string => piece.repeat(Math.floor(bytes / Buffer.byteLength(piece)));
const numbered = (count: number, line: (number: number) => string): string =>
  Array.from({ length: count }, (_, number) => line(number)).join("");

const COMMANDS: Readonly<Record<string, string>> = {
  "opening braces": `docker run ${filled("${")}`,
  "opening defaults": `docker run ${filled("${A:-")}`,
  "defaults in defaults": `docker run ${"${A:-".repeat(3000)}x${"}".repeat(3000)} img`,
  "commands in commands": `docker run ${"$(".repeat(3000)}x${")".repeat(3000)} img`,
  "a hundred thousand commands in commands": `docker run ${"$(".repeat(100_000)}x${")".repeat(100_000)} img`,
  "commands that never end": `docker run ${filled("$(")}`,
  "commands between backticks": `docker run ${filled("` ")}`,
  quotes: `docker run ${filled("'")}`,
  words: `docker run ${filled("a ", FULL)}`,
  "line ends": filled("a\n"),
  "here-documents": filled("<<A "),
  "a here-document with a long mark": `cat <<${"A".repeat(500_000)}\nx\n`,
  "blanks before a line end": `docker run a ${filled("\\ ")}`,
  "assignments before docker": `${filled("A=1 ")}docker run img`,
  "exported variables": numbered(12_000, (one) => `export A${one}=1\n`),
  "variables that double": `A0=xxxxxxxxxx\n${numbered(40, (one) => `A${one + 1}=$A${one}$A${one}\n`)}docker run $A40`,
  "unknown options": `docker run ${filled("--xx ")} img`,
  "one long unknown option": `docker run --${"x".repeat(100_000)} img`,
  "short options": `docker run -${"i".repeat(100_000)} img`,
  volumes: `docker run ${numbered(10_000, (one) => `-v /a:/b${one} `)}img`,
  "a volume of colons": `docker run -v ${"a:".repeat(60_000)} img`,
  "a volume of braces": `docker run -v '${"${".repeat(60_000)}:/x' img`,
  variables: `docker run ${numbered(10_000, (one) => `-e A${one}=secret${one} `)}img`,
  "blanks in a value": `docker run -e ACCOUNT_UUID='a${" ".repeat(120_000)}a' img`,
  "a long reference": `docker run ${"a:".repeat(60_000)}`,
  "many start commands": filled("docker run a\n"),
  devices: `docker run ${filled("--device /dev/x ", FULL)} img`,
  "bytes that are no text": `docker run ${"\uFFFD\u0000".repeat(1000)}`,
  "too long a text": filled("docker run img\n", 2 * MIB),
};

describe("a start command of", () => {
  it.concurrent.each(Object.entries(COMMANDS))("%s", async (name, text) => {
    const cwd = folderOf(`command ${name}`, { "run.sh": text });
    expect(
      (await endsWell(["--command-file", "run.sh", "--docker-host", NOWHERE, "--only", "runner-command"], cwd)).code,
    ).not.toBe(70);
  });
});

const RUNNER = "services: { r: { image: img } }";
const INCLUDES = Object.fromEntries(
  Array.from({ length: 27 }, (_, one) => [
    `f${one}.yaml`,
    one === 26 ? RUNNER : `include: [f${one + 1}.yaml, f${one + 1}.yaml]`,
  ]),
);
const merges = (levels: number): string =>
  `x-0: &a0 { k: v }\n${numbered(levels, (one) => `x-${one + 1}: &a${one + 1} { <<: [*a${one}, *a${one}] }\n`)}services: { r: { image: img, <<: *a${levels} } }`;

const PROJECTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "merges in merges": { "c.yaml": merges(39) },
  "merges in merges in merges": { "c.yaml": merges(2000) },
  "doubled includes": { "c.yaml": "include: [f0.yaml, f0.yaml]", ...INCLUDES },
  "a file that includes itself": { "c.yaml": "include: [c.yaml]" },
  "a mapping that merges itself": { "c.yaml": "services: { r: &a { image: img, <<: *a } }" },
  "a service that extends itself": { "c.yaml": "services: { r: { extends: { service: r } } }" },
  "lists in lists": { "c.yaml": `x: ${"[".repeat(100_000)}` },
  "lists in one line": { "c.yaml": `x:\n  ${"- ".repeat(100_000)}1` },
  "aliases of aliases": {
    "c.yaml": `x0: &a0 [1]\n${numbered(40, (one) => `x${one + 1}: &a${one + 1} [*a${one}, *a${one}]\n`)}services: { r: { image: img, volumes: *a40 } }`,
  },
  "a hundred thousand keys": {
    "c.yaml": `services:\n  r: { image: img }\n${numbered(60_000, (one) => `x-${one}: 1\n`)}`,
  },
  "defaults in defaults": {
    "c.yaml": `services: { r: { image: "${"${A:-".repeat(3000)}x${"}".repeat(3000)}" } }`,
  },
  "a .env of short lines": { "c.yaml": RUNNER, ".env": numbered(25_000, (one) => `A${one}=1\n`) },
  "a .env that doubles": {
    "c.yaml": RUNNER,
    ".env": `A0=xxxxxxxxxx\n${numbered(40, (one) => `A${one + 1}=$A${one}$A${one}\n`)}`,
  },
  "an env file of short lines": {
    "c.yaml": "services: { r: { image: img, env_file: e.env } }",
    "e.env": numbered(25_000, (one) => `A${one}=1\n`),
  },
  "no YAML": { "c.yaml": filled("\t{") },
  "too long a file": { "c.yaml": filled("#\n", 2 * MIB) },
};

describe("a compose project of", () => {
  it.concurrent.each(Object.entries(PROJECTS))("%s", async (name, files) => {
    const cwd = folderOf(`compose ${name}`, files);
    const args = ["--compose", "c.yaml", "--service", "r", "--docker-host", NOWHERE, "--only", "runner-command"];
    expect((await endsWell(args, cwd)).code).not.toBe(70);
  });
});

const STORED = JSON.parse(readFileSync(join(import.meta.dirname, "../fixtures/recordings/no-engine.json"), "utf8")) as {
  readonly recording: Recording;
};
const { recording } = STORED;
const withFacts = (facts: unknown): string => JSON.stringify({ ...recording, facts });
const fact = { probe: "files.stat", question: { path: "/x" }, startedMs: 0, durationMs: 0 };

const RECORDINGS: Readonly<Record<string, () => string>> = {
  "60 MB": () => withFacts([{ ...fact, answer: { path: "x".repeat(60 * MIB) } }]),
  "15 MB in one text": () => withFacts([{ ...fact, answer: { path: "x".repeat(15 * MIB) } }]),
  "15 MB of lists": () => withFacts([{ ...fact, answer: { list: Array.from({ length: 5 * MIB }, () => []) } }]),
  "a hundred thousand facts": () => withFacts(Array.from({ length: 80_000 }, () => ({ ...fact, answer: {} }))),
  "two thousand mounts": () =>
    JSON.stringify({ ...recording, plan: { ...recording.plan, mounts: Array(2000).fill(recording.plan.mounts[0]) } }),
  "lists in lists": () => "[".repeat(4 * MIB),
  "objects in objects": () => `{"schemaVersion":2,"a":${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}}`,
  "facts in an answer": () =>
    withFacts([{ ...fact, answer: JSON.parse(`${'{"a":'.repeat(90)}1${"}".repeat(90)}`) as unknown }]),
  nulls: () => withFacts([null]),
  "wrong types": () => JSON.stringify({ ...recording, plan: { ...recording.plan, mounts: [{ target: null }] } }),
  "no JSON": () => "\u0000".repeat(MIB),
};

describe("a recording of", () => {
  it.concurrent.each(Object.entries(RECORDINGS))("%s", async (name, make) => {
    const cwd = folderOf(`recording ${name}`, { "facts.json": make() });
    expect((await endsWell(["--from", "facts.json"], cwd)).code).not.toBe(70);
  });
});

/** The options that name a file, with what belongs to them. */
const FILE_OPTIONS: Readonly<Record<string, (file: string) => readonly string[]>> = {
  "--command-file": (file) => ["--command-file", file],
  "--compose": (file) => ["--compose", file],
  "--from": (file) => ["--from", file],
  "--env-file": (file) => ["--", "docker", "run", "--env-file", file, "img"],
};

describe("in the place of a file", () => {
  beforeAll(() => {
    spawnSync("mkfifo", [join(FOLDER, "pipe")]);
  });

  it.concurrent.each(
    Object.keys(FILE_OPTIONS).flatMap((option) =>
      ["pipe", "/dev/zero", "/dev/full", "."].map((file) => [option, file] as const),
    ),
  )("of %s: %s", async (option, file) => {
    const own = FILE_OPTIONS[option]?.(file) ?? [];
    const cut = own.indexOf("--");
    const [before, after] = cut < 0 ? [own, []] : [own.slice(0, cut), own.slice(cut)];
    const live = option === "--from" ? [] : ["--docker-host", NOWHERE];
    const { code } = await runFile([...before, ...live], after);
    expect(code).toBe(2);
  });

  async function runFile(before: readonly string[], after: readonly string[]): Promise<Ended> {
    const { code, stdout, stderr } = await lanes(async () =>
      runCli([...before, "--deadline", String(DEADLINE_S), ...after], { cwd: FOLDER }),
    );
    expect(stdout).toBe("");
    expect(stderr).toMatch(/^runner-preflight: [^\n]{10,300}\n$/);
    return { code, stdout, stderr };
  }
});

const CONFIGS: Readonly<Record<string, string>> = {
  "100 MB": filled(" ", 100 * MIB),
  "a hundred thousand entries": `{"auths":{${numbered(60_000, (one) => `"r${one}":{},`)}"x":{}}}`,
  "five thousand passwords": `{"auths":{${numbered(5000, (one) => `"r${one}":{"auth":"${Buffer.from(`u:pass${one}word`).toString("base64")}"},`)}"x":{}}}`,
  "lists in lists": `{"auths":${"[".repeat(500_000)}`,
  "a hundred thousand headers": `{"HttpHeaders":{${numbered(50_000, (one) => `"h${one}":"v",`)}"x":"y"}}`,
  "quotes that never end": filled('"\\'),
};

describe("a config.json of", () => {
  it.concurrent.each(Object.entries(CONFIGS))("%s", async (name, text) => {
    const cwd = folderOf(`config ${name}`, { "config.json": text });
    expect(
      (await endsWell(["--docker-config", cwd, "--docker-host", NOWHERE, "--only", "docker-config"], cwd)).code,
    ).not.toBe(70);
  });
});

/** What may stand in the place of a config.json, put there. */
const NO_CONFIGS: Readonly<Record<string, (file: string) => unknown>> = {
  "a pipe": (file) => spawnSync("mkfifo", [file]),
  "a folder": (file) => mkdirSync(file),
  "a device without an end": (file) => symlinkSync("/dev/zero", file),
  "a loop of links": (file) => symlinkSync("config.json", file),
  "a link to nothing": (file) => symlinkSync("nothing", file),
};

describe("in the place of a config.json", () => {
  it.concurrent.each(Object.entries(NO_CONFIGS))("%s", async (name, put) => {
    const cwd = folderOf(`place ${name}`, {});
    put(join(cwd, "config.json"));
    const args = ["--docker-config", cwd, "--docker-host", NOWHERE, "--only", "docker-config"];
    expect((await endsWell(args, cwd)).code).not.toBe(70);
  });

  it.runIf(process.getuid?.() === 0)("a file that this user may not read is not seen, and said so", () => {
    const cwd = folderOf("place of a stranger", { "config.json": "{}" });
    chmodSync(FOLDER, 0o755);
    chmodSync(join(cwd, "config.json"), 0o600);
    const asStranger = ["--reuid=54321", "--regid=54321", "--clear-groups", process.execPath, BIN];
    const args = ["--docker-config", cwd, "--docker-host", NOWHERE, "--only", "docker-config", "--format", "json"];
    const { status, stdout } = spawnSync("setpriv", [...asStranger, ...args], { cwd: "/", encoding: "utf8" });
    expect(status).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ verdict: "undetermined" });
  });
});

/** Engines that answer with anything but an engine's answer. */
const ENGINES: Readonly<Record<string, RequestListener>> = {
  "lists in lists": (_, response) => void response.end("[".repeat(900_000)),
  "more than can be read": (_, response) => {
    const piece = Buffer.alloc(MIB, "x");
    const go = (): void => {
      while (!response.destroyed && response.write(piece));
    };
    response.on("drain", go).on("error", () => {});
    go();
  },
  "one byte a second": (_, response) => {
    const timer = setInterval(() => response.write("x"), 1000);
    response
      .on("close", () => clearInterval(timer))
      .writeHead(200)
      .write("x");
  },
  nothing: () => {},
};

describe("an engine that answers", () => {
  it.concurrent.each(Object.entries(ENGINES))("%s", async (name, listener) => {
    const cwd = folderOf(`engine ${name}`, {});
    const socket = join(cwd, "e.sock");
    const server = createServer(listener);
    servers.push(server);
    await new Promise<void>((resolve) => void server.listen(socket, resolve));
    const args = ["--docker-host", `unix://${socket}`, "--only", "docker-engine"];
    const { code } = await endsWell(args, cwd, PATIENT_S);
    expect(code).not.toBe(0);
    server.closeAllConnections();
  });
});
