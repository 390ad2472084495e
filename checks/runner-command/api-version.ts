import type { EngineConnection, Finding, NewerOption, RunnerPlan } from "../../src/contract/index.js";
import { findingFor } from "../../src/judge/findings.js";
import { compareVersions } from "../../src/docker/engine-versions.js";
import { RUNNER_CODES } from "./codes.js";

/**
 * What the versions of the engine's interface rule out: one that the operator's client insists on and the engine does not
 * speak; else options that came with a newer one than client and engine speak.
 */
export function refusedByVersion(plan: RunnerPlan, connection: EngineConnection): readonly Finding[] {
  const insisted = refusedApiVersion(plan, connection);
  return insisted.length > 0 ? insisted : newerOptions(plan, connection);
}

function refusedApiVersion(
  { clientApiVersion }: RunnerPlan,
  { apiVersion, minApiVersion }: EngineConnection,
): readonly Finding[] {
  if (clientApiVersion === undefined || apiVersion === undefined) return [];
  const { value, origin } = clientApiVersion;
  const isVersion = /^\d+\.\d+$/u.test(value);
  const isTooNew = (compareVersions(value, apiVersion) ?? 0) > 0;
  const isTooOld = minApiVersion !== undefined && (compareVersions(value, minApiVersion) ?? 0) < 0;
  if (isVersion && !isTooNew && !isTooOld) return [];
  return [
    findingFor(
      RUNNER_CODES,
      "option-invalid",
      { of: "api-version", version: value },
      {
        target: "DOCKER_API_VERSION",
        evidence: [
          { what: "DOCKER_API_VERSION", observed: value, origin },
          {
            what: "versions that the engine speaks",
            observed: `${minApiVersion ?? "?"} to ${apiVersion}`,
            origin: "GET /version",
            vantage: "engine",
          },
        ],
      },
    ),
  ];
}

function newerOptions(plan: RunnerPlan, { apiVersion, version }: EngineConnection): readonly Finding[] {
  const { newerOptions: options = [], clientApiVersion } = plan;
  const spoken = clientApiVersion?.value ?? apiVersion;
  if (spoken === undefined) return [];
  return options
    .filter(({ leastApi }) => (compareVersions(spoken, leastApi) ?? 0) < 0)
    .map((option: NewerOption) => {
      const { text, origin, leastApi } = option;
      const isOfClient = clientApiVersion !== undefined;
      return findingFor(
        RUNNER_CODES,
        "option-invalid",
        { of: "newer", option, isOfClient },
        {
          target: text,
          evidence: [
            { what: "option", observed: text, origin },
            isOfClient
              ? { what: "DOCKER_API_VERSION", observed: spoken, expected: leastApi, origin: clientApiVersion.origin }
              : {
                  what: "version of the engine's interface",
                  observed: version === undefined ? spoken : `${spoken} (Docker Engine ${version})`,
                  expected: leastApi,
                  origin: "GET /version",
                  vantage: "engine",
                },
          ],
        },
      );
    });
}
