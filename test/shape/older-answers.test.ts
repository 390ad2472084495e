import { describe, expect, it } from "vitest";
import { registryReachable } from "../../checks/registry-reachable/check.js";
import type { NameServersFact, PlannedImage, Recording } from "../../src/contract/index.js";
import { recordedHost } from "../../src/probe/recorded.js";
import { withCurrentAnswers } from "../../src/shape/older-answers.js";
import { describeRecordingShape } from "../../src/shape/recording.js";
import { buildPlan, fakeHost, HEALTHY, INFO, mergeAnswers, reached, runCheck } from "../checks/support.js";

const IMAGE: PlannedImage = {
  role: "pause",
  reference: "r.example/pause:1",
  puller: "runner",
  origin: { from: "word", word: 12 },
};
const SLOW = reached("r.example", { hops: [{ hop: "dns", durationMs: 3000 }] });
const QUESTION = { host: "r.example" };

/** What a check finds whose name servers were recorded like this. */
async function foundWith(servers: readonly object[]): Promise<readonly string[]> {
  const plan = buildPlan({ images: [IMAGE] });
  const answer = { host: "r.example", servers };
  const recording: Recording = {
    schemaVersion: 3,
    tool: { name: "runner-preflight", version: "0.0.0" },
    recordedAt: "2026-11-20T00:00:00.000Z",
    plan,
    facts: [{ probe: "network.nameServers", question: QUESTION, answer, startedMs: 0, durationMs: 1 }],
  };
  expect(describeRecordingShape(recording)).toBeUndefined();
  const told = await recordedHost(withCurrentAnswers(recording).facts).network.nameServers(QUESTION);
  const nameServers: NameServersFact = told;
  const host = fakeHost(
    mergeAnswers(HEALTHY, {
      engine: { info: INFO, distribution: { outcome: "resolved", status: 200, durationMs: 1 } },
      network: { nameServers },
      registry: { ping: { registry: SLOW } },
    }),
  );
  return (await runCheck(registryReachable, plan, host)).found;
}

describe("a recording of an older program", () => {
  it.each<[string, readonly object[], readonly string[]]>([
    [
      "name servers of which one is silent",
      [
        { address: "192.0.2.1", isAnswering: false, durationMs: 2000 },
        { address: "192.0.2.2", isAnswering: true, durationMs: 3 },
      ],
      ["dns-timeout 192.0.2.1 w"],
    ],
    ["name servers that answer", [{ address: "192.0.2.1", isAnswering: true, durationMs: 3 }], []],
    ["the current shape", [{ address: "192.0.2.1", error: { code: "ENOTFOUND", message: "" }, durationMs: 3 }], []],
  ])("is judged as then: %s", async (_, servers, expected) => {
    expect(await foundWith(servers)).toEqual(expected);
  });
});

describe("what was seen of an engine that did not answer", () => {
  const connection = { endpoint: "unix:///x.sock", origin: { from: "default" }, transport: "unix", outcome: "missing" };
  const recordingOf = (detail: unknown): Recording => ({
    schemaVersion: 3,
    tool: { name: "runner-preflight", version: "0.0.0" },
    recordedAt: "2026-11-20T00:00:00.000Z",
    plan: buildPlan({}),
    facts: [
      {
        probe: "engine.connection",
        question: {},
        answer: { ...connection, detail, durationMs: 1 },
        startedMs: 0,
        durationMs: 1,
      },
    ],
  });

  it("was a sentence once, which stays what was said", () => {
    const older = recordingOf("ENOENT: /x.sock");
    expect(describeRecordingShape(older)).toBeUndefined();
    const [fact] = withCurrentAnswers(older).facts;
    expect(fact?.answer).toMatchObject({ detail: { of: "said", words: "ENOENT: /x.sock" } });
  });

  it.each([[{ of: "entry", entry: "directory" }], [{ of: "silence", limitMs: 10, isConnected: true }]])(
    "stays as it is: %j",
    (detail) => {
      const recording = recordingOf(detail);
      expect(describeRecordingShape(recording)).toBeUndefined();
      expect(withCurrentAnswers(recording)).toEqual(recording);
    },
  );

  it.each([[{ of: "nothing" }], [{ of: "silence" }], [7]])("is refused with its place: %j", (detail) => {
    expect(describeRecordingShape(recordingOf(detail))).toContain("facts[0].answer");
  });
});
