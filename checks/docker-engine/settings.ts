import type { Evidence, Finding } from "../../src/contract/index.js";
import { adding } from "../../src/judge/remedy/changes.js";
import { dropLogDriver } from "./daemon-json.js";
import { dockerCommand, engineFlavours, hasSecurityOption, isSharedMachine } from "../../src/judge/engine.js";
import { finding, safe, sudo } from "../../src/judge/findings.js";
import { remappedLogs } from "../../src/judge/mounts/remapped-logs.js";
import { whereToRepair } from "../../src/judge/remedy/self-command.js";
import { listText } from "../../src/judge/text.js";
import { LOG_DRIVER } from "../../src/requirements.js";
import { ENGINE_CODES } from "./codes.js";
import { INFO_ORIGIN, type EngineScene } from "./scene.js";

/** Root in the runner is somebody else on the host. */
export function usernsRemap({ plan, info }: EngineScene): readonly Finding[] {
  if (!hasSecurityOption(info, "userns") || plan.userns?.value === "host") return [];
  return [
    finding(ENGINE_CODES, "userns-remap", {
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
function kernelForwarding({ connection, info, process }: EngineScene): boolean | undefined {
  const isShared = isSharedMachine(connection, info, process) && !hasSecurityOption(info, "rootless");
  return isShared ? process?.ipv4Forwarding : undefined;
}

/** Containers reach nothing outside. */
export function noForwarding(scene: EngineScene): readonly Finding[] {
  const { plan, info } = scene;
  const isRouted = plan.network.value !== "host" && plan.network.value !== "none";
  const kernel = kernelForwarding(scene);
  if (!isRouted || (kernel ?? info.ipv4Forwarding) !== false) return [];
  const seen: Evidence = { what: "net.ipv4.ip_forward", observed: "0", expected: "1", vantage: "process" };
  return [
    finding(ENGINE_CODES, "ip-forwarding-disabled", {
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

/** Logs that the runner cannot read from files. */
export function unreadableLogs(scene: EngineScene): readonly Finding[] {
  const { plan, connection, info } = scene;
  if (info.loggingDriver === LOG_DRIVER.value) return [];
  const drop = engineFlavours(connection, info).length === 0 ? dropLogDriver(scene) : [];
  return [
    finding(ENGINE_CODES, "log-driver-unreadable", {
      message: `The engine logs with ${info.loggingDriver}; the runner is known to read the files of ${LOG_DRIVER.value} (not documented).`,
      evidence: [
        { what: "default log driver", observed: info.loggingDriver, expected: LOG_DRIVER.value, ...INFO_ORIGIN },
      ],
      remedy: {
        summary: `Let the engine log with ${LOG_DRIVER.value}, its default: remove log-driver from daemon.json, or --log-driver from the options of dockerd, and restart Docker.${drop.length > 0 ? whereToRepair(scene.process) : ""}`,
        commands: [...drop, dockerCommand(plan, ["info", "--format", "{{.LoggingDriver}}"])],
      },
    }),
  ];
}

/** Limits that the kernel cannot enforce. */
export function unlimited({ plan, info }: EngineScene): readonly Finding[] {
  const limits = { memory: info.memoryLimit, swap: info.swapLimit, "CPU quota": info.cpuQuota };
  const missing = Object.entries(limits).filter(([, isSupported]) => isSupported === false);
  if (missing.length === 0) return [];
  const names = listText(missing.map(([name]) => name));
  const isRootless = hasSecurityOption(info, "rootless");
  return [
    finding(ENGINE_CODES, "resource-limits-unsupported", {
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
