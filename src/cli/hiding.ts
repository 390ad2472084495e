import type { CheckResult, Evidence, PlanSecrets, Report, RunEvent, RunnerPlan } from "../contract/index.js";
import { createRedactor } from "../secrets/redactor.js";

/** Takes what the plan keeps back out of everything that is shown. */
export interface Hiding {
  report(report: Report): Report;
  event(event: RunEvent): RunEvent;
}

/**
 * Probes hide secrets themselves; plugins do not: they see the environment, and what they throw, say or find may hold
 * any of it. Ids, codes and targets stay as they are.
 */
export function createHiding(plan: RunnerPlan, secrets: PlanSecrets | undefined): Hiding {
  const redactor = createRedactor(plan);
  for (const value of secrets?.values ?? []) redactor.add(value);

  const hideReason = <T extends { readonly reason?: string }>(value: T): T =>
    value.reason === undefined ? value : { ...value, reason: redactor.text(value.reason) };
  const hideEvidence = (list: readonly Evidence[]): readonly Evidence[] => redactor.answer(list);
  const hideResult = (result: CheckResult): CheckResult => ({
    ...hideReason(result),
    ...(result.targets === undefined ? {} : { targets: result.targets.map(hideReason) }),
    evidence: hideEvidence(result.evidence),
    findings: result.findings.map((finding) => ({
      ...finding,
      message: redactor.text(finding.message),
      evidence: hideEvidence(finding.evidence),
    })),
  });

  return {
    report: (report) => ({
      ...report,
      results: report.results.map(hideResult),
      bugs: report.bugs.map(({ where, message }) => ({ where, message: redactor.text(message) })),
    }),
    event(event) {
      if (event.type === "waiting") return { ...event, waitingFor: redactor.text(event.waitingFor) };
      if (event.type === "target-ended") return { ...event, result: hideReason(event.result) };
      return event.type === "ended" ? { ...event, result: hideResult(event.result) } : event;
    },
  };
}
