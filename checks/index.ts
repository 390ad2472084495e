import type { Check } from "../src/contract/index.js";
import { dockerConfig } from "./docker-config.js";
import { dockerEngine } from "./docker-engine.js";
import { dockerSocket } from "./docker-socket.js";
import { hostResources } from "./host-resources.js";
import { imagePullable } from "./image-pullable.js";
import { mountPaths } from "./mount-paths.js";
import { registryReachable } from "./registry-reachable.js";
import { runnerCommand } from "./runner-command.js";
import { serviceReachable } from "./service-reachable.js";

/** The built-in checks, in the order in which they are shown: from the engine outwards. */
export const CHECKS: readonly Check[] = [
  dockerSocket,
  dockerEngine,
  runnerCommand,
  mountPaths,
  dockerConfig,
  registryReachable,
  serviceReachable,
  imagePullable,
  hostResources,
];
