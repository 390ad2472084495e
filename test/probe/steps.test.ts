import { expect, it } from "vitest";
import type { OpenSteps } from "../../src/contract/index.js";
import { asStep, shareWork, tellingSteps } from "../../src/probe/steps.js";

const SIGNAL = new AbortController().signal;

/** Something that ends when it is told to. */
function gate(): { readonly passed: Promise<void>; open(): void } {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}

const words = (steps: OpenSteps): string => steps.map(({ hop, host }) => `${hop} ${host}`).join(", ");

it("the steps of a question are told while they are under way, beside one another and one after another", async () => {
  const told: string[] = [];
  const [one, two] = [gate(), gate()];
  const probe = tellingSteps(async () => {
    const both = [
      asStep({ hop: "dns", host: "a" }, () => one.passed),
      asStep({ hop: "tcp", host: "b" }, () => two.passed),
    ];
    one.open();
    await both[0];
    two.open();
    await both[1];
    return "done";
  });
  expect(await probe({}, SIGNAL, (steps) => told.push(words(steps)))).toBe("done");
  expect(told).toEqual(["dns a", "dns a, tcp b", "tcp b", ""]);
});

it("a step that fails has ended", async () => {
  const told: string[] = [];
  const probe = tellingSteps(() => asStep({ hop: "tcp", host: "a" }, () => Promise.reject(new Error("refused"))));
  await expect(probe({}, SIGNAL, (steps) => told.push(words(steps)))).rejects.toThrow("refused");
  expect(told).toEqual(["tcp a", ""]);
});

it("work that is shared tells its steps to all who wait for it, and to nobody who has left", async () => {
  const [dns, tcp] = [gate(), gate()];
  const work = shareWork(async () => {
    await asStep({ hop: "dns", host: "a" }, () => dns.passed);
    await asStep({ hop: "tcp", host: "a" }, () => tcp.passed);
  });
  const told: Record<string, string[]> = { stays: [], leaves: [] };
  const leaving = new AbortController();
  const ask = (name: string, signal: AbortSignal): Promise<void> =>
    tellingSteps(() => work.join(signal))({}, signal, (steps) => told[name]?.push(words(steps)));
  const [stays, leaves] = [ask("stays", SIGNAL), ask("leaves", leaving.signal)];
  leaving.abort(new Error("left"));
  await expect(leaves).rejects.toThrow("left");
  dns.open();
  await expect.poll(() => told["stays"]).toContain("tcp a");
  tcp.open();
  await stays;
  expect(told).toEqual({ stays: ["dns a", "", "tcp a", "", ""], leaves: ["dns a", ""] });
});

it("nobody asks: the work is done all the same", async () => {
  expect(await asStep({ hop: "dns", host: "a" }, () => Promise.resolve(1))).toBe(1);
});
