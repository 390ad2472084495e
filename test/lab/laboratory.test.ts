import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CASES } from "./cases/index.js";
import { MOUNT_CASES } from "./cases/mounts.js";
import { VARIABLE_CASES } from "./cases/variables.js";
import { canRunLab } from "./support/gate.js";
import { startLab } from "./support/lab.js";
import { hostPool } from "./support/pool.js";

/** Hosts side by side: most of the time is spent waiting. */
const HOST_COUNT = 3;

describe.skipIf(!canRunLab())("laboratory", () => {
  const hosts = hostPool();
  beforeAll(async () => {
    for (let host = 0; host < HOST_COUNT; host += 1) hosts.add(await startLab());
  });
  afterAll(() => hosts.close());

  test("has enough faults and healthy variants, each with its own name", () => {
    const faults = CASES.filter(({ broken }) => broken !== "");
    expect(faults.length).toBeGreaterThanOrEqual(140);
    expect(CASES.length - faults.length).toBeGreaterThanOrEqual(40);
    const aboutTheCommand = [...MOUNT_CASES, ...VARIABLE_CASES].filter(({ broken }) => broken !== "");
    expect(aboutTheCommand.length).toBeGreaterThanOrEqual(80);
    expect(new Set(CASES.map(({ name }) => name)).size).toBe(CASES.length);
  });

  test.concurrent.each(CASES)("$name", { timeout: 900_000 }, async (labCase) => {
    expect(await hosts.judge(labCase, "whole")).toEqual([]);
  });
});
