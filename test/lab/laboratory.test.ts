import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dockerConfig } from "../../checks/docker-config/check.js";
import { mountPaths } from "../../checks/mount-paths/check.js";
import { runnerCommand } from "../../checks/runner-command/check.js";
import { FAILURE_TABLE } from "./cases/failure-table.js";
import { CASES } from "./cases/index.js";
import { MOUNT_CASES } from "./cases/mounts.js";
import { UNTRIED } from "./cases/untried.js";
import { VARIABLE_CASES } from "./cases/variables.js";
import { REMEDIED_CODES } from "./configs/remedied.js";
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

  test("tries the printed remedy of every code about the start command, its mounts and its config.json", () => {
    const codes = [runnerCommand, mountPaths, dockerConfig].flatMap((check) => Object.keys(check.codes));
    const tried = new Set([
      ...REMEDIED_CODES,
      ...CASES.filter(({ remedy }) => remedy !== "words").flatMap(({ expect: { findings, warnings = [] } }) =>
        [...findings, ...warnings].map(({ code }) => code),
      ),
    ]);
    const untried = new Set(codes.filter((code) => !tried.has(code)));
    expect([...untried].toSorted()).toEqual(Object.keys(UNTRIED).toSorted());
  });

  test("has cases for every kind of failure that was measured", () => {
    const names = new Set(CASES.map(({ name }) => name));
    expect(FAILURE_TABLE.filter(({ cases }) => cases.length === 0)).toEqual([]);
    expect(FAILURE_TABLE.flatMap(({ cases }) => cases).filter((name) => !names.has(name))).toEqual([]);
  });

  // a test waits for its host as well; all that a case runs has limits of its own
  test.concurrent.each(CASES)("$name", { timeout: 0 }, async (labCase) => {
    expect(await hosts.judge(labCase, "whole")).toEqual([]);
  });
});
