import type { Finding, RunnerPlan } from "../../src/contract/index.js";
import { insteadOfVariable, renamingVariable } from "../../src/judge/remedy/changes.js";
import { finding } from "../../src/judge/findings.js";
import { RUNNER_CODES } from "./codes.js";
import { KNOWN_VARIABLES, nearestVariable } from "./variables.js";

/** Variables that no known runner reads. */
export function unknownVariables({ env }: RunnerPlan): readonly Finding[] {
  return env.flatMap((variable) => {
    const { name, origin, via } = variable;
    if (KNOWN_VARIABLES.includes(name)) return [];
    const nearest = nearestVariable(name);
    // a container also has the variables of its image, which nobody chose
    if (via === "container" && nearest === undefined) return [];
    const isMissing = nearest !== undefined && !env.some((other) => other.name === nearest);
    return [
      finding(RUNNER_CODES, "variable-unknown", {
        message: `No known runner reads ${name}${nearest === undefined ? "" : `; ${nearest} was probably meant`} (not documented).`,
        target: name,
        evidence: [{ what: name, observed: "given", ...(nearest === undefined ? {} : { expected: nearest }), origin }],
        remedy: {
          summary:
            nearest === undefined
              ? `Remove ${name} if nothing of yours reads it.`
              : "Use the name that the runner reads.",
          changes: [isMissing ? renamingVariable(variable, nearest) : insteadOfVariable(variable)],
        },
      }),
    ];
  });
}
