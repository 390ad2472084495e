import type { EngineConnection, Finding, RunnerPlan } from "../../src/contract/index.js";
import { findingFor } from "../../src/judge/findings.js";
import { compareVersions } from "../../src/docker/engine-versions.js";
import { RUNNER_CODES } from "./codes.js";

/** A version of the engine's interface that the operator's client insists on and the engine does not speak. */
export function refusedApiVersion(
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
