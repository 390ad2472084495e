import { describe, expect, it } from "vitest";
import type { DockerConfigAuth, DockerConfigFact, PlannedImage, RunnerPlan } from "../../src/contract/index.js";
import { traceCredential, type ConfigAnswer } from "../../src/run/credential-trace.js";
import { plannedPulls } from "../../src/judge/images/planned.js";
import { planFor } from "../probe/plan.js";

const FILE = "/root/.docker/config.json";
const HUB_KEY = "https://index.docker.io/v1/";

function auth(key: string, overrides: Partial<DockerConfigAuth> = {}): DockerConfigAuth {
  return { key, state: "basic", username: "deployer", identityToken: false, registryToken: false, ...overrides };
}

function config(overrides: Partial<DockerConfigFact>): ConfigAnswer {
  const fact = { file: FILE, outcome: "read", credHelpers: [], auths: [], helpersOnPath: [], notes: [] } as const;
  return { config: { ...fact, ...overrides } };
}

function trace(
  puller: PlannedImage["puller"],
  answer: ConfigAnswer | undefined,
  reference = "r.example/team/app:1",
  plan: Partial<RunnerPlan> = {},
) {
  const location = { directory: "/root/.docker", file: FILE, origin: { from: "default" } as const };
  const whole: RunnerPlan = {
    ...planFor("unix:///nowhere"),
    images: [{ role: "extra", reference, puller, origin: { from: "default" } as const }],
    runnerConfig: location,
    clientConfig: location,
    ...plan,
  };
  const [image] = plannedPulls(whole);
  if (image === undefined) throw new Error("no image");
  return traceCredential(whole, image, answer);
}

const store = { credsStore: "pass", auths: [auth("r.example")] };
const helper = { credHelpers: [{ key: "r.example", helper: "ecr-login" }] };

describe("the end of a trace", () => {
  it.each<[name: string, config: Partial<DockerConfigFact>, runner: string, client: string]>([
    ["no file", { outcome: "missing" }, "anonymous", "anonymous"],
    [
      "no JSON",
      { outcome: "invalid", fault: { of: "encoding", encoding: "utf-16" } },
      "unsupported: config-invalid",
      "anonymous",
    ],
    ["a folder", { outcome: "is-directory" }, "unsupported: config-unreadable", "anonymous"],
    [
      "no permission",
      { outcome: "not-permitted" },
      "unknown: this user may not read the file",
      "unknown: this user may not read the file",
    ],
    ["no entry", {}, "anonymous", "anonymous"],
    [
      "a file that only the client refuses",
      { auths: [auth("r.example")], clientRefuses: true },
      "basic as deployer",
      "anonymous",
    ],
    ["an entry", { auths: [auth("r.example")] }, "basic as deployer", "basic as deployer"],
    ["an address", { auths: [auth("https://r.example/v2/")] }, "basic as deployer", "basic as deployer"],
    ["another scheme", { auths: [auth("docker://r.example")] }, "anonymous", "basic as deployer"],
    ["another port", { auths: [auth("r.example:443")] }, "anonymous", "anonymous"],
    [
      "a store and its program",
      { ...store, helpersOnPath: ["pass"] },
      "unsupported: credential-store",
      `unknown: the store "pass" decides`,
    ],
    ["a store without program", store, "unsupported: credential-store", "basic as deployer"],
    [
      "a helper and its program",
      { ...helper, helpersOnPath: ["ecr-login"] },
      "unsupported: credential-helper",
      `unknown: the helper "ecr-login" decides`,
    ],
    ["a helper without program", helper, "unsupported: credential-helper", "anonymous"],
    ["a helper for an address", { credHelpers: [{ key: "https://r.example", helper: "x" }] }, "anonymous", "anonymous"],
    [
      "no helper in spite of a store",
      { ...store, credHelpers: [{ key: "r.example", helper: "" }] },
      "basic as deployer",
      "basic as deployer",
    ],
    [
      "an identity token",
      { auths: [auth("r.example", { identityToken: true })] },
      "unsupported: identity-token",
      "token: an identity token",
    ],
    [
      "a timed password",
      { auths: [auth("r.example", { timed: { kind: "amazon-ecr" } })] },
      "unsupported: timed-password",
      "basic as deployer",
    ],
    [
      "a line break at the end",
      { auths: [auth("r.example", { trailing: "newline" })] },
      "unsupported: auth-trailing-newline",
      "basic as deployer",
    ],
    ["an empty entry", { auths: [auth("r.example", { state: "empty" })] }, "unsupported: auth-empty", "anonymous"],
    [
      "a bad entry beside it",
      { auths: [auth("r.example"), auth("x.example", { state: "malformed" })] },
      "unsupported: auth-malformed",
      "unknown: auth-malformed of another entry",
    ],
  ])("%s", (_name, given, runner, client) => {
    expect(trace("runner", config(given)).result).toBe(runner);
    expect(trace("start-command", config(given)).result).toBe(client);
  });

  it("of Docker Hub takes its one key and the tokens of a browser login beside it", () => {
    const end = (...keys: string[]) =>
      trace("runner", config({ auths: keys.map((key) => auth(key)) }), "alpine").result;
    expect(end("docker.io", "index.docker.io")).toBe("anonymous");
    expect(end(HUB_KEY)).toBe("basic as deployer");
    expect(end(HUB_KEY, `${HUB_KEY}access-token`)).toBe("unsupported: timed-password");
  });

  it("without a file, or without an answer", () => {
    expect(trace("runner", undefined, "alpine", { runnerConfig: null, runnerConfigNone: "not-mounted" })).toMatchObject(
      {
        file: null,
        result: "anonymous",
      },
    );
    expect(trace("runner", { problem: "gone" }).result).toBe("unknown: gone");
    expect(trace("runner", undefined, "not/A/reference").outcome).toBe("unknown");
  });
});

describe("the steps", () => {
  it.each([
    ["r.example:443", /port/],
    ["R.example", /case/],
    [" r.example", /blank/],
    ["*.example", /wildcard/],
    ["docker://r.example", /https:\/\//],
  ])("say why %j does not count", (key, why) => {
    const { steps } = trace("runner", config({ auths: [auth(key)] }));
    expect(steps.filter((step) => step.startsWith(`"${key}" does not count`))).toEqual([expect.stringMatching(why)]);
  });

  it("say that a path is cut off, and name rivals", () => {
    const { steps } = trace("runner", config({ auths: [auth("r.example/org/app"), auth("https://r.example")] }));
    expect(steps.some((step) => step.includes("all of r.example"))).toBe(true);
    expect(steps.some((step) => step.includes("at random"))).toBe(true);
  });
});
