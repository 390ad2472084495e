import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CASES } from "./cases/index.js";
import { canRunLab } from "./support/gate.js";
import { judgeCase } from "./support/judge-case.js";
import { startLab, type Lab } from "./support/lab.js";

/** Hosts side by side: most of the time is spent waiting. */
const HOST_COUNT = 3;

const isPossible = canRunLab();
const labs: Lab[] = [];
const idle: Lab[] = [];
const waiting: ((lab: Lab) => void)[] = [];

/** Takes a host of its own for a case, and hands it back as it was. */
async function onHost<T>(use: (lab: Lab) => Promise<T>): Promise<T> {
  const lab = idle.pop() ?? (await new Promise<Lab>((resolve) => waiting.push(resolve)));
  try {
    return await use(lab);
  } finally {
    await lab.reset();
    const next = waiting.shift();
    if (next) next(lab);
    else idle.push(lab);
  }
}

describe.skipIf(!isPossible)("laboratory", () => {
  beforeAll(async () => {
    for (let host = 0; host < HOST_COUNT; host += 1) labs.push(await startLab());
    idle.push(...labs);
  });
  afterAll(async () => {
    await Promise.all(labs.map((lab) => lab.close()));
  });

  test("has enough faults and healthy variants, each with its own name", () => {
    const faults = CASES.filter(({ broken }) => broken !== "");
    expect(faults.length).toBeGreaterThanOrEqual(35);
    expect(CASES.length - faults.length).toBeGreaterThanOrEqual(12);
    expect(new Set(CASES.map(({ name }) => name)).size).toBe(CASES.length);
  });

  test.concurrent.each(CASES)("$name", { timeout: 900_000 }, async (labCase) => {
    const { seconds, ...outcome } = await onHost(async (lab) => {
      const startedAt = performance.now();
      const judged = await judgeCase(lab, labCase);
      return { ...judged, seconds: ((performance.now() - startedAt) / 1000).toFixed(1) };
    });
    const word = outcome.problems.length === 0 ? "ok" : "FAILED";
    process.stdout.write(`lab ${word} ${labCase.name} (${seconds} s): ${outcome.line}\n`);
    expect(outcome.problems).toEqual([]);
  });
});
