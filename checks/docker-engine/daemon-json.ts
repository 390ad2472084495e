import type { RemedyCommand } from "../../src/contract/index.js";
import { engineFlavours, restartEngine } from "../../src/judge/engine.js";
import { repairCommand } from "../../src/judge/remedy/self-command.js";
import { SOCKET_PATH } from "../../src/requirements.js";
import type { EngineScene } from "./scene.js";

const DAEMON_JSON = "/etc/docker/daemon.json";

/**
 * The commands that bring the engine back to its default log driver, json-file: they take another one out of daemon.json
 * with the options that belong to it, keep everything else, and restart the engine. None where the planned engine is not
 * known to read that file of this machine: it is remote, a user's own, or of a kind that keeps its settings elsewhere.
 */
export function dropLogDriver({ plan, connection, info, process }: EngineScene): readonly RemedyCommand[] {
  const isStandard = engineFlavours(connection, info).length === 0;
  if (!isStandard || plan.dockerHost.value !== `unix://${SOCKET_PATH.value}`) return [];
  return [repairCommand(process, ["daemon", DAEMON_JSON, "--drop-log-driver"], true), restartEngine(plan)];
}
