import { type Check, type Finding, findingsOf, reasonOf, type Verdict } from "../contract/index.js";
import { isPluginId } from "./validate-checks.js";

/**
 * What is wrong with the value that a check returned, in one sentence; nothing if it is a proper verdict. What a plugin
 * returns is looked at member by member; the types hold the built-in checks to that.
 */
export async function describeVerdictProblem(check: Check, verdict: Verdict): Promise<string | undefined> {
  if (isPluginId(check.id)) {
    const { describeVerdictShape } = await import("../shape/verdict.js");
    const problem = describeVerdictShape(verdict);
    if (problem !== undefined) return problem;
  }
  const { status, targets = [] } = verdict;
  const all: readonly Finding[] = [...findingsOf(verdict), ...targets.flatMap(findingsOf)];
  if (status === "fail" && all.length === 0) return "it failed without a finding";
  if ((status === "skip" || status === "inconclusive") && reasonOf(verdict) === undefined && targets.length === 0) {
    return `it returned ${status} without a reason`;
  }
  const unknown = all.find(({ code }) => check.codes[code] === undefined);
  return unknown && `the code ${unknown.code} is not in its catalogue`;
}
