import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { plainView } from "../../src/view/plain-view.js";
import { sampleFinding, sampleResult } from "../report/support/sample-report.js";
import { keepingStream } from "./support.js";

const PLANNED = {
  type: "planned",
  checks: [
    { id: "docker-socket", title: "a" },
    { id: "image-pullable", title: "b" },
  ],
  deadlineMs: 60_000,
} as const;

it("prints one line per finished check, with its codes", async () => {
  const stream = keepingStream();
  const view = plainView(stream, false);
  view.observe(PLANNED);
  view.observe({ type: "started", id: "docker-socket", targets: [] });
  view.observe({ type: "ended", result: sampleResult({ status: "fail", findings: [sampleFinding()] }) });
  view.observe({ type: "ended", result: sampleResult({ id: "x", status: "blocked", blockedBy: ["docker-socket"] }) });
  await view.close();
  const lines = stream.text().trimEnd().split("\n");
  expect(lines).toHaveLength(3);
  expect(lines[1]).toMatch(/docker-socket: fail \(dns-not-found\)$/);
  expect(lines[2]).toMatch(/x: blocked \(by docker-socket\)$/);
});

it("names what is waited for again and again, and no longer what has ended", async () => {
  const stream = keepingStream();
  const view = plainView(stream, false, 20);
  view.observe(PLANNED);
  view.observe({ type: "started", id: "image-pullable", targets: ["a:1", "b:1"] });
  const sinceMs = performance.now() - 4500;
  const waits = (words: string, ms: number) => [{ words, sinceMs: ms }];
  view.observe({
    type: "waiting",
    id: "image-pullable",
    target: "b:1",
    waits: waits("no\u001B[2J\nanswer", sinceMs + 1),
  });
  view.observe({ type: "waiting", id: "image-pullable", target: "a:1", waits: waits("no answer from a:1", sinceMs) });
  await sleep(70);
  const before = stream.text();
  const told = /image-pullable: no answer from a:1 for 4 s; image-pullable: b:1: no\\x1b\[2J answer for 4 s\n/g;
  expect(before.match(told)?.length).toBeGreaterThan(1);
  expect(before).not.toContain("\u001B");
  view.observe({ type: "target-ended", id: "image-pullable", result: { target: "a:1", status: "pass" } });
  await sleep(50);
  expect(stream.text().slice(before.length)).not.toContain("a:1");
  view.observe({ type: "finished" });
  const after = stream.text();
  await sleep(50);
  expect(stream.text()).toBe(after);
  await view.close();
});

it("stops when it is closed without an end", async () => {
  const stream = keepingStream();
  const view = plainView(stream, false, 10);
  view.observe(PLANNED);
  await view.close();
  const after = stream.text();
  await sleep(40);
  expect(stream.text()).toBe(after);
});
