import type { FindingName, RunnerPlan } from "../contract/index.js";

/** The start command that a line without its continuation mark ends before its image: what is missing is on lines that nobody reads. */
export function cutShort({ issues }: Pick<RunnerPlan, "issues">): FindingName | undefined {
  const found = issues.find(
    ({ kind, subject, problem }) =>
      kind === "option-invalid" && problem.of === "image-missing-line-cut" && subject.of === "image",
  );
  return found === undefined ? undefined : { code: "option-invalid", target: found.text };
}
