import { describe, expect, it } from "vitest";
import type { RunnerPlan } from "../../src/contract/index.js";
import { load, loadWords } from "./world.js";

const run = (options: string): RunnerPlan => loadWords(["docker", "run", ...options.split(" "), "img"]).plan;

const bodies = ({ settings = [] }: RunnerPlan): readonly unknown[] => settings.map(({ body }) => body);
const host = (member: string, value: unknown): unknown => ({ HostConfig: { [member]: value } });

describe("options in the engine's terms", () => {
  // bodies of POST /containers/create as docker CLI 28.2 sends them, recorded in November 2026
  it.each<[string, unknown]>([
    ["--memory 512m", host("Memory", 536_870_912)],
    ["--memory-swap -1", host("MemorySwap", -1)],
    ["--memory-reservation 256m", host("MemoryReservation", 268_435_456)],
    ["--memory-swappiness 10", host("MemorySwappiness", 10)],
    ["--shm-size 64m", host("ShmSize", 67_108_864)],
    ["--cpus 1.5", host("NanoCpus", 1_500_000_000)],
    ["--cpus 3/2", host("NanoCpus", 1_500_000_000)],
    ["--cpu-period 1000", host("CpuPeriod", 1000)],
    ["--cpu-quota 5000", host("CpuQuota", 5000)],
    ["-c 8", host("CpuShares", 8)],
    ["--cpuset-cpus 0-1", host("CpusetCpus", "0-1")],
    ["--cpuset-mems 0", host("CpusetMems", "0")],
    ["--pids-limit 9", host("PidsLimit", 9)],
    ["--blkio-weight 10", host("BlkioWeight", 10)],
    ["--oom-score-adj -11", host("OomScoreAdj", -11)],
    ["--oom-kill-disable", host("OomKillDisable", true)],
    ["--privileged", host("Privileged", true)],
    ["--read-only=false", host("ReadonlyRootfs", false)],
    ["--restart on-failure:3", host("RestartPolicy", { Name: "on-failure", MaximumRetryCount: 3 })],
    ["--restart always", host("RestartPolicy", { Name: "always", MaximumRetryCount: 0 })],
    ["--cap-add SYS_ADMIN", host("CapAdd", ["SYS_ADMIN"])],
    ["--network build", host("NetworkMode", "build")],
    ["--network name=build,alias=x", host("NetworkMode", "build")],
    ["--network Name=build,Alias=x", host("NetworkMode", "build")],
    ["--ipc host", host("IpcMode", "host")],
    ["--pid host", host("PidMode", "host")],
    ["--uts host", host("UTSMode", "host")],
    ["--userns host", host("UsernsMode", "host")],
    ["--cgroupns host", host("CgroupnsMode", "host")],
    ["--cgroup-parent p", host("CgroupParent", "p")],
    ["--isolation default", host("Isolation", "default")],
    ["--runtime crun", host("Runtime", "crun")],
    ["--sysctl net.core.somaxconn=1", host("Sysctls", { "net.core.somaxconn": "1" })],
    ["--link a:b", host("Links", ["a:b"])],
    ["-h runner", { Hostname: "runner" }],
    ["-w /w", { WorkingDir: "/w" }],
    ["--stop-signal INT", { StopSignal: "INT" }],
  ])("%s", (options, body) => {
    const plan = run(options);
    expect(bodies(plan)).toEqual([body]);
    expect(plan.settings?.[0]?.text).toBe(options);
    expect(plan.settings?.[0]?.words.join(" ")).toBe(options);
  });

  it.each([
    "-it",
    "--network host",
    "--rm",
    "-v /tmp:/tmp",
    "--name x",
    "--memory 1x",
    "--cpus $CPUS",
    "--ipc container:a",
  ])("%s asks the engine for nothing", (options) => {
    expect(bodies(run(options))).toEqual([]);
  });

  it("has memory before swap, gathers lists, and takes the last of anything else", () => {
    const plan = run("--cap-add KILL --memory-swap 4g --cap-add MKNOD --memory 1g --memory 3g");
    expect(bodies(plan)).toEqual([
      host("Memory", 3_221_225_472),
      host("MemorySwap", 4_294_967_296),
      host("CapAdd", ["KILL"]),
      host("CapAdd", ["MKNOD"]),
    ]);
  });
});

describe("what options name on the engine's host", () => {
  it.each<[string, string]>([
    ["--network build", "network build"],
    ["--net build", "network build"],
    ["--network name=build,alias=x", "network build"],
    ["--network container:db", "container db running"],
    ["--ipc container:db", "container db running"],
    ["--pid container:db", "container db running"],
    ["--link db:database", "container db running"],
    ["--volumes-from db:ro", "container db"],
    ["--device /dev/fuse:/dev/fuse:rw", "device /dev/fuse"],
    ["--log-driver journald", "log-driver journald"],
    ["--network bridge", ""],
    ["--network none", ""],
    ["--device vendor.example/gpu=0", ""],
    ["--log-driver none", ""],
    ["--volumes-from $DATA", ""],
  ])("%s: %s", (options, expected) => {
    const found = (run(options).references ?? []).map(({ kind, name, isRunning }) =>
      [kind, name, ...(isRunning === true ? ["running"] : [])].join(" "),
    );
    expect(found.join(", ")).toBe(expected);
  });
});

describe("what only a start proves", () => {
  it.each<[string, readonly string[]]>([
    ["--gpus all", ["--gpus all"]],
    ["--entrypoint /x", ["--entrypoint /x"]],
    ["-p 80:80", ["-p 80:80"]],
    ["--user runner", ["--user runner"]],
    ["--user root:0", []],
    ["--user 1000:1000", []],
    ["--group-add docker", ["--group-add docker"]],
    ["--group-add 999", []],
    ["--security-opt apparmor=mine", ["--security-opt apparmor=mine"]],
    ["--security-opt label=disable", []],
    ["--security-opt seccomp=unconfined", []],
    ["--sysctl net.core.somaxconn=1", ["--sysctl net.core.somaxconn=1"]],
    ["--log-driver json-file", []],
    ["--log-driver journald", ["--log-driver journald"]],
    ["--log-opt max-size=10m", []],
    ["--log-opt splunk-token=hunter2", ["--log-opt splunk-token=…"]],
  ])("%s", (options, expected) => {
    expect(run(options).unprovable ?? []).toEqual(expected);
  });
});

describe("what older engines do not know", () => {
  const newer = ({ newerOptions = [] }: RunnerPlan): readonly string[] =>
    newerOptions.map(({ text, leastApi }) => `${text} ${leastApi}`);

  // what docker CLI 28.2 says with DOCKER_API_VERSION=1.12, November 2026
  it.each<[string, readonly string[]]>([
    ["--annotation team=build", ["--annotation team=build 1.43"]],
    ["--annotation=team=build", ["--annotation=team=build 1.43"]],
    ["--annotation team=9f1c2b7e5d3a48c6", ["--annotation team=… 1.43"]],
    ["--annotation team=$TEAM", ["--annotation team=$TEAM 1.43"]],
    ["--health-start-interval 1s", ["--health-start-interval 1s 1.44"]],
    ["--health-start-period 1s", ["--health-start-period 1s 1.29"]],
    ["--cgroupns host", ["--cgroupns host 1.41"]],
    ["--platform linux/amd64", ["--platform linux/amd64 1.32"]],
    ["--gpus all", ["--gpus all 1.40"]],
    ["--init", ["--init 1.25"]],
    ["--init=false", ["--init=false 1.25"]],
    ["--stop-timeout 9", ["--stop-timeout 9 1.25"]],
    ["--cpus 1", ["--cpus 1 1.25"]],
    ["--cpu-rt-period 9", ["--cpu-rt-period 9 1.25"]],
    ["--cpu-rt-runtime 9", ["--cpu-rt-runtime 9 1.25"]],
    ["--mount type=bind,src=/a,dst=/b,ro,bind-recursive=writable", []],
    [
      "--mount type=bind,src=/a,dst=/b,ro,bind-recursive=readonly",
      ["--mount type=bind,src=/a,dst=/b,ro,bind-recursive=readonly 1.44"],
    ],
    ["--mount type=image,src=a,dst=/b,volume-opt=hunter2", ["--mount type=image,src=a,dst=/b,volume-opt=… 1.48"]],
    ["--mount type=image,src=a,dst=/b", ["--mount type=image,src=a,dst=/b 1.48"]],
    ["--network build --memory 1g", []],
    ["--network build --net other", ["--net other 1.44"]],
    ["--network name=build,mac-address=02:42:ac:11:00:09", ["--network name=build,mac-address=02:42:ac:11:00:09 1.44"]],
    ["--security-opt writable-cgroups=true", ["--security-opt writable-cgroups=true 1.48"]],
    ["--memory 1g --label a=b", []],
  ])("%s", (options, expected) => {
    expect(newer(run(options))).toEqual(expected);
  });

  it("compose takes what its client passes over", () => {
    const text = `services:
  runner:
    image: img
    annotations: { team: build }
    cgroup: host
    cpus: 1
    platform: linux/amd64
    healthcheck:
      start_period: 9s
      start_interval: 1s
`;
    const { plan } = load({ compose: { file: "compose.yaml", text } });
    expect(newer(plan)).toEqual(["healthcheck start_interval: 1s 1.44"]);
  });
});

it("reads the same out of a compose file", () => {
  const text = `services:
  runner:
    image: img
    cpus: 64
    mem_limit: 1g
    restart: unless-stopped
    cap_add: [SYS_ADMIN]
    devices: ["/dev/fuse:/dev/fuse"]
    networks: [shared, own]
    pid: service:other
    logging: { driver: journald }
    user: runner
networks:
  shared: { external: true, name: build }
  own: {}
`;
  const { plan } = load({ compose: { file: "compose.yaml", text } });
  expect(bodies(plan)).toEqual([
    host("Memory", 1_073_741_824),
    host("NanoCpus", 64_000_000_000),
    host("RestartPolicy", { Name: "unless-stopped", MaximumRetryCount: 0 }),
    host("CapAdd", ["SYS_ADMIN"]),
    host("NetworkMode", "build"),
  ]);
  expect(plan.settings?.[1]).toMatchObject({
    text: "cpus: 64",
    words: ["--cpus", "64"],
    origin: { from: "file", file: "compose.yaml", line: 4, path: "/work-dir/compose.yaml" },
  });
  expect(plan.references?.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    "network build",
    "device /dev/fuse",
    "log-driver journald",
  ]);
  expect(plan.unprovable).toEqual(["user: runner", "logging driver: journald"]);
});

describe("what the docker client refuses by itself", () => {
  it.each([
    ["--cpus 2 --memory 1m", ["--cpus 2"]],
    ["--rm --restart always --memory 1g", ["--restart always", "--memory 1g"]],
    ["--cap-add NOPE --cap-add KILL", ["--cap-add KILL"]],
  ])("%s is no question to the engine", (options, asked) => {
    const { plan } = loadWords(`docker run ${options} img`);
    expect(new Set(plan.settings?.map(({ text }) => text))).toEqual(new Set(asked));
  });

  it("is not left open either", () => {
    expect(loadWords("docker run --security-opt seccomp=/none.json img").plan.unprovable).toBeUndefined();
  });
});
