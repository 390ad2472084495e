import type { Finding, PlanIssue, ProcessFact, RunnerPlan } from "../../src/contract/index.js";
import { finding } from "../../src/judge/findings.js";
import { whereToRepair } from "../../src/judge/remedy/self-command.js";
import { rejoin } from "./rejoin.js";
import { RUNNER_CODES } from "./codes.js";

const ISSUE_CODES: Partial<
  Readonly<
    Record<PlanIssue["kind"], "option-unknown" | "option-invalid" | "command-flattened" | "variable-without-option">
  >
> = {
  "option-unknown": "option-unknown",
  "option-invalid": "option-invalid",
  "command-flattened": "command-flattened",
  "variable-without-option": "variable-without-option",
};

function adviceOf({ kind, subject, change, suggestion }: PlanIssue): string {
  if (kind === "variable-without-option" && subject.of === "variable") return `Write -e before ${subject.name}.`;
  if (change === undefined && suggestion !== undefined) return `Write ${suggestion} instead.`;
  return (change?.add ?? []).length > 0
    ? "Write it as docker takes it."
    : "Leave it out, or write it as docker takes it.";
}

const MAX_SHOWN = 120;

/** Options that docker refuses or does not know, and a start command that lost its line breaks. */
export function wrongOptions(plan: RunnerPlan, process?: ProcessFact): readonly Finding[] {
  return plan.issues.flatMap((issue) => {
    const code = ISSUE_CODES[issue.kind];
    if (code === undefined) return [];
    const isWhole = code === "command-flattened";
    const commands = isWhole && issue.change === undefined ? rejoin(plan, issue, process) : [];
    const shown = issue.text.length > MAX_SHOWN ? `${issue.text.slice(0, MAX_SHOWN)}…` : issue.text;
    return [
      finding(RUNNER_CODES, code, {
        message: issue.message,
        target: isWhole ? undefined : issue.text,
        evidence: [
          {
            what: isWhole ? "text of the start command" : "option",
            observed: shown,
            ...(issue.suggestion === undefined ? {} : { expected: issue.suggestion }),
            origin: issue.origin,
          },
        ],
        remedy: {
          summary: isWhole
            ? `${RUNNER_CODES[code].remedy}${commands.length > 0 ? whereToRepair(process) : ""}`
            : adviceOf(issue),
          commands,
          changes: issue.change === undefined ? [] : [issue.change],
        },
      }),
    ];
  });
}
