import { describe, expect, it } from "vitest";
import type { AuthState, DockerConfigAuth, DockerConfigFact, Host, RunnerPlan } from "../../src/contract/index.js";
import { plannedPulls } from "../../src/judge/images/planned.js";
import { readPullQuestion } from "../../src/judge/images/pull-question.js";
import { traceCredential } from "../../src/run/credential-trace.js";
import { planFor } from "../probe/plan.js";

const FILE = "/root/.docker/config.json";
const HUB_KEY = "https://index.docker.io/v1/";
const REFERENCES = [
  "r.example/team/app:1",
  "r.example:5000/app",
  "library/app:1",
  "other.example/app@sha256:" + "a".repeat(64),
];
const KEYS = [
  "r.example",
  "https://r.example/v2/",
  "docker://r.example",
  "r.example:5000",
  "R.example",
  HUB_KEY,
  `${HUB_KEY}access-token`,
  "docker.io",
  "other.example",
  "*.example",
];
const STATES: readonly AuthState[] = ["basic", "basic", "basic", "incomplete", "empty", "malformed"];

/** A small generator of its own, so that a failure can be repeated by its seed. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function anyAuth(key: string, next: (below: number) => number): DockerConfigAuth {
  const state = STATES[next(STATES.length)] ?? "basic";
  return {
    key,
    state,
    ...(state === "basic" || next(2) === 0 ? { username: "deployer" } : {}),
    identityToken: next(8) === 0,
    registryToken: next(10) === 0,
    ...(next(8) === 0 ? { trailing: "newline" as const } : {}),
    ...(next(8) === 0 ? { timed: { kind: "amazon-ecr" as const } } : {}),
    ...(next(12) === 0 ? { fromFields: true } : {}),
  };
}

function anyConfig(next: (below: number) => number): DockerConfigFact {
  const outcomes = ["missing", "invalid", "not-permitted", "is-directory", "timeout"] as const;
  const helpers = ["pass", "ecr-login", ""];
  return {
    file: FILE,
    outcome: next(6) === 0 ? (outcomes[next(outcomes.length)] ?? "missing") : "read",
    auths: KEYS.filter(() => next(3) === 0).map((key) => anyAuth(key, next)),
    credHelpers: KEYS.filter(() => next(12) === 0).map((key) => ({ key, helper: helpers[next(3)] ?? "" })),
    helpersOnPath: ["pass", "ecr-login"].filter(() => next(2) === 0),
    notes: [],
    ...(next(4) === 0 ? { credsStore: "pass" } : {}),
    ...(next(12) === 0 ? { clientRefuses: true } : {}),
  };
}

function hostWith(config: DockerConfigFact): Host {
  return { files: { dockerConfig: () => Promise.resolve(config) } } as unknown as Host;
}

/** What the image's verdict is made of, in the words of the trace. */
const OUTCOMES = {
  anonymous: "anonymous",
  basic: "basic",
  token: "token",
  unsupported: "unsupported",
  unknown: "unknown",
};

describe("an image's verdict and the trace of its credentials", () => {
  it.each([1, 2, 3, 4])("agree for every config.json, reference and reader (seed %i)", async (seed) => {
    const next = generator(seed);
    for (let round = 0; round < 500; round++) {
      const config = anyConfig(next);
      for (const reference of REFERENCES) {
        for (const puller of ["runner", "start-command"] as const) {
          const location = { directory: "/root/.docker", file: FILE, origin: { from: "default" } as const };
          const plan: RunnerPlan = {
            ...planFor("unix:///nowhere"),
            images: [{ role: "extra", reference, puller, origin: { from: "default" } as const }],
            runnerConfig: location,
            clientConfig: location,
          };
          const [image] = plannedPulls(plan);
          if (image === undefined) throw new Error("no image");
          const { decision, question } = await readPullQuestion(hostWith(config), plan, image);
          const trace = traceCredential(plan, image, { config });
          const isSent = decision.kind !== "anonymous" && decision.kind !== "unknown";
          const byVerdict = {
            outcome: OUTCOMES[decision.kind],
            key: decision.key,
            username: decision.kind === "basic" ? decision.username : undefined,
            fault: decision.kind === "unsupported" ? decision.fault : undefined,
            credential: isSent ? decision.credential : { kind: "anonymous" },
            seed: { round, reference, puller, config },
          };
          expect({
            outcome: trace.outcome,
            key: trace.key,
            username: trace.username,
            fault: trace.outcome === "unsupported" ? trace.reason : undefined,
            credential: question.credential,
            seed: { round, reference, puller, config },
          }).toEqual(byVerdict);
        }
      }
    }
  });
});
