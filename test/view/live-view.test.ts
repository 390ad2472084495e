import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { liveView } from "../../src/view/index.js";
import { sampleFinding, sampleResult } from "../report/support/sample-report.js";
import { keepingStream } from "./support.js";

const CHECKS = ["docker-socket", "image-pullable", "host-resources"].map((id) => ({ id, title: id }));

/** Waits until the list shows a text: it is drawn again ten times a second, later on a busy machine. */
async function drawn(stream: ReturnType<typeof keepingStream>, text: string): Promise<void> {
  await expect.poll(() => stream.text(), { timeout: 10_000 }).toContain(text);
}

it("shows checks, targets, what is waited for and how they ended, and clears the list", async () => {
  const stream = keepingStream();
  const before = process.listenerCount("SIGINT");
  const view = await liveView(stream, false);
  view.observe({ type: "planned", checks: CHECKS, deadlineMs: 60_000 });
  view.observe({ type: "started", id: "docker-socket", targets: [] });
  view.observe({ type: "waiting", id: "docker-socket", waitingFor: "the engine's answer" });
  await drawn(stream, "the engine's answer");
  view.observe({ type: "ended", result: sampleResult() });
  view.observe({ type: "started", id: "image-pullable", targets: ["a:1", "b:1"] });
  view.observe({ type: "waiting", id: "image-pullable", target: "b:1", waitingFor: "its layers" });
  await drawn(stream, "b:1");
  expect(stream.text()).toContain("its layers");
  view.observe({ type: "target-ended", id: "image-pullable", result: { target: "a:1", status: "fail", reason: "no" } });
  await drawn(stream, "a:1: fail");
  view.observe({
    type: "ended",
    result: sampleResult({
      id: "image-pullable",
      status: "fail",
      findings: [sampleFinding()],
      targets: [
        { target: "a:1", status: "fail" },
        { target: "b:1", status: "pass" },
      ],
    }),
  });
  view.observe({
    type: "ended",
    result: sampleResult({ id: "host-resources", status: "blocked", blockedBy: ["docker-socket"] }),
  });
  await drawn(stream, "host-resources: blocked (by docker-socket)");
  view.observe({ type: "finished" });
  await view.close();
  expect(stream.text().endsWith("\u001B[?25h")).toBe(true);
  expect(process.listenerCount("SIGINT")).toBe(before);
  const after = stream.text();
  await sleep(150);
  expect(stream.text()).toBe(after);
});

it("closes although nothing ever ended", async () => {
  const stream = keepingStream();
  const view = await liveView(stream, false);
  view.observe({ type: "planned", checks: CHECKS, deadlineMs: 60_000 });
  view.observe({ type: "started", id: "image-pullable", targets: ["a:1"] });
  await sleep(50);
  await view.close();
  expect(stream.text()).toContain("\u001B[?25h");
});

it("closes although nothing was planned", async () => {
  const stream = keepingStream();
  const view = await liveView(stream, false);
  await view.close();
  expect(stream.text()).toBe("");
});
