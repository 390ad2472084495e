import type { Finding, RunnerPlan } from "../../src/contract/index.js";
import { findingFor } from "../../src/judge/findings.js";
import { VARIABLES } from "../../src/requirements.js";
import { RUNNER_CODES } from "./codes.js";
import { SECRET } from "./secrets.js";
import { bareUuid } from "./uuid.js";

/** Values that look as if they were in each other's place, or stand in two places. */
export function swappedVariables(plan: RunnerPlan): readonly Finding[] {
  return [...swappedUuids(plan), ...repeatedUuids(plan), ...swappedCredentials(plan)];
}

/** One UUID under two names: at least one of them is wrong. */
function repeatedUuids(plan: RunnerPlan): readonly Finding[] {
  const uuids = plan.env.filter(
    ({ name, value, traits }) =>
      VARIABLES.uuids.value.includes(name) && value !== undefined && traits.uuidVersion !== undefined,
  );
  return uuids.flatMap((variable, index) => {
    const other = uuids
      .slice(0, index)
      .find(({ name, value }) => name !== variable.name && bareUuid(value ?? "") === bareUuid(variable.value ?? ""));
    if (other === undefined) return [];
    return [
      findingFor(
        RUNNER_CODES,
        "variables-swapped",
        { plan, of: "same-uuid", first: other, second: variable },
        {
          target: variable.name,
          evidence: [other, variable].map(({ name, origin }) => ({
            what: name,
            observed: "the same UUID",
            expected: "its own UUID",
            origin,
          })),
        },
      ),
    ];
  });
}

function swappedCredentials(plan: RunnerPlan): readonly Finding[] {
  const { env } = plan;
  const id = env.find(({ name }) => name === "OAUTH_CLIENT_ID");
  const secret = env.find(({ name }) => name === SECRET);
  if (id?.traits.secretLike !== true || secret?.traits.secretLike === true) return [];
  return [
    findingFor(
      RUNNER_CODES,
      "variables-swapped",
      { plan, of: "oauth" },
      {
        target: "OAUTH_CLIENT_ID",
        evidence: [
          { what: "OAUTH_CLIENT_ID", observed: "begins like an OAuth secret", expected: "an ID", origin: id.origin },
          ...(secret === undefined
            ? []
            : [{ what: SECRET, observed: "does not begin with ATOA", expected: "ATOA…", origin: secret.origin }]),
        ],
      },
    ),
  ];
}

function swappedUuids(plan: RunnerPlan): readonly Finding[] {
  const { env } = plan;
  const runner = env.find(({ name }) => name === "RUNNER_UUID");
  const others = env.filter(
    ({ name, traits }) => (name === "ACCOUNT_UUID" || name === "REPOSITORY_UUID") && traits.uuidVersion === 5,
  );
  if (runner?.traits.uuidVersion !== 4 || others.length === 0) return [];
  return [
    findingFor(
      RUNNER_CODES,
      "variables-swapped",
      { plan, of: "uuids", runner, others },
      {
        target: "RUNNER_UUID",
        evidence: [
          { what: "RUNNER_UUID", observed: "UUID version 4", expected: "version 5", origin: runner.origin },
          ...others.map(({ name, origin }) => ({
            what: name,
            observed: "UUID version 5",
            expected: "version 4",
            origin,
          })),
        ],
      },
    ),
  ];
}
