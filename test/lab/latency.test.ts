import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Report } from "../../src/contract/index.js";
import { SITES } from "./support/addresses.js";
import { canRunLab } from "./support/gate.js";
import { INSIDE, startLab, type Lab } from "./support/lab.js";

const ROUND_TRIP_MS = 40;
const LIMIT_MS = 2000;

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
    const ended = await lab.exec([INSIDE.node, "-e", script]);
    const connectMs = Number(ended.stdout);
    expect(connectMs).toBeGreaterThanOrEqual(ROUND_TRIP_MS - 1);
    expect(connectMs).toBeLessThan(ROUND_TRIP_MS * 1.5);
  });

  test("a healthy host passes in under 2 s, median of three", async () => {
    const durations: number[] = [];
    for (let run = 0; run < 3; run += 1) {
      const ended = await lab.preflight(["--format", "json"]);
      expect((JSON.parse(ended.stdout) as Report).verdict).toBe("pass");
      durations.push(ended.durationMs);
    }
    const median = durations.toSorted((a, b) => a - b)[1] ?? Infinity;
    process.stdout.write(
      `lab: healthy in ${durations.map(Math.round).join(", ")} ms at ${ROUND_TRIP_MS} ms round trip\n`,
    );
    expect(median).toBeLessThan(LIMIT_MS);
  });
});
