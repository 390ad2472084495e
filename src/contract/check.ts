import type { CodeEntry, Evidence, Finding, Severity, Vantage } from "./finding.js";
import type { Host } from "./host.js";
import type { RunnerPlan } from "./plan.js";

export const CHECK_GROUPS = ["engine", "runner", "mounts", "credentials", "network", "images", "host"] as const;
export type CheckGroup = (typeof CHECK_GROUPS)[number];

/** The outcome of one target (an image, a `host:port`) of a check. */
export interface TargetVerdict {
  readonly status: "pass" | "fail" | "skip" | "inconclusive";
  readonly findings?: readonly Finding[];
  readonly evidence?: readonly Evidence[];
  /** Why it was skipped or is inconclusive. */
  readonly reason?: string;
  readonly vantage?: Vantage;
  /** Milliseconds per hop, for example `{ dns: 3, tcp: 41, tls: 83 }`. */
  readonly timings?: Readonly<Record<string, number>>;
  /** What needs this target, in the words of other checks' targets (image references): a failure here blocks those there. */
  readonly neededFor?: readonly string[];
}

export interface NamedTargetVerdict extends TargetVerdict {
  readonly target: string;
}

/**
 * What a check concludes. A check with targets gives one entry per target in `targets`; its own status is then the
 * worst of them. `fail` has at least one finding; whether they make the check `fail` or `warn` follows from severities.
 */
export interface Verdict {
  readonly status: "pass" | "fail" | "skip" | "inconclusive";
  readonly findings?: readonly Finding[];
  readonly evidence?: readonly Evidence[];
  readonly reason?: string;
  readonly targets?: readonly NamedTargetVerdict[];
  /** What a PASS of this check does not claim; printed with the verdict. */
  readonly unproven?: readonly string[];
}

/** What a check is handed. */
export interface Pass {
  readonly plan: RunnerPlan;
  readonly host: Host;
  /** Aborts at the check's limit, the run's deadline or an interrupt. */
  readonly signal: AbortSignal;
  /** The targets of this check that no failed prerequisite blocks; empty for a check without targets. */
  readonly targets: readonly string[];
  /** Says what is being waited for, for the live view. */
  progress(waitingFor: string, target?: string): void;
  /**
   * Judges targets side by side. A `ProbeError` makes that target inconclusive; another error is a bug and is thrown
   * on after the others have ended.
   */
  each(
    targets: readonly string[],
    judge: (target: string) => Promise<TargetVerdict | readonly NamedTargetVerdict[]>,
  ): Promise<readonly NamedTargetVerdict[]>;
}

/** One judgement: facts in, verdict out. A readonly object, one per file; file name = id = doc page = test file. */
export interface Check {
  /** Kebab-case, stable; a plugin's is `namespace/name`. */
  readonly id: string;
  /** What holds when it passes: "Docker Engine answers on its socket". */
  readonly title: string;
  readonly group: CheckGroup;
  /** Every code that it can report, with the texts of `explain` and of the docs. */
  readonly codes: Readonly<Record<string, CodeEntry>>;
  /** Severity of findings whose catalogue entry is missing (plugins); the catalogue wins. */
  readonly severity: Severity;
  /** Checks that have to pass or warn first; selected along with this one; blocking is per target. */
  readonly needs?: readonly Check[];
  /** Limit of this check in milliseconds; the run's deadline by default. */
  readonly timeoutMs?: number;
  /** The targets known from the plan alone. */
  targets?(plan: RunnerPlan): readonly string[];
  /** Findings that follow from the plan alone. `run` includes them; when a prerequisite blocks the rest they are still reported. */
  fromPlan?(plan: RunnerPlan): readonly Finding[];
  run(pass: Pass): Promise<Verdict>;
}
