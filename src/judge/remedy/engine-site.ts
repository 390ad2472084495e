import type {
  EngineConnection,
  EngineInfo,
  EngineSite,
  Installation,
  Pass,
  ProcessFact,
  RunnerPlan,
} from "../../contract/index.js";
import { engineFlavours } from "../engine.js";
import { orNothing } from "../probes.js";
import { isRemoteEngine } from "../remote-engine.js";

/** What is known of an engine: its plan always, the rest where it answers or was recorded. */
export interface EngineSeen {
  readonly plan: RunnerPlan;
  readonly connection?: EngineConnection | undefined;
  readonly info?: EngineInfo | undefined;
  readonly process?: ProcessFact | undefined;
}

/** Where and how the planned engine is set up. */
export function engineSite({ plan, connection, info, process }: EngineSeen): EngineSite {
  return {
    installation: installationOf(plan, connection, info, process),
    manager: process?.serviceManager ?? "systemd",
    isElsewhere: isRemoteEngine(plan) || process?.inContainer === true,
    version: info?.serverVersion ?? connection?.version,
    proxy: info?.httpsProxy ?? info?.httpProxy,
    keepsContainers: info?.liveRestore === true,
  };
}

/** Asks for what else tells how an engine that answers is set up. */
export async function readEngineSite({ plan, host, signal }: Pass, info: EngineInfo): Promise<EngineSite> {
  const [connection, process] = await Promise.all([
    orNothing(host.engine.connection({}, { signal })),
    orNothing(host.env.process({}, { signal })),
  ]);
  return engineSite({ plan, connection, info, process });
}

function installationOf(
  plan: RunnerPlan,
  connection: EngineConnection | undefined,
  info: EngineInfo | undefined,
  process: ProcessFact | undefined,
): Installation {
  const isUsers = /^unix:\/\/\/run\/user\/\d+\//u.test(plan.dockerHost.value);
  if (connection === undefined || info === undefined)
    return installationBySocket(plan.dockerHost.value, isUsers, process);
  const flavours = new Set(engineFlavours(connection, info).map(({ flavour }) => flavour));
  if (flavours.has("podman")) return flavours.has("rootless") || isUsers ? "rootless-podman" : "podman";
  // a machine of Docker Desktop or Colima may hold a rootless engine
  if (flavours.has("desktop")) return "desktop";
  if (flavours.has("colima")) return "colima";
  if (flavours.has("snap")) return "snap";
  return flavours.has("rootless") || isUsers ? "rootless" : "packages";
}

/** An engine that does not answer is known by where its socket is. */
function installationBySocket(address: string, isUsers: boolean, process: ProcessFact | undefined): Installation {
  if (/[/.](?:colima|lima)\//u.test(address)) return "colima";
  if (/\/\.docker\/(?:run|desktop)\//u.test(address)) return "desktop";
  if (/\/podman(?:\/|\.)/u.test(address)) return isUsers ? "rootless-podman" : "podman";
  // there are no packages of an engine for other systems than Linux
  if (process !== undefined && process.platform !== "linux") return "desktop";
  return isUsers ? "rootless" : "packages";
}
