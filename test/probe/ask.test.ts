import { describe, expect, it, onTestFinished, vi } from "vitest";
import { type FactRecord, type Host, ProbeError } from "../../src/contract/index.js";
import { createRecorder, type Recorder } from "../../src/probe/ask.js";
import type { Probe } from "../../src/probe/context.js";
import { recordedHost } from "../../src/probe/index.js";

function recorder(signal: AbortSignal = new AbortController().signal): Recorder {
  return createRecorder({
    signal,
    redact: (text) => text.replaceAll("hush", "[secret]"),
    redactAnswer: <T>(answer: T) => JSON.parse(JSON.stringify(answer).replaceAll("hush", "[secret]")) as T,
  });
}

/** A probe that ends when it is told to, and says how it was called. */
function handProbe(): {
  probe: Probe<unknown, unknown>;
  calls: { question: unknown; signal: AbortSignal; answer(value: unknown): void; fail(error: unknown): void }[];
} {
  const calls: ReturnType<typeof handProbe>["calls"] = [];
  const probe: Probe<unknown, unknown> = (question, signal) =>
    new Promise((answer, fail) => {
      calls.push({ question, signal, answer, fail });
    });
  return { probe, calls };
}

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("a question", () => {
  it("is asked once, whatever the order of its members, and apart from others", async () => {
    const { probe, calls } = handProbe();
    const ask = recorder().ask("a.b", probe);
    const answers = [ask({ x: 1, y: { p: 1, q: 2 } }), ask({ y: { q: 2, p: 1 }, x: 1 }), ask({ x: 2 })];
    await tick();
    expect(calls.length).toBe(2);
    calls[0]?.answer({ one: 1 });
    calls[1]?.answer({ two: 2 });
    expect(await Promise.all(answers)).toEqual([{ one: 1 }, { one: 1 }, { two: 2 }]);
    expect(await ask({ x: 2 })).toEqual({ two: 2 });
    expect(calls.length).toBe(2);
  });

  it("is recorded with its answer or its error, without secrets", async () => {
    const { probe, calls } = handProbe();
    const record = recorder();
    const ask = record.ask("a.b", probe);
    const good = ask(1);
    const bad = ask(2);
    await tick();
    calls[0]?.answer({ text: "say hush" });
    calls[1]?.fail(new ProbeError("timeout", "no hush", "ask hush again"));
    expect(await good).toEqual({ text: "say [secret]" });
    const error = { kind: "timeout", message: "no [secret]", remedy: "ask [secret] again" };
    await expect(bad).rejects.toMatchObject(error);
    const times = { startedMs: expect.any(Number) as number, durationMs: expect.any(Number) as number };
    expect(record.facts()).toEqual([
      { probe: "a.b", question: 1, answer: { text: "say [secret]" }, ...times },
      { probe: "a.b", question: 2, error, ...times },
    ]);
  });

  it("passes a bug on, without secrets", async () => {
    const record = recorder();
    const asked = record.ask("a.b", () => Promise.reject(new TypeError("hush is undefined")))(1);
    await expect(asked).rejects.toThrow(new TypeError("[secret] is undefined"));
    await expect(asked).rejects.toBeInstanceOf(TypeError);
    expect(record.facts()[0]?.error?.kind).toBe("unreadable");
    const thrown = record.ask("a.c", () => {
      throw new RangeError("at once");
    });
    await expect(thrown(1)).rejects.toBeInstanceOf(RangeError);
  });
});

it("how far a question is, is told to whoever asks it later, too, and no more once it is answered", async () => {
  let tell: (progress: string) => void = () => undefined;
  let answer: (value: string) => void = () => undefined;
  const ask = recorder().ask<unknown, string, string>("a.b", async (_question, _signal, report) => {
    tell = report;
    return new Promise((resolve) => {
      answer = resolve;
    });
  });
  const told: string[] = [];
  const first = ask(1, { onProgress: (progress) => told.push(`first ${progress}`) });
  await tick();
  tell("dns");
  const second = ask(1, { onProgress: (progress) => told.push(`second ${progress}`) });
  await tick();
  tell("tcp");
  answer("yes");
  await Promise.all([first, second]);
  await ask(1, { onProgress: (progress) => told.push(`late ${progress}`) });
  expect(told).toEqual(["first dns", "second dns", "first tcp", "second tcp"]);
});

describe("giving up", () => {
  it("concerns one asker; the others get the answer", async () => {
    const { probe, calls } = handProbe();
    const record = recorder();
    const ask = record.ask("a.b", probe);
    const leaves = new AbortController();
    const stays = new AbortController();
    const gone = ask(1, { signal: leaves.signal });
    const kept = ask(1, { signal: stays.signal });
    await tick();
    leaves.abort();
    await expect(gone).rejects.toMatchObject({ name: "ProbeError", kind: "abandoned" });
    expect(calls[0]?.signal.aborted).toBe(false);
    calls[0]?.answer("yes");
    expect(await kept).toBe("yes");
    expect(record.facts()).toMatchObject([{ answer: "yes" }]);
  });

  it("of everybody aborts the call, is recorded, and the next asker asks anew", async () => {
    const { probe, calls } = handProbe();
    const record = recorder();
    const ask = record.ask("a.b", probe);
    const leaves = new AbortController();
    const gone = [ask(1, { signal: leaves.signal }), ask(1, { signal: leaves.signal })];
    await tick();
    leaves.abort();
    for (const asked of gone) await expect(asked).rejects.toMatchObject({ kind: "abandoned" });
    expect(calls[0]?.signal.aborted).toBe(true);
    expect(record.facts()).toMatchObject([{ error: { kind: "abandoned" } }]);
    const again = ask(1);
    await tick();
    calls[0]?.answer("late");
    calls[1]?.answer("second");
    expect(await again).toBe("second");
    expect(record.facts()).toMatchObject([{ answer: "second" }]);
  });

  it("after a long silence holds for later askers too, and is recorded once", async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    onTestFinished(() => void vi.useRealTimers());
    const { probe, calls } = handProbe();
    const record = recorder();
    const ask = record.ask("a.b", probe);
    const leaves = new AbortController();
    const gone = ask(1, { signal: leaves.signal });
    await tick();
    vi.advanceTimersByTime(10_000);
    leaves.abort();
    await expect(gone).rejects.toMatchObject({ kind: "abandoned" });
    await expect(ask(1, { signal: new AbortController().signal })).rejects.toMatchObject({ kind: "abandoned" });
    expect(calls.length).toBe(1);
    expect(record.facts()).toMatchObject([{ error: { kind: "abandoned" } }]);
  });

  it("is not possible for an asker without a signal", async () => {
    const { probe, calls } = handProbe();
    const ask = recorder().ask("a.b", probe);
    const leaves = new AbortController();
    const kept = ask(1);
    const gone = ask(1, { signal: leaves.signal });
    leaves.abort();
    await expect(gone).rejects.toMatchObject({ kind: "abandoned" });
    await tick();
    expect(calls[0]?.signal.aborted).toBe(false);
    calls[0]?.answer("yes");
    expect(await kept).toBe("yes");
  });

  it("before asking asks nothing", async () => {
    const { probe, calls } = handProbe();
    const record = recorder();
    const asked = record.ask("a.b", probe)(1, { signal: AbortSignal.abort() });
    await expect(asked).rejects.toMatchObject({ kind: "abandoned" });
    await tick();
    expect(calls).toEqual([]);
    expect(record.facts()).toEqual([]);
  });
});

describe("the end of the run", () => {
  it("records `deadline` where the run's time was over for the last asker, and for who asks later", async () => {
    const { probe } = handProbe();
    const record = recorder();
    const ask = record.ask("a.b", probe);
    const asker = new AbortController();
    const open = ask(1, { signal: asker.signal });
    await tick();
    asker.abort(new ProbeError("deadline", "over"));
    await expect(open).rejects.toMatchObject({ kind: "deadline" });
    await expect(ask(2, { signal: asker.signal })).rejects.toMatchObject({ kind: "deadline" });
    expect(record.facts().map(({ question, error }) => [question, error?.kind])).toEqual([
      [1, "deadline"],
      [2, "deadline"],
    ]);
  });

  it("ends open questions and later ones with `deadline`, and aborts the calls", async () => {
    const run = new AbortController();
    const { probe, calls } = handProbe();
    const record = recorder(run.signal);
    const ask = record.ask("a.b", probe);
    const open = ask(1, { signal: new AbortController().signal });
    await tick();
    expect(record.facts()).toMatchObject([{ question: 1, error: { kind: "deadline" } }]);
    run.abort();
    await expect(open).rejects.toMatchObject({ kind: "deadline" });
    expect(calls[0]?.signal.aborted).toBe(true);
    await expect(ask(2)).rejects.toMatchObject({ kind: "deadline" });
    await expect(ask(3, { signal: AbortSignal.abort() })).rejects.toMatchObject({ kind: "deadline" });
    expect(calls.length).toBe(1);
    expect(record.facts().map(({ question, error }) => [question, error?.kind])).toEqual([
      [1, "deadline"],
      [2, "deadline"],
      [3, "deadline"],
    ]);
  });

  it("does not touch what was answered", async () => {
    const run = new AbortController();
    const record = recorder(run.signal);
    const ask = record.ask("a.b", () => Promise.resolve("yes"));
    expect(await ask(1)).toBe("yes");
    run.abort();
    expect(await ask(1)).toBe("yes");
    expect(record.facts()).toMatchObject([{ answer: "yes" }]);
  });
});

describe("a recorded host", () => {
  async function outcome(asked: Promise<unknown>): Promise<unknown> {
    return asked.then(
      (answer) => ({ answer }),
      (error: unknown) =>
        error instanceof ProbeError ? { kind: error.kind, message: error.message, remedy: error.remedy } : "bug",
    );
  }

  it("answers as the live one did, through JSON", async () => {
    const record = recorder();
    const stat = record.ask("files.stat", ({ path }: { path: string }) =>
      path === "/a"
        ? Promise.resolve({ path, outcome: "found" })
        : Promise.reject(new ProbeError("timeout", "slow", "wait")),
    );
    const pending = new AbortController();
    const given = record.ask("engine.info", () => new Promise(() => undefined))({}, { signal: pending.signal });
    const live = [await outcome(stat({ path: "/a" })), await outcome(stat({ path: "/b" }))];
    pending.abort();
    await outcome(given);
    const host: Host = recordedHost(JSON.parse(JSON.stringify(record.facts())) as FactRecord[]);
    expect([await outcome(host.files.stat({ path: "/a" })), await outcome(host.files.stat({ path: "/b" }))]).toEqual(
      live,
    );
    await expect(host.engine.info({})).rejects.toMatchObject({ kind: "abandoned" });
  });

  it("says which answer it lacks, and honours a signal", async () => {
    const host = recordedHost([]);
    const missing = host.files.stat({ path: "/not/there" });
    await expect(missing).rejects.toMatchObject({ name: "ProbeError", kind: "not-recorded" });
    await expect(missing).rejects.toThrow("/not/there");
    await expect(host.clock.now({}, { signal: AbortSignal.abort() })).rejects.toMatchObject({ kind: "abandoned" });
  });
});
