import type { Finding, RunnerPlan } from "../../src/contract/index.js";
import { findingFor } from "../../src/judge/findings.js";
import { RUNNER_CODES } from "./codes.js";
import { isExposed } from "./secrets.js";
import { isGiven } from "./variables.js";

/** Secrets in the arguments of docker, where everybody on the host can read them. */
export function exposedSecrets(plan: RunnerPlan): readonly Finding[] {
  return plan.env.flatMap((variable) => {
    const { name, origin, traits } = variable;
    if (!isExposed(variable) || !isGiven(variable) || traits.placeholder !== undefined) return [];
    return [
      findingFor(
        RUNNER_CODES,
        "secret-on-command-line",
        { plan, name },
        {
          target: name,
          evidence: [{ what: name, observed: "given with -e", expected: "--env-file", origin }],
        },
      ),
    ];
  });
}
