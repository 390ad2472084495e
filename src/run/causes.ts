import type { Cause, FindingName, ReportFinding, Severity } from "../contract/index.js";
import type { Root } from "./blockade.js";
import type { CheckOutcome } from "./outcome.js";

interface Group {
  readonly code: string;
  severity: Severity;
  readonly hop?: string;
  readonly checks: Set<string>;
  readonly targets: Set<string>;
  readonly entails: Map<string, FindingName>;
  /** Its own findings and those that follow, by {@link rootKey}. */
  readonly members: Set<string>;
}

function keyOf({ code, hop }: Pick<ReportFinding, "code" | "hop">): string {
  return JSON.stringify([code, hop]);
}

/** A finding as what it blocks names it. */
function rootKey({ check, code, target }: Root): string {
  return JSON.stringify([check, code, target]);
}

function isNamed({ code, target }: ReportFinding, name: FindingName): boolean {
  return code === name.code && (name.target === undefined || name.target === target);
}

/** What a finding follows from in the end, among the others; itself where it follows from none of them, or from itself. */
function rootOf(finding: ReportFinding, others: readonly ReportFinding[]): ReportFinding {
  const passed = new Set([finding]);
  let root = finding;
  for (;;) {
    const name = root.followsFrom;
    const next = name && others.find((other) => isNamed(other, name));
    if (next === undefined) return root;
    if (passed.has(next)) return finding;
    passed.add(next);
    root = next;
  }
}

/**
 * Findings with the same code at the same hop, as causes; those that explain and block most come first, then errors before
 * warnings, then in the order of the checks. What follows from another finding is no cause, but told with that one.
 * Warnings are causes only where they count (`--strict`); one that follows from a cause is told with it all the same.
 */
export function readCauses(
  outcomes: readonly Pick<CheckOutcome, "result" | "blockers">[],
  strict: boolean,
): readonly Cause[] {
  const all = outcomes.flatMap(({ result: { id, findings } }) => findings.map((finding) => ({ id, finding })));
  const counting = all.filter(({ finding }) => finding.severity === "error" || strict).map(({ finding }) => finding);
  const groups = new Map<string, Group>();
  for (const { id, finding } of all) {
    const root = rootOf(finding, counting);
    if (!counting.includes(root)) continue;
    const group: Group = groups.get(keyOf(root)) ?? {
      code: root.code,
      severity: root.severity,
      ...(root.hop === undefined ? {} : { hop: root.hop }),
      checks: new Set(),
      targets: new Set(),
      entails: new Map(),
      members: new Set(),
    };
    groups.set(keyOf(root), group);
    // what follows is a member too: what it blocks is blocked by the root
    group.checks.add(id);
    group.members.add(rootKey({ check: id, ...finding }));
    if (root === finding) {
      if (finding.severity === "error") group.severity = "error";
      if (finding.target !== undefined) group.targets.add(finding.target);
      continue;
    }
    const { code, target } = finding;
    group.entails.set(JSON.stringify([code, target]), { code, ...(target === undefined ? {} : { target }) });
  }
  const causes = [...groups.values()].map(({ checks, targets, entails, members, ...group }): Cause => ({
    ...group,
    checks: [...checks],
    targets: [...targets],
    blocks: outcomes
      .filter(({ blockers }) => blockers.some((root) => members.has(rootKey(root))))
      .map(({ result: { id } }) => id),
    ...(entails.size === 0 ? {} : { entails: [...entails.values()] }),
  }));
  const reach = ({ blocks, entails = [] }: Cause): number => blocks.length + entails.length;
  return causes.sort(
    (a, b) => Number(a.severity === "warning") - Number(b.severity === "warning") || reach(b) - reach(a),
  );
}
