import {
  type Check,
  type CheckResult,
  type Evidence,
  type Finding,
  type NamedTargetVerdict,
  type NetworkEntry,
  type Place,
  placeText,
  type Remedy,
  type ReportEvidence,
  type ReportFinding,
  type ReportRemedy,
  type Severity,
  type Status,
  type TargetResult,
  type Verdict,
  type VerdictDetails,
  findingsOf,
  reasonOf,
  statusFrom,
  worstStatus,
} from "../contract/index.js";
import { type Blockade, joined, type Root } from "./blockade.js";
import { typeableEndpoint, typeableRemedy } from "./typeable-remedy.js";

/** A finished check: what the report shows, and what dependent checks have to know. */
export interface CheckOutcome {
  readonly result: CheckResult;
  /** The errors that block whatever needs all of it: its own or, where it did not run, those that blocked it. */
  readonly roots: readonly Root[];
  /** The errors that kept it, or some of its targets, from running. */
  readonly blockers: readonly Root[];
  readonly targets: readonly TargetOutcome[];
  readonly unproven: readonly string[];
  /** What its findings say of the network, with the severities they are reported with. */
  readonly blocked: readonly NetworkEntry[];
}

/** A target of a finished check; its `roots` are the errors that block whatever needs it, as those of the check. */
interface TargetOutcome extends TargetResult, Pick<NamedTargetVerdict, "neededFor" | "look"> {
  readonly roots: readonly Root[];
}

/** The severity that counts: the finding's own, the catalogue's, the check's. */
export function severityOf(check: Check, finding: Finding): Severity {
  return finding.severity ?? check.codes[finding.code]?.severity ?? check.severity;
}

/** Evidence as it is reported. */
function reportEvidence(evidence: readonly Evidence[]): readonly ReportEvidence[] {
  return evidence.map(withPlace);
}

function withPlace<T extends { readonly origin?: Place }>({
  origin,
  ...rest
}: T): Omit<T, "origin"> & { origin?: string } {
  return origin === undefined ? rest : { ...rest, origin: placeText(origin) };
}

/** A remedy as it is reported, without what cannot be typed. */
export function reportRemedy(given: Remedy): ReportRemedy {
  const { changes, commands, ...remedy } = typeableRemedy(given);
  return {
    ...remedy,
    commands: commands.map((command) => ({ ...command, role: command.role ?? "fix" })),
    ...(changes === undefined ? {} : { changes: changes.map(withPlace) }),
  };
}

/** A finding as it is reported, its severity resolved. */
function reportFinding(check: Check, finding: Finding): ReportFinding {
  return {
    code: finding.code,
    severity: severityOf(check, finding),
    message: finding.message,
    ...(finding.target === undefined ? {} : { target: finding.target }),
    ...(finding.hop === undefined ? {} : { hop: finding.hop }),
    evidence: reportEvidence(finding.evidence),
    remedy: reportRemedy(finding.remedy),
    ...(finding.followsFrom === undefined ? {} : { followsFrom: finding.followsFrom }),
  };
}

/** A check that never ran: what is known of it without. */
interface NotRun extends VerdictDetails {
  readonly status: "blocked";
  readonly findings: readonly Finding[];
}

/** What the outcome of a check is made of. */
export interface OutcomeParts {
  readonly check: Check;
  readonly verdict: Verdict | NotRun;
  readonly durationMs: number;
  /** What kept the whole check from running; names nothing if it ran. */
  readonly blockade: Blockade;
  /** Targets that never ran, and what blocked them. */
  readonly blockedTargets: ReadonlyMap<string, Blockade>;
  readonly notes: readonly Evidence[];
}

/** Puts a verdict and its blocked targets together. */
export function assembleOutcome(parts: OutcomeParts): CheckOutcome {
  const { check, verdict } = parts;
  const targets = (verdict.targets ?? []).map((target) => assembleTarget(check, target));
  const blocked = [...parts.blockedTargets].map(([target, { by, roots }]) => ({
    target,
    status: "blocked" as const,
    blockedBy: by,
    roots,
  }));
  const raw = new Set<Finding>([
    ...(verdict.status === "blocked" ? verdict.findings : findingsOf(verdict)),
    ...(verdict.targets ?? []).flatMap(findingsOf),
  ]);
  const findings = [...raw].map((finding) => reportFinding(check, finding));
  const network = [...raw].flatMap((finding): readonly NetworkEntry[] => {
    if (finding.blocked === undefined) return [];
    return [{ ...typeableEndpoint(finding.blocked), severity: severityOf(check, finding), checks: [check.id] }];
  });
  const all = [...targets, ...blocked];
  const isBlocked = verdict.status === "blocked";
  const own = statusFrom(verdict.status === "blocked" ? "skip" : verdict.status, findings);
  const status = worstStatus<Status>([
    own,
    ...(isBlocked ? ["blocked" as const] : []),
    ...all.map((target) => target.status),
  ]);
  const blockade = joined([parts.blockade, ...parts.blockedTargets.values()]);
  const reason = (isBlocked ? undefined : reasonOf(verdict)) ?? firstReason(status, targets);
  return {
    roots: isBlocked ? blockade.roots : rootsOf(check, findings),
    blockers: blockade.roots,
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
      ...(blockade.by.length === 0 ? {} : { blockedBy: blockade.by }),
      ...(all.length === 0 ? {} : { targets: all.map(withoutNeededFor) }),
      findings,
      evidence: reportEvidence([
        ...parts.notes,
        ...(verdict.evidence ?? []),
        ...targets.flatMap((target) => target.evidence),
      ]),
    },
  };
}

function rootsOf({ id }: Check, findings: readonly ReportFinding[]): readonly Root[] {
  return findings
    .filter(({ severity }) => severity === "error")
    .map(({ code, target }) => ({ check: id, code, ...(target === undefined ? {} : { target }) }));
}

function firstReason(status: Status, targets: readonly TargetResult[]): string | undefined {
  const reasons = new Set(targets.filter((target) => target.status === status).map((target) => target.reason));
  return status === "skip" || status === "inconclusive"
    ? [...reasons].find((reason) => reason !== undefined)
    : undefined;
}

function assembleTarget(check: Check, target: NamedTargetVerdict) {
  const findings = findingsOf(target).map((finding) => reportFinding(check, finding));
  const reason = reasonOf(target);
  return {
    target: target.target,
    status: statusFrom(target.status, findings),
    ...(reason === undefined ? {} : { reason }),
    ...(target.vantage === undefined ? {} : { vantage: target.vantage }),
    ...(target.timings === undefined ? {} : { timings: target.timings }),
    ...(target.neededFor === undefined ? {} : { neededFor: target.neededFor }),
    ...(target.look === undefined ? {} : { look: target.look }),
    evidence: target.evidence ?? [],
    roots: rootsOf(check, findings),
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
