import type { EngineSite } from "../../src/contract/index.js";
import type { RemedyCommand, RunnerPlan } from "../../src/contract/index.js";
import { dockerCommand, type EngineFlavour } from "../../src/judge/engine.js";
import { defineCodes, showing, sudo } from "../../src/judge/findings.js";
import { remappedLogs } from "../../src/judge/mounts/remapped-logs.js";
import { adding } from "../../src/judge/remedy/changes.js";
import { thenRestart } from "../../src/judge/remedy/engine-service.js";
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
    cause: "A distribution's old package, or a host that was never upgraded.",
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
    meaning: "The engine runs containers of another operating system than Linux.",
    cause: "Docker on Windows is switched to Windows containers.",
    remedy: "Use an engine that runs Linux containers.",
    source: SOURCE_RUNNERS_PAGE,
    words: ({ plan, os }: { readonly plan: RunnerPlan; readonly os: string }) => ({
      message: `The engine runs ${os} containers, and the runner is a Linux container.`,
      summary:
        'Switch Docker Desktop to Linux containers ("Switch to Linux containers" in its menu), or use a Linux host.',
      commands: [infoCommand(plan, "OSType")],
    }),
  },
  "architecture-unsupported": {
    severity: "error",
    meaning: `There is no runner for the engine's CPU architecture; there is one for ${listText(ARCHITECTURES.value)}.`,
    cause: "A 32-bit or otherwise different machine.",
    remedy: "Deploy the runner on a machine with one of these architectures.",
    source: ARCHITECTURES.source,
    words: ({ plan, architecture }: { readonly plan: RunnerPlan; readonly architecture: string }) => ({
      message: `There is no runner for ${architecture}.`,
      summary: "Deploy the runner on an x86_64 or aarch64 machine.",
      commands: [infoCommand(plan, "Architecture")],
    }),
  },
  "userns-remap": {
    severity: "error",
    meaning: "The engine maps root in containers to an unprivileged user of the host.",
    cause:
      "userns-remap is set in daemon.json; root in the runner can then open neither the Docker socket nor a config.json of mode 0600.",
    remedy: "Add --userns=host to the start command, or turn userns-remap off.",
    source: USERNS_PAGE,
    words: ({ plan, info, site }: EngineScene) => ({
      message:
        "The engine remaps users, so root in the runner can open neither the Docker socket nor a config.json of mode 0600.",
      summary: `Start the runner in the host's user namespace, or remove userns-remap from ${daemonSettings(site)}.`,
      changes: [adding("--userns=host"), ...remappedLogs(plan, info)],
    }),
  },
  "ip-forwarding-disabled": {
    severity: "error",
    meaning: "The kernel does not forward IPv4, so containers on a bridge network reach nothing outside.",
    cause: "net.ipv4.ip_forward is 0, often set by a hardening script after Docker was started.",
    remedy: "Turn IPv4 forwarding on, now and at boot.",
    source: "https://docs.docker.com/engine/daemon/troubleshoot/#ip-forwarding-problems",
    words: () => ({
      message: "IPv4 forwarding is off, so containers reach nothing outside this host.",
      summary: "Turn IPv4 forwarding on, now and at boot, on the engine's host.",
      commands: [
        sudo("sudo sysctl -w net.ipv4.ip_forward=1"),
        sudo("echo net.ipv4.ip_forward=1 | sudo tee /etc/sysctl.d/99-ip-forward.conf"),
      ],
    }),
  },
  "default-network-missing": {
    severity: "error",
    meaning: "The engine has no bridge network, which the start command leaves the runner to: it would reach nothing.",
    cause: 'The bridge is switched off in daemon.json ("bridge": "none"), as on nodes of a cluster.',
    remedy: "Give the runner a network of its own with --network, or take bridge out of daemon.json.",
    source: "https://docs.docker.com/engine/network/drivers/bridge/",
    words: ({ plan }: { readonly plan: RunnerPlan }) => ({
      message: "The engine has no bridge network, so the runner would start without any and reach nothing.",
      summary: "Give the runner a network of its own.",
      commands: [dockerCommand(plan, ["network", "create", "runner"])],
      changes: [adding("--network", "runner")],
    }),
  },
  "default-runtime-missing": {
    severity: "error",
    meaning: "The program that the engine starts containers with is not there, so it starts none.",
    cause: "daemon.json still names a default-runtime that was uninstalled, often NVIDIA's.",
    remedy: "Install the runtime, or take default-runtime out of daemon.json, and restart the engine.",
    source: "https://docs.docker.com/engine/daemon/alternative-runtimes/",
    words: ({ site, name, path }: MissingRuntime) => ({
      message: `The engine starts containers with ${path}, which does not exist.`,
      summary: `Install the runtime ${name}, or remove default-runtime from ${daemonSettings(site)}.`,
      ...thenRestart(site),
    }),
  },
  "log-driver-unreadable": {
    severity: "warning",
    meaning: `The engine's default log driver is not ${LOG_DRIVER.value}; not documented, but the runner reads the step containers' log files.`,
    cause: "daemon.json sets log-driver to journald, local, syslog or another driver that writes no json-file.",
    remedy: `Remove log-driver from daemon.json (the default is ${LOG_DRIVER.value}) and restart the engine.`,
    source: LOG_DRIVER.source,
    words: (scene: EngineScene) => {
      const { plan, info, process, site } = scene;
      const drop = dropLogDriver(scene);
      const { afterwards, commands } = thenRestart(site);
      return {
        message: `The engine logs with ${info.loggingDriver}; the runner is known to read the files of ${LOG_DRIVER.value} (not documented).`,
        summary: `Let the engine log with ${LOG_DRIVER.value}, its default: remove log-driver from ${daemonSettings(site)}, or --log-driver from the options of dockerd.${drop.length > 0 ? whereToRepair(process) : ""}`,
        afterwards,
        commands: [...drop, infoCommand(plan, "LoggingDriver"), ...commands],
      };
    },
  },
  "resource-limits-unsupported": {
    severity: "warning",
    meaning: "The kernel cannot enforce limits that the runner sets on step containers.",
    cause:
      "The memory, swap or CPU controller of cgroups is off in the kernel, or is not delegated to a rootless engine.",
    remedy: "Turn the controllers on: kernel parameters for cgroups v1, delegation for a rootless engine.",
    source: "https://docs.docker.com/engine/install/troubleshoot/#kernel-cgroup-swap-limit-capabilities",
    words: limitsWords,
  },
  "engine-refuses-old-clients": {
    severity: "warning",
    meaning: "The engine refuses clients older than API 1.44, which runner images pulled before it came out may be.",
    cause: `Docker Engine ${ENGINE_REFUSING_OLD_CLIENTS.value} raised the lowest API version that it accepts.`,
    remedy: "Pull the runner image anew before starting it.",
    source: ENGINE_REFUSING_OLD_CLIENTS.source,
    words: oldClientsWords,
  },
  "engine-undocumented": {
    severity: "warning",
    meaning: "The engine is of a kind that the vendor does not document for runners.",
    cause: "Rootless Docker, Podman, Docker Desktop, Colima, or Docker out of a snap.",
    remedy: "Use Docker Engine from Docker's or the distribution's packages, or heed what follows from the difference.",
    source: SOURCE_RUNNERS_PAGE,
    words: ({ plan, flavour }: { readonly plan: RunnerPlan; readonly flavour: EngineFlavour }) => {
      const { name, follows, summary } = FLAVOUR_WORDS[flavour];
      return {
        message: `${name} is not documented for runners: ${follows}.`,
        summary,
        commands: [infoCommand(plan, "DockerRootDir")],
      };
    },
  },
});
