import { setTimeout as sleep } from "node:timers/promises";
import { CHECKS } from "../../checks/index.js";
import {
  type Bug,
  type Check,
  type FactRecord,
  type Host,
  type PlanSecrets,
  type Recording,
  type Report,
  type RunnerPlan,
  UsageError,
} from "../contract/index.js";
import { jsonText } from "../contract/printable.js";
import { liveHost, recordedHost } from "../probe/index.js";
import { writeOutput } from "../repair/careful-output.js";
import { loadRenderer, type RenderOptions } from "../report/index.js";
import { exitCode, keepGlobals, loadPlugins, runChecks, selectChecks } from "../run/index.js";
import { loadView, type View } from "../view/index.js";
import { EXIT } from "./exit-codes.js";
import { createHiding } from "./hiding.js";
import { watchRun, type RunWatch } from "./interrupts.js";
import { describeFailure, divertStdout, say, writeAll } from "./output.js";
import { type OutputFile, prepareOutputs } from "./output-files.js";
import { readPlan } from "./plan-inputs.js";
import { readApart } from "./read-apart.js";
import type { CheckRequest } from "./request.js";
import { chooseAscii, chooseColor, chooseColumns, chooseView } from "./terminal.js";
import { readVersion } from "./version.js";

/** The report does not wait longer than this for connections to end. Milliseconds. */
const CLOSE_LIMIT_MS = 2000;
/** Nor longer than this for the removal of what was pulled. Milliseconds. */
const REMOVE_LIMIT_MS = 25_000;

/** What is judged: a plan, its secrets, and a host that answers for real or from a recording. */
export interface Subject {
  readonly mode: "live" | "recorded";
  /** When the facts were recorded, RFC 3339. */
  readonly recordedAt?: string;
  readonly plan: RunnerPlan;
  readonly secrets?: PlanSecrets;
  readonly host: Host;
  facts(): readonly FactRecord[];
  /** Gives a line for each pulled image that could not be removed. */
  close(): Promise<readonly string[]>;
}

/** A run that has ended, with what is needed to write it out. */
interface Outcome {
  readonly report: Report;
  readonly facts?: Recording;
  /** What the run could not take back. */
  readonly left: readonly string[];
}

/**
 * `check`: reads the deployment, asks the host, judges, prints.
 *
 * @returns the exit code.
 * @throws UsageError for input that cannot be read; nothing has been printed then.
 */
export async function runCheckCommand(request: CheckRequest): Promise<number> {
  const outputs = prepareOutputs(request);
  const watch = watchRun();
  divertStdout();
  try {
    const outcome = await judge(request, watch);
    if (outcome) return await writeOut(request, outcome, outputs);
    await say("interrupted before anything was asked");
    return EXIT.interrupted;
  } finally {
    watch.close();
  }
}

/** An id that is unknown because its plugin did not load: the plugin is what has to be put right. */
function selectFrom(known: readonly Check[], loadBugs: readonly Bug[], request: CheckRequest): readonly Check[] {
  const { only, skip, pull } = request;
  const lost = known.find(({ id, pullsImages }) => pull && pullsImages === true && skip.includes(id));
  if (lost !== undefined) throw new UsageError(`--pull and --skip ${lost.id} contradict each other`);
  try {
    return selectChecks(known, only, skip);
  } catch (error) {
    const [bug] = loadBugs;
    if (!(error instanceof UsageError) || bug === undefined) throw error;
    throw new UsageError(`${error.message}; --plugin ${bug.where} was not loaded: ${bug.message}`);
  }
}

async function judge(request: CheckRequest, watch: RunWatch): Promise<Outcome | undefined> {
  const globals = watchGlobals(request);
  const plugins = await loadPlugins(request.plugins, CHECKS);
  globals.putBack();
  const known = [...CHECKS, ...plugins.checks];
  const checks = selectFrom(known, plugins.bugs, request);
  const startedMs = performance.now();
  const subject = await readSubject(request, watch.signal);
  const spentMs = performance.now() - startedMs;
  if (!subject) return undefined;
  const version = readVersion();
  const view = await openView(request);
  const hiding = createHiding(subject.plan, subject.secrets);
  let report: Report;
  let left: readonly string[] = [];
  try {
    report = await runChecks({
      checks,
      plan: subject.plan,
      host: subject.host,
      mode: subject.mode,
      recordedAt: subject.recordedAt,
      deadlineMs: request.deadlineMs,
      spentMs,
      concurrency: request.concurrency,
      strict: request.strict,
      signal: watch.signal,
      skipped: request.skip,
      notRun: known.filter((check) => !checks.includes(check)).map(({ id }) => id),
      observe: (event) => view.observe(hiding.event(event)),
      version,
      loadBugs: plugins.bugs,
    });
  } finally {
    await view.close();
    const limitMs = request.pull ? REMOVE_LIMIT_MS : CLOSE_LIMIT_MS;
    left = await Promise.race([subject.close(), sleep(limitMs, [], { ref: false })]);
    globals.putBack();
  }
  return {
    report: hiding.report(withBugs(report, [...watch.bugs, ...globals.bugs])),
    left,
    ...(request.facts === undefined
      ? {}
      : {
          facts: {
            schemaVersion: 3,
            tool: { name: "runner-preflight", version },
            recordedAt: report.recordedAt ?? report.startedAt,
            plan: subject.plan,
            facts: subject.facts(),
          },
        }),
  };
}

/** What is judged, or nothing if an interrupt came first. */
export async function readSubject(request: CheckRequest, signal: AbortSignal): Promise<Subject | undefined> {
  const limit = { deadlineMs: request.deadlineMs, signal };
  if (request.from !== undefined) {
    const read = await readApart({ of: "recording", file: request.from }, limit);
    if (read?.of !== "recording") return undefined;
    const { plan, facts, recordedAt } = read.recording;
    return { mode: "recorded", recordedAt, plan, host: recordedHost(facts), facts: () => facts, close: async () => [] };
  }
  let loaded: Awaited<ReturnType<typeof readPlan>>;
  try {
    loaded = await readPlan(request, limit);
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
  if (signal.aborted || loaded === undefined) return undefined;
  const { secrets } = loaded;
  const plan: RunnerPlan = request.pull ? { ...loaded.plan, pull: { keepImages: request.keepImages } } : loaded.plan;
  const live = liveHost({ plan, secrets, timeoutMs: request.timeoutMs, signal, env: process.env });
  return { mode: "live", plan, secrets, ...live };
}

async function openView(request: CheckRequest): Promise<View> {
  const kind = chooseView(process.stdout, process.stderr, process.env, request.quiet);
  if (kind === "none") return { observe: () => {}, close: async () => {} };
  const ascii = chooseAscii(process.env);
  return loadView(kind, process.stderr, { ascii, color: chooseColor(process.stderr, process.env, request.color) });
}

/** What a plugin changes of the program is put back, and is a bug of it. */
function watchGlobals({ plugins }: CheckRequest): { readonly bugs: readonly Bug[]; putBack(): void } {
  const bugs: Bug[] = [];
  const putBack = plugins.length === 0 ? () => [] : keepGlobals();
  return {
    bugs,
    putBack() {
      for (const name of putBack()) {
        bugs.push({ where: "a plugin", message: `it changed ${name} of this program, which was put back` });
      }
    },
  };
}

/** Adds what was thrown outside of any check: the report is printed, but it proves nothing any more. */
function withBugs(report: Report, bugs: readonly Bug[]): Report {
  if (bugs.length === 0) return report;
  const verdict = report.verdict === "pass" ? "undetermined" : report.verdict;
  return { ...report, verdict, bugs: [...report.bugs, ...bugs] };
}

async function writeOut(
  request: CheckRequest,
  { report, facts, left }: Outcome,
  outputs: readonly OutputFile[],
): Promise<number> {
  const { quiet, verbose } = request;
  const columns = chooseColumns(process.stdout, process.env);
  const color = chooseColor(process.stdout, process.env, request.color);
  const forStdout: RenderOptions = { columns, color, ascii: chooseAscii(process.env), verbose, quiet };
  const forFile: RenderOptions = { columns: 80, color: false, ascii: false, verbose, quiet };
  const problems: string[] = [];
  for (const { file, content, place } of outputs) {
    const text = content === "facts" ? jsonText(facts) : (await loadRenderer(content))(report, forFile);
    const problem = writeOutput(place, text);
    if (problem !== undefined) problems.push(`${file}: ${problem}`);
  }
  const render = await loadRenderer(request.format);
  const failure = await writeAll(process.stdout, render(report, forStdout));
  for (const line of left) await say(line);
  for (const problem of problems) await say(problem);
  if (failure) await say(describeFailure(failure));
  const code = exitCode(report);
  return (problems.length > 0 || failure) && (code === EXIT.ok || code === EXIT.undetermined) ? EXIT.usage : code;
}
