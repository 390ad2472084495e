import type {
  Finding,
  PlannedVariable,
  RemedyCommand,
  RunnerPlan,
  StartCommandChange,
} from "../../src/contract/index.js";
import { renamingVariable, settingVariable } from "../../src/judge/remedy/changes.js";
import { finding } from "../../src/judge/findings.js";
import { DEFAULT_WORKING_DIRECTORY, VARIABLES } from "../../src/requirements.js";
import { RUNNER_CODES } from "./codes.js";
import { givingValue } from "./secrets.js";
import { KNOWN_VARIABLES, WHERE_TO_FIND, isGiven, nearestVariable } from "./variables.js";

/** The value under the name that was misspelt, the vendor's working directory, or a value that only Bitbucket shows. */
function giving(
  plan: RunnerPlan,
  name: string,
  typo: PlannedVariable | undefined,
): { readonly commands?: readonly RemedyCommand[]; readonly changes: readonly StartCommandChange[] } {
  const isGivenEmpty = plan.env.some((variable) => variable.name === name);
  if (typo !== undefined && !isGivenEmpty) return { changes: [renamingVariable(typo, name)] };
  if (name === "WORKING_DIRECTORY") return { changes: [settingVariable(plan, name, DEFAULT_WORKING_DIRECTORY.value)] };
  return givingValue(plan, name);
}

/** Required variables that are not given, or are empty. */
export function missingVariables(plan: RunnerPlan): readonly Finding[] {
  const { env, description } = plan;
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
            ? `Give the runner ${name}, or set it in the environment before the start command; ${WHERE_TO_FIND}.`
            : `Give the runner ${name}; ${name === "WORKING_DIRECTORY" ? "this is the vendor's value" : WHERE_TO_FIND}.`,
          ...giving(plan, name, typo),
        },
      }),
    ];
  });
}
