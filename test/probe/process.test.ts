import { execFileSync } from "node:child_process";
import { symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { invokingHome } from "../../src/probe/home.js";
import { liveHost, readPlanWorld } from "../../src/probe/index.js";
import { readServiceManager, showsContainer } from "../../src/probe/process.js";
import { newFolder } from "./engine/fake-engine.js";
import { planFor, secretsFor } from "./plan.js";

const URL = "unix:///nowhere/docker.sock";

describe("process and clock", () => {
  it("tell who and when", async () => {
    const { host } = liveHost({
      plan: planFor(URL),
      secrets: secretsFor(URL),
      timeoutMs: 20_000,
      signal: new AbortController().signal,
      env: { HOME: "/home/me" },
    });
    const fact = await host.env.process({});
    expect(fact).toMatchObject({ platform: process.platform, uid: process.getuid?.(), home: "/home/me" });
    expect(fact).not.toHaveProperty("sudoUser");
    // only x86 has them
    expect(fact.cpuFlags?.includes("sse2") ?? process.arch !== "x64").toBe(true);
    const beforeMs = Date.now();
    const { iso } = await host.clock.now({});
    expect(Date.parse(iso)).toBeGreaterThanOrEqual(beforeMs);
    expect(Date.parse(iso)).toBeLessThanOrEqual(Date.now());
  });

  it("a probe that asks a lot of one signal warns nobody", async () => {
    const warnings: unknown[] = [];
    const onWarning = (warning: unknown): void => void warnings.push(warning);
    process.on("warning", onWarning);
    const run = new AbortController();
    const { host } = liveHost({
      plan: planFor(URL),
      secrets: secretsFor(URL),
      timeoutMs: 20_000,
      signal: run.signal,
      env: {},
    });
    const paths = Array.from({ length: 50 }, (_unused, index) => `/tmp/${index}`);
    await Promise.all(paths.map((path) => host.files.stat({ path }, { signal: run.signal })));
    await new Promise((resolve) => setImmediate(resolve));
    process.off("warning", onWarning);
    expect(warnings).toEqual([]);
  });
});

describe("the inside of a container", () => {
  const machine =
    "26 1 8:1 / / rw,relatime - ext4 /dev/vda rw\n30 26 8:1 /etc/netns/lab/hosts /etc/hosts rw - ext4 /dev/vda rw";
  const layered = "500 400 0:50 / / rw,relatime master:1 - overlay overlay rw,lowerdir=/a";
  const mounted = "600 500 8:1 /var/lib/docker/containers/1/hostname /etc/hostname rw - ext4 /dev/vda rw";
  it.each([
    ["Docker, cgroup v1", false, "12:pids:/docker/0123456789ab", machine, true],
    ["Kubernetes", false, "1:name=systemd:/kubepods/besteffort/pod1/2", machine, true],
    ["Docker, cgroup v2", true, "0::/", layered, true],
    ["Docker without layers", true, "0::/", `${machine}\n${mounted}`, true],
    ["a machine made of an image", true, "9:name=systemd:/\n8:pids:/", machine, false],
    ["a machine with a layered root", false, "0::/init.scope", layered, false],
    ["a machine", false, "0::/init.scope", machine, false],
  ] as const)("%s", (_name, hasMark, cgroup, mountInfo, expected) => {
    expect(showsContainer(hasMark, cgroup, mountInfo)).toBe(expected);
  });
});

describe("the invoking user's home", () => {
  it("without sudo is HOME, or the account's", () => {
    expect(invokingHome({ HOME: "/home/me" })).toBe("/home/me");
    expect(invokingHome({})).toBe(homedir());
    expect(invokingHome({ HOME: "/root", SUDO_USER: "root" })).toBe("/root");
  });

  it.runIf(process.getuid?.() === 0)("with sudo is SUDO_USER's", () => {
    const [line = ""] = execFileSync("getent", ["passwd", "nobody"], { encoding: "utf8" }).split("\n");
    expect(invokingHome({ HOME: "/root", SUDO_USER: "nobody" })).toBe(line.split(":")[5]);
    expect(invokingHome({ HOME: "/root", SUDO_USER: "no-such-user-here" })).toBe("/root");
    expect(invokingHome({ HOME: "/root", SUDO_USER: "--help" })).toBe("/root");
  });
});

describe("the world of a plan", () => {
  it("reads files", () => {
    const file = join(newFolder(), "runner.sh");
    writeFileSync(file, "docker run ü");
    const world = readPlanWorld();
    expect(world.readText(file)).toBe("docker run ü");
    expect(world.exists(file)).toBe(true);
    expect(world.exists(`${file}.none`)).toBe(false);
    expect(world.cwd).toBe(process.cwd());
  });

  it("refuses what is no bounded file", () => {
    const folder = newFolder();
    const large = join(folder, "large");
    writeFileSync(large, "");
    truncateSync(large, 2 * 1024 ** 2);
    symlinkSync("loop", join(folder, "loop"));
    execFileSync("mkfifo", [join(folder, "fifo")]);
    const { readText } = readPlanWorld();
    for (const path of [folder, large, join(folder, "fifo"), join(folder, "none"), join(folder, "loop"), "/dev/zero"]) {
      expect(() => readText(path)).toThrow(expect.objectContaining({ name: "UsageError" }));
    }
  });
});

it.each([
  [["/run/systemd/system", "/etc/init.d/docker"], "systemd"],
  [["/run/openrc", "/etc/init.d/docker"], "openrc"],
  [["/etc/init.d/docker"], "init.d"],
  [[], "none"],
])("a machine with %j has its services started by %s", async (paths, manager) => {
  expect(await readServiceManager((path) => Promise.resolve(paths.includes(path)))).toBe(manager);
});
