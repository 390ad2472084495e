import type { Evidence, Finding } from "../../src/contract/index.js";
import { hasSecurityOption, isSharedMachine } from "../../src/judge/engine.js";
import { findingFor } from "../../src/judge/findings.js";
import { LOG_DRIVER } from "../../src/requirements.js";
import { ENGINE_CODES } from "./codes.js";
import { INFO_ORIGIN, type EngineScene } from "./scene.js";

/** Root in the runner is somebody else on the host. */
export function usernsRemap(scene: EngineScene): readonly Finding[] {
  const { plan, info } = scene;
  if (!hasSecurityOption(info, "userns") || plan.userns?.value === "host") return [];
  const evidence: readonly Evidence[] = [
    {
      what: "security options",
      observed: info.securityOptions.join(" "),
      expected: "no name=userns",
      ...INFO_ORIGIN,
    },
    {
      what: "--userns of the start command",
      observed: plan.userns?.value ?? "not set",
      expected: "host",
      origin: plan.userns?.origin ?? plan.description,
    },
  ];
  return [findingFor(ENGINE_CODES, "userns-remap", scene, { evidence })];
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
  const evidence: readonly Evidence[] = [
    ...(kernel === undefined ? [] : [seen]),
    {
      what: "IPv4 forwarding",
      observed: info.ipv4Forwarding === false ? "disabled" : "enabled",
      expected: "enabled",
      ...INFO_ORIGIN,
    },
    { what: "network of the runner", observed: plan.network.value, origin: plan.network.origin },
  ];
  return [findingFor(ENGINE_CODES, "ip-forwarding-disabled", {}, { evidence })];
}

/** Logs that the runner cannot read from files. */
export function unreadableLogs(scene: EngineScene): readonly Finding[] {
  const { loggingDriver } = scene.info;
  if (loggingDriver === LOG_DRIVER.value) return [];
  const evidence = [
    { what: "default log driver", observed: loggingDriver, expected: LOG_DRIVER.value, ...INFO_ORIGIN },
  ];
  return [findingFor(ENGINE_CODES, "log-driver-unreadable", scene, { evidence })];
}

/** Limits that the kernel cannot enforce. */
export function unlimited({ plan, info, site }: EngineScene): readonly Finding[] {
  const supported = { memory: info.memoryLimit, swap: info.swapLimit, "CPU quota": info.cpuQuota };
  const limits = Object.entries(supported).flatMap(([name, isSupported]) => (isSupported === false ? [name] : []));
  if (limits.length === 0) return [];
  const evidence = limits.map((name): Evidence => ({
    what: `${name} limit`,
    observed: "not supported",
    expected: "supported",
    ...INFO_ORIGIN,
  }));
  const isRootless = hasSecurityOption(info, "rootless");
  return [findingFor(ENGINE_CODES, "resource-limits-unsupported", { plan, site, limits, isRootless }, { evidence })];
}
