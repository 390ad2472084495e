import type { Finding, RunnerPlan } from "../../src/contract/index.js";
import { removing } from "../../src/judge/remedy/changes.js";
import { finding } from "../../src/judge/findings.js";
import { RUNNER_CODES } from "./codes.js";

/** A runner without a network. */
export function noNetwork({ network }: RunnerPlan): readonly Finding[] {
  if (network.value !== "none") return [];
  return [
    finding(RUNNER_CODES, "network-none", {
      message: "The start command gives the runner no network, so it cannot reach Bitbucket.",
      target: "--network",
      evidence: [{ what: "--network", observed: "none", expected: "a network that leads out", origin: network.origin }],
      remedy: {
        summary: "Leave --network none out.",
        changes: [removing(["--network", "none"], network.origin)],
      },
    }),
  ];
}
