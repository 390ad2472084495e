import type { Finding, PlannedVariable, RunnerPlan, StartCommandChange } from "../../src/contract/index.js";
import { settingVariable } from "../../src/judge/remedy/changes.js";
import { finding } from "../../src/judge/findings.js";
import { VARIABLES } from "../../src/requirements.js";
import { listText } from "../../src/judge/text.js";
import { RUNNER_CODES } from "./codes.js";
import { givingValue } from "./secrets.js";
import { WHERE_TO_FIND } from "./variables.js";
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
      finding(RUNNER_CODES, "variables-swapped", {
        message: `${other.name} and ${variable.name} hold the same UUID.`,
        target: variable.name,
        evidence: [other, variable].map(({ name, origin }) => ({
          what: name,
          observed: "the same UUID",
          expected: "a UUID of its own",
          origin,
        })),
        remedy: {
          summary: `Compare both with the original; ${WHERE_TO_FIND}.`,
          changes: [other, variable].map(({ name }) => settingVariable(plan, name, "…")),
        },
      }),
    ];
  });
}

function swappedCredentials(plan: RunnerPlan): readonly Finding[] {
  const { env } = plan;
  const id = env.find(({ name }) => name === "OAUTH_CLIENT_ID");
  const secret = env.find(({ name }) => name === "OAUTH_CLIENT_SECRET");
  if (id?.traits.secretLike !== true || secret?.traits.secretLike === true) return [];
  const given = ["OAUTH_CLIENT_ID", "OAUTH_CLIENT_SECRET"].map((name) => givingValue(plan, name));
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
      remedy: {
        summary: `Exchange OAUTH_CLIENT_ID and OAUTH_CLIENT_SECRET; ${WHERE_TO_FIND}.`,
        commands: given.flatMap(({ commands }) => commands),
        changes: given.flatMap(({ changes }) => changes),
      },
    }),
  ];
}

/** RUNNER_UUID and the one other exchanged; where there are more, each as Bitbucket shows it. */
function exchanging(
  plan: RunnerPlan,
  runner: PlannedVariable,
  others: readonly PlannedVariable[],
): readonly StartCommandChange[] {
  const [other, ...more] = others;
  if (other?.value !== undefined && runner.value !== undefined && more.length === 0)
    return [settingVariable(plan, runner.name, other.value), settingVariable(plan, other.name, runner.value)];
  return [runner, ...others].map(({ name }) => settingVariable(plan, name, "…"));
}

function swappedUuids(plan: RunnerPlan): readonly Finding[] {
  const { env } = plan;
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
      remedy: {
        summary: `Compare every UUID with the original; ${WHERE_TO_FIND}.`,
        changes: exchanging(plan, runner, others),
      },
    }),
  ];
}
