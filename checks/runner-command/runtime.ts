import type { Finding, RunnerPlan } from "../../src/contract/index.js";
import { findingFor } from "../../src/judge/findings.js";
import { RUNNER_CODES } from "./codes.js";

/** Whether a value of RUNTIME asks for a runner without containers. */
export function isShellRuntime(value: string): boolean {
  return /(?:shell|bash)/iu.test(value);
}

/** A runtime that uses no containers. */
export function shellRuntime({ env }: RunnerPlan): readonly Finding[] {
  const runtime = env.find(({ name }) => name === "RUNTIME");
  const value = runtime?.value;
  if (runtime === undefined || value === undefined || !isShellRuntime(value)) return [];
  return [
    findingFor(
      RUNNER_CODES,
      "runner-not-docker",
      { runtime },
      {
        target: "RUNTIME",
        evidence: [{ what: "RUNTIME", observed: value, expected: "not set, or linux-docker", origin: runtime.origin }],
      },
    ),
  ];
}
