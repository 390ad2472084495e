import type { Cause, CheckResult, Severity } from "../contract/index.js";

/**
 * Findings with the same code at the same hop, as causes; those that block most come first, then errors before
 * warnings, then in the order of the checks. Warnings are causes only where they count (`--strict`).
 */
export function readCauses(results: readonly CheckResult[], strict: boolean): readonly Cause[] {
  const groups = new Map<
    string,
    { code: string; severity: Severity; hop?: string; checks: Set<string>; targets: Set<string> }
  >();
  for (const result of results) {
    for (const finding of result.findings) {
      if (finding.severity === "warning" && !strict) continue;
      const key = JSON.stringify([finding.code, finding.hop]);
      const group = groups.get(key) ?? {
        code: finding.code,
        severity: finding.severity,
        ...(finding.hop === undefined ? {} : { hop: finding.hop }),
        checks: new Set<string>(),
        targets: new Set<string>(),
      };
      if (finding.severity === "error") group.severity = "error";
      group.checks.add(result.id);
      if (finding.target !== undefined) group.targets.add(finding.target);
      groups.set(key, group);
    }
  }
  const causes = [...groups.values()].map((group) => ({
    ...group,
    checks: [...group.checks],
    targets: [...group.targets],
    blocks: results
      .filter((result) => (result.blockedBy ?? []).some((id) => group.checks.has(id)))
      .map((result) => result.id),
  }));
  return causes.sort(
    (a, b) => Number(a.severity === "warning") - Number(b.severity === "warning") || b.blocks.length - a.blocks.length,
  );
}
