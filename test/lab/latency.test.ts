import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Report } from "../../src/contract/index.js";
import { SITES } from "./support/addresses.js";
import { canRunLab } from "./support/gate.js";
import { IMAGES } from "./support/images.js";
import { INSIDE, startLab, type Lab } from "./support/lab.js";

const ROUND_TRIP_MS = 40;

/** The largest round trip on which the engine's lookup ends well within the time that it is given. */
const SLOW_ROUND_TRIP_MS = 1000;
/** The engine's lookup takes longer than it is given, 45 s; its pull gets through all the same. */
const TOO_SLOW_ROUND_TRIP_MS = 2000;
const PULL_LIMIT_MS = 150_000;

describe.skipIf(!canRunLab())("on a link of seconds", () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await startLab({ rttMs: 0 });
  });
  afterAll(() => lab.close());

  async function judge(): Promise<{ readonly verdict: string; readonly errors: readonly string[] }> {
    const ended = await lab.preflight(["--format", "json"], { timeoutMs: 90_000 });
    const { verdict, results } = JSON.parse(ended.stdout) as Report;
    const errors = results.flatMap(({ findings }) => findings).filter(({ severity }) => severity === "error");
    return { verdict, errors: errors.map(({ code }) => code) };
  }

  const pull = async (image: string): Promise<number> =>
    (await lab.docker(["pull", "-q", image], { timeoutMs: PULL_LIMIT_MS })).exitCode ?? -1;

  test("a healthy host passes with the default limits, and the engine pulls", async () => {
    lab.setRoundTrip(SLOW_ROUND_TRIP_MS);
    expect(await judge()).toEqual({ verdict: "pass", errors: [] });
    expect(await pull(IMAGES.pause)).toBe(0);
  });

  test("a healthy host does not fail where the engine only needs longer", async () => {
    lab.setRoundTrip(TOO_SLOW_ROUND_TRIP_MS);
    const [judged, pulled] = await Promise.all([judge(), pull(IMAGES.clone)]);
    expect(judged).toEqual({ verdict: "undetermined", errors: [] });
    expect(pulled).toBe(0);
  });
});

describe.skipIf(!canRunLab())(`on a link of ${ROUND_TRIP_MS} ms`, () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await startLab({ rttMs: ROUND_TRIP_MS });
  });
  afterAll(async () => {
    await lab.close();
  });

  test("connecting takes one round trip", async () => {
    const script = `const t = performance.now(); require("net").connect(443, ${JSON.stringify(SITES[0]?.address)}, function () { console.log(performance.now() - t); this.destroy(); })`;
    const connectsMs: number[] = [];
    for (let attempt = 0; attempt < 10; attempt += 1) {
      const ended = await lab.exec([INSIDE.node, "-e", script]);
      connectsMs.push(Number(ended.stdout));
    }
    // a busy machine makes it longer, and never shorter
    const quickestMs = Math.min(...connectsMs);
    expect(quickestMs).toBeGreaterThanOrEqual(ROUND_TRIP_MS - 1);
    expect(quickestMs).toBeLessThan(ROUND_TRIP_MS * 2);
  });

  test("a healthy host passes", async () => {
    const ended = await lab.preflight(["--format", "json"]);
    expect((JSON.parse(ended.stdout) as Report).verdict).toBe("pass");
  });
});
