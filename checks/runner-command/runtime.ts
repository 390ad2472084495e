import type { Finding, RunnerPlan } from "../../src/contract/index.js";
import { insteadOfVariable } from "../../src/judge/remedy/changes.js";
import { finding } from "../../src/judge/findings.js";
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
    finding(RUNNER_CODES, "runner-not-docker", {
      message: `RUNTIME=${value} asks for a shell runner, which uses no images.`,
      target: "RUNTIME",
      evidence: [{ what: "RUNTIME", observed: value, expected: "not given, or linux-docker", origin: runtime.origin }],
      remedy: {
        summary: "Leave RUNTIME out: the runner's image is the Docker runner.",
        changes: [insteadOfVariable(runtime)],
      },
    }),
  ];
}
