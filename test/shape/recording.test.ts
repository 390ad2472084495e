import { describe, expect, it } from "vitest";
import { NETWORK_FAILURES, type RegistryWalk, type WalkFailure } from "../../src/contract/index.js";
import { describeRecordingShape } from "../../src/shape/recording.js";
import { reached } from "../checks/support.js";
import { loadText, loadWords } from "../plan/world.js";
import { EMPTY_PLAN } from "../support/empty-plan.js";
import { answered, failingWith } from "../support/network-facts.js";
import { stoppedBy } from "../support/walk-facts.js";

/** What is wrong with a recording of one answer. */
function problemOf(probe: string, answer: unknown): string | undefined {
  const facts = [{ probe, question: {}, answer, startedMs: 0, durationMs: 1 }];
  const tool = { name: "runner-preflight", version: "0.0.0" };
  return describeRecordingShape({
    schemaVersion: 3,
    tool,
    recordedAt: "2026-11-20T00:00:00.000Z",
    plan: EMPTY_PLAN,
    facts,
  });
}

const WALK: RegistryWalk = {
  reference: "r.example/app:1",
  registry: "r.example:443",
  repository: "app",
  step: "layers",
  steps: [{ step: "connect", durationMs: 1 }],
  repeated: [{ asked: "token", host: "r.example:443", http: answered(503) }],
  durationMs: 3,
};

describe("the shape of a recording", () => {
  it.each(NETWORK_FAILURES)("takes a look at an endpoint that %s stands for", (code) => {
    const fact = { ...reached("r.example"), ...failingWith(code) };
    expect(problemOf("network.endpoint", fact)).toBeUndefined();
    expect(problemOf("registry.ping", { registry: fact, tokenService: fact })).toBeUndefined();
  });

  it.each<[WalkFailure["code"], WalkFailure["hop"]]>([
    ["connection-refused", "tcp"],
    ["proxy-unreachable", "proxy"],
    ["layer-host-unreachable", "layer"],
    ["credentials-missing", "token"],
    ["access-denied", "manifest"],
    ["layer-corrupt", "config"],
    ["platform-mismatch", "platform"],
    ["manifest-unsupported", "manifest"],
  ])("takes a walk that is stopped by %s at %s", (code, hop) => {
    expect(problemOf("registry.walk", stoppedBy(WALK, code, hop))).toBeUndefined();
  });

  it.each([
    [
      "network.endpoint",
      { ...reached("r.example"), hops: "none" },
      "facts[0].answer.hops: expected a list, got a text",
    ],
    [
      "network.endpoint",
      { ...reached("r.example"), hops: [{ hop: "tls", durationMs: 1, stop: { kind: "eaten" } }] },
      "facts[0].answer.hops[0].stop.kind: expected one of errors, silence",
    ],
    [
      "network.endpoint",
      { ...reached("r.example"), hops: [{ hop: "tls", durationMs: 1, stop: { kind: "silence" } }] },
      "facts[0].answer.hops[0].stop.limitMs: missing",
    ],
    ["registry.ping", {}, "facts[0].answer.registry: missing"],
    [
      "registry.walk",
      { ...WALK, stop: { kind: "answer", asked: "token", host: "x" } },
      "facts[0].answer.stop.http: missing",
    ],
    ["registry.walk", { ...WALK, contact: 7 }, "facts[0].answer.contact: expected an object, got 7"],
  ])("names the place in %s that is wrong", (probe, answer, problem) => {
    expect(problemOf(probe, answer)).toContain(problem);
  });
});

describe("the shape of a plan", () => {
  const tool = { name: "runner-preflight", version: "0.0.0" };
  const problemOfPlan = (plan: unknown): string | undefined =>
    describeRecordingShape({ schemaVersion: 3, tool, recordedAt: "2026-11-20T00:00:00.000Z", plan, facts: [] });

  it.each([
    ["of options", loadWords("docker run --cpus many --mem 4g -e =x --restart no:1 --rm --restart always img")],
    ["of mounts", loadWords("docker run -v a/b:/c -v /a:/b -v /d:/b --mount type=bnd,source=/a,target=/b img")],
    ["of a text", loadText("1 2 docker run \u2013v /a:/b -v $(pwd):/c A=b img")],
  ])("takes problems %s", (_name, { plan }) => {
    expect(plan.issues.length).toBeGreaterThan(1);
    expect(problemOfPlan(plan)).toBeUndefined();
  });

  it.each<[problem: unknown, expected: string]>([
    [{ of: "size-invalid" }, "plan.issues[0].problem.value: missing"],
    [{ of: "size-invalid", value: 5 }, "plan.issues[0].problem.value: expected a text, got 5"],
    [{ of: "constructor" }, "plan.issues[0].problem.of: expected a name that this version knows, got a text"],
    [undefined, "plan.issues[0].problem: expected an object of a known kind, got nothing"],
  ])("refuses the problem %j", (problem, expected) => {
    const origin = { from: "word", word: 3 };
    const issue = { kind: "option-invalid", subject: { of: "option", name: "m" }, text: "-m", problem, origin };
    expect(problemOfPlan({ ...EMPTY_PLAN, issues: [issue] })).toBe(expected);
  });
});
