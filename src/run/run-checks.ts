import pLimit from "p-limit";
import {
  type Bug,
  type Check,
  type Evidence,
  type Host,
  ProbeError,
  type Report,
  type RunObserver,
  type RunnerPlan,
} from "../contract/index.js";
import { assembleReport } from "./assemble-report.js";
import { readBlocking } from "./blocking.js";
import { watchHost } from "./machine.js";
import { type CheckOutcome, assembleOutcome } from "./outcome.js";
import { runCheck } from "./run-check.js";
import { traceCredentials } from "./trace-credentials.js";

export interface RunOptions {
  /** Already selected, in the order in which they are shown. */
  readonly checks: readonly Check[];
  readonly plan: RunnerPlan;
  readonly host: Host;
  readonly mode: "live" | "recorded";
  /** When the facts were recorded, RFC 3339. */
  readonly recordedAt?: string | undefined;
  /** Limit of the whole run in milliseconds. */
  readonly deadlineMs: number;
  /** What of it was spent before, on reading the inputs. Milliseconds. */
  readonly spentMs?: number;
  /** How many checks run at the same time. */
  readonly concurrency: number;
  /** Whether warnings count like errors. */
  readonly strict: boolean;
  /** Aborts on an interrupt. */
  readonly signal: AbortSignal;
  /** Ids that `--skip` removed: as prerequisites they count as satisfied, with a note. */
  readonly skipped: readonly string[];
  /** Ids of the known checks that are not run, for the report. */
  readonly notRun?: readonly string[];
  readonly observe: RunObserver;
  /** Version of this program, for the report. */
  readonly version: string;
  /** Plugins that could not be loaded. */
  readonly loadBugs?: readonly Bug[];
}

/** A run under way. */
interface Run {
  readonly options: RunOptions;
  /** Aborts when the time of the whole run is up. */
  readonly deadline: AbortSignal;
  readonly bugs: Bug[];
}

/** Runs the checks under prerequisites, deadline and cancellation. Always resolves with a complete report. */
export async function runChecks(options: RunOptions): Promise<Report> {
  const { spentMs = 0 } = options;
  // The run began when its inputs were read: its deadline counts from then.
  const startedAt = new Date(Date.now() - spentMs);
  const startedMs = performance.now() - spentMs;
  const bugs: Bug[] = [...(options.loadBugs ?? [])];
  const deadline = new AbortController();
  const timer = setTimeout(
    () => deadline.abort(new ProbeError("deadline", "the run ended before there was an answer")),
    Math.max(0, options.deadlineMs - spentMs),
  );
  options.observe({
    type: "planned",
    checks: options.checks.map(({ id, title }) => ({ id, title })),
    deadlineMs: options.deadlineMs,
  });
  try {
    const ended = AbortSignal.any([deadline.signal, options.signal]);
    const { host, machine } = watchHost(options.host, ended);
    const outcomes = await runAll({ options: { ...options, host }, deadline: deadline.signal, bugs });
    const needsCredentials = options.checks.some(({ tracesCredentials }) => tracesCredentials === true);
    const credentials = needsCredentials ? await traceCredentials(host, options.plan, ended) : undefined;
    return assembleReport({
      startedAt,
      durationMs: Math.round(performance.now() - startedMs),
      deadlineMs: options.deadlineMs,
      mode: options.mode,
      recordedAt: options.recordedAt,
      machine: await machine(),
      strict: options.strict,
      interrupted: options.signal.aborted,
      version: options.version,
      plan: options.plan,
      notRun: options.notRun ?? [],
      ...(credentials === undefined ? {} : { credentials }),
      outcomes,
      bugs,
    });
  } finally {
    clearTimeout(timer);
    deadline.abort();
    options.observe({ type: "finished" });
  }
}

/** Runs each check once, as soon as those that it needs have ended. */
async function runAll(run: Run): Promise<CheckOutcome[]> {
  const { checks, concurrency, observe } = run.options;
  const limit = pLimit(Math.max(1, concurrency));
  const outcomes = new Map<Check, Promise<CheckOutcome>>();
  const outcomeOf = (check: Check): Promise<CheckOutcome> => {
    const known = outcomes.get(check);
    if (known) return known;
    const outcome = runWhenReady(check);
    outcomes.set(check, outcome);
    return outcome;
  };
  const runWhenReady = async (check: Check): Promise<CheckOutcome> => {
    const needs = (check.needs ?? []).filter((need) => checks.includes(need));
    const prerequisites = await Promise.all(needs.map(outcomeOf));
    const outcome = await limit(async () => runUnlessBlocked(run, check, prerequisites));
    observe({ type: "ended", result: outcome.result });
    return outcome;
  };
  return Promise.all(checks.map(outcomeOf));
}

/** Runs a check for the targets that no prerequisite takes away. */
async function runUnlessBlocked(
  { options, deadline, bugs }: Run,
  check: Check,
  prerequisites: readonly CheckOutcome[],
): Promise<CheckOutcome> {
  const startedMs = performance.now();
  const guarded = guardPlanFunctions(check, options.plan, bugs);
  const blocking = readBlocking(check, guarded.targets, prerequisites);
  const open = guarded.targets.filter((target) => !blocking.byTarget.has(target));
  const isBlocked = blocking.whole.by.length > 0 || (guarded.targets.length > 0 && open.length === 0);
  const notes = describeSkippedNeeds(check, options.skipped);
  if (isBlocked) {
    return assembleOutcome({
      check,
      verdict: { status: "blocked", findings: guarded.fromPlan },
      durationMs: 0,
      blockade: blocking.whole,
      blockedTargets: new Map(
        guarded.targets.map((target) => [target, blocking.byTarget.get(target) ?? blocking.whole]),
      ),
      notes,
    });
  }
  options.observe({ type: "started", id: check.id, targets: open });
  const verdict = await runCheck(check, {
    plan: options.plan,
    host: options.host,
    targets: open,
    fromPlan: guarded.fromPlan,
    deadline,
    deadlineMs: options.deadlineMs,
    interrupt: options.signal,
    observe: options.observe,
    reportBug: (message) => bugs.push({ where: check.id, message }),
  });
  return assembleOutcome({
    check,
    verdict,
    durationMs: Math.round(performance.now() - startedMs),
    blockade: blocking.whole,
    blockedTargets: blocking.byTarget,
    notes,
  });
}

/** `targets` and `fromPlan` are the check's own code too: what they throw is a bug, not the end of the run. */
function guardPlanFunctions(check: Check, plan: RunnerPlan, bugs: Bug[]) {
  const guard = <T>(call: () => readonly T[] | undefined): readonly T[] => {
    try {
      return call() ?? [];
    } catch (error) {
      bugs.push({ where: check.id, message: error instanceof Error ? error.message : String(error) });
      return [];
    }
  };
  return {
    targets: guard(() => check.targets?.(plan)),
    fromPlan: guard(() => check.fromPlan?.(plan)),
  };
}

function describeSkippedNeeds(check: Check, skipped: readonly string[]): readonly Evidence[] {
  return (check.needs ?? [])
    .filter((need) => skipped.includes(need.id))
    .map((need) => ({ what: `prerequisite ${need.id}`, observed: "skipped by --skip, so taken as passed" }));
}
