import type { CodeEntry } from "../../src/contract/index.js";
import { listText } from "../../src/judge/text.js";
import {
  ARCHITECTURES,
  ENGINE_REFUSING_OLD_CLIENTS,
  LOG_DRIVER,
  MINIMUM_ENGINE_VERSION,
  SOURCE_RUNNERS_PAGE,
} from "../../src/requirements.js";

const USERNS_PAGE = "https://docs.docker.com/engine/security/userns-remap/";

/** The catalogue of `docker-engine`; here, so that the judgements of its parts can share it. */
export const ENGINE_CODES = {
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
