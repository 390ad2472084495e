import type { CheckResult, TargetResult } from "./report.js";
import type { Wait } from "./waits.js";

/** What a run tells its observers (live view, progress lines). Observers decide nothing. */
export type RunEvent =
  | { readonly type: "planned"; readonly checks: readonly PlannedCheck[]; readonly deadlineMs: number }
  | { readonly type: "started"; readonly id: string; readonly targets: readonly string[] }
  /** All that a target, or the check as a whole, waits for from now on: oldest first, empty for nothing. */
  | { readonly type: "waiting"; readonly id: string; readonly target?: string; readonly waits: readonly Wait[] }
  | { readonly type: "target-ended"; readonly id: string; readonly result: TargetResult }
  | { readonly type: "ended"; readonly result: CheckResult }
  | { readonly type: "finished" };

export interface PlannedCheck {
  readonly id: string;
  readonly title: string;
}

export type RunObserver = (event: RunEvent) => void;
