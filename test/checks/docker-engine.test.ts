import { describe, expect, it } from "vitest";
import { dockerEngine } from "../../checks/docker-engine/check.js";
import type { EngineConnection, EngineInfo, ProcessFact, RunnerPlan } from "../../src/contract/index.js";
import { CONNECTION, HEALTHY, INFO, PROCESS, bind, buildPlan, fakeHost, mergeAnswers, runCheck } from "./support.js";

const LOGS = "/var/lib/docker/containers";

interface Row {
  readonly name: string;
  readonly info?: Partial<EngineInfo>;
  readonly connection?: Partial<EngineConnection>;
  readonly plan?: Partial<RunnerPlan>;
  /** Whether the engine has a copy of the runner image; it has by default. */
  readonly copy?: "found" | "missing";
  readonly found: readonly string[];
}

const given = (value: string) => ({ value, origin: { from: "word", word: 3 } as const });

const ROWS: readonly Row[] = [
  { name: "28.5", found: [] },
  { name: "Debian's 20.10", info: { serverVersion: "20.10.24+dfsg1" }, found: [] },
  { name: "19.03 itself", info: { serverVersion: "19.03.0" }, found: [] },
  { name: "18.09", info: { serverVersion: "18.09.9" }, found: ["engine-too-old"] },
  { name: "1.13", info: { serverVersion: "1.13.1" }, found: ["engine-too-old"] },
  { name: "a version without numbers", info: { serverVersion: "library-import" }, found: [] },
  { name: "windows", info: { os: "windows" }, found: ["engine-not-linux"] },
  { name: "aarch64", info: { architecture: "aarch64" }, found: [] },
  { name: "amd64 by its Go name", info: { architecture: "amd64" }, found: [] },
  { name: "armv7l", info: { architecture: "armv7l" }, found: ["architecture-unsupported"] },
  { name: "s390x", info: { architecture: "s390x" }, found: ["architecture-unsupported"] },
  {
    name: "userns",
    info: { securityOptions: ["name=seccomp,profile=default", "name=userns"] },
    found: ["userns-remap"],
  },
  {
    name: "userns with --userns=host",
    info: { securityOptions: ["name=userns"] },
    plan: { userns: given("host") },
    found: [],
  },
  { name: "no forwarding", info: { ipv4Forwarding: false }, found: ["ip-forwarding-disabled"] },
  {
    name: "no forwarding, own network",
    info: { ipv4Forwarding: false },
    plan: { network: given("ci") },
    found: ["ip-forwarding-disabled"],
  },
  { name: "no forwarding, host network", info: { ipv4Forwarding: false }, plan: { network: given("host") }, found: [] },
  { name: "journald", info: { loggingDriver: "journald" }, found: ["log-driver-unreadable w"] },
  { name: "local", info: { loggingDriver: "local" }, found: ["log-driver-unreadable w"] },
  { name: "no swap limit", info: { swapLimit: false }, found: ["resource-limits-unsupported w"] },
  {
    name: "no limits at all",
    info: { swapLimit: false, memoryLimit: false, cpuQuota: false },
    found: ["resource-limits-unsupported w"],
  },
  {
    name: "29",
    info: { serverVersion: "29.0.1" },
    connection: { minApiVersion: "1.44" },
    found: ["engine-refuses-old-clients w"],
  },
  {
    name: "29 without a copy of the runner",
    info: { serverVersion: "29.0.1" },
    connection: { minApiVersion: "1.44" },
    copy: "missing",
    found: [],
  },
  {
    name: "29 and a start command that pulls anew",
    info: { serverVersion: "29.0.1" },
    connection: { minApiVersion: "1.44" },
    plan: { images: buildPlan().images.map((image) => ({ ...image, pullPolicy: "always" as const })) },
    found: [],
  },
  {
    name: "29 that was told to accept old clients",
    info: { serverVersion: "29.0.1" },
    connection: { minApiVersion: "1.24" },
    found: [],
  },
  { name: "rootless", info: { securityOptions: ["name=rootless"] }, found: ["engine-undocumented rootless w"] },
  {
    name: "snap",
    info: { rootDirectory: "/var/snap/docker/common/var-lib-docker" },
    found: ["engine-undocumented snap w"],
  },
  { name: "Colima", info: { name: "colima" }, found: ["engine-undocumented colima w"] },
  {
    name: "Colima by its socket",
    connection: { socketPath: "/Users/op/.colima/default/docker.sock" },
    found: ["engine-undocumented colima w"],
  },
  { name: "a host with lima in its name", info: { name: "climate" }, found: [] },
  { name: "Desktop", info: { operatingSystem: "Docker Desktop" }, found: ["engine-undocumented desktop w"] },
  {
    name: "rootless Podman, whose version is its own",
    info: { serverVersion: "4.3.1", securityOptions: ["name=rootless"] },
    connection: { components: ["Podman Engine", "Conmon"], minApiVersion: "1.24" },
    found: ["engine-undocumented podman w", "engine-undocumented rootless w"],
  },
];

const ROOTLESS = { securityOptions: ["name=rootless"] };

describe("docker-engine", () => {
  it.each(ROWS)("$name: $found", async ({ info, connection, plan, copy, found }) => {
    const localImage = { outcome: copy ?? "found" };
    const engine = { connection: { ...CONNECTION, ...connection }, info: { ...INFO, ...info }, localImage };
    const outcome = await runCheck(dockerEngine, buildPlan(plan), fakeHost(mergeAnswers(HEALTHY, { engine })));
    const status = found.length === 0 ? "pass" : found.every((label) => label.endsWith(" w")) ? "warn" : "fail";
    expect({ status: outcome.status, found: outcome.found }).toEqual({ status, found });
  });

  it.each<
    [string, Partial<EngineInfo>, Partial<RunnerPlan>, Parameters<typeof fakeHost>[0] & object, readonly string[]]
  >([
    ["a bridge", {}, {}, { engine: { network: { outcome: "found" } } }, []],
    ["no bridge", {}, {}, { engine: { network: { outcome: "missing" } } }, ["default-network-missing"]],
    ["no bridge, own network", {}, { network: given("ci") }, { engine: { network: { outcome: "missing" } } }, []],
    ["no bridge, compose", {}, { source: "compose" }, { engine: { network: { outcome: "missing" } } }, []],
    [
      "a runtime by name",
      { defaultRuntimePath: "runc" },
      {},
      { engine: { path: { path: "", outcome: "missing" } } },
      [],
    ],
    [
      "a runtime that is there",
      { defaultRuntimePath: "/opt/crun" },
      {},
      { engine: { path: { path: "/opt/crun", outcome: "not-a-directory" } } },
      [],
    ],
    [
      "a runtime that is gone",
      { defaultRuntime: "nvidia", defaultRuntimePath: "/opt/nvidia" },
      {},
      { engine: { path: { path: "/opt/nvidia", outcome: "missing" } } },
      ["default-runtime-missing /opt/nvidia"],
    ],
  ])("what containers need of the engine: %s", async (_, info, plan, answers, expected) => {
    const host = fakeHost(mergeAnswers(HEALTHY, { engine: { info: { ...INFO, ...info } } }, answers));
    const { found } = await runCheck(dockerEngine, buildPlan(plan), host);
    expect(found).toEqual(expected);
  });

  it("judges by the version where the engine does not say its lowest API version", async () => {
    const { minApiVersion: _, ...connection } = CONNECTION;
    const engine = { connection, info: { ...INFO, serverVersion: "29.1.0" } };
    const { found } = await runCheck(dockerEngine, buildPlan(), fakeHost({ engine }));
    expect(found).toEqual(["engine-refuses-old-clients w"]);
  });

  it.each<[string, boolean | undefined, boolean, Partial<EngineInfo>, Partial<ProcessFact>, boolean]>([
    ["off, which an engine that was asked before does not say", false, true, {}, {}, true],
    ["on again, which such an engine does not say either", true, false, {}, {}, false],
    ["not to be read", undefined, false, {}, {}, true],
    ["off in the container of this program", false, true, {}, { inContainer: true }, false],
    ["off outside of a rootless engine's network", false, true, { securityOptions: ["name=rootless"] }, {}, false],
    ["off outside of Docker Desktop's machine", false, true, { operatingSystem: "Docker Desktop" }, {}, false],
  ])("forwarding that is %s", async (_, kernel, said, info, process, isFound) => {
    const engine = { connection: CONNECTION, info: { ...INFO, ipv4Forwarding: said, ...info } };
    const own = { ...PROCESS, ...process, ...(kernel === undefined ? {} : { ipv4Forwarding: kernel }) };
    const host = fakeHost(mergeAnswers(HEALTHY, { engine, env: { process: own } }));
    const { found } = await runCheck(dockerEngine, buildPlan(), host);
    expect(found.includes("ip-forwarding-disabled")).toBe(isFound);
  });

  it.each<[string, Partial<EngineInfo>, Partial<RunnerPlan>, string[]]>([
    ["edits daemon.json of this machine", {}, {}, ["/etc/docker/daemon.json"]],
    ["edits nothing for an engine elsewhere", {}, { dockerHost: given("tcp://10.0.0.9:2376") }, []],
    [
      "edits nothing for an engine of another user",
      ROOTLESS,
      { dockerHost: given("unix:///run/user/7/docker.sock") },
      [],
    ],
    [
      "edits daemon.json of the user whose engine it is",
      ROOTLESS,
      { dockerHost: given("unix:///run/user/1000/docker.sock") },
      ["/home/op/.config/docker/daemon.json"],
    ],
    [
      "edits daemon.json of a snap",
      { rootDirectory: "/var/snap/docker/common/var-lib-docker" },
      {},
      ["/var/snap/docker/current/config/daemon.json"],
    ],
  ])("%s where logs are unreadable", async (_, info, plan, files) => {
    const engine = { connection: CONNECTION, info: { ...INFO, loggingDriver: "journald", ...info } };
    const { verdict } = await runCheck(dockerEngine, buildPlan(plan), fakeHost({ engine, env: { process: PROCESS } }));
    const [unreadable] = (verdict.findings ?? []).filter(({ code }) => code === "log-driver-unreadable");
    const fixes = unreadable?.remedy.commands.filter(({ role }) => role === undefined) ?? [];
    expect(fixes.map(({ run }) => /repair daemon (\S+)/u.exec(run)?.[1])).toEqual(files);
    expect(fixes.every(({ run, risk }) => run.startsWith("sudo ") === (risk === "sudo"))).toBe(true);
  });

  it("names the limits that are missing", async () => {
    const engine = { connection: CONNECTION, info: { ...INFO, swapLimit: false, cpuQuota: false } };
    const { verdict } = await runCheck(dockerEngine, buildPlan(), fakeHost({ engine }));
    expect(verdict.findings?.[0]?.evidence.map(({ what }) => what)).toEqual(["swap limit", "CPU quota limit"]);
  });

  it.each<[string, Partial<RunnerPlan>, string, readonly string[]]>([
    [
      "with the logs of the remapped root",
      {},
      "/var/lib/docker/100000.100000",
      ["--userns=host", `-v /var/lib/docker/100000.100000/containers:${LOGS}:ro`],
    ],
    [
      "where the logs are right already",
      { mounts: [bind("/var/lib/docker/100000.100000/containers", LOGS, { readOnly: true })] },
      "/var/lib/docker/100000.100000",
      ["--userns=host"],
    ],
    ["where no logs are mounted", { mounts: [] }, "/var/lib/docker/100000.100000", ["--userns=host"]],
    ["where the data are elsewhere", {}, "/data/100000.100000", ["--userns=host"]],
  ])("starts the runner in the host's user namespace, %s", async (_, plan, rootDirectory, expected) => {
    const info = { ...INFO, securityOptions: ["name=userns"], rootDirectory };
    const host = fakeHost(mergeAnswers(HEALTHY, { engine: { ...HEALTHY.engine, info } }));
    const { verdict } = await runCheck(dockerEngine, buildPlan(plan), host);
    expect(verdict.findings?.[0]?.remedy.changes?.map(({ add }) => add.join(" "))).toEqual(expected);
  });
});
