import type { Check, Finding, Verdict } from "../contract/index.js";

const STATUSES: readonly unknown[] = ["pass", "fail", "skip", "inconclusive"];

/** What is wrong with the value that a check returned, in one sentence; nothing if it is a proper verdict. */
export function describeVerdictProblem(check: Check, verdict: unknown): string | undefined {
  if (typeof verdict !== "object" || verdict === null) return "it returned no verdict";
  const { status, findings = [], targets = [], reason } = verdict as Partial<Verdict>;
  if (!STATUSES.includes(status)) return `it returned the unknown status ${String(status)}`;
  if (!Array.isArray(findings) || !Array.isArray(targets)) return "findings and targets have to be lists";
  const all: unknown[] = [...findings, ...targets.flatMap((target: Verdict) => target.findings ?? [])];
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
  if (!Array.isArray(finding.evidence)) return `the finding ${finding.code} needs a list of evidence`;
  const { remedy } = finding;
  if (typeof remedy?.summary !== "string" || !Array.isArray(remedy.commands) || typeof remedy.source !== "string") {
    return `the finding ${finding.code} needs a remedy with summary, commands and source`;
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
