import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { casesOn, remediesOn } from "./cases/newer-engines.js";
import { ENGINES } from "./support/engine-root.js";
import { canRunLab } from "./support/gate.js";
import { startLab, type Lab } from "./support/lab.js";
import { hostPool } from "./support/pool.js";

/** Hosts side by side: most of the time is spent waiting. */
const HOSTS_PER_ENGINE = 2;
const NEWER_ENGINES = ENGINES.filter((engine) => engine !== "20.10");

describe.skipIf(!canRunLab(["mmdebstrap"])).concurrent.each(NEWER_ENGINES)("engine %s", (engine) => {
  const hosts = hostPool();
  let first: Lab;
  let info = "";
  beforeAll(async () => {
    for (let host = 0; host < HOSTS_PER_ENGINE; host += 1) {
      const lab = await startLab({ engine });
      hosts.add(lab);
      first ??= lab;
    }
    // before a case has the host, and may be restarting its engine
    ({ stdout: info } = await first.docker(["info", "--format", "{{.ServerVersion}} {{json .DriverStatus}}"]));
  });
  afterAll(() => hosts.close());

  test("is the engine that its name says", () => {
    const [version = "", store = "graph"] = engine.split("-");
    expect(info.startsWith(`${version}.`)).toBe(true);
    expect(info.includes("io.containerd.snapshotter")).toBe(store === "containerd");
  });

  test.each([
    ["proxies", { proxies: { "http-proxy": "http://proxy.example:3128", "https-proxy": "http://proxy.example:3128" } }],
    ["insecure-registries", { "insecure-registries": ["registry.example", "registry.example:5000"] }],
  ])("would start with %s in daemon.json, as remedies have it", async (name, settings) => {
    await first.writeFile(`/run/lab/${name}.json`, JSON.stringify(settings));
    const ended = await first.exec(["dockerd", "--validate", "--config-file", `/run/lab/${name}.json`]);
    expect(ended).toMatchObject({ exitCode: 0 });
  });

  test.each(remediesOn(engine))("what is printed for $name mends it", { timeout: 0 }, async (labCase) => {
    expect(await hosts.judge(labCase, "remedy", `${engine} ${labCase.name}, mended`)).toEqual([]);
  });

  // most of a test's time is the wait for a host; all that a case runs has limits of its own
  test.each(casesOn(engine))("$name", { timeout: 0 }, async (labCase) => {
    expect(await hosts.judge(labCase, "verdict", `${engine} ${labCase.name}`)).toEqual([]);
  });
});
