import { setMaxListeners } from "node:events";
import {
  type Check,
  type Finding,
  type Host,
  type NamedTargetVerdict,
  type Pass,
  ProbeError,
  type RunObserver,
  type RunnerPlan,
  type TargetVerdict,
  type Verdict,
  findingsOf,
  reasonOf,
  statusFrom,
} from "../contract/index.js";
import { waitText } from "../judge/waits.js";
import { bindHost } from "./bind-host.js";
import { severityOf } from "./outcome.js";
import { describeVerdictProblem } from "./validate-verdict.js";
import { createWaits, type Waits } from "./waits.js";

/** How long a check may take to wind up after its signal aborted, in milliseconds. */
const WIND_UP_MS = 300;

/** What a check that did not end in time gives. */
const CUT_OFF = Symbol("cut off");

export interface CheckSetting {
  readonly plan: RunnerPlan;
  readonly host: Host;
  /** Targets that no prerequisite blocks. */
  readonly targets: readonly string[];
  /** Findings that hold whatever the probes say. */
  readonly fromPlan: readonly Finding[];
  /** Aborts at the deadline of the whole run. */
  readonly deadline: AbortSignal;
  readonly deadlineMs: number;
  readonly interrupt: AbortSignal;
  readonly observe: RunObserver;
  /** Takes the message of a fault in the check's code. */
  readonly reportBug: (message: string) => void;
}

/** Runs one check to a verdict, whatever its code does: throws, hangs or returns nonsense. */
export async function runCheck(check: Check, setting: CheckSetting): Promise<Verdict> {
  const limit = new AbortController();
  const timer = check.timeoutMs === undefined ? undefined : setTimeout(() => limit.abort(), check.timeoutMs);
  const signal = AbortSignal.any([setting.deadline, setting.interrupt, limit.signal]);
  // A check asks many questions, each of which listens to its one signal: no leak, no warning on stderr.
  setMaxListeners(0, signal);
  const waits = createWaits(signal, (open, target) =>
    setting.observe({ type: "waiting", id: check.id, waits: open, ...(target === undefined ? {} : { target }) }),
  );
  const describeEnd = () => {
    if (setting.interrupt.aborted) return "interrupted";
    if (limit.signal.aborted) return `limit of ${check.timeoutMs} ms`;
    return `deadline of ${setting.deadlineMs / 1000} s`;
  };
  /** Why there is no verdict, about a target or the check as a whole: what had no answer when the signal aborted. */
  const describeAbort = (target?: string) => {
    const open = waits.open(target).map((wait) => waitText(wait, waits.nowMs()));
    return `${open.join("; ") || "not judged yet"} (${describeEnd()})`;
  };
  const inconclusive = (reason: string, findings = setting.fromPlan): Verdict => ({
    status: "inconclusive",
    reason,
    findings,
  });
  const pass = createPass(check, setting, signal, waits, describeAbort);
  const isLate = signal.aborted;
  const windUp = startWindUp(signal);
  try {
    const verdict = await Promise.race([check.run(pass), windUp.ended]);
    if (verdict === CUT_OFF) return inconclusive(describeAbort());
    const problem = await describeVerdictProblem(check, verdict);
    // Nothing was waited for: that the targets are not judged is no news of each of them.
    if (problem === undefined && isLate && isUndecided(verdict)) {
      return inconclusive(`not begun yet (${describeEnd()})`, allFindings(verdict));
    }
    if (problem === undefined) return verdict;
    setting.reportBug(problem);
    return inconclusive(`a fault in this check: ${problem}`);
  } catch (error) {
    if (signal.aborted) return inconclusive(describeAbort());
    if (error instanceof ProbeError) return inconclusive(describeProbeError(error));
    const message = error instanceof Error ? error.message : String(error);
    setting.reportBug(message);
    return inconclusive(`a fault in this check: ${message}`);
  } finally {
    clearTimeout(timer);
    windUp.cancel();
    limit.abort();
  }
}

function isUndecided(verdict: Verdict): boolean {
  return [verdict, ...(verdict.targets ?? [])].some(({ status }) => status === "inconclusive");
}

function allFindings(verdict: Verdict): readonly Finding[] {
  return [...new Set([verdict, ...(verdict.targets ?? [])].flatMap(findingsOf))];
}

/** `ended` resolves a moment after the signal aborted; a check that heeds the signal is faster. */
function startWindUp(signal: AbortSignal): { readonly ended: Promise<typeof CUT_OFF>; cancel(): void } {
  let timer: NodeJS.Timeout | undefined;
  let onAbort = () => {};
  const ended = new Promise<typeof CUT_OFF>((resolve) => {
    onAbort = () => {
      timer = setTimeout(() => resolve(CUT_OFF), WIND_UP_MS);
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
  });
  return {
    ended,
    cancel() {
      signal.removeEventListener("abort", onAbort);
      clearTimeout(timer);
    },
  };
}

function describeProbeError(error: ProbeError): string {
  return error.remedy === undefined ? error.message : `${error.message}; ${error.remedy}`;
}

function createPass(
  check: Check,
  setting: CheckSetting,
  signal: AbortSignal,
  waits: Waits,
  describeAbort: (target?: string) => string,
): Pass {
  const aborted = whenAborted(signal);
  const settle = async (
    target: string,
    judge: (target: string) => Promise<TargetVerdict | readonly NamedTargetVerdict[]>,
  ): Promise<readonly NamedTargetVerdict[]> => {
    const given = await Promise.race([
      waits
        .judging(target, () => judge(target))
        .catch((error: unknown): TargetVerdict => {
          if (signal.aborted) return { status: "inconclusive", reason: describeAbort(target) };
          if (error instanceof ProbeError) return { status: "inconclusive", reason: describeProbeError(error) };
          throw error;
        }),
      aborted.then((): TargetVerdict => ({ status: "inconclusive", reason: describeAbort(target) })),
    ]);
    const verdicts = isList(given) ? given : [{ ...given, target }];
    for (const verdict of verdicts) {
      const findings = findingsOf(verdict).map((finding) => ({ severity: severityOf(check, finding) }));
      const reason = reasonOf(verdict);
      setting.observe({
        type: "target-ended",
        id: check.id,
        result: {
          target: verdict.target,
          status: statusFrom(verdict.status, findings),
          ...(reason === undefined ? {} : { reason }),
        },
      });
    }
    return verdicts;
  };
  return {
    plan: setting.plan,
    host: bindHost(setting.host, signal, waits),
    signal,
    targets: setting.targets,
    progress: (waitingFor, target) => waits.note(waitingFor, target),
    async each(targets, judge) {
      const settled = await Promise.allSettled(targets.map(async (target) => settle(target, judge)));
      const failed = settled.find((entry) => entry.status === "rejected");
      if (failed) throw failed.reason;
      return settled.flatMap((entry) => (entry.status === "fulfilled" ? entry.value : []));
    },
  };
}

/** Telling a list of verdicts from one verdict, which `Array.isArray` does not do for readonly lists. */
function isList(given: TargetVerdict | readonly NamedTargetVerdict[]): given is readonly NamedTargetVerdict[] {
  return Array.isArray(given);
}

async function whenAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
}
