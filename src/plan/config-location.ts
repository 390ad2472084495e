import { posix } from "node:path";
import { type ConfigLocation, type Origin, type PlannedMount, type RunnerPlan, UsageError } from "../contract/index.js";
import { currentFolder, whereabouts } from "../docker/paths.js";
import { RUNNER_CONFIG_DIRECTORY } from "../requirements.js";
import type { ClientUse } from "./deployment.js";
import type { PlanWorld } from "./inputs.js";

const FILE_NAME = "config.json";
const DOCKER_CONFIG_OPTION = "--docker-config";

/** The location for a folder. */
export function configIn(directory: string, origin: Origin): ConfigLocation {
  return { directory, file: posix.join(directory, FILE_NAME), origin };
}

/** The config.json that the operator's client reads: `--config`, DOCKER_CONFIG, or `.docker` in the home of docker's user. */
export function clientConfigOf(client: ClientUse, world: PlanWorld): ConfigLocation {
  if (client.config !== undefined && client.config.value !== "") {
    return configIn(posix.resolve(world.cwd, client.config.value), {
      from: "option",
      option: "--config",
      at: client.config.origin,
    });
  }
  const fromEnv = client.env["DOCKER_CONFIG"] ?? "";
  if (fromEnv !== "") return configIn(posix.resolve(world.cwd, fromEnv), client.envOrigin("DOCKER_CONFIG"));
  return configIn(posix.join(client.home.value, ".docker"), client.home.origin);
}

/**
 * The folder that `--docker-config` names; the path of a config.json stands for its folder.
 *
 * @throws UsageError where there is none: whoever names a folder expects credentials in it
 */
export function configFromFlag(value: string, world: PlanWorld): ConfigLocation {
  const path = posix.resolve(
    world.cwd,
    value === "~" || value.startsWith("~/") ? value.replace("~", world.home) : value,
  );
  const directory = posix.basename(path) === FILE_NAME ? posix.dirname(path) : path;
  if (world.lacksFolder(directory)) {
    const where = value.startsWith("~") ? `: ${path}` : whereabouts(value, currentFolder(world.cwd));
    throw new UsageError(
      `${DOCKER_CONFIG_OPTION} ${value}: there is no such folder${where}; expected a folder or none`,
    );
  }
  return configIn(directory, { from: "option", option: DOCKER_CONFIG_OPTION });
}

type RunnerConfig = Pick<RunnerPlan, "runnerConfig" | "runnerConfigNone">;

/**
 * The config.json that a mount gives the runner: the innermost mount at or above the place where the runner looks. A
 * source that is a placeholder or unexpanded gives none.
 */
export function runnerConfigOf(mounts: readonly PlannedMount[]): RunnerConfig {
  const file = posix.join(RUNNER_CONFIG_DIRECTORY.value, FILE_NAME);
  const mount = mounts
    .filter(({ target }) => isAtOrAbove(target, file))
    .sort((one, other) => normal(other.target).length - normal(one.target).length)[0];
  const none = { runnerConfig: null, runnerConfigNone: "not-mounted" } as const;
  if (mount === undefined || mount.type !== "bind" || mount.source === undefined) return none;
  if (mount.placeholder !== undefined || mount.source.includes("$") || mount.source.includes("`")) return none;
  const hostFile = posix.join(mount.source, posix.relative(normal(mount.target), file));
  return { runnerConfig: { directory: posix.dirname(hostFile), file: hostFile, origin: mount.origin } };
}

function normal(path: string): string {
  return posix.normalize(path).replace(/(?<=.)\/$/, "");
}

function isAtOrAbove(target: string, file: string): boolean {
  const folder = normal(target);
  return folder === file || file.startsWith(folder === "/" ? "/" : `${folder}/`);
}
