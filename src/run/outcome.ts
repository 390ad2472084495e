import {
  type Check,
  type CheckResult,
  type Evidence,
  type Finding,
  type NamedTargetVerdict,
  type NetworkEntry,
  type ReportFinding,
  type Status,
  type TargetResult,
  type Verdict,
} from "../contract/index.js";

/** A finished check: what the report shows, and what dependent checks have to know. */
export interface CheckOutcome {
  readonly result: CheckResult;
  readonly targets: readonly (TargetResult & Pick<NamedTargetVerdict, "neededFor">)[];
  readonly unproven: readonly string[];
  /** What its findings say of the network, with the severities they are reported with. */
  readonly blocked: readonly NetworkEntry[];
}

/** Worst first. */
const WORST_FIRST: readonly Status[] = ["fail", "inconclusive", "blocked", "warn", "pass", "skip"];

/** The worst of some statuses; `skip` for none. */
export function worstStatus(statuses: readonly Status[]): Status {
  return WORST_FIRST.find((status) => statuses.includes(status)) ?? "skip";
}

/** A finding with its severity resolved: its own, the catalogue's, the check's. */
function reportFinding(check: Check, finding: Finding): ReportFinding {
  const severity = finding.severity ?? check.codes[finding.code]?.severity ?? check.severity;
  return {
    code: finding.code,
    severity,
    message: finding.message,
    ...(finding.target === undefined ? {} : { target: finding.target }),
    ...(finding.hop === undefined ? {} : { hop: finding.hop }),
    evidence: finding.evidence,
    remedy: finding.remedy,
  };
}

function statusOf(verdict: Pick<Verdict, "status">, findings: readonly ReportFinding[]): Status {
  if (findings.some((finding) => finding.severity === "error")) return "fail";
  if (verdict.status === "inconclusive") return "inconclusive";
  if (findings.length > 0) return "warn";
  return verdict.status === "skip" ? "skip" : "pass";
}

export interface OutcomeParts {
  readonly check: Check;
  readonly verdict: Verdict;
  readonly durationMs: number;
  /** Targets that never ran, with the ids that blocked them. */
  readonly blockedTargets: ReadonlyMap<string, readonly string[]>;
  readonly notes: readonly Evidence[];
}

/** Puts a verdict and its blocked targets together. */
export function assembleOutcome(parts: OutcomeParts): CheckOutcome {
  const { check, verdict } = parts;
  const targets = (verdict.targets ?? []).map((target) => assembleTarget(check, target));
  const blocked = [...parts.blockedTargets].map(([target, blockedBy]) => ({
    target,
    status: "blocked" as const,
    blockedBy,
  }));
  const raw = new Set<Finding>([
    ...(verdict.findings ?? []),
    ...(verdict.targets ?? []).flatMap((target) => target.findings ?? []),
  ]);
  const findings = [...raw].map((finding) => reportFinding(check, finding));
  const network = [...raw].flatMap((finding): readonly NetworkEntry[] => {
    if (finding.blocked === undefined) return [];
    return [{ ...finding.blocked, severity: reportFinding(check, finding).severity, checks: [check.id] }];
  });
  const all = [...targets, ...blocked];
  const own = statusOf(verdict, findings);
  const status = worstStatus([own, ...all.map((target) => target.status)]);
  const blockedBy = [...new Set(blocked.flatMap((target) => target.blockedBy))];
  const reason = verdict.reason ?? firstReason(status, targets);
  return {
    targets: all,
    unproven: verdict.unproven ?? [],
    blocked: network,
    result: {
      id: check.id,
      title: check.title,
      group: check.group,
      status,
      durationMs: parts.durationMs,
      ...(reason === undefined ? {} : { reason }),
      ...(blockedBy.length === 0 ? {} : { blockedBy }),
      ...(all.length === 0 ? {} : { targets: all.map(withoutNeededFor) }),
      findings,
      evidence: [...parts.notes, ...(verdict.evidence ?? []), ...targets.flatMap((target) => target.evidence)],
    },
  };
}

function firstReason(status: Status, targets: readonly TargetResult[]): string | undefined {
  const reasons = new Set(targets.filter((target) => target.status === status).map((target) => target.reason));
  return status === "skip" || status === "inconclusive"
    ? [...reasons].find((reason) => reason !== undefined)
    : undefined;
}

function assembleTarget(check: Check, target: NamedTargetVerdict) {
  const findings = (target.findings ?? []).map((finding) => reportFinding(check, finding));
  return {
    target: target.target,
    status: statusOf(target, findings),
    ...(target.reason === undefined ? {} : { reason: target.reason }),
    ...(target.vantage === undefined ? {} : { vantage: target.vantage }),
    ...(target.timings === undefined ? {} : { timings: target.timings }),
    ...(target.neededFor === undefined ? {} : { neededFor: target.neededFor }),
    evidence: target.evidence ?? [],
  };
}

function withoutNeededFor(target: TargetResult): TargetResult {
  return {
    target: target.target,
    status: target.status,
    ...(target.reason === undefined ? {} : { reason: target.reason }),
    ...(target.blockedBy === undefined ? {} : { blockedBy: target.blockedBy }),
    ...(target.vantage === undefined ? {} : { vantage: target.vantage }),
    ...(target.timings === undefined ? {} : { timings: target.timings }),
  };
}
