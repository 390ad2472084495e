import type {
  Check,
  CodeEntry,
  EngineConnection,
  EngineInfo,
  Evidence,
  Finding,
  Pass,
  ProcessFact,
  RunnerPlan,
  Verdict,
} from "../src/contract/index.js";
import { adding } from "../src/judge/changes.js";
import { dropLogDriver } from "../src/judge/daemon-json.js";
import {
  dockerCommand,
  engineFlavours,
  hasSecurityOption,
  isSharedMachine,
  restartEngine,
} from "../src/judge/engine.js";
import type { EngineFlavour } from "../src/judge/engine.js";
import { failed, finding, safe, sudo } from "../src/judge/findings.js";
import { goArchitecture } from "../src/judge/images.js";
import { remappedLogs } from "../src/judge/mount/logs.js";
import { orNothing } from "../src/judge/probes.js";
import { listText } from "../src/judge/text.js";
import { compareVersions } from "../src/judge/versions.js";
import {
  ARCHITECTURES,
  ENGINE_REFUSING_OLD_CLIENTS,
  LOG_DRIVER,
  MINIMUM_ENGINE_VERSION,
  RUNNER_IMAGE,
  SOURCE_RUNNERS_PAGE,
} from "../src/requirements.js";
import { dockerSocket } from "./docker-socket.js";

/** The API version below which such an engine takes no client. */
const FIRST_NEW_API = "1.44";
const USERNS_PAGE = "https://docs.docker.com/engine/security/userns-remap/";

const CODES = {
  "engine-too-old": {
    severity: "error",
    meaning: `The Docker Engine is older than ${MINIMUM_ENGINE_VERSION.value}, the oldest that the vendor supports.`,
    cause: "A distribution's old package, or a host that was never upgraded.",
    remedy: "Install a current Docker Engine.",
    source: MINIMUM_ENGINE_VERSION.source,
  },
  "engine-not-linux": {
    severity: "error",
    meaning: "The engine runs containers of another operating system than Linux.",
    cause: "Docker on Windows is switched to Windows containers.",
    remedy: "Use an engine that runs Linux containers.",
    source: SOURCE_RUNNERS_PAGE,
  },
  "architecture-unsupported": {
    severity: "error",
    meaning: `There is no runner for the engine's CPU architecture; there is one for ${listText(ARCHITECTURES.value)}.`,
    cause: "A 32-bit or otherwise different machine.",
    remedy: "Deploy the runner on a machine with one of these architectures.",
    source: ARCHITECTURES.source,
  },
  "userns-remap": {
    severity: "error",
    meaning: "The engine maps root in containers to an unprivileged user of the host.",
    cause:
      "userns-remap is set in daemon.json; root in the runner can then open neither the Docker socket nor a config.json of mode 0600.",
    remedy: "Add --userns=host to the start command, or turn userns-remap off.",
    source: USERNS_PAGE,
  },
  "ip-forwarding-disabled": {
    severity: "error",
    meaning: "The kernel does not forward IPv4, so containers on a bridge network reach nothing outside.",
    cause: "net.ipv4.ip_forward is 0, often set by a hardening script after Docker was started.",
    remedy: "Turn IPv4 forwarding on, now and at boot.",
    source: "https://docs.docker.com/engine/daemon/troubleshoot/#ip-forwarding-problems",
  },
  "default-network-missing": {
    severity: "error",
    meaning: "The engine has no bridge network, which the start command leaves the runner to: it would reach nothing.",
    cause: 'The bridge is switched off in daemon.json ("bridge": "none"), as on nodes of a cluster.',
    remedy: "Give the runner a network of its own with --network, or take bridge out of daemon.json.",
    source: "https://docs.docker.com/engine/network/drivers/bridge/",
  },
  "default-runtime-missing": {
    severity: "error",
    meaning: "The program that the engine starts containers with is not there, so it starts none.",
    cause: "daemon.json still names a default-runtime that was uninstalled, often NVIDIA's.",
    remedy: "Install the runtime, or take default-runtime out of daemon.json, and restart the engine.",
    source: "https://docs.docker.com/engine/daemon/alternative-runtimes/",
  },
  "log-driver-unreadable": {
    severity: "warning",
    meaning: `The engine's default log driver is not ${LOG_DRIVER.value}; not documented, but the runner reads the step containers' log files.`,
    cause: "daemon.json sets log-driver to journald, local, syslog or another driver that writes no json-file.",
    remedy: `Remove log-driver from daemon.json (the default is ${LOG_DRIVER.value}) and restart the engine.`,
    source: LOG_DRIVER.source,
  },
  "resource-limits-unsupported": {
    severity: "warning",
    meaning: "The kernel cannot enforce limits that the runner sets on step containers.",
    cause:
      "The memory, swap or CPU controller of cgroups is off in the kernel, or is not delegated to a rootless engine.",
    remedy: "Turn the controllers on: kernel parameters for cgroups v1, delegation for a rootless engine.",
    source: "https://docs.docker.com/engine/install/troubleshoot/#kernel-cgroup-swap-limit-capabilities",
  },
  "engine-refuses-old-clients": {
    severity: "warning",
    meaning: "The engine refuses clients older than API 1.44, which runner images pulled before it came out may be.",
    cause: `Docker Engine ${ENGINE_REFUSING_OLD_CLIENTS.value} raised the lowest API version that it accepts.`,
    remedy: "Pull the runner image anew before starting it.",
    source: ENGINE_REFUSING_OLD_CLIENTS.source,
  },
  "engine-undocumented": {
    severity: "warning",
    meaning: "The engine is of a kind that the vendor does not document for runners.",
    cause: "Rootless Docker, Podman, Docker Desktop, Colima, or Docker out of a snap.",
    remedy: "Use Docker Engine from Docker's or the distribution's packages, or heed what follows from the difference.",
    source: SOURCE_RUNNERS_PAGE,
  },
} as const satisfies Record<string, CodeEntry>;

interface Scene {
  readonly plan: RunnerPlan;
  readonly connection: EngineConnection;
  readonly info: EngineInfo;
  readonly process: ProcessFact | undefined;
}

const INFO_ORIGIN = { origin: "GET /info", vantage: "engine" } as const;

function tooOld({ plan, connection, info }: Scene): readonly Finding[] {
  const isDocker = !engineFlavours(connection, info).some(({ flavour }) => flavour === "podman");
  const difference = compareVersions(info.serverVersion, MINIMUM_ENGINE_VERSION.value);
  if (!isDocker || difference === undefined || difference >= 0) return [];
  return [
    finding(CODES, "engine-too-old", {
      message: `Docker Engine ${info.serverVersion} is older than ${MINIMUM_ENGINE_VERSION.value}.`,
      evidence: [
        {
          what: "engine version",
          observed: info.serverVersion,
          expected: `${MINIMUM_ENGINE_VERSION.value} or newer`,
          ...INFO_ORIGIN,
        },
      ],
      remedy: {
        summary: `Install Docker Engine ${MINIMUM_ENGINE_VERSION.value} or newer: https://docs.docker.com/engine/install/.`,
        commands: [dockerCommand(plan, ["version"])],
      },
    }),
  ];
}

function notLinux({ plan, info }: Scene): readonly Finding[] {
  if (info.os === "linux") return [];
  return [
    finding(CODES, "engine-not-linux", {
      message: `The engine runs ${info.os} containers, and the runner is a Linux container.`,
      evidence: [{ what: "operating system of containers", observed: info.os, expected: "linux", ...INFO_ORIGIN }],
      remedy: {
        summary:
          'Switch Docker Desktop to Linux containers ("Switch to Linux containers" in its menu), or use a Linux host.',
        commands: [dockerCommand(plan, ["info", "--format", "{{.OSType}}"])],
      },
    }),
  ];
}

function unsupportedArchitecture({ plan, info }: Scene): readonly Finding[] {
  if (ARCHITECTURES.value.includes(goArchitecture(info.architecture))) return [];
  return [
    finding(CODES, "architecture-unsupported", {
      message: `There is no runner for ${info.architecture}.`,
      evidence: [
        {
          what: "CPU architecture",
          observed: info.architecture,
          expected: "x86_64 (amd64) or aarch64 (arm64)",
          ...INFO_ORIGIN,
        },
      ],
      remedy: {
        summary: "Deploy the runner on an x86_64 or aarch64 machine.",
        commands: [dockerCommand(plan, ["info", "--format", "{{.Architecture}}"])],
      },
    }),
  ];
}

function usernsRemap({ plan, info }: Scene): readonly Finding[] {
  if (!hasSecurityOption(info, "userns") || plan.userns?.value === "host") return [];
  return [
    finding(CODES, "userns-remap", {
      message:
        "The engine remaps users, so root in the runner can open neither the Docker socket nor a config.json of mode 0600.",
      evidence: [
        {
          what: "security options",
          observed: info.securityOptions.join(" "),
          expected: "no name=userns",
          ...INFO_ORIGIN,
        },
        {
          what: "--userns of the start command",
          observed: plan.userns?.value ?? "not given",
          expected: "host",
          origin: plan.userns?.origin ?? plan.description,
        },
      ],
      remedy: {
        summary:
          "Start the runner in the host's user namespace, or remove userns-remap from daemon.json and restart Docker.",
        changes: [adding("--userns=host"), ...remappedLogs(plan, info)],
      },
    }),
  ];
}

/**
 * The kernel's own word for it, where this process shares the engine's network: engines since 23 say what held when they were
 * first asked (measured on 26.1).
 */
function kernelForwarding({ connection, info, process }: Scene): boolean | undefined {
  const isShared = isSharedMachine(connection, info, process) && !hasSecurityOption(info, "rootless");
  return isShared ? process?.ipv4Forwarding : undefined;
}

function noForwarding(scene: Scene): readonly Finding[] {
  const { plan, info } = scene;
  const isRouted = plan.network.value !== "host" && plan.network.value !== "none";
  const kernel = kernelForwarding(scene);
  if (!isRouted || (kernel ?? info.ipv4Forwarding) !== false) return [];
  const seen: Evidence = { what: "net.ipv4.ip_forward", observed: "0", expected: "1", vantage: "process" };
  return [
    finding(CODES, "ip-forwarding-disabled", {
      message: "IPv4 forwarding is off, so containers reach nothing outside this host.",
      evidence: [
        ...(kernel === undefined ? [] : [seen]),
        {
          what: "IPv4 forwarding",
          observed: info.ipv4Forwarding === false ? "disabled" : "enabled",
          expected: "enabled",
          ...INFO_ORIGIN,
        },
        { what: "network of the runner", observed: plan.network.value, origin: plan.network.origin },
      ],
      remedy: {
        summary: "Turn IPv4 forwarding on, now and at boot, on the engine's host.",
        commands: [
          sudo("sudo sysctl -w net.ipv4.ip_forward=1"),
          sudo("echo net.ipv4.ip_forward=1 | sudo tee /etc/sysctl.d/99-ip-forward.conf"),
        ],
      },
    }),
  ];
}

function unreadableLogs({ plan, connection, info }: Scene): readonly Finding[] {
  if (info.loggingDriver === LOG_DRIVER.value) return [];
  const isPlain = engineFlavours(connection, info).length === 0;
  return [
    finding(CODES, "log-driver-unreadable", {
      message: `The engine logs with ${info.loggingDriver}; the runner is known to read the files of ${LOG_DRIVER.value} (not documented).`,
      evidence: [
        { what: "default log driver", observed: info.loggingDriver, expected: LOG_DRIVER.value, ...INFO_ORIGIN },
      ],
      remedy: {
        summary: `Let the engine log with ${LOG_DRIVER.value}, its default: remove log-driver from daemon.json, or --log-driver from the options of dockerd, and restart Docker.`,
        commands: [
          ...(isPlain ? dropLogDriver(plan) : []),
          dockerCommand(plan, ["info", "--format", "{{.LoggingDriver}}"]),
        ],
      },
    }),
  ];
}

function unlimited({ plan, info }: Scene): readonly Finding[] {
  const limits = { memory: info.memoryLimit, swap: info.swapLimit, "CPU quota": info.cpuQuota };
  const missing = Object.entries(limits).filter(([, isSupported]) => isSupported === false);
  if (missing.length === 0) return [];
  const names = listText(missing.map(([name]) => name));
  const isRootless = hasSecurityOption(info, "rootless");
  return [
    finding(CODES, "resource-limits-unsupported", {
      message: `The engine cannot limit ${names} of step containers.`,
      evidence: missing.map(([name]): Evidence => ({
        what: `${name} limit`,
        observed: "not supported",
        expected: "supported",
        ...INFO_ORIGIN,
      })),
      remedy: {
        summary: isRootless
          ? "Delegate the cpu, cpuset, io and memory controllers to the engine's user (Delegate= for user@.service) and log in again."
          : "Add cgroup_enable=memory swapaccount=1 to the kernel's command line and reboot, or use a kernel with these controllers.",
        commands: [safe("cat /proc/cmdline"), dockerCommand(plan, ["info", "--format", "{{.Warnings}}"])],
      },
    }),
  ];
}

/** Whether the engine refuses clients that an old runner image may be. */
function refusesOldClients({ connection: { minApiVersion }, info }: Scene): boolean {
  const [said, lowest] =
    minApiVersion === undefined
      ? [info.serverVersion, String(ENGINE_REFUSING_OLD_CLIENTS.value)]
      : [minApiVersion, FIRST_NEW_API];
  return (compareVersions(said, lowest) ?? -1) >= 0;
}

/** An old copy of the runner can be started only where there is a copy, and the start command does not pull anew. */
async function oldRunner({ host, signal }: Pass, scene: Scene): Promise<readonly Finding[]> {
  const { plan, connection, info } = scene;
  const runner = plan.images.find(({ role }) => role === "runner");
  if (!refusesOldClients(scene) || runner?.placeholder !== undefined || runner?.pullPolicy === "always") return [];
  const reference = runner?.reference ?? RUNNER_IMAGE.value;
  const copy = await orNothing(host.engine.localImage({ reference }, { signal }));
  if (copy?.outcome === "missing") return [];
  const lowest = connection.minApiVersion ?? FIRST_NEW_API;
  return [
    finding(CODES, "engine-refuses-old-clients", {
      message: `Docker Engine ${info.serverVersion} refuses clients older than API ${lowest}; the local copy of the runner may be one.`,
      evidence: [
        { what: "engine version", observed: info.serverVersion, ...INFO_ORIGIN },
        {
          what: "lowest API version",
          observed: connection.minApiVersion ?? "not said",
          expected: `below ${FIRST_NEW_API}`,
          origin: "GET /version",
          vantage: "engine",
        },
        {
          what: `local copy of ${reference}`,
          observed: copy?.id ?? "not known",
          origin: "GET /images",
          vantage: "engine",
        },
      ],
      remedy: {
        summary:
          'Let docker pull the runner anew at the start, or once by hand before it; if the runner still reports "client version is too old", set "min-api-version": "1.24" in daemon.json.',
        changes: [adding("--pull", "always")],
      },
    }),
  ];
}

const FLAVOURS: Readonly<
  Record<EngineFlavour, { readonly name: string; readonly follows: string; readonly summary: string }>
> = {
  rootless: {
    name: "Rootless Docker",
    follows:
      "the socket and the log files are in the user's own folders, not under /var, and limits need delegated controllers",
    summary:
      "Mount the rootless engine's own socket and its containers folder at the documented paths, or use Docker Engine run by root.",
  },
  podman: {
    name: "Podman",
    follows: "it imitates the Docker API and keeps its containers' logs elsewhere and in another form",
    summary: "Use Docker Engine for the runner.",
  },
  desktop: {
    name: "Docker Desktop",
    follows:
      "the engine runs in a virtual machine: its socket, its data root and its paths are that machine's, and only shared folders of this one exist there",
    summary: "Use Docker Engine on a Linux host, or share the working directory with the virtual machine.",
  },
  colima: {
    name: "Colima (or Lima)",
    follows:
      "the engine runs in a virtual machine: its socket, its data root and its paths are that machine's, and only shared folders of this one exist there",
    summary: "Use Docker Engine on a Linux host, or share the working directory with the virtual machine.",
  },
  snap: {
    name: "Docker out of a snap",
    follows: "a confined engine has a /tmp of its own and sees few host paths, so that mounts come out empty",
    summary: "Replace the snap by Docker Engine from Docker's packages: https://docs.docker.com/engine/install/.",
  },
};

function undocumented({ plan, connection, info }: Scene): readonly Finding[] {
  return engineFlavours(connection, info).map(({ flavour, sign, origin }) => {
    const { name, follows, summary } = FLAVOURS[flavour];
    return finding(CODES, "engine-undocumented", {
      message: `${name} is not documented for runners: ${follows}.`,
      target: flavour,
      evidence: [
        { what: "kind of engine", observed: sign, expected: "Docker Engine run by root", origin, vantage: "engine" },
        { what: "data root", observed: info.rootDirectory, ...INFO_ORIGIN },
      ],
      remedy: { summary, commands: [dockerCommand(plan, ["info", "--format", "{{.DockerRootDir}}"])] },
    });
  });
}

const JUDGES = [
  tooOld,
  notLinux,
  unsupportedArchitecture,
  usernsRemap,
  noForwarding,
  unreadableLogs,
  unlimited,
  undocumented,
];

function evidenceOf({ connection, info }: Scene): readonly Evidence[] {
  const engine = `${connection.platformName ?? "engine"} ${info.serverVersion}`;
  return [
    {
      what: "engine",
      observed: `${engine}, API ${connection.apiVersion ?? "unknown"}, ${info.os}/${goArchitecture(info.architecture)}, kernel ${info.kernelVersion}`,
      ...INFO_ORIGIN,
    },
    {
      what: "set-up",
      observed: `data root ${info.rootDirectory}, ${info.storageDriver} (${info.imageStore} image store), log driver ${info.loggingDriver}, cgroups v${info.cgroupVersion ?? "?"}`,
      ...INFO_ORIGIN,
    },
    ...info.warnings.map((warning) => ({ what: "the engine's own warning", observed: warning, ...INFO_ORIGIN })),
  ];
}

/** A start command without a network of its own, and an engine without a bridge. Compose makes networks by itself. */
async function noBridge({ plan, host, signal }: Pass): Promise<readonly Finding[]> {
  if (plan.source === "compose" || !["bridge", "default"].includes(plan.network.value)) return [];
  const bridge = await orNothing(host.engine.network({ name: "bridge" }, { signal }));
  if (bridge?.outcome !== "missing") return [];
  return [
    finding(CODES, "default-network-missing", {
      message: "The engine has no bridge network, so the runner would start without any and reach nothing.",
      evidence: [
        {
          what: "network bridge",
          observed: "missing",
          expected: "a network",
          origin: "GET /networks/bridge",
          vantage: "engine",
        },
        { what: "network of the runner", observed: plan.network.value, origin: plan.network.origin },
      ],
      remedy: {
        summary: "Give the runner a network of its own.",
        commands: [dockerCommand(plan, ["network", "create", "runner"])],
        changes: [adding("--network", "runner")],
      },
    }),
  ];
}

/** An engine whose runtime is gone. One that is named without its folder is on the engine's PATH or is not: nobody says. */
async function noRuntime({ plan, host, signal }: Pass, { info }: Scene): Promise<readonly Finding[]> {
  const { defaultRuntime = "", defaultRuntimePath: path } = info;
  if (path?.startsWith("/") !== true) return [];
  const seen = await orNothing(host.engine.path({ path }, { signal }));
  if (seen?.outcome !== "missing") return [];
  return [
    finding(CODES, "default-runtime-missing", {
      message: `The engine starts containers with ${path}, which does not exist.`,
      target: path,
      evidence: [
        { what: "default runtime", observed: `${defaultRuntime} (${path})`, ...INFO_ORIGIN },
        { what: path, observed: seen.detail ?? "missing", expected: "a program", vantage: "engine" },
      ],
      remedy: {
        summary: `Install the runtime ${defaultRuntime}, or take default-runtime out of daemon.json, and restart the engine.`,
        commands: [restartEngine(plan)],
      },
    }),
  ];
}

async function run(pass: Pass): Promise<Verdict> {
  const { plan, host, signal } = pass;
  pass.progress("GET /info of the engine");
  const [connection, info, process] = await Promise.all([
    host.engine.connection({}, { signal }),
    host.engine.info({}, { signal }),
    orNothing(host.env.process({}, { signal })),
  ]);
  const scene: Scene = { plan, connection, info, process };
  const asked = await Promise.all([noBridge(pass), noRuntime(pass, scene), oldRunner(pass, scene)]);
  return failed([...JUDGES.flatMap((judge) => judge(scene)), ...asked.flat()], evidenceOf(scene));
}

/** The engine is one that the vendor supports, and is set up so that a runner can work with it. */
export const dockerEngine: Check = {
  id: "docker-engine",
  title: "Docker Engine is supported and set up for a runner",
  group: "engine",
  severity: "error",
  codes: CODES,
  needs: [dockerSocket],
  run,
};
