import type { Check, Finding, TargetDetails, VerdictDetails } from "../contract/index.js";

/** Any of the members that a verdict or a target may have, before it is known to be one. */
interface Given extends VerdictDetails, TargetDetails {
  readonly status?: unknown;
  readonly findings?: readonly Finding[];
  readonly reason?: string;
}

const STATUSES: readonly unknown[] = ["pass", "fail", "skip", "inconclusive"];

/** What is wrong with the value that a check returned, in one sentence; nothing if it is a proper verdict. */
export function describeVerdictProblem(check: Check, verdict: unknown): string | undefined {
  if (typeof verdict !== "object" || verdict === null) return "it returned no verdict";
  const { status, findings = [], targets = [], reason } = verdict as Given;
  if (!STATUSES.includes(status)) return `it returned the unknown status ${String(status)}`;
  if (!Array.isArray(findings) || !Array.isArray(targets)) return "findings and targets have to be lists";
  if (targets.some((target: unknown) => typeof target !== "object" || target === null)) return "a target is no object";
  const lists = [verdict, ...targets] as readonly Given[];
  const shape = lists.map(describeShapeProblem).find((problem) => problem !== undefined);
  if (shape !== undefined) return shape;
  const all: unknown[] = [...findings, ...targets.flatMap((target: Given) => target.findings ?? [])];
  if (status === "fail" && all.length === 0) return "it failed without a finding";
  if ((status === "skip" || status === "inconclusive") && reason === undefined && targets.length === 0) {
    return `it returned ${status} without a reason`;
  }
  const wrongTarget = targets.find(
    (target: { target?: unknown; status?: unknown }) =>
      typeof target.target !== "string" || !STATUSES.includes(target.status),
  );
  if (wrongTarget) return "a target has no name or an unknown status";
  return all.map((finding) => describeFindingProblem(check, finding)).find((problem) => problem !== undefined);
}

function describeFindingProblem(check: Check, value: unknown): string | undefined {
  const finding = value as Partial<Finding> | null;
  if (typeof finding?.code !== "string" || typeof finding.message !== "string") {
    return "a finding needs a code and a message";
  }
  if (check.codes[finding.code] === undefined) return `the code ${finding.code} is not in its catalogue`;
  const evidence = describeEvidenceProblem(finding.evidence);
  if (evidence !== undefined) return `the finding ${finding.code}: ${evidence}`;
  if (!isTextOrNothing(finding.target) || !isTextOrNothing(finding.hop)) {
    return `target and hop of the finding ${finding.code} have to be texts`;
  }
  if (finding.severity !== undefined && finding.severity !== "error" && finding.severity !== "warning") {
    return `the finding ${finding.code} has an unknown severity`;
  }
  if (finding.blocked !== undefined && !isBlockedEndpoint(finding.blocked)) {
    return `what the finding ${finding.code} says is blocked lacks a host, a port or a command`;
  }
  const { remedy } = finding;
  if (typeof remedy?.summary !== "string" || !Array.isArray(remedy.commands) || typeof remedy.source !== "string") {
    return `the finding ${finding.code} needs a remedy with summary, commands and source`;
  }
  if (!remedy.commands.every(isCommand)) {
    return `a command of the remedy of ${finding.code} needs words to run and a risk`;
  }
  if (remedy.changes !== undefined && !isChangeList(remedy.changes)) {
    return `the changes of the remedy of ${finding.code} each need lists of words to remove and to add, and at least one word`;
  }
  return undefined;
}

function isChangeList(value: unknown): boolean {
  const isWords = (words: unknown): words is readonly string[] =>
    Array.isArray(words) && words.every((word) => typeof word === "string");
  return (
    Array.isArray(value) &&
    value.every((one: { remove?: unknown; add?: unknown } | null) => {
      const { remove, add } = one ?? {};
      return isWords(remove) && isWords(add) && remove.length + add.length > 0;
    })
  );
}

/** What a verdict and each of its targets have in common. */
function describeShapeProblem(part: Given): string | undefined {
  const { findings = [], evidence = [], reason, unproven = [], timings = {} } = part;
  if (!isTextList(unproven)) return "unproven has to be a list of texts";
  if (Object.values(timings).some((ms) => typeof ms !== "number")) return "timings have to be numbers";
  if (!Array.isArray(findings)) return "findings have to be a list";
  if (!isTextOrNothing(reason)) return "a reason has to be a text";
  return describeEvidenceProblem(evidence);
}

function describeEvidenceProblem(evidence: unknown): string | undefined {
  if (!Array.isArray(evidence)) return "its evidence has to be a list";
  return evidence.every(isEvidence) ? undefined : "each evidence needs what and observed as texts";
}

function isEvidence(value: unknown): boolean {
  const { what, observed, expected, origin, vantage } = (value ?? {}) as Readonly<Record<string, unknown>>;
  const isComplete = typeof what === "string" && typeof observed === "string";
  return isComplete && [expected, origin, vantage].every(isTextOrNothing);
}

function isTextOrNothing(value: unknown): boolean {
  return value === undefined || typeof value === "string";
}

function isCommand(value: unknown): boolean {
  const { run, risk } = (value ?? {}) as Readonly<Record<string, unknown>>;
  return typeof run === "string" && (risk === "safe" || risk === "sudo" || risk === "destructive");
}

function isBlockedEndpoint(value: unknown): boolean {
  const { host, port, addresses, neededFor, reproduce, hop, code } = (value ?? {}) as Readonly<Record<string, unknown>>;
  const isNamed = [host, reproduce, hop, code].every((text) => typeof text === "string");
  return isNamed && typeof port === "number" && isTextList(addresses) && isTextList(neededFor);
}

function isTextList(value: unknown): boolean {
  return Array.isArray(value) && value.every((text) => typeof text === "string");
}
