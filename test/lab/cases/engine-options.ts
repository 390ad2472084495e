import type { ExpectedFinding, LabCase } from "../support/case.js";
import { IMAGES } from "../support/images.js";
import type { Lab } from "../support/lab.js";
import { mirrored } from "../support/start-command.js";
import { judging } from "./shared.js";

const run = { kind: "run" } as const;
const standIn = { kind: "stand-in-runner" } as const;
const env = mirrored("registry.example");

/** An option that the engine, not the docker client, refuses. */
function refused(name: string, flags: readonly string[], target: string): LabCase {
  return {
    name: `engine refuses ${name}`,
    broken: `${flags.join(" ")} asks for what the engine does not have or take`,
    ...judging({ flags, env }),
    expect: { exit: 1, findings: [{ check: "runner-command", code: "option-invalid", target }], warnings: [] },
    oracle: run,
    remedy: "change",
  };
}

/** An option that the docker client, or the engine, has for newer engines alone: 20.10 is too old for it. */
function newer(name: string, flags: readonly string[], target: string, more: Partial<LabCase> = {}): LabCase {
  const taken = { broken: "", expect: { exit: 0, findings: [], warnings: [] }, oracle: run } as const;
  return {
    ...refused(name, flags, target),
    name: `engine too old for ${name}`,
    broken: `${flags.join(" ")} came with a newer engine`,
    engines: { "26.1": taken, "26.1-containerd": taken },
    ...more,
  };
}

/** Something that an option names is not on the engine's host until it is made. */
function missing(
  name: string,
  flags: readonly string[],
  found: Pick<ExpectedFinding, "code" | "target">,
  more: Partial<LabCase> = {},
): LabCase {
  return {
    name: `${name} missing`,
    broken: `${flags.join(" ")} names what is not there`,
    ...judging({ flags, env }),
    expect: { exit: 1, findings: [{ check: "runner-command", ...found }], warnings: [] },
    oracle: run,
    remedy: "change",
    ...more,
  };
}

function accepted(name: string, flags: readonly string[], inject?: (lab: Lab) => Promise<void>): LabCase {
  return {
    name: `healthy: ${name}`,
    broken: "",
    ...judging({ flags, env }),
    ...(inject === undefined ? {} : { inject }),
    expect: { exit: 0, findings: [], warnings: [] },
    oracle: standIn,
    remedy: "words",
  };
}

const container =
  (words: string) =>
  async (lab: Lab): Promise<void> => {
    await lab.shell(`docker ${words}`);
  };
const SLEEPER = container(`run -d --name other ${IMAGES.runner} sleep 1000`);
const CREATED = container(`create --name other ${IMAGES.runner} sleep 1000`);

const READ_ONLY_BELOW = "type=bind,src=/etc,dst=/etc/host,ro,bind-propagation=rprivate,bind-recursive=readonly";
const HARDWARE = "mac-address=02:42:ac:11:00:09";

/** Options that only the engine can judge. */
export const ENGINE_OPTION_CASES: readonly LabCase[] = [
  refused("more CPUs than there are", ["--cpus", "4096"], "--cpus 4096"),
  refused("CPUs that are not there", ["--cpuset-cpus", "4000-4095"], "--cpuset-cpus 4000-4095"),
  refused("a memory limit of next to nothing", ["--memory", "1m"], "--memory 1m"),
  refused("swap without memory", ["--memory-swap", "1g"], "--memory-swap 1g"),
  refused("less swap than memory", ["--memory-swap", "1g", "--memory", "2g"], "--memory-swap 1g"),
  refused("a runtime", ["--runtime", "nvidia"], "--runtime nvidia"),
  refused("a capability", ["--cap-add", "EVERYTHING"], "--cap-add EVERYTHING"),
  refused("a restart policy", ["--restart", "sometimes"], "--restart sometimes"),
  refused("a relative working directory", ["-w", "work"], "-w work"),
  refused("a signal", ["--stop-signal", "SIGSTOPP"], "--stop-signal SIGSTOPP"),
  refused("a logging driver", ["--log-driver", "nowhere"], "--log-driver nowhere"),
  refused("an IPC mode", ["--ipc", "public"], "--ipc public"),
  refused("an address on the default network", ["--ip", "172.17.0.99"], "--ip"),
  refused("a security option", ["--security-opt", "safe=yes"], "--security-opt"),
  newer("an annotation", ["--annotation", "team=build"], "--annotation team=build"),
  newer("an interval at the start", ["--health-start-interval", "1s"], "--health-start-interval 1s"),
  newer("a mount that is read-only all the way down", ["--mount", READ_ONLY_BELOW], `--mount ${READ_ONLY_BELOW}`),
  newer("a second network", ["--network", "one", "--network", "two"], "--network two", {
    inject: container("network create one && docker network create two"),
  }),
  newer("the hardware address of a network", ["--network", `name=one,${HARDWARE}`], `--network name=one,${HARDWARE}`, {
    inject: container("network create one"),
  }),
  newer(
    "writable control groups",
    ["--security-opt", "writable-cgroups=true"],
    "--security-opt writable-cgroups=true",
    {
      engines: {},
    },
  ),
  {
    ...newer("what a client is told to speak", ["--cgroupns", "host"], "--cgroupns host", { engines: {} }),
    broken: "DOCKER_API_VERSION is older than the option",
    env: { DOCKER_API_VERSION: "1.40" },
  },
  missing("network", ["--network", "build"], { code: "network-missing", target: "build" }, { remedy: "command" }),
  missing("container for --volumes-from", ["--volumes-from", "other"], { code: "container-missing", target: "other" }),
  missing("container for --link", ["--link", "other:o"], { code: "container-missing", target: "other" }),
  {
    ...missing("running container for its network", ["--network", "container:other"], {
      code: "container-missing",
      target: "other",
    }),
    inject: CREATED,
    remedy: "command",
  },
  missing("device", ["--device", "/dev/kvm-none"], { code: "device-missing", target: "/dev/kvm-none" }),
  {
    name: "runner without a network",
    broken: "--network none leaves the runner without a way to Bitbucket",
    ...judging({ flags: ["--network", "none"], env }),
    expect: {
      exit: 1,
      findings: [{ check: "runner-command", code: "network-none", target: "--network" }],
      warnings: [],
    },
    oracle: standIn,
    remedy: "change",
  },
  {
    name: "platform that only another machine runs",
    broken: "the local copy is not for the platform that the start command asks for, and the registry has none",
    ...judging({ flags: ["--platform", "linux/s390x"], env }),
    inject: async (lab) => {
      await lab.shell(`docker pull -q ${IMAGES.runner}`);
    },
    expect: { exit: 1, findings: [{ check: "image-pullable", code: "platform-mismatch", target: IMAGES.runner }] },
    oracle: run,
    remedy: "words",
  },
  accepted("options that the engine takes", [
    "--memory",
    "512m",
    "--memory-swap",
    "1g",
    "--cpus",
    "1",
    "--pids-limit",
    "500",
    "--shm-size",
    "64m",
    "--cap-drop",
    "MKNOD",
    "--stop-signal",
    "SIGINT",
    "--log-opt",
    "max-size=10m",
    "--security-opt",
    "label:disable",
  ]),
  accepted("a network of one's own", ["--network", "build"], container("network create build")),
  accepted("the volumes of a stopped container", ["--volumes-from", "other"], CREATED),
  accepted("the network of a running container", ["--network", "container:other"], SLEEPER),
  accepted("a device that is there", ["--device", "/dev/fuse"]),
  {
    name: "docker client that asks for signatures",
    broken: "DOCKER_CONTENT_TRUST is set, and nobody signed the image",
    ...judging({ env }),
    env: { DOCKER_CONTENT_TRUST: "1" },
    expect: { exit: 3, findings: [], warnings: [] },
    oracle: run,
    remedy: "words",
  },
  {
    name: "docker client for another machine",
    broken: "DOCKER_DEFAULT_PLATFORM asks for a platform that the runner image does not have",
    ...judging({ env }),
    env: { DOCKER_DEFAULT_PLATFORM: "linux/s390x" },
    expect: { exit: 1, findings: [{ check: "image-pullable", code: "platform-mismatch", target: IMAGES.runner }] },
    oracle: run,
    remedy: "words",
  },
  {
    name: "docker client newer than the engine",
    broken: "DOCKER_API_VERSION names a version that the engine does not speak",
    ...judging({ env }),
    env: { DOCKER_API_VERSION: "1.99" },
    expect: {
      exit: 1,
      findings: [{ check: "runner-command", code: "option-invalid", target: "DOCKER_API_VERSION" }],
      warnings: [],
    },
    oracle: run,
    remedy: "words",
  },
  {
    name: "engine without a bridge network",
    broken: 'daemon.json says "bridge": "none"',
    ...judging({ env }),
    inject: (lab) => lab.configureEngine({ bridge: "none" }),
    expect: { exit: 1, findings: [{ check: "docker-engine", code: "default-network-missing" }], warnings: [] },
    oracle: standIn,
    remedy: "words",
  },
  {
    name: "engine whose runtime is gone",
    broken: "the default-runtime of daemon.json was uninstalled",
    ...judging({ env }),
    inject: (lab) => lab.configureEngine({ runtimes: { gone: { path: "/opt/gone" } }, "default-runtime": "gone" }),
    heal: (lab) => lab.configureEngine({}),
    expect: {
      exit: 1,
      findings: [{ check: "docker-engine", code: "default-runtime-missing", target: "/opt/gone" }],
      warnings: [],
    },
    oracle: run,
    remedy: "words",
  },
  {
    name: "data root read-only",
    broken: "the kernel has made the engine's file system read-only",
    ...judging({ env }),
    inject: async (lab) => {
      await lab.shell("mount --bind /var/lib/docker /var/lib/docker && mount -o remount,ro,bind /var/lib/docker");
    },
    heal: async (lab) => {
      await lab.shell("umount /var/lib/docker");
      // it keeps the name of the container that it could not make
      await lab.configureEngine({});
    },
    engines: { "26.1": false, "26.1-containerd": false },
    expect: {
      exit: 1,
      findings: [{ check: "host-resources", code: "data-root-read-only", target: "/var/lib/docker" }],
      warnings: [],
    },
    oracle: run,
    remedy: "words",
  },
];
