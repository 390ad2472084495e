import { expect, it } from "vitest";
import type { RunEvent } from "../../src/contract/index.js";
import { liveView } from "../../src/view/live-view.js";
import { plainView } from "../../src/view/plain-view.js";
import { HOSTILE_TEXTS, RAW, withText } from "../report/support/hostile-text.js";
import { sampleFinding, sampleResult } from "../report/support/sample-report.js";
import { keepingStream } from "./support.js";

const ALL = HOSTILE_TEXTS.join("");

/** A run in which everything that is shown has words of others in it. */
function eventsWith(hostile: string): readonly RunEvent[] {
  const failed = sampleResult({ id: "b", status: "fail", findings: [sampleFinding()] });
  const events: readonly RunEvent[] = [
    { type: "planned", checks: ["a", "b", "c"].map((id) => ({ id, title: id })), deadlineMs: 60_000 },
    { type: "started", id: "a", targets: ["one", "two"] },
    { type: "waiting", id: "a", target: "one", waits: [{ words: "no answer from the engine", sinceMs: 0 }] },
    { type: "waiting", id: "a", waits: [{ words: "no answer from the registry", sinceMs: 1 }] },
    { type: "started", id: "b", targets: [] },
    { type: "target-ended", id: "a", result: { target: "one", status: "inconclusive", reason: "no answer" } },
    { type: "ended", result: failed },
    { type: "started", id: "c", targets: [] },
    { type: "ended", result: sampleResult({ id: "c", status: "blocked", blockedBy: ["b"] }) },
  ];
  return events.map((event) => {
    const { type, ...rest } = event;
    return { type, ...withText(rest, hostile) } as RunEvent;
  });
}

it("no word of others leaves its line of the plain view", async () => {
  const stream = keepingStream();
  const view = plainView(stream, false, 5);
  for (const event of eventsWith(ALL)) view.observe(event);
  await expect.poll(() => stream.text()).toContain("no answer");
  await view.close();
  const lines = stream.text().trimEnd().split("\n");
  expect(lines.filter((line) => RAW.test(line) || !/^\[ *[\d.]+ s\] /u.test(line))).toEqual([]);
});

/** What the live view moves the cursor and colours with. */
const OWN_SEQUENCE = /\u001B\[(?:\d*m|\d*[ABGJK]|\?25[lh])/gu;

it("no word of others reaches the terminal raw through the live view", async () => {
  for (const hostile of [...HOSTILE_TEXTS.filter((_, at) => at % 8 === 0), ALL]) {
    const stream = keepingStream({ columns: 10_000, rows: 40 });
    const view = liveView(stream, { ascii: false, color: true });
    const events = eventsWith(hostile);
    for (const event of events.slice(0, 5)) view.observe(event);
    await expect.poll(() => stream.text(), { timeout: 10_000 }).toContain("the engine");
    for (const event of events.slice(5)) view.observe(event);
    await view.close();
    expect(stream.text().replaceAll(OWN_SEQUENCE, "")).not.toMatch(RAW);
  }
});
