import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pLimit from "p-limit";
import { afterAll, expect, it } from "vitest";
import { fakeEngine, HEALTHY, type Routes } from "../probe/engine/fake-engine.js";
import { type EndingSignal, interruptedRun, type InterruptedRun } from "./support/interrupted-run.js";
import { runCli } from "./support/run-cli.js";

/** `INTERRUPTS=1000` for a long run, `INTERRUPT_SEED` to have the moments of another one again. */
const COUNT = Number(process.env["INTERRUPTS"] ?? 40);
const SEED = Number(process.env["INTERRUPT_SEED"] ?? Date.now() % 2 ** 31);
const LANES = 3;
/** Moments are spread over this much of what a run takes that nobody interrupts. */
const SPREAD = 1.1;
/** Of one interrupt, whatever else the machine does. Milliseconds. */
const PATIENCE_MS = 10_000;
const INTERRUPTED = 130;
const SIGNALS: readonly EndingSignal[] = ["SIGINT", "SIGTERM", "SIGHUP"];

const ROOT = mkdtempSync(join(tmpdir(), "preflight-interrupts-"));
afterAll(() => rmSync(ROOT, { recursive: true }));

const CONFIG = `{"auths":{"r.example:443":{"auth":"dTpwYXNzd29yZA=="}}}`;
const IMAGE = "localhost:9/app:1";
const RUN = `docker run -e PAUSE_IMAGE=${IMAGE} -e AUTH_PROXY_IMAGE=${IMAGE} -e CLONE_IMAGE=${IMAGE} ${IMAGE}`;
const INPUTS: Readonly<Record<string, string>> = { "config.json": CONFIG, "run.sh": RUN };
/** What a run may leave behind besides its inputs, and how that looks when it is whole. */
const OUTPUTS: Readonly<Record<string, (text: string) => unknown>> = {
  "facts.json": (text) => JSON.parse(text),
  "report.json": (text) => JSON.parse(text),
  "report.xml": (text) => expect(text).toMatch(/^<\?xml[^]*<\/testsuites>\n$/),
};
const BACKUP = /^config\.json\.bak-\d{8}T\d{6}$/;

interface Command {
  readonly args: (engine: string) => readonly string[];
  /** Its input does not end by itself. */
  readonly holdsStdin?: true;
  readonly isJson?: true;
}

const LIVE = ["--skip", "service-reachable", "--format", "json", "--docker-config", "."];
const TO_FILES = ["--facts", "facts.json", "--report", "junit=report.xml", "--report", "json=report.json"];
const COMMANDS: Readonly<Record<string, Command>> = {
  "no engine": {
    args: () => [...LIVE, "--docker-host", "unix:///nonexistent.sock", "--command-file", "run.sh"],
    isJson: true,
  },
  "an engine": { args: (engine) => [...LIVE, "--docker-host", engine, "--command-file", "run.sh"], isJson: true },
  files: {
    args: (engine) => [...LIVE, "--docker-host", engine, "--command-file", "run.sh", ...TO_FILES],
    isJson: true,
  },
  "standard input": { args: (engine) => [...LIVE, "--docker-host", engine, "--command-file", "-"], holdsStdin: true },
  credentials: { args: () => ["credentials", "--docker-config", ".", "--format", "json", IMAGE], isJson: true },
  repair: { args: () => ["repair", "config", "config.json", "--rename-key", "r.example:443", "r.example", "--yes"] },
  list: { args: () => ["list", "--format", "json"], isJson: true },
};

/** An engine that takes its time, so that there is one to interrupt it at. */
const SLOW: Routes = Object.fromEntries(
  Object.entries(HEALTHY).map(([line, answer]) => [
    line,
    (_, response) => {
      const { headers = {}, body } = answer as { headers?: Record<string, string>; body?: unknown };
      setTimeout(() => {
        response.writeHead(200, headers).end(typeof body === "string" ? body : JSON.stringify(body));
      }, 20);
    },
  ]),
);

/** Numbers from 0 to 1 that a seed repeats (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function newFolder(name: string): string {
  const folder = join(ROOT, name);
  mkdirSync(folder);
  for (const [file, text] of Object.entries(INPUTS)) writeFileSync(join(folder, file), text, { mode: 0o600 });
  return folder;
}

/** What an undisturbed run does. */
interface Baseline {
  readonly code: number | null;
  readonly tookMs: number;
  readonly stdout: string;
  readonly config: string;
  readonly files: readonly string[];
}

async function undisturbed(args: readonly string[], folder: string): Promise<Baseline> {
  const startedMs = performance.now();
  const { code, stdout } = await runCli(args, { cwd: folder, env: { HOME: folder } });
  const tookMs = performance.now() - startedMs;
  const files = readdirSync(folder).filter((name) => Object.hasOwn(OUTPUTS, name));
  return {
    code,
    tookMs,
    stdout: stdout.replaceAll(folder, ""),
    files,
    config: readFileSync(join(folder, "config.json"), "utf8"),
  };
}

function holdsWhole(text: string, read: (text: string) => unknown): boolean {
  try {
    read(text);
    return true;
  } catch {
    return false;
  }
}

/** What of an interrupted run is not as it has to be. */
function problemsOf(command: Command, run: InterruptedRun, folder: string, baseline: Baseline): readonly string[] {
  const { code, stdout, stderr, isEarly, isStuck, left } = run;
  if (isStuck) return ["it does not end"];
  const isDone = !command.holdsStdin && code === baseline.code;
  const isNodes = isEarly && run.signal !== null && stdout === "" && stderr === "";
  const problems: string[] = left.map((line) => `still running: ${line}`);
  if (!isDone && !isNodes && code !== INTERRUPTED) problems.push(`it ended with ${code ?? run.signal}`);
  const isWhole = command.isJson ? holdsWhole(stdout, JSON.parse) : stdout.replaceAll(folder, "") === baseline.stdout;
  if (isDone ? !isWhole : stdout !== "" && !isWhole) problems.push(`on stdout: ${stdout.slice(-200)}`);
  const foreign = stderr.split("\n").filter((line) => !/^(?:runner-preflight: |\[ *\d+\.\d s\] |$)/.test(line));
  if (foreign.length > 0 || /bug in/.test(stderr)) problems.push(`on stderr: ${stderr}`);
  const names = readdirSync(folder).filter((name) => !Object.hasOwn(INPUTS, name));
  for (const name of names) {
    if (BACKUP.test(name)) continue;
    const read = OUTPUTS[name];
    const isFine = read !== undefined && holdsWhole(readFileSync(join(folder, name), "utf8"), read);
    if (!isFine) problems.push(`left behind: ${name}`);
  }
  if (isDone && !baseline.files.every((name) => names.includes(name))) problems.push("files are missing");
  return [...problems, ...problemsOfRepair(folder, names, isDone, baseline, stderr)];
}

function problemsOfRepair(
  folder: string,
  names: readonly string[],
  isDone: boolean,
  baseline: Baseline,
  stderr: string,
): readonly string[] {
  const config = readFileSync(join(folder, "config.json"), "utf8");
  const isRepaired = config !== CONFIG;
  const backup = names.find((name) => BACKUP.test(name));
  const isKept = backup !== undefined && readFileSync(join(folder, backup), "utf8") === CONFIG;
  return [
    ...(isRepaired && config !== baseline.config ? ["the repaired file is neither old nor new"] : []),
    ...(isRepaired !== (backup !== undefined) || (isRepaired && !isKept) ? ["the backup is not what was there"] : []),
    ...(isDone && config !== baseline.config ? ["it is not repaired"] : []),
    ...(isRepaired && stderr.includes("nothing was changed") ? ["it is repaired, and that is denied"] : []),
  ];
}

it.runIf(process.platform === "linux")(
  `${COUNT} interrupts at any moments leave nothing half done (INTERRUPT_SEED=${SEED})`,
  async () => {
    const { url } = await fakeEngine(SLOW);
    const random = randomFrom(SEED);
    const baselines = new Map<string, Baseline>();
    for (const [name, { args }] of Object.entries(COMMANDS)) {
      baselines.set(name, await undisturbed(args(url), newFolder(`undisturbed-${name}`)));
    }
    const lanes = pLimit(LANES);
    const problems: string[] = [];
    const moments = Array.from({ length: COUNT }, (_, number) => {
      const [name, command] = Object.entries(COMMANDS)[number % Object.keys(COMMANDS).length] as [string, Command];
      const baseline = baselines.get(name) as Baseline;
      const signal = SIGNALS[Math.floor(random() * SIGNALS.length)] ?? "SIGINT";
      return { number, name, command, baseline, signal, afterMs: random() * baseline.tookMs * SPREAD };
    });
    await lanes.map(moments, async ({ number, name, command, baseline, signal, afterMs }) => {
      const folder = newFolder(String(number));
      const { args, holdsStdin = false } = command;
      const run = await interruptedRun({ args: args(url), folder, holdsStdin, signal, afterMs });
      const found = problemsOf(command, run, folder, baseline);
      problems.push(...found.map((problem) => `${name}, ${signal} after ${Math.round(afterMs)} ms: ${problem}`));
      rmSync(folder, { recursive: true });
    });
    expect(problems).toEqual([]);
  },
  PATIENCE_MS * (COUNT + 10),
);
