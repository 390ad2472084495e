import type { Finding, RunnerPlan } from "../../contract/index.js";
import { finding } from "../findings.js";
import { VARIABLES } from "../../requirements.js";
import { RUNNER_CODES } from "./codes.js";
import { KNOWN_VARIABLES, WHERE_TO_FIND, isGiven, nearestVariable } from "./variables.js";

/** Required variables that are not given, or are empty. */
export function missingVariables({ env, description }: RunnerPlan): readonly Finding[] {
  return VARIABLES.required.value.flatMap((name) => {
    const variable = env.find((candidate) => candidate.name === name);
    if (variable !== undefined && isGiven(variable)) return [];
    const isInherited = variable?.absent === true;
    const observed =
      variable === undefined ? "not given" : isInherited ? "taken from the environment, where it is unset" : "empty";
    const typo = env.find(
      (candidate) => !KNOWN_VARIABLES.includes(candidate.name) && nearestVariable(candidate.name) === name,
    );
    return [
      finding(RUNNER_CODES, "variable-missing", {
        message: `${name} is ${observed}.`,
        target: name,
        evidence: [
          { what: name, observed, expected: "a value", origin: variable?.origin ?? description },
          ...(typo === undefined
            ? []
            : [{ what: typo.name, observed: `given, and close to ${name}`, origin: typo.origin }]),
        ],
        remedy: {
          summary: isInherited
            ? `Set ${name} in the environment before the start command, or add -e ${name}=value to it; ${WHERE_TO_FIND}.`
            : `Add -e ${name}=value to the start command; ${name === "WORKING_DIRECTORY" ? "the vendor's value is /tmp" : WHERE_TO_FIND}.`,
        },
      }),
    ];
  });
}
