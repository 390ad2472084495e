import {
  type Evidence,
  type Finding,
  isSameOrigin,
  type PlannedVariable,
  type RunnerPlan,
} from "../../src/contract/index.js";
import { expansions } from "../../src/judge/expansions.js";
import { findingFor } from "../../src/judge/findings.js";
import { RUNNER_CODES } from "./codes.js";
import { KNOWN_VARIABLES } from "./variables.js";

/** What stands for an expansion that may be a part of a secret. */
const HIDDEN = "$…";

/** Variables of the runner whose values only a shell knows. An env file has no shell: see forms.ts. */
function openVariables({ env }: RunnerPlan): readonly PlannedVariable[] {
  return env.filter(
    ({ name, via, traits }) =>
      KNOWN_VARIABLES.includes(name) && via === "command-line" && (traits.unexpanded ?? []).length > 0,
  );
}

/** Where an expansion is written, as evidence. */
function usesOf(plan: RunnerPlan, expression: string): readonly Evidence[] {
  const variables = openVariables(plan).filter(({ traits }) => traits.unexpanded?.includes(expression));
  const mounts = plan.mounts.filter(({ unexpanded }) => unexpanded?.includes(expression));
  const images = plan.images.filter(({ reference }) => reference.includes(expression));
  return [
    ...variables.map(({ name, origin }) => ({ what: name, observed: expression, origin })),
    ...mounts.map(({ text, origin }) => ({ what: "mount", observed: text, origin })),
    ...images.flatMap(({ reference, origin }) =>
      variables.some((one) => isSameOrigin(one.origin, origin)) ? [] : [{ what: "image", observed: reference, origin }],
    ),
  ];
}

/** What only a shell knows of the start command: each expansion once, and the variable where the expansion may be secret. */
export function shellExpansions(plan: RunnerPlan): readonly Finding[] {
  const named = expansions(plan).map(({ expression, issue }) => {
    const uses = usesOf(plan, expression);
    const evidence = uses.length > 0 ? uses : [{ what: "start command", observed: expression, origin: issue.origin }];
    const args = { plan, expression, mayGive: issue.mayGive };
    return findingFor(RUNNER_CODES, "shell-expansion", args, { target: expression, evidence });
  });
  const known = new Set(expansions(plan).map(({ expression }) => expression));
  // what a shell has split already may hold a $ of its own
  const hidden =
    plan.source === "docker-run"
      ? []
      : openVariables(plan).filter(({ traits }) =>
          traits.unexpanded?.every((one) => !known.has(one) && one === HIDDEN),
        );
  return [
    ...named,
    ...hidden.map(({ name, origin }) =>
      findingFor(
        RUNNER_CODES,
        "shell-expansion",
        { plan, variable: name, mayGive: undefined },
        { target: name, evidence: [{ what: name, observed: "a value that only a shell knows", origin }] },
      ),
    ),
  ];
}
