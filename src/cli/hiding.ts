import type {
  CheckResult,
  PlanSecrets,
  Report,
  ReportFinding,
  RunEvent,
  RunnerPlan,
  TargetResult,
} from "../contract/index.js";
import { addUserInfo, createRedactor } from "../secrets/redactor.js";

/** Takes what the plan keeps back, and what looks like a secret, out of everything that is shown. */
export interface Hiding {
  report(report: Report): Report;
  event(event: RunEvent): RunEvent;
}

/**
 * Probes hide secrets themselves; plugins do not: they see the environment, and what they throw, say or find may hold
 * any of it, and so may a recording. Ids, codes and statuses stay as they are.
 */
export function createHiding(plan: RunnerPlan, secrets: PlanSecrets | undefined): Hiding {
  const redactor = createRedactor(plan);
  for (const value of secrets?.values ?? []) redactor.add(value);
  for (const url of [secrets?.dockerHost, secrets?.proxies.http, secrets?.proxies.https]) {
    if (url !== undefined) addUserInfo(redactor, url.open());
  }
  const { text, answer } = redactor;

  const hideFinding = (finding: ReportFinding): ReportFinding => ({ ...answer(finding), code: finding.code });
  const hideTarget = (target: TargetResult): TargetResult => ({ ...answer(target), status: target.status });
  const hideResult = (result: CheckResult): CheckResult => ({
    ...result,
    ...answer({
      title: result.title,
      evidence: result.evidence,
      ...(result.reason === undefined ? {} : { reason: result.reason }),
    }),
    ...(result.targets === undefined ? {} : { targets: result.targets.map(hideTarget) }),
    findings: result.findings.map(hideFinding),
  });

  return {
    report: (report) => ({
      ...report,
      ...(report.host === undefined ? {} : { host: text(report.host) }),
      versions: answer(report.versions),
      causes: report.causes.map((cause) => ({ ...cause, targets: cause.targets.map(text) })),
      unproven: report.unproven.map(text),
      plan: answer(report.plan),
      ...(report.network === undefined ? {} : { network: answer(report.network) }),
      ...(report.credentials === undefined ? {} : { credentials: answer(report.credentials) }),
      results: report.results.map(hideResult),
      bugs: answer(report.bugs),
    }),
    event(event) {
      switch (event.type) {
        case "started":
          return { ...event, targets: event.targets.map(text) };
        case "waiting":
          return {
            ...event,
            ...(event.target === undefined ? {} : { target: text(event.target) }),
            waits: answer(event.waits),
          };
        case "target-ended":
          return { ...event, result: hideTarget(event.result) };
        case "ended":
          return { ...event, result: hideResult(event.result) };
        default:
          return event;
      }
    },
  };
}
