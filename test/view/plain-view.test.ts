import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { plainView } from "../../src/view/index.js";
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
  view.observe({ type: "waiting", id: "image-pullable", target: "a:1", waitingFor: "the engine" });
  view.observe({ type: "waiting", id: "image-pullable", target: "b:1", waitingFor: "the\u001B[2J\nregistry" });
  await sleep(70);
  const before = stream.text();
  expect(
    before.match(/waiting for image-pullable \(a:1: the engine\); image-pullable \(b:1: the\\x1b\[2J registry/g)
      ?.length,
  ).toBeGreaterThan(1);
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
