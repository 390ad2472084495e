import type { Finding, RunnerPlan } from "../../src/contract/index.js";
import { findingFor } from "../../src/judge/findings.js";
import { RUNNER_CODES } from "./codes.js";

/** A runner without a network. */
export function noNetwork({ network }: RunnerPlan): readonly Finding[] {
  if (network.value !== "none") return [];
  return [
    findingFor(
      RUNNER_CODES,
      "network-none",
      { network },
      {
        target: "--network",
        evidence: [
          { what: "--network", observed: "none", expected: "a network that reaches Bitbucket", origin: network.origin },
        ],
      },
    ),
  ];
}
