import { describe, expect, it } from "vitest";
import {
  type AskOptions,
  type BlockedEndpoint,
  type Host,
  type OpenSteps,
  ProbeError,
} from "../../src/contract/index.js";
import { exitCode } from "../../src/run/index.js";
import { SILENT_HOST, check, finding, run, statuses } from "./support.js";

const PASS = { status: "pass" } as const;

/** An answer that never comes, as the live host gives it up. */
async function untilGivenUp(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal?.addEventListener("abort", () => reject(new ProbeError("deadline", "the run ended")));
  });
}

describe("prerequisites", () => {
  it("block what needs them, all the way, and name the root", async () => {
    const a = check("a", { status: "fail", findings: [finding("bad")] });
    const b = check("b", PASS, { needs: [a] });
    const c = check("c", PASS, { needs: [b] });
    const { report } = await run([c, b, a]);
    expect(statuses(report)).toEqual({ a: "fail", b: "blocked", c: "blocked" });
    expect(report.results.find(({ id }) => id === "c")?.blockedBy).toEqual(["a"]);
    expect(report.causes).toEqual([{ code: "bad", severity: "error", checks: ["a"], targets: [], blocks: ["c", "b"] }]);
    expect(exitCode(report)).toBe(1);
  });

  it("are satisfied by a warning and by a skip", async () => {
    const a = check("a", { status: "fail", findings: [finding("so-so")] });
    const b = check("b", { status: "skip", reason: "nothing to see" });
    const { report } = await run([a, b, check("c", PASS, { needs: [a, b] })]);
    expect(statuses(report)).toEqual({ a: "warn", b: "skip", c: "pass" });
    expect(report.verdict).toBe("pass");
  });

  it("block per target, by the target's own name or by what it is needed for", async () => {
    const a = check("a", {
      status: "fail",
      findings: [finding("bad")],
      targets: [
        { target: "registry:443", status: "fail", findings: [finding("bad")], neededFor: ["one"] },
        { target: "three", status: "inconclusive", reason: "?" },
        { target: "other:443", status: "pass", neededFor: ["two"] },
      ],
    });
    const seen: string[] = [];
    const b = check(
      "b",
      async (pass) => {
        seen.push(...pass.targets);
        return { status: "pass", targets: await pass.each(pass.targets, async () => PASS) };
      },
      { needs: [a], targets: () => ["one", "two", "three"] },
    );
    const { report } = await run([a, b]);
    expect(seen).toEqual(["two"]);
    expect(report.results[1]?.targets).toEqual([
      { target: "two", status: "pass" },
      { target: "one", status: "blocked", blockedBy: ["a"] },
      { target: "three", status: "blocked", blockedBy: ["a"] },
    ]);
    expect(statuses(report)["b"]).toBe("blocked");
  });

  it("that were left out count as satisfied, with a note", async () => {
    const a = check("a", PASS);
    const { report } = await run([check("b", PASS, { needs: [a] })], { skipped: ["a"] });
    expect(statuses(report)).toEqual({ b: "pass" });
    expect(report.results[0]?.evidence[0]?.what).toBe("prerequisite a");
  });

  it("do not hide what follows from the plan alone", async () => {
    const a = check("a", { status: "fail", findings: [finding("bad")] });
    const b = check("b", PASS, { needs: [a], fromPlan: () => [finding("worse")] });
    const { report } = await run([a, b]);
    expect(statuses(report)).toEqual({ a: "fail", b: "fail" });
    expect(report.causes.map(({ code }) => code)).toEqual(["bad", "worse"]);
  });
});

describe("causes", () => {
  it("are one for the same code at the same hop, whatever the check and target", async () => {
    const at = (target: string, hop: string) => finding("bad", { target, hop });
    const { report } = await run([
      check("a", { status: "fail", findings: [at("x:443", "tcp"), at("y:443", "dns")] }),
      check("b", { status: "fail", findings: [at("z:443", "tcp")] }),
    ]);
    expect(report.causes.map(({ hop, checks, targets }) => ({ hop, checks, targets }))).toEqual([
      { hop: "tcp", checks: ["a", "b"], targets: ["x:443", "z:443"] },
      { hop: "dns", checks: ["a"], targets: ["y:443"] },
    ]);
  });

  it("lead with what blocks most", async () => {
    const small = check("small", { status: "fail", findings: [finding("worse")] });
    const big = check("big", { status: "fail", findings: [finding("bad")] });
    const { report } = await run([small, big, check("c", PASS, { needs: [big] })]);
    expect(report.causes.map(({ code }) => code)).toEqual(["bad", "worse"]);
  });

  it("are warnings only when strict", async () => {
    const warn = check("a", { status: "fail", findings: [finding("so-so")] });
    const relaxed = await run([warn]);
    const strict = await run([warn], { strict: true });
    expect([relaxed.report.verdict, exitCode(relaxed.report)]).toEqual(["pass", 0]);
    expect([strict.report.verdict, exitCode(strict.report)]).toEqual(["fail", 1]);
  });
});

describe("what cannot be known", () => {
  it("is undetermined: a probe that could not answer", async () => {
    const { report } = await run([
      check("a", async () => {
        throw new ProbeError("not-permitted", "may not look", "run again with sudo");
      }),
    ]);
    expect(statuses(report)).toEqual({ a: "inconclusive" });
    expect(report.results[0]?.reason).toContain("sudo");
    expect(exitCode(report)).toBe(3);
  });

  it("is undetermined per target, beside the targets that are known", async () => {
    const { report } = await run([
      check(
        "a",
        async (pass) => ({
          status: "pass",
          targets: await pass.each(pass.targets, async (target) => {
            if (target === "x") throw new ProbeError("timeout", "silent");
            return PASS;
          }),
        }),
        { targets: () => ["x", "y"] },
      ),
    ]);
    expect(report.results[0]?.targets?.map(({ target, status }) => [target, status])).toEqual([
      ["x", "inconclusive"],
      ["y", "pass"],
    ]);
    expect(report.verdict).toBe("undetermined");
  });

  it("is undetermined when everything was skipped", async () => {
    const { report } = await run([check("a", { status: "skip", reason: "nothing there" })]);
    expect(exitCode(report)).toBe(3);
  });

  it("loses to an error finding", async () => {
    const { report } = await run([
      check("a", { status: "inconclusive", reason: "?" }),
      check("b", { status: "fail", findings: [finding("bad")] }),
    ]);
    expect(exitCode(report)).toBe(1);
  });
});

describe("limits", () => {
  it("end a run at its deadline with a complete report that keeps what is known", async () => {
    const { report } = await run(
      [
        check(
          "half",
          async (pass) => ({
            status: "pass",
            targets: await pass.each(pass.targets, async (target) => {
              pass.progress("an answer", target);
              return target === "slow" ? new Promise(() => {}) : PASS;
            }),
          }),
          { targets: () => ["slow", "quick"] },
        ),
        check("deaf", async () => new Promise(() => {})),
        check("known", { status: "fail", findings: [finding("bad")] }),
      ],
      { deadlineMs: 100 },
    );
    expect(statuses(report)).toEqual({ half: "inconclusive", deaf: "inconclusive", known: "fail" });
    expect(report.results[0]?.targets?.map(({ status }) => status)).toEqual(["inconclusive", "pass"]);
    expect(report.results[0]?.targets?.[0]?.reason).toContain("an answer");
  });

  it("name, for each target that had no answer, what it asked and how far that was, and nothing that was answered", async () => {
    const interrupt = new AbortController();
    const sinceMs = performance.now() - 4500;
    const host: Host = {
      ...SILENT_HOST,
      engine: {
        info: async (_question: unknown, options?: AskOptions) => untilGivenUp(options?.signal),
      } as unknown as Host["engine"],
      files: { stat: async ({ path }: { path: string }) => ({ path, outcome: "missing" }) } as unknown as Host["files"],
      network: {
        async endpoint({ host: name, port }: { host: string; port: number }, options?: AskOptions<OpenSteps>) {
          options?.onProgress?.([{ hop: "dns", host: name, sinceMs }]);
          options?.onProgress?.([{ hop: "tcp", host: name, port, sinceMs }]);
          return untilGivenUp(options?.signal);
        },
      } as unknown as Host["network"],
    };
    const slow = check(
      "slow",
      async (pass) => ({
        status: "pass",
        targets: await pass.each(pass.targets, async (target) => {
          await pass.host.files.stat({ path: "/answered" });
          if (target === "quick") return PASS;
          if (target === "lost") throw new ProbeError("not-visible", "cannot be seen");
          if (target === "dropped") {
            const question = { host: "dropped.example", port: 443, proxy: "none", roots: "public" } as const;
            await pass.host.network.endpoint(question);
          }
          await pass.host.engine.info({});
          return PASS;
        }),
      }),
      { targets: () => ["quick", "dropped", "engine", "lost"] },
    );
    const late = check("late", PASS, { needs: [slow], targets: () => ["quick"] });
    setTimeout(() => interrupt.abort(), 50);
    const { report, events } = await run([slow, late], { host, signal: interrupt.signal });
    const [first] = report.results;
    expect(first?.targets?.map(({ target, reason }) => [target, reason])).toEqual([
      ["quick", undefined],
      ["dropped", "no answer from dropped.example:443 to TCP connect for 4 s (interrupted)"],
      ["engine", "no answer from the engine to GET /info (interrupted)"],
      ["lost", "cannot be seen"],
    ]);
    const told = events.flatMap((event) => (event.type === "waiting" ? [event] : []));
    const dropped = told.filter(({ target }) => target === "dropped").map(({ waits }) => waits.map(({ hop }) => hop));
    expect(dropped).toEqual([[undefined], [], [undefined], ["dns"], ["tcp"]]);
    expect(told.filter(({ target }) => target === "quick").at(-1)?.waits).toEqual([]);
  });

  it("make one reason of a check that had not begun", async () => {
    const { report } = await run(
      [
        check(
          "late",
          async (pass) => ({
            status: "pass",
            targets: await pass.each(pass.targets, async () => pass.host.clock.now({}).then(() => PASS)),
          }),
          { targets: () => ["x", "y"], fromPlan: () => [finding("so-so")] },
        ),
      ],
      { signal: AbortSignal.abort() },
    );
    expect(report.results[0]?.targets).toBeUndefined();
    expect(report.results[0]?.reason).toBe("not begun yet (interrupted)");
  });

  it("count from when the inputs were read, as the duration does", async () => {
    const { report } = await run([check("deaf", async () => new Promise(() => {}))], {
      deadlineMs: 1000,
      spentMs: 950,
    });
    expect(statuses(report)).toEqual({ deaf: "inconclusive" });
    expect(report.durationMs).toBeGreaterThanOrEqual(report.deadlineMs);
  });

  it("end one check without touching the others", async () => {
    const { report } = await run([
      check("deaf", async () => new Promise(() => {}), { timeoutMs: 20 }),
      check("fine", PASS),
    ]);
    expect(statuses(report)).toEqual({ deaf: "inconclusive", fine: "pass" });
  });

  it("end a run on an interrupt, with exit code 130", async () => {
    const interrupt = new AbortController();
    setTimeout(() => interrupt.abort(), 30);
    const { report } = await run([check("deaf", async () => new Promise(() => {})), check("fine", PASS)], {
      signal: interrupt.signal,
    });
    expect(statuses(report)).toEqual({ deaf: "inconclusive", fine: "pass" });
    expect(exitCode(report)).toBe(130);
  });

  it("give up the host's questions of a check that has ended", async () => {
    let given: AbortSignal | undefined;
    await run([check("a", async (pass) => pass.host.clock.now({}).then(() => PASS), { timeoutMs: 20 })], {
      host: {
        ...SILENT_HOST,
        clock: {
          now: async (_question: unknown, options?: { signal?: AbortSignal }) => {
            given = options?.signal;
            return new Promise(() => {});
          },
        },
      },
    });
    expect(given?.aborted).toBe(true);
  });
});

describe("faults in a check's own code", () => {
  it.each<readonly [string, Parameters<typeof check>[1]]>([
    ["throws", async () => Promise.reject(new Error("boom"))],
    [
      "throws at once",
      () => {
        throw new Error("boom");
      },
    ],
    ["returns nothing", async () => undefined as never],
    ["fails without a finding", async () => ({ status: "fail" }) as never],
    [
      "uses a code that is not in its catalogue",
      async () => ({ status: "fail", findings: [finding("other")] }) as const,
    ],
    ["returns an unknown status", async () => ({ status: "fine" }) as never],
    ...(
      [
        ["evidence that is no list", { evidence: "x" }],
        ["evidence of nothing", { evidence: [null] }],
        ["evidence with a number", { evidence: [{ what: "x", observed: 5 }] }],
        ["a reason that is no text", { reason: 5 }],
        ["what is not proven as a text", { unproven: "x" }],
        ["a target of nothing", { targets: [null] }],
        ["a target with evidence of numbers", { targets: [{ target: "x", status: "pass", evidence: [1] }] }],
        ["a target with timings of texts", { targets: [{ target: "x", status: "pass", timings: { dns: "1" } }] }],
      ] as const
    ).map(([name, part]) => [`gives ${name}`, async () => ({ status: "pass", ...part }) as never] as const),
    ...(
      [
        ["evidence of numbers", { evidence: [1] }],
        ["a target that is no text", { target: {} }],
        ["a severity of its own", { severity: "fatal" }],
        ["a command without words", { remedy: { ...finding("bad").remedy, commands: [{ risk: "safe" }] } }],
        ["a command of unknown risk", { remedy: { ...finding("bad").remedy, commands: [{ run: "x", risk: "none" }] } }],
        ["a blocked place without a port", { blocked: { host: "x" } }],
      ] as const
    ).map(
      ([name, part]) =>
        [
          `gives a finding with ${name}`,
          async () => ({ status: "fail", findings: [{ ...finding("bad"), ...part }] }) as never,
        ] as const,
    ),
    [
      "gives a finding without a remedy",
      async () => ({ status: "fail", findings: [{ code: "bad", message: "x", evidence: [] }] }) as never,
    ],
  ])("%s: it is reported, breaks nothing else, and ends with 70", async (_name, body) => {
    const { report } = await run([check("acme/broken", body), check("fine", PASS)]);
    expect(statuses(report)).toEqual({ "acme/broken": "inconclusive", fine: "pass" });
    expect(report.bugs.map(({ where }) => where)).toEqual(["acme/broken"]);
    expect(exitCode(report)).toBe(70);
  });

  it.each([{}, [{ remove: [], add: [] }], [{ add: ["-v"] }], [{ remove: [1], add: [] }], [null]].map((one) => [one]))(
    "changes of the start command that are %j are bugs",
    async (changes) => {
      const found = finding("bad");
      const verdict = { status: "fail", findings: [{ ...found, remedy: { ...found.remedy, changes } }] };
      const { report } = await run([check("acme/broken", async () => verdict as never)]);
      expect(report.bugs.map(({ where }) => where)).toEqual(["acme/broken"]);
    },
  );

  it("of the shape of a verdict are named with their place", async () => {
    const targets = [{ target: "x", status: "fail", findings: [{ ...finding("bad"), evidence: [{ what: null }] }] }];
    const { report } = await run([check("acme/broken", async () => ({ status: "pass", targets }) as never)]);
    const place = "verdict.targets[0].findings[0].evidence[0].what";
    expect(report.bugs.map(({ message }) => message)).toEqual([`${place}: expected a text, got null`]);
  });

  it("in targets or fromPlan are bugs too", async () => {
    const fail = () => {
      throw new Error("boom");
    };
    const { report } = await run([check("broken", PASS, { targets: fail, fromPlan: fail })]);
    expect(report.bugs).toHaveLength(2);
  });
});

it("runs at most as many checks at a time as it was told", async () => {
  let running = 0;
  let most = 0;
  const slow = async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
    running -= 1;
    return PASS;
  };
  await run(
    ["a", "b", "c", "d"].map((id) => check(id, slow)),
    { concurrency: 2 },
  );
  expect(most).toBe(2);
});

it("tells observers of everything, in order", async () => {
  const { events } = await run([check("a", async (pass) => (pass.progress("x"), PASS))]);
  expect(events.map(({ type }) => type)).toEqual(["planned", "started", "waiting", "ended", "finished"]);
});

describe("blocked endpoints", () => {
  const blocked: BlockedEndpoint = {
    protocol: "https",
    host: "r.example",
    port: 443,
    addresses: ["192.0.2.1"],
    vantage: "engine",
    hop: "tcp",
    code: "connection-refused",
    neededFor: ["a:1"],
    reproduce: "curl https://r.example/",
  };

  it("are one entry for the same failure, errors first, with all that needs them", async () => {
    const { report } = await run([
      check("a", {
        status: "fail",
        findings: [finding("so-so", { blocked: { ...blocked, host: "w.example" } }), finding("so-so", { blocked })],
      }),
      check("b", {
        status: "fail",
        findings: [finding("bad", { blocked: { ...blocked, addresses: ["192.0.2.2"], neededFor: ["a:1", "b:1"] } })],
      }),
    ]);
    expect(report.network).toEqual([
      {
        ...blocked,
        addresses: ["192.0.2.1", "192.0.2.2"],
        neededFor: ["a:1", "b:1"],
        severity: "error",
        checks: ["a", "b"],
      },
      { ...blocked, host: "w.example", severity: "warning", checks: ["a"] },
    ]);
    expect(report.results[0]?.findings.map((found) => "blocked" in found)).toEqual([false, false]);
  });

  it("are apart where hop, code, proxy or vantage differ", async () => {
    const others = [
      { hop: "tls" },
      { code: "connection-reset" },
      { proxy: "http://p:1" },
      { vantage: "process" },
    ] as const;
    const differing = others.map((other) => finding("bad", { blocked: { ...blocked, ...other } }));
    const findings = [finding("bad", { blocked }), ...differing] as const;
    const { report } = await run([check("a", { status: "fail", findings })]);
    expect(report.network).toHaveLength(5);
  });

  it("are absent where nothing is blocked", async () => {
    const { report } = await run([check("a", { status: "fail", findings: [finding("bad")] })]);
    expect("network" in report).toBe(false);
  });
});
