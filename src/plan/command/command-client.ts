import { posix } from "node:path";
import type { Sourced } from "../../contract/index.js";
import type { ClientUse } from "../deployment.js";
import { type DockerInvocation, lastSourced, type SudoUse } from "./docker-prefix.js";
import type { PlanWorld } from "../inputs.js";

/** Variables that sudo hands on even when it resets the environment. sudoers(5), read November 2026. */
const KEPT_BY_SUDO =
  /^(?:TERM|PATH|COLORS|COLORTERM|DISPLAY|HOSTNAME|LANG|LANGUAGE|LC_\w+|LS_COLORS|LINGUAS|TZ|PS1|PS2|XAUTHORITY|XAUTHORIZATION)$/;

/** The environment, home and options with which a command calls docker: sudo resets most of the environment. */
export function clientOfCommand(
  invocation: DockerInvocation,
  exported: Readonly<Record<string, string>>,
  world: PlanWorld,
): ClientUse {
  const { sudo, assignments } = invocation;
  const outer = { ...world.env, ...exported };
  const kept =
    sudo === undefined ? outer : Object.fromEntries(Object.entries(outer).filter(([name]) => isKept(name, sudo)));
  const set = Object.fromEntries(assignments.map(({ name, value }) => [name, value.text]));
  const origins = new Map(assignments.map(({ name, value }) => [name, value.origin]));
  const host = lastSourced(invocation.hosts);
  const context = lastSourced(invocation.contexts);
  const config = lastSourced(invocation.configs);
  return {
    env: { ...kept, ...set },
    envOrigin: (name) =>
      origins.get(name) ?? { from: "variable", name, setIn: name in exported ? "script" : "environment" },
    home:
      set["HOME"] === undefined
        ? homeUnderSudo(sudo, world)
        : { value: set["HOME"], origin: { from: "variable", name: "HOME", setIn: "command" } },
    ...(host === undefined ? {} : { host }),
    ...(context === undefined ? {} : { context }),
    ...(config === undefined ? {} : { config }),
    injectsProxies: invocation.tool === "docker",
  };
}

function isKept(name: string, { keeps }: SudoUse): boolean {
  if (typeof keeps === "boolean") return keeps || KEPT_BY_SUDO.test(name);
  return keeps.includes(name) || KEPT_BY_SUDO.test(name);
}

function homeUnderSudo(sudo: SudoUse | undefined, world: PlanWorld): Sourced<string> {
  const own = { from: "home", of: "invoking-user" } as const;
  if (sudo === undefined) return { value: world.home, origin: own };
  if (sudo.keeps === true && !sudo.setsHome) return { value: world.home, origin: { ...own, sudo: "-E" } };
  if (sudo.user === "root" || sudo.user === "#0")
    return { value: "/root", origin: { from: "home", of: { user: "root" }, sudo: "resets-home" } };
  const isInvoker = posix.basename(world.home) === sudo.user;
  const home = isInvoker ? world.home : `/home/${sudo.user}`;
  return { value: home, origin: { from: "home", of: { user: sudo.user }, sudo: "-u" } };
}
