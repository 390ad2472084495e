import { type NetworkFailureCode, NETWORK_FAILURES, type ReportFinding, type RunnerPlan } from "../contract/index.js";
import { findingFor } from "../judge/findings.js";
import { findOutages, type JudgedLook, type Outage } from "../judge/network/outage.js";
import { OUTAGE_CODES } from "../judge/network/outage-codes.js";
import { type CheckOutcome, reportRemedy } from "./outcome.js";

/**
 * The same outcomes, in which what keeps all hosts from being reached is told as that, and not as several failures of one
 * host each. Codes, targets and severities stay as they are.
 */
export function tellOutages(outcomes: readonly CheckOutcome[], plan: RunnerPlan): readonly CheckOutcome[] {
  return findOutages(outcomes.flatMap(looksOf)).reduce(
    (told, outage) => told.map((outcome) => withOutage(outcome, outage, plan)),
    outcomes,
  );
}

/** The looks that came to a pass or a failure of the network. */
function looksOf({ result, targets }: CheckOutcome): readonly JudgedLook[] {
  return targets.flatMap(({ target, status, look }): readonly JudgedLook[] => {
    if (look === undefined || !["pass", "warn", "fail"].includes(status)) return [];
    const seen = { check: result.id, target, look };
    if (status === "pass") return [seen];
    const found = result.findings.find((finding) => finding.target === target && isNetworkCode(finding.code));
    if (found?.hop === undefined || !isNetworkCode(found.code)) return [];
    return [{ ...seen, failure: { code: found.code, hop: found.hop, severity: found.severity } }];
  });
}

function isNetworkCode(code: string): code is NetworkFailureCode {
  return NETWORK_FAILURES.some((known) => known === code);
}

function withOutage(outcome: CheckOutcome, outage: Outage, plan: RunnerPlan): CheckOutcome {
  const { result } = outcome;
  const members = outage.looks.filter(({ check }) => check === result.id);
  const findings = result.findings.map((finding) => {
    const isMember = members.some(
      ({ target, failure }) =>
        finding.target === target && finding.code === failure.code && finding.hop === failure.hop,
    );
    return isMember ? asPartOf(finding, outage, plan) : finding;
  });
  return { ...outcome, result: { ...result, findings } };
}

/** A finding with the words of the outage where it has its code; one of another kind, or only a warning, follows from it. */
function asPartOf(finding: ReportFinding, outage: Outage, plan: RunnerPlan): ReportFinding {
  const { root } = outage;
  const { code, hop, severity } = root.failure;
  const { message, remedy } = findingFor(OUTAGE_CODES, code, { ...outage, plan }, { evidence: [] });
  const isOfItsKind = finding.code === code && finding.hop === hop && finding.severity === severity;
  return {
    ...finding,
    ...(finding.code === code ? { message, remedy: reportRemedy(remedy) } : {}),
    ...(isOfItsKind ? {} : { followsFrom: { code, target: root.target } }),
  };
}
