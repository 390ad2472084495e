import type { EngineConnection, Finding, RunnerPlan } from "../../src/contract/index.js";
import { findingFor } from "../../src/judge/findings.js";
import { RUNNER_CODES } from "./codes.js";

/** A start command of another program than docker: wrong where no Docker Engine answers, else only undocumented. */
export function foreignClient(
  { client, description }: RunnerPlan,
  connection: EngineConnection | undefined,
): readonly Finding[] {
  if (client === undefined) return [];
  const hasEngine = connection?.outcome === "answered";
  return [
    findingFor(
      RUNNER_CODES,
      "client-not-docker",
      { client, hasEngine },
      {
        target: client,
        severity: hasEngine ? "warning" : "error",
        evidence: [{ what: "start command", observed: `${client} run`, expected: "docker run", origin: description }],
      },
    ),
  ];
}
