import type { Check, NamedTargetVerdict } from "../contract/index.js";
import { type Blockade, joined } from "./blockade.js";
import type { CheckOutcome } from "./outcome.js";

/** What failed prerequisites keep a check from looking at. */
export interface Blocking {
  /** What blocks the whole check; names nothing if it may run. */
  readonly whole: Blockade;
  readonly byTarget: ReadonlyMap<string, Blockade>;
}

/**
 * A prerequisite that passed, warned or was skipped is satisfied. One that gave targets blocks only what names a failed
 * target or is named in its `neededFor`; one without targets blocks everything.
 */
export function readBlocking(check: Check, targets: readonly string[], outcomes: readonly CheckOutcome[]): Blocking {
  const whole: Blockade[] = [];
  const byTarget = new Map<string, Blockade[]>();
  for (const outcome of outcomes) {
    const { result, roots } = outcome;
    if (!isUnsatisfied(result.status)) continue;
    if (outcome.targets.length === 0 || check.targets === undefined) {
      whole.push({ by: result.blockedBy ?? [result.id], roots });
      continue;
    }
    for (const target of targets) {
      const blockers = outcome.targets.filter((verdict) => isUnsatisfied(verdict.status) && concerns(verdict, target));
      if (blockers.length === 0) continue;
      const blockades = blockers.map((blocker) => ({ by: blocker.blockedBy ?? [result.id], roots: blocker.roots }));
      byTarget.set(target, [...(byTarget.get(target) ?? []), ...blockades]);
    }
  }
  return {
    whole: joined(whole),
    byTarget: new Map([...byTarget].map(([target, blockades]) => [target, joined(blockades)])),
  };
}

function isUnsatisfied(status: string): boolean {
  return status === "fail" || status === "inconclusive" || status === "blocked";
}

function concerns(verdict: Pick<NamedTargetVerdict, "target" | "neededFor">, target: string): boolean {
  return verdict.target === target || (verdict.neededFor ?? []).includes(target);
}
