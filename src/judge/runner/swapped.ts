import type { Finding, RunnerPlan } from "../../contract/index.js";
import { finding } from "../findings.js";
import { VARIABLES } from "../../requirements.js";
import { listText } from "../text.js";
import { RUNNER_CODES } from "./codes.js";
import { WHERE_TO_FIND } from "./variables.js";
import { bareUuid } from "./uuid.js";

/** Values that look as if they were in each other's place, or stand in two places. */
export function swappedVariables(plan: RunnerPlan): readonly Finding[] {
  return [...swappedUuids(plan), ...repeatedUuids(plan), ...swappedCredentials(plan)];
}

/** One UUID under two names: at least one of them is wrong. */
function repeatedUuids({ env }: RunnerPlan): readonly Finding[] {
  const uuids = env.filter(
    ({ name, value, traits }) =>
      VARIABLES.uuids.value.includes(name) && value !== undefined && traits.uuidVersion !== undefined,
  );
  return uuids.flatMap((variable, index) => {
    const other = uuids
      .slice(0, index)
      .find(({ name, value }) => name !== variable.name && bareUuid(value ?? "") === bareUuid(variable.value ?? ""));
    if (other === undefined) return [];
    return [
      finding(RUNNER_CODES, "variables-swapped", {
        message: `${other.name} and ${variable.name} hold the same UUID.`,
        target: variable.name,
        evidence: [other, variable].map(({ name, origin }) => ({
          what: name,
          observed: "the same UUID",
          expected: "a UUID of its own",
          origin,
        })),
        remedy: { summary: `Compare every UUID with the original; ${WHERE_TO_FIND}.` },
      }),
    ];
  });
}

function swappedCredentials({ env }: RunnerPlan): readonly Finding[] {
  const id = env.find(({ name }) => name === "OAUTH_CLIENT_ID");
  const secret = env.find(({ name }) => name === "OAUTH_CLIENT_SECRET");
  if (id?.traits.secretLike !== true || secret?.traits.secretLike === true) return [];
  return [
    finding(RUNNER_CODES, "variables-swapped", {
      message: "OAUTH_CLIENT_ID holds what looks like an OAuth secret.",
      target: "OAUTH_CLIENT_ID",
      evidence: [
        { what: "OAUTH_CLIENT_ID", observed: "begins as OAuth secrets do", expected: "an id", origin: id.origin },
        ...(secret === undefined
          ? []
          : [{ what: "OAUTH_CLIENT_SECRET", observed: "begins otherwise", expected: "ATOA…", origin: secret.origin }]),
      ],
      remedy: { summary: `Exchange OAUTH_CLIENT_ID and OAUTH_CLIENT_SECRET; ${WHERE_TO_FIND}.` },
    }),
  ];
}

function swappedUuids({ env }: RunnerPlan): readonly Finding[] {
  const runner = env.find(({ name }) => name === "RUNNER_UUID");
  const others = env.filter(
    ({ name, traits }) => (name === "ACCOUNT_UUID" || name === "REPOSITORY_UUID") && traits.uuidVersion === 5,
  );
  if (runner?.traits.uuidVersion !== 4 || others.length === 0) return [];
  return [
    finding(RUNNER_CODES, "variables-swapped", {
      message: `RUNNER_UUID and ${listText(others.map(({ name }) => name))} look exchanged.`,
      target: "RUNNER_UUID",
      evidence: [
        { what: "RUNNER_UUID", observed: "a UUID of version 4", expected: "version 5", origin: runner.origin },
        ...others.map(({ name, origin }) => ({
          what: name,
          observed: "a UUID of version 5",
          expected: "version 4",
          origin,
        })),
      ],
      remedy: { summary: `Compare every UUID with the original; ${WHERE_TO_FIND}.` },
    }),
  ];
}
