import type { Finding, RunnerPlan } from "../../src/contract/index.js";
import { findingFor } from "../../src/judge/findings.js";
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
    const isNearestMissing = nearest !== undefined && !env.some((other) => other.name === nearest);
    return [
      findingFor(
        RUNNER_CODES,
        "variable-unknown",
        { variable, nearest, isNearestMissing },
        {
          target: name,
          evidence: [{ what: name, observed: "set", ...(nearest === undefined ? {} : { expected: nearest }), origin }],
        },
      ),
    ];
  });
}
