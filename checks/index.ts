import type { Check } from "../src/contract/index.js";
import { dockerConfig } from "./docker-config/check.js";
import { dockerEngine } from "./docker-engine/check.js";
import { dockerSocket } from "./docker-socket/check.js";
import { hostResources } from "./host-resources/check.js";
import { imagePullable } from "./image-pullable/check.js";
import { mountPaths } from "./mount-paths/check.js";
import { registryReachable } from "./registry-reachable/check.js";
import { runnerCommand } from "./runner-command/check.js";
import { serviceReachable } from "./service-reachable/check.js";

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
