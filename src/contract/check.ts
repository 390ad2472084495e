import type { CodeEntry, Finding, Severity } from "./finding.js";
import type { Host } from "./host.js";
import type { RunnerPlan } from "./plan.js";
import type { NamedTargetVerdict, TargetVerdict, Verdict } from "./verdict.js";

export const CHECK_GROUPS = ["engine", "runner", "mounts", "credentials", "network", "images", "host"] as const;
export type CheckGroup = (typeof CHECK_GROUPS)[number];

/** What a check is handed. */
export interface Pass {
  readonly plan: RunnerPlan;
  readonly host: Host;
  /** Aborts at the check's limit, the run's deadline or an interrupt. */
  readonly signal: AbortSignal;
  /** The targets of this check that no failed prerequisite blocks; empty for a check without targets. */
  readonly targets: readonly string[];
  /**
   * Says what is being waited for, where that is no question of the host: until the next one of this target begins or
   * ends. For the live view, and for the reason where the run is ended meanwhile.
   */
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
  /** Its verdict depends on how images get their credentials: the report then traces them. */
  readonly tracesCredentials?: boolean;
  /** It is what `--pull` pulls for: leaving it out and `--pull` contradict each other. */
  readonly pullsImages?: boolean;
  /** Limit of this check in milliseconds; the run's deadline by default. */
  readonly timeoutMs?: number;
  /** The targets known from the plan alone. */
  targets?(plan: RunnerPlan): readonly string[];
  /** Findings that follow from the plan alone. `run` includes them; when a prerequisite blocks the rest they are still reported. */
  fromPlan?(plan: RunnerPlan): readonly Finding[];
  run(pass: Pass): Promise<Verdict>;
}
