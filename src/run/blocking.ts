import type { Check, NamedTargetVerdict } from "../contract/index.js";
import type { CheckOutcome } from "./outcome.js";

/** What failed prerequisites keep a check from looking at. */
export interface Blocking {
  /** Ids of the checks at the root that block the whole check; empty if it may run. */
  readonly whole: readonly string[];
  /** By blocked target: ids of the checks at the root. */
  readonly byTarget: ReadonlyMap<string, readonly string[]>;
}

/**
 * A prerequisite that passed, warned or was skipped is satisfied. One that gave targets blocks only what names a failed
 * target or is named in its `neededFor`; one without targets blocks everything.
 */
export function readBlocking(check: Check, targets: readonly string[], outcomes: readonly CheckOutcome[]): Blocking {
  const whole = new Set<string>();
  const byTarget = new Map<string, Set<string>>();
  for (const outcome of outcomes) {
    if (!isUnsatisfied(outcome.result.status)) continue;
    const roots = outcome.result.blockedBy ?? [outcome.result.id];
    if (outcome.targets.length === 0 || check.targets === undefined) {
      for (const root of roots) whole.add(root);
      continue;
    }
    for (const target of targets) {
      const blockers = outcome.targets.filter((verdict) => isUnsatisfied(verdict.status) && concerns(verdict, target));
      if (blockers.length === 0) continue;
      const known = byTarget.get(target) ?? new Set<string>();
      for (const blocker of blockers) {
        for (const root of blocker.blockedBy ?? [outcome.result.id]) known.add(root);
      }
      byTarget.set(target, known);
    }
  }
  return { whole: [...whole], byTarget: new Map([...byTarget].map(([target, roots]) => [target, [...roots]])) };
}

function isUnsatisfied(status: string): boolean {
  return status === "fail" || status === "inconclusive" || status === "blocked";
}

function concerns(verdict: Pick<NamedTargetVerdict, "target" | "neededFor">, target: string): boolean {
  return verdict.target === target || (verdict.neededFor ?? []).includes(target);
}
