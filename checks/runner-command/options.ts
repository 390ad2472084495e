import type { CommandIssue, Finding, ProcessFact, RunnerPlan } from "../../src/contract/index.js";
import { findingFor, type FindingFacts } from "../../src/judge/findings.js";
import { RUNNER_CODES } from "./codes.js";
import { isMisspelt } from "./misspelt.js";

const MAX_SHOWN = 120;

/** Traces of a page that was copied as one line: nobody gives that to a shell as it is. Any other damage a shell would meet. */
const IS_OF_A_PAGE: ReadonlySet<CommandIssue["problem"]["of"]> = new Set(["breaks-lost", "line-numbers-in-front"]);

/** Options that docker refuses, does not know or does not get, and a start command that lost its line breaks. */
export function wrongOptions(plan: RunnerPlan, process?: ProcessFact): readonly Finding[] {
  return plan.issues.flatMap((issue) => {
    const { text } = issue;
    switch (issue.kind) {
      case "option-unknown": {
        if (isForClient(issue)) return [];
        const severity = issue.problem.of === "option-unknown" ? "error" : "warning";
        const facts = { ...factsOf(issue, "option", text), severity } as const;
        return [findingFor(RUNNER_CODES, "option-unknown", { of: "refused", issue }, facts)];
      }
      case "option-invalid":
        return [findingFor(RUNNER_CODES, "option-invalid", { of: "issue", issue }, factsOf(issue, "option", text))];
      case "variable-without-option": {
        const name = issue.subject.of === "variable" ? issue.subject.name : text;
        return [findingFor(RUNNER_CODES, "variable-without-option", { issue, name }, factsOf(issue, "option", text))];
      }
      case "option-after-image": {
        const severity = issue.problem.of.startsWith("needed-") ? "error" : "warning";
        const facts = { ...factsOf(issue, "option for the container", text), severity } as const;
        return [findingFor(RUNNER_CODES, "option-after-image", { issue }, facts)];
      }
      case "command-flattened": {
        const severity = IS_OF_A_PAGE.has(issue.problem.of) ? "warning" : "error";
        const facts: FindingFacts = { ...factsOf(issue, "text of the start command"), severity };
        return [findingFor(RUNNER_CODES, "command-flattened", { plan, issue, process }, facts)];
      }
      default:
        return [];
    }
  });
}

/** Whether only the client knows if there is such an option: it is no misspelt one. See unknown-options.ts. */
export function isForClient({ problem }: CommandIssue): boolean {
  return problem.of === "option-unknown" && !isMisspelt(problem.command, problem.option);
}

/** What a finding about an issue has besides its words. */
export function factsOf({ text, suggestion, origin }: CommandIssue, what: string, target?: string): FindingFacts {
  const observed = text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
  return {
    target,
    evidence: [{ what, observed, ...(suggestion === undefined ? {} : { expected: suggestion }), origin }],
  };
}
