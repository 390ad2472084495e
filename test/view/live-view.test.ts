import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import type { CheckResult, RunEvent, Wait } from "../../src/contract/index.js";
import { liveView } from "../../src/view/live-view.js";
import { sampleFinding, sampleResult } from "../report/support/sample-report.js";
import { type KeepingStream, keepingStream, shownBy } from "./support.js";

const PLAIN = { ascii: false, color: false };

function planned(ids: readonly string[]): RunEvent {
  return { type: "planned", checks: ids.map((id) => ({ id, title: id })), deadlineMs: 60_000 };
}

function wait(words: string, agoMs: number, hop?: Wait["hop"]): Wait {
  return { words, sinceMs: performance.now() - agoMs, ...(hop === undefined ? {} : { hop }) };
}

/** What the terminal shows once a text is among it: the view draws four times a second, later on a busy machine. */
async function shown(stream: KeepingStream, text: string): Promise<readonly string[]> {
  await expect.poll(() => shownBy(stream.text()).join("\n"), { timeout: 10_000 }).toContain(text);
  return shownBy(stream.text()).slice(0, -1);
}

const ENDED: readonly CheckResult[] = [
  sampleResult({ id: "passes", status: "pass" }),
  sampleResult({ id: "warns", status: "warn", findings: [sampleFinding({ severity: "warning" })] }),
  sampleResult({ id: "fails", status: "fail", findings: [sampleFinding()] }),
  sampleResult({ id: "is-blocked", status: "blocked", blockedBy: ["fails"] }),
];

it("shows how many checks have ended, the slowest wait, and the targets that have had no answer", async () => {
  const stream = keepingStream();
  const view = liveView(stream, PLAIN);
  view.observe(planned([...ENDED.map(({ id }) => id), "runs", "comes"]));
  for (const result of ENDED) view.observe({ type: "ended", result });
  view.observe({ type: "started", id: "runs", targets: ["r:1", "s:1", "t:1"] });
  view.observe({
    type: "waiting",
    id: "runs",
    target: "r:1",
    waits: [wait("no answer from r:1 to TCP connect", 2500)],
  });
  const slow = [wait("no answer from the engine", 7600), wait("no answer from s:1 to TCP connect", 7500, "tcp")];
  view.observe({ type: "waiting", id: "runs", target: "s:1", waits: slow });
  view.observe({ type: "target-ended", id: "runs", result: { target: "t:1", status: "pass" } });
  const lines = await shown(stream, "r:1 to TCP");
  expect(lines[0]).toMatch(/^4 of 6 checks, \d s of at most 60 s$/u);
  expect(lines.slice(1).map((line) => line.replace(/\d+ s$/u, "N s"))).toEqual([
    "· slowest: no answer from s:1 to TCP connect for N s",
    "✔ passes",
    "! warns: warn (dns-not-found)",
    "✖ fails: fail (dns-not-found)",
    "- is-blocked: blocked (by fails)",
    "▸ runs: 1 of 3 targets",
    "  · no answer from r:1 to TCP connect for N s",
    "  · no answer from s:1 to TCP connect for N s",
    "· comes",
  ]);
  const late = { target: "u:1", status: "inconclusive", reason: "no answer" } as const;
  view.observe({ type: "target-ended", id: "runs", result: late });
  const told = await shown(stream, "▸ runs: 2 of 4 targets");
  expect(told).toContain("  ? u:1: inconclusive (no answer)");
  view.observe({ type: "waiting", id: "runs", target: "s:1", waits: [] });
  expect((await shown(stream, "slowest: no answer from r:1")).join("\n")).not.toContain("s:1");
  view.observe({ type: "finished" });
  await view.close();
  expect(shownBy(stream.text())).toEqual([""]);
});

it.each([
  [80, 24],
  [60, 10],
  [30, 4],
  [10, 2],
])("is never larger than a terminal of %i columns and %i rows, and counts the rest", async (columns, rows) => {
  const stream = keepingStream({ columns, rows });
  const view = liveView(stream, { ascii: true, color: false });
  const ids = Array.from({ length: 30 }, (_, index) => `check-${index}`);
  view.observe(planned(ids));
  view.observe({ type: "ended", result: sampleResult({ id: "check-0", status: "pass" }) });
  view.observe({ type: "ended", result: sampleResult({ id: "check-1", status: "fail", findings: [sampleFinding()] }) });
  view.observe({ type: "started", id: "check-20", targets: ["dropped.example:443", "x:1"] });
  const words = `no answer from dropped.example:443 to ${"x".repeat(60)}`;
  view.observe({ type: "waiting", id: "check-20", target: "dropped.example:443", waits: [wait(words, 3500)] });
  const lines = await shown(stream, "2 of 3");
  await expect.poll(() => shownBy(stream.text()).length, { timeout: 10_000 }).toBe(rows);
  expect(lines.filter((line) => line.length >= columns)).toEqual([]);
  expect(stream.text()).not.toMatch(/[^\p{ASCII}]/u);
  const text = shownBy(stream.text()).join("\n");
  expect(/\.\.\.x+ for \d s$/mu.test(text)).toBe(rows > 3);
  expect(/^and \d+ checks/mu.test(text)).toBe(rows > 3);
  expect(text.includes("check-1: fail")).toBe(rows >= 10);
  await view.close();
});

it("draws at most four times a second, however much happens", async () => {
  const stream = keepingStream();
  const view = liveView(stream, PLAIN);
  view.observe(planned(["a"]));
  view.observe({ type: "started", id: "a", targets: ["x"] });
  const startedMs = performance.now();
  for (let turn = 0; turn < 60; turn += 1) {
    view.observe({ type: "waiting", id: "a", target: "x", waits: [wait(`step ${turn}`, 0)] });
    await sleep(10);
  }
  const seconds = (performance.now() - startedMs) / 1000;
  // the first two hide the cursor and draw
  expect(stream.writes()).toBeLessThanOrEqual(2 + Math.ceil(seconds * 4));
  await view.close();
});

it.each([
  ["planned", [planned(["a"])]],
  ["begun", [planned(["a"]), { type: "started", id: "a", targets: ["x"] }]],
] as const)("closes although it was only %s, and leaves nothing", async (_name, events) => {
  const stream = keepingStream();
  const before = process.listenerCount("SIGINT");
  const view = liveView(stream, PLAIN);
  for (const event of events) view.observe(event);
  await view.close();
  expect(shownBy(stream.text())).toEqual([""]);
  expect(stream.text().endsWith("\u001B[?25h")).toBe(true);
  expect(process.listenerCount("SIGINT")).toBe(before);
  const after = stream.text();
  await sleep(300);
  expect(stream.text()).toBe(after);
});

it("hides the cursor, and puts what others write behind what it draws", async () => {
  const stream = keepingStream();
  const view = liveView(stream, PLAIN);
  view.observe(planned(["a"]));
  stream.write("of another\n");
  expect(stream.text()).not.toContain("of another");
  await view.close();
  expect(stream.text().match(/\u001B\[\?25[lh]/gu)).toEqual(["\u001B[?25l", "\u001B[?25h"]);
  expect(shownBy(stream.text())).toEqual(["of another", ""]);
});

it("writes nothing where nothing was planned", async () => {
  const stream = keepingStream();
  await liveView(stream, PLAIN).close();
  expect(stream.text()).toBe("");
});
