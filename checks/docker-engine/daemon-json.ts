import type { ProcessFact, RemedyCommand } from "../../src/contract/index.js";
import { repairCommand } from "../../src/judge/remedy/self-command.js";
import { SOCKET_PATH } from "../../src/requirements.js";
import type { EngineScene } from "./scene.js";

/** The engine's daemon.json, and whether root alone may change it. */
interface DaemonJson {
  readonly file: string;
  readonly asRoot: boolean;
}

/**
 * The commands that bring the engine back to its default log driver, json-file: they take another one out of daemon.json
 * with the options that belong to it, and keep everything else. None where the planned engine is not known to read such a
 * file of this machine: it is remote, has a socket of its own, or keeps its settings elsewhere.
 */
export function dropLogDriver(scene: EngineScene): readonly RemedyCommand[] {
  const json = daemonJsonOf(scene, scene.process);
  if (json === undefined) return [];
  return [repairCommand(scene.process, ["daemon", json.file, "--drop-log-driver"], json.asRoot)];
}

function daemonJsonOf({ plan, site }: EngineScene, process: ProcessFact | undefined): DaemonJson | undefined {
  if (site.isElsewhere) return undefined;
  const isStandard = plan.dockerHost.value === `unix://${SOCKET_PATH.value}`;
  switch (site.installation) {
    case "packages":
      return isStandard ? { file: "/etc/docker/daemon.json", asRoot: true } : undefined;
    case "snap":
      return isStandard ? { file: "/var/snap/docker/current/config/daemon.json", asRoot: true } : undefined;
    case "rootless": {
      const isOwn =
        process?.uid !== undefined && plan.dockerHost.value === `unix:///run/user/${process.uid}/docker.sock`;
      return isOwn ? { file: `${process.home}/.config/docker/daemon.json`, asRoot: false } : undefined;
    }
    default:
      return undefined;
  }
}
