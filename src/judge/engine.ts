import type { EngineConnection, EngineInfo, ProcessFact, RemedyCommand, RunnerPlan } from "../contract/index.js";
import { dockerLine } from "./remedy/docker-line.js";
import { safe, sudo } from "./findings.js";

/** A way of running containers that the vendor's pages do not speak of. */
export type EngineFlavour = "rootless" | "podman" | "desktop" | "colima" | "snap";

/** What tells that the engine is one of the undocumented kinds, in the engine's own words; several can hold at once. */
export function engineFlavours(
  connection: EngineConnection,
  info: EngineInfo,
): readonly { readonly flavour: EngineFlavour; readonly sign: string; readonly origin: string }[] {
  const names = [...(connection.components ?? []), connection.platformName ?? ""];
  const podman = names.find((name) => /podman/iu.test(name));
  const desktop = [info.operatingSystem, ...names].find((name) => /docker desktop/iu.test(name));
  const rootless = info.securityOptions.find((option) => optionName(option) === "rootless");
  const colima = [info.name ?? "", connection.socketPath ?? "", connection.resolvedSocketPath ?? ""].find((text) =>
    /(?:^|[/.])(?:colima|lima)(?:$|[-/])/iu.test(text),
  );
  const isSnap = info.rootDirectory.startsWith("/var/snap/");
  return [
    ...(podman === undefined ? [] : [{ flavour: "podman" as const, sign: podman, origin: "GET /version" }]),
    ...(rootless === undefined ? [] : [{ flavour: "rootless" as const, sign: rootless, origin: "GET /info" }]),
    ...(desktop === undefined ? [] : [{ flavour: "desktop" as const, sign: desktop, origin: "GET /info" }]),
    ...(colima === undefined ? [] : [{ flavour: "colima" as const, sign: colima, origin: "GET /info" }]),
    ...(isSnap ? [{ flavour: "snap" as const, sign: `data root ${info.rootDirectory}`, origin: "GET /info" }] : []),
  ];
}

/** The name in a security option of the engine: `name=seccomp,profile=builtin` gives `seccomp`. */
function optionName(option: string): string {
  return /(?:^|,)name=([^,]+)/u.exec(option)?.[1] ?? option;
}

/** Whether the engine reports a security option of this name (`userns`, `selinux`, `rootless`). */
export function hasSecurityOption(info: EngineInfo, name: string): boolean {
  return info.securityOptions.some((option) => optionName(option) === name);
}

/** Docker Desktop and Colima keep the engine in a virtual machine that shows its own paths, not this machine's. */
export function isVirtualMachine(connection: EngineConnection, info: EngineInfo): boolean {
  return engineFlavours(connection, info).some(({ flavour }) => flavour === "desktop" || flavour === "colima");
}

/** Whether this process runs on the engine's machine, outside of containers and of virtual machines. */
export function isSharedMachine(
  connection: EngineConnection,
  info: EngineInfo,
  process: ProcessFact | undefined,
): boolean {
  return connection.transport === "unix" && process?.inContainer === false && !isVirtualMachine(connection, info);
}

/** A docker command against the planned engine, with sudo where the start command has it. */
export function dockerCommand(plan: RunnerPlan, words: readonly string[]): RemedyCommand {
  const line = dockerLine(plan, words);
  return plan.sudo ? sudo(`sudo ${line}`) : safe(line);
}
