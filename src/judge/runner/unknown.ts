import type { Finding, RunnerPlan } from "../../contract/index.js";
import { finding } from "../findings.js";
import { RUNNER_CODES } from "./codes.js";
import { KNOWN_VARIABLES, nearestVariable } from "./variables.js";

/** Variables that no known runner reads. */
export function unknownVariables({ env }: RunnerPlan): readonly Finding[] {
  return env.flatMap(({ name, origin, via }) => {
    if (KNOWN_VARIABLES.includes(name)) return [];
    const nearest = nearestVariable(name);
    // a container also has the variables of its image, which nobody chose
    if (via === "container" && nearest === undefined) return [];
    return [
      finding(RUNNER_CODES, "variable-unknown", {
        message: `No known runner reads ${name}${nearest === undefined ? "" : `; ${nearest} was probably meant`} (not documented).`,
        target: name,
        evidence: [{ what: name, observed: "given", ...(nearest === undefined ? {} : { expected: nearest }), origin }],
        remedy: {
          summary:
            nearest === undefined ? `Remove ${name} if nothing of yours reads it.` : `Rename ${name} to ${nearest}.`,
        },
      }),
    ];
  });
}
