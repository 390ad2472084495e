import type { CheckResult, TargetResult } from "./report.js";

/** What a run tells its observers (live view, progress lines). Observers decide nothing. */
export type RunEvent =
  | { readonly type: "planned"; readonly checks: readonly PlannedCheck[]; readonly deadlineMs: number }
  | { readonly type: "started"; readonly id: string; readonly targets: readonly string[] }
  | { readonly type: "waiting"; readonly id: string; readonly target?: string; readonly waitingFor: string }
  | { readonly type: "target-ended"; readonly id: string; readonly result: TargetResult }
  | { readonly type: "ended"; readonly result: CheckResult }
  | { readonly type: "finished" };

export interface PlannedCheck {
  readonly id: string;
  readonly title: string;
}

export type RunObserver = (event: RunEvent) => void;
