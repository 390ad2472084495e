import type { EngineSite } from "../../src/contract/index.js";
import type { RemedyCommand, RunnerPlan } from "../../src/contract/index.js";
import { dockerCommand, type EngineFlavour } from "../../src/judge/engine.js";
import { defineCodes, showing, sudo } from "../../src/judge/findings.js";
import { remappedLogs } from "../../src/judge/mounts/remapped-logs.js";
import { adding } from "../../src/judge/remedy/changes.js";
import { engineName, thenRestart } from "../../src/judge/remedy/engine-service.js";
import { daemonSettings } from "../../src/judge/remedy/engine-settings.js";
import { whereToRepair } from "../../src/judge/remedy/self-command.js";
import { listText } from "../../src/judge/text.js";
import {
  ARCHITECTURES,
  ENGINE_REFUSING_OLD_CLIENTS,
  LOG_DRIVER,
  MINIMUM_ENGINE_VERSION,
  SOURCE_RUNNERS_PAGE,
} from "../../src/requirements.js";
import { dropLogDriver } from "./daemon-json.js";
import { FLAVOUR_WORDS } from "./flavours.js";
import { limitsWords } from "./limits-words.js";
import { oldClientsWords } from "./old-clients-words.js";
import type { EngineScene } from "./scene.js";

const USERNS_PAGE = "https://docs.docker.com/engine/security/userns-remap/";

interface MissingRuntime {
  readonly site: EngineSite;
  readonly name: string;
  readonly path: string;
}

/** Shows one thing that the engine says of itself. */
function infoCommand(plan: RunnerPlan, field: string): RemedyCommand {
  return showing(dockerCommand(plan, ["info", "--format", `{{.${field}}}`]));
}

/** The catalogue of `docker-engine`. */
export const ENGINE_CODES = defineCodes({
  "engine-too-old": {
    severity: "error",
    meaning: `The Docker Engine is older than ${MINIMUM_ENGINE_VERSION.value}, the oldest that the vendor supports.`,
    cause: "The package of the distribution is old, or nobody upgraded the host.",
    remedy: "Install a current Docker Engine.",
    source: MINIMUM_ENGINE_VERSION.source,
    words: ({ plan, version }: { readonly plan: RunnerPlan; readonly version: string }) => ({
      message: `Docker Engine ${version} is older than ${MINIMUM_ENGINE_VERSION.value}.`,
      summary: `Install Docker Engine ${MINIMUM_ENGINE_VERSION.value} or newer: https://docs.docker.com/engine/install/.`,
      commands: [showing(dockerCommand(plan, ["version"]))],
    }),
  },
  "engine-not-linux": {
    severity: "error",
    meaning: "The engine does not run Linux containers.",
    cause: "Docker on Windows is switched to Windows containers.",
    remedy: "Use an engine that runs Linux containers.",
    source: SOURCE_RUNNERS_PAGE,
    words: ({ plan, os }: { readonly plan: RunnerPlan; readonly os: string }) => ({
      message: `The engine runs ${os} containers, but the runner is a Linux container.`,
      summary: 'Choose "Switch to Linux containers" in the menu of Docker Desktop. Or use a Linux host.',
      commands: [infoCommand(plan, "OSType")],
    }),
  },
  "architecture-unsupported": {
    severity: "error",
    meaning: `No runner exists for the engine's CPU architecture, only for ${listText(ARCHITECTURES.value)}.`,
    cause: "The machine has a 32-bit or another CPU.",
    remedy: "Use a machine with one of these architectures.",
    source: ARCHITECTURES.source,
    words: ({ plan, architecture }: { readonly plan: RunnerPlan; readonly architecture: string }) => ({
      message: `No runner exists for the CPU architecture ${architecture}.`,
      summary: "Use a machine with an x86_64 or aarch64 CPU.",
      commands: [infoCommand(plan, "Architecture")],
    }),
  },
  "userns-remap": {
    severity: "error",
    meaning: "The engine maps root in containers to an unprivileged user of the host.",
    cause:
      "daemon.json sets userns-remap. Root in the runner can then open neither the Docker socket nor a config.json with mode 0600.",
    remedy: "Add --userns=host to the start command. Or turn userns-remap off.",
    source: USERNS_PAGE,
    words: ({ plan, info, site }: EngineScene) => ({
      message:
        "The engine remaps users (userns-remap). Root in the runner can open neither the Docker socket nor a config.json with mode 0600.",
      summary: `Start the runner in the host's user namespace. Or remove userns-remap from ${daemonSettings(site)}, and restart ${engineName(site)}.`,
      changes: [adding("--userns=host"), ...remappedLogs(plan, info)],
    }),
  },
  "ip-forwarding-disabled": {
    severity: "error",
    meaning: "The kernel does not forward IPv4. Containers on a bridge network reach nothing outside this host.",
    cause: "net.ipv4.ip_forward is 0, often because a hardening script set it after Docker started.",
    remedy: "Turn IPv4 forwarding on, now and at boot.",
    source: "https://docs.docker.com/engine/daemon/troubleshoot/#ip-forwarding-problems",
    words: () => ({
      message: "IPv4 forwarding is off on the engine's host. Containers reach nothing outside it.",
      summary: "Turn IPv4 forwarding on, now and at boot, on the engine's host.",
      commands: [
        sudo("sudo sysctl -w net.ipv4.ip_forward=1"),
        sudo("echo net.ipv4.ip_forward=1 | sudo tee /etc/sysctl.d/99-ip-forward.conf"),
      ],
    }),
  },
  "default-network-missing": {
    severity: "error",
    meaning: "The engine has no bridge network, and the start command names no other. The runner would reach nothing.",
    cause: 'daemon.json turns the bridge off ("bridge": "none"), as on nodes of a cluster.',
    remedy: "Give the runner its own network with --network. Or remove bridge from daemon.json.",
    source: "https://docs.docker.com/engine/network/drivers/bridge/",
    words: ({ plan }: { readonly plan: RunnerPlan }) => ({
      message:
        "The engine has no bridge network, and the start command names no other. The runner would reach nothing.",
      summary: "Give the runner its own network.",
      commands: [dockerCommand(plan, ["network", "create", "runner"])],
      changes: [adding("--network", "runner")],
    }),
  },
  "default-runtime-missing": {
    severity: "error",
    meaning: "The program that starts the engine's containers does not exist. The engine cannot start any.",
    cause: "daemon.json still names a default-runtime that somebody uninstalled, often NVIDIA's.",
    remedy: "Install the runtime. Or remove default-runtime from daemon.json, and restart the engine.",
    source: "https://docs.docker.com/engine/daemon/alternative-runtimes/",
    words: ({ site, name, path }: MissingRuntime) => ({
      message: `The engine cannot start containers: its runtime ${path} does not exist.`,
      summary: `Install the runtime ${name}. Or remove default-runtime from ${daemonSettings(site)}.`,
      ...thenRestart(site),
    }),
  },
  "log-driver-unreadable": {
    severity: "warning",
    meaning: `The engine's default log driver is not ${LOG_DRIVER.value}. The runner reads the log files of step containers (not documented).`,
    cause: "daemon.json sets log-driver to journald, local, syslog or another driver.",
    remedy: `Remove log-driver from daemon.json, and restart the engine. The default is ${LOG_DRIVER.value}.`,
    source: LOG_DRIVER.source,
    words: (scene: EngineScene) => {
      const { plan, info, process, site } = scene;
      const drop = dropLogDriver(scene);
      const { afterwards, commands } = thenRestart(site);
      return {
        message: `The engine logs with ${info.loggingDriver}. The runner reads the log files of ${LOG_DRIVER.value} (not documented).`,
        summary: `Remove log-driver from ${daemonSettings(site)}, or --log-driver from the options of dockerd.${drop.length > 0 ? whereToRepair(process) : ""}`,
        afterwards,
        commands: [...drop, infoCommand(plan, "LoggingDriver"), ...commands],
      };
    },
  },
  "resource-limits-unsupported": {
    severity: "warning",
    meaning: "The kernel cannot enforce the limits that the runner sets for step containers.",
    cause: "The memory, swap or CPU controller of cgroups is off in the kernel, or not delegated to a rootless engine.",
    remedy: "Turn the controllers on: with kernel parameters for cgroups v1, with delegation for a rootless engine.",
    source: "https://docs.docker.com/engine/install/troubleshoot/#kernel-cgroup-swap-limit-capabilities",
    words: limitsWords,
  },
  "engine-refuses-old-clients": {
    severity: "warning",
    meaning: "The engine refuses clients older than API 1.44. An old runner image may be such a client.",
    cause: `Docker Engine ${ENGINE_REFUSING_OLD_CLIENTS.value} raised the lowest API version that it accepts.`,
    remedy: "Pull the runner image again before you start it.",
    source: ENGINE_REFUSING_OLD_CLIENTS.source,
    words: oldClientsWords,
  },
  "engine-undocumented": {
    severity: "warning",
    meaning: "The vendor does not document this kind of engine for runners.",
    cause: "The engine is rootless Docker, Podman, Docker Desktop, Colima, or Docker from a snap.",
    remedy: "Use Docker Engine from the packages of Docker or of the distribution. Or heed the differences.",
    source: SOURCE_RUNNERS_PAGE,
    words: ({ plan, flavour }: { readonly plan: RunnerPlan; readonly flavour: EngineFlavour }) => {
      const { name, follows, summary } = FLAVOUR_WORDS[flavour];
      return {
        message: `The vendor does not document ${name} for runners. ${follows}.`,
        summary,
        commands: [infoCommand(plan, "DockerRootDir")],
      };
    },
  },
});
