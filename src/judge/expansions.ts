import type { CommandIssue, RunnerPlan } from "../contract/index.js";

/** An expansion of the start command that only a shell makes. */
export interface Expansion {
  readonly expression: string;
  readonly issue: CommandIssue;
}

/** The expansions that were left in the start command, each once. */
export function expansions({ issues }: Pick<RunnerPlan, "issues">): readonly Expansion[] {
  return issues.flatMap((issue) =>
    issue.kind === "unexpanded" && issue.problem.of === "expansion-left"
      ? [{ expression: issue.problem.expression, issue }]
      : [],
  );
}

/** Those that are in a text of the plan. */
export function expansionsIn(plan: Pick<RunnerPlan, "issues">, text: string): readonly string[] {
  return expansions(plan).flatMap(({ expression }) => (text.includes(expression) ? [expression] : []));
}

/** Those that may stand for what the plan lacks: options, so that mounts and variables may be there, or variables alone. */
export function expansionsGiving(plan: Pick<RunnerPlan, "issues">, what: "mounts" | "variables"): readonly string[] {
  return expansions(plan).flatMap(({ expression, issue: { mayGive } }) =>
    mayGive === "options" || (mayGive === "variables" && what === "variables") ? [expression] : [],
  );
}
