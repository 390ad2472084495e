import type { Finding, FindingName, RunnerPlan } from "../../src/contract/index.js";
import { cutShort } from "../../src/judge/cut-short.js";
import { expansionsGiving } from "../../src/judge/expansions.js";
import { findingFor } from "../../src/judge/findings.js";
import { VARIABLES } from "../../src/requirements.js";
import { RUNNER_CODES } from "./codes.js";
import { lackWords } from "./variable-words.js";
import { KNOWN_VARIABLES, isGiven, nearestVariable } from "./variables.js";

/** The `-e` that has taken the image for its variable: one of the missing ones was meant. */
function optionWithoutWord({ issues }: RunnerPlan): FindingName | undefined {
  const found = issues.find(
    ({ subject, problem }) =>
      problem.of === "image-taken-for-value" && subject.of === "option" && subject.name === "env",
  );
  return found === undefined ? undefined : { code: "option-invalid", target: found.text };
}

/** Required variables that are not given, or are empty. */
export function missingVariables(plan: RunnerPlan): readonly Finding[] {
  const { env, description } = plan;
  // whatever is not there may be in what only a shell knows: shell-expansion
  const mayBeGiven = expansionsGiving(plan, "variables").length > 0;
  return VARIABLES.required.value.flatMap((name) => {
    const variable = env.find((candidate) => candidate.name === name);
    if (variable === undefined ? mayBeGiven : isGiven(variable)) return [];
    const lack = variable === undefined ? "not-given" : variable.absent === true ? "unset" : "empty";
    const typo = env.find(
      (candidate) => !KNOWN_VARIABLES.includes(candidate.name) && nearestVariable(candidate.name) === name,
    );
    return [
      findingFor(
        RUNNER_CODES,
        "variable-missing",
        { plan, name, lack, typo },
        {
          target: name,
          followsFrom: variable === undefined ? (optionWithoutWord(plan) ?? cutShort(plan)) : undefined,
          evidence: [
            { what: name, observed: lackWords(lack), expected: "a value", origin: variable?.origin ?? description },
            ...(typo === undefined
              ? []
              : [{ what: typo.name, observed: `set; similar to ${name}`, origin: typo.origin }]),
          ],
        },
      ),
    ];
  });
}
