import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { casesOn } from "./cases/newer-engines.js";
import { ENGINES } from "./support/engine-root.js";
import { canRunLab } from "./support/gate.js";
import { startLab } from "./support/lab.js";
import { hostPool } from "./support/pool.js";

/** Hosts side by side: most of the time is spent waiting. */
const HOSTS_PER_ENGINE = 2;

const isPossible = canRunLab(["mmdebstrap"]);

describe.skipIf(!isPossible).concurrent.each(ENGINES.filter((engine) => engine !== "20.10"))("engine %s", (engine) => {
  const hosts = hostPool();
  beforeAll(async () => {
    for (let host = 0; host < HOSTS_PER_ENGINE; host += 1) hosts.add(await startLab({ engine }));
  });
  afterAll(() => hosts.close());

  test.each(casesOn(engine))("$name", { timeout: 900_000 }, async (labCase) => {
    expect(await hosts.judge(labCase, `${engine} ${labCase.name}`)).toEqual([]);
  });
});
