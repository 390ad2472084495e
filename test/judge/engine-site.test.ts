import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { EngineConnection, EngineInfo, EngineSite, ProcessFact, RunnerPlan } from "../../src/contract/index.js";
import { givingProxy } from "../../src/judge/remedy/engine-proxy.js";
import { engineLog, restartingEngine, startingEngine } from "../../src/judge/remedy/engine-service.js";
import { certificatesFolder, daemonSettings, proxyPlace } from "../../src/judge/remedy/engine-settings.js";
import { engineSite } from "../../src/judge/remedy/engine-site.js";
import { buildPlan, CONNECTION, INFO, PROCESS } from "../checks/support.js";

interface Seen {
  readonly at?: string;
  readonly info?: Partial<EngineInfo>;
  readonly connection?: Partial<EngineConnection>;
  readonly process?: Partial<ProcessFact>;
}

const at = (value: string): Partial<RunnerPlan> => ({ dockerHost: { value, origin: { from: "default" } } });

function siteOf({ at: address = "unix:///var/run/docker.sock", info, connection, process }: Seen): EngineSite {
  return engineSite({
    plan: buildPlan(at(address)),
    connection: { ...CONNECTION, ...connection },
    info: { ...INFO, ...info },
    process: { ...PROCESS, ...process },
  });
}

const ROOTLESS: Seen = { at: "unix:///run/user/1000/docker.sock", info: { securityOptions: ["name=rootless"] } };
const SNAP: Seen = { info: { rootDirectory: "/var/snap/docker/common/var-lib-docker" } };
const DESKTOP: Seen = { info: { operatingSystem: "Docker Desktop" } };
const COLIMA: Seen = { at: "unix:///Users/op/.colima/default/docker.sock", info: { name: "colima" } };
const PODMAN: Seen = { connection: { components: ["Podman Engine"] } };
const REMOTE: Seen = { at: "tcp://engine.example:2376" };

const SYSTEM = "/etc/systemd/system/docker.service.d/http-proxy.conf";

describe("an engine is started anew, and set up, as it is installed:", () => {
  it.each<[string, Seen, string[], string, string]>([
    ["packages and systemd", {}, ["sudo systemctl restart docker"], "/etc/docker/daemon.json", SYSTEM],
    [
      "packages and OpenRC",
      { process: { serviceManager: "openrc" } },
      ["sudo rc-service docker restart"],
      "/etc/docker/daemon.json",
      "/etc/conf.d/docker",
    ],
    [
      "packages and init.d, as in WSL without systemd",
      { process: { serviceManager: "init.d" } },
      ["sudo service docker restart"],
      "/etc/docker/daemon.json",
      "/etc/default/docker",
    ],
    ["started by hand", { process: { serviceManager: "none" } }, [], "/etc/docker/daemon.json", "is started"],
    [
      "rootless",
      ROOTLESS,
      ["systemctl --user restart docker"],
      "~/.config/docker/daemon.json",
      "~/.config/systemd/user/docker.service.d/http-proxy.conf",
    ],
    ["rootless by hand", { ...ROOTLESS, process: { serviceManager: "none" } }, [], "~/.config/", "is started"],
    [
      "a snap",
      SNAP,
      ["sudo snap restart docker"],
      "/var/snap/docker/current/config/daemon.json",
      "snap.docker.dockerd",
    ],
    ["Docker Desktop", DESKTOP, [], "Settings > Docker Engine", "Settings > Resources > Proxies"],
    ["Colima", COLIMA, ["colima restart"], "colima start --edit", "colima start --edit"],
    ["Podman", PODMAN, ["sudo systemctl restart podman.socket"], "/etc/containers/", "podman.service.d"],
    ["another machine", REMOTE, [], "/etc/docker/daemon.json", SYSTEM],
    ["this program in a container", { process: { inContainer: true } }, [], "/etc/docker/daemon.json", SYSTEM],
  ])("%s", (_, seen, restart, settings, proxy) => {
    const site = siteOf(seen);
    const { does, commands } = restartingEngine(site);
    expect(commands.map(({ run }) => run)).toEqual(restart);
    expect(commands.every(({ risk }) => risk === "destructive")).toBe(true);
    expect(does).toMatch(/^Restart \S/u);
    expect(daemonSettings(site)).toContain(settings);
    expect(proxyPlace(site)).toContain(proxy);
  });

  it("says where an engine is that a pasted command would not reach", () => {
    expect(restartingEngine(siteOf(REMOTE)).does).toContain("on the engine's host (sudo systemctl restart docker)");
    expect(startingEngine(siteOf(REMOTE)).commands).toEqual([]);
    expect(engineLog(siteOf(REMOTE))).toEqual([]);
  });

  it("says nothing of containers that stop where they go on", () => {
    expect(restartingEngine(siteOf({})).does).toContain("live-restore");
    expect(restartingEngine(siteOf({ info: { liveRestore: true } })).does).not.toContain("live-restore");
  });

  it("knows an engine that does not answer by its socket and by the system", () => {
    const silent = (address: string, process: Partial<ProcessFact> = {}): string =>
      engineSite({ plan: buildPlan(at(address)), process: { ...PROCESS, ...process } }).installation;
    expect(silent("unix:///var/run/docker.sock")).toBe("packages");
    expect(silent("unix:///run/user/1000/docker.sock")).toBe("rootless");
    expect(silent("unix:///Users/op/.colima/default/docker.sock")).toBe("colima");
    expect(silent("unix:///Users/op/.docker/run/docker.sock")).toBe("desktop");
    expect(silent("unix:///run/podman/podman.sock")).toBe("podman");
    expect(silent("unix:///var/run/docker.sock", { platform: "darwin" })).toBe("desktop");
  });
});

it.each([
  ["20.10.24+dfsg1", false],
  ["22.06.0-beta.0", false],
  ["23.0.0", true],
  ["28.5.2", true],
])("an engine of version %s is told to read proxies from daemon.json: %s", (serverVersion, isTold) => {
  expect(proxyPlace(siteOf({ info: { serverVersion } })).includes("daemon.json")).toBe(isTold);
});

it("an authority of one registry belongs into the folder that the engine reads", () => {
  expect(certificatesFolder(siteOf({}), "r.example:5000")).toBe("/etc/docker/certs.d/r.example:5000");
  expect(certificatesFolder(siteOf(ROOTLESS), "r.example")).toBe("~/.config/docker/certs.d/r.example");
  expect(certificatesFolder(siteOf(DESKTOP), "r.example")).toBe("~/.docker/certs.d/r.example");
});

describe("the proxy of the start command for the engine", () => {
  const home = mkdtempSync(join(tmpdir(), "preflight-proxy-"));
  afterAll(() => rmSync(home, { recursive: true }));
  const file = join(home, ".config/systemd/user/docker.service.d/http-proxy.conf");

  /** Runs the printed fixes of a rootless engine in a home of their own. */
  function written(proxy: string, input = ""): string {
    const origin = { from: "word", word: 9 } as const;
    const proxies = { https: { value: proxy, origin }, no: { value: "localhost,.corp.example", origin } };
    const { commands = [] } = givingProxy(siteOf(ROOTLESS), proxies);
    for (const { run, role } of commands) {
      if (role === undefined)
        execFileSync("sh", ["-c", run], {
          env: { ...process.env, HOME: home },
          input,
          stdio: ["pipe", "pipe", "pipe"],
        });
    }
    expect(commands.filter(({ role }) => role === "then").map(({ run }) => run)).toEqual([
      "systemctl --user daemon-reload && systemctl --user restart docker",
    ]);
    return readFileSync(file, "utf8");
  }

  it("is written into a drop-in of systemd, which doubles percent signs", () => {
    expect(written("http://proxy%41.example:3128")).toBe(
      [
        "[Service]",
        'Environment="HTTPS_PROXY=http://proxy%%41.example:3128"',
        'Environment="NO_PROXY=localhost,.corp.example"',
        "",
      ].join("\n"),
    );
  });

  it("is asked for where it has a password", () => {
    expect(written("http://***@proxy.example:3128", "http://op:a%40b@proxy.example:3128\n")).toBe(
      '[Service]\nEnvironment="HTTPS_PROXY=http://op:a%%40b@proxy.example:3128"\nEnvironment="NO_PROXY=localhost,.corp.example"\n',
    );
  });

  it("is not written on the machine of a command that is pasted elsewhere", () => {
    const origin = { from: "word", word: 9 } as const;
    const { summary, commands } = givingProxy(siteOf(REMOTE), { https: { value: "http://p.example:1", origin } });
    expect(commands).toEqual([]);
    expect(summary).toContain(SYSTEM);
  });
});
