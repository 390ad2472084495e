import { posix } from "node:path";
import type { ConfigLocation, Origin, PlannedMount, Sourced } from "../contract/index.js";
import {
  DEFAULT_WORKING_DIRECTORY,
  LOGS_PATH,
  RUNNER_CONFIG_DIRECTORY,
  RUNNER_IMAGE,
  SOCKET_PATH,
  SOURCE_IMAGES_PAGE,
  VARIABLES,
} from "../requirements.js";
import { mountWords } from "../docker/mount-option.js";
import { configFromFlag, configIn } from "./config-location.js";
import type { ClientUse, Deployment } from "./deployment.js";
import type { PlanWorld } from "./inputs.js";

const ORIGIN: Origin = { from: "default", source: SOURCE_IMAGES_PAGE };
const HOME_OF_INVOKER: Origin = { from: "home", of: "invoking-user" };

const ofEnvironment = (name: string): Origin => ({ from: "variable", name, setIn: "environment" });

/** The vendor's start command with its mounts; a config.json that the invoking user has counts as mounted. */
export function defaultDeployment(dockerConfig: string | undefined, world: PlanWorld): Deployment {
  const bind = (source: string, target: string, readOnly: boolean, origin: Origin = ORIGIN): PlannedMount => {
    const words = mountWords(source, target, readOnly);
    return {
      form: "volume",
      type: "bind",
      source,
      target,
      readOnly,
      options: [],
      origin,
      text: words.join(" "),
      words,
    };
  };
  const config = assumedConfig(dockerConfig, world);
  const overrides = VARIABLES.images.value.flatMap((name): readonly (readonly [string, Sourced<string>])[] => {
    const value = world.env[name] ?? "";
    return value === "" ? [] : [[name, { value, origin: ofEnvironment(name) }]];
  });
  return {
    source: "default",
    description: "default deployment",
    sudo: false,
    runnerImage: { role: "runner", reference: RUNNER_IMAGE.value, puller: "start-command", origin: ORIGIN },
    mounts: [
      bind(DEFAULT_WORKING_DIRECTORY.value, DEFAULT_WORKING_DIRECTORY.value, false),
      bind(SOCKET_PATH.value, SOCKET_PATH.value, false),
      bind(LOGS_PATH.value, LOGS_PATH.value, true),
      ...(config === undefined ? [] : [bind(config.directory, RUNNER_CONFIG_DIRECTORY.value, false, config.origin)]),
    ],
    variables: [],
    imageOverrides: Object.fromEntries(overrides),
    privileged: false,
    securityOptions: [],
    issues: [],
    client: clientOfProcess(world),
    secrets: [],
  };
}

/** A docker client called as this process would call it. */
export function clientOfProcess(world: PlanWorld, injectsProxies = true): ClientUse {
  return {
    env: world.env,
    envOrigin: ofEnvironment,
    home: { value: world.home, origin: HOME_OF_INVOKER },
    injectsProxies,
  };
}

function assumedConfig(flag: string | undefined, world: PlanWorld): ConfigLocation | undefined {
  if (flag === "none") return undefined;
  if (flag !== undefined) return configFromFlag(flag, world);
  const fromEnv = world.env["DOCKER_CONFIG"] ?? "";
  const location =
    fromEnv === ""
      ? configIn(posix.join(world.home, ".docker"), { from: "assumed", by: HOME_OF_INVOKER })
      : configIn(posix.resolve(world.cwd, fromEnv), { from: "assumed", by: ofEnvironment("DOCKER_CONFIG") });
  return world.exists(location.file) ? location : undefined;
}
