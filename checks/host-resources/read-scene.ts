import type { EngineInfo, FileStat, Pass, RunnerPlan } from "../../src/contract/index.js";
import { isSharedMachine } from "../../src/judge/engine.js";
import { orNothing } from "../../src/judge/probes.js";
import { engineSite } from "../../src/judge/remedy/engine-site.js";
import { DEFAULT_WORKING_DIRECTORY } from "../../src/requirements.js";
import { type Disk, type HostScene, TIME_QUESTION } from "./scene.js";

/** The paths whose free space counts. */
function diskPaths({ env }: RunnerPlan, info: EngineInfo): readonly string[] {
  const working = env.find(({ name }) => name === "WORKING_DIRECTORY")?.value ?? DEFAULT_WORKING_DIRECTORY.value;
  return [...new Set([info.rootDirectory, ...(working.startsWith("/") ? [working] : [])])];
}

function isVisible(stat: FileStat | undefined): stat is FileStat {
  return stat?.outcome === "found" && stat.freeBytes !== undefined;
}

/** Another machine's disks are none of this one's. */
async function readDisks({ host, signal, plan }: Pass, info: EngineInfo, isShared: boolean): Promise<readonly Disk[]> {
  const paths = diskPaths(plan, info);
  if (!isShared) return paths.map((path) => ({ path }));
  return Promise.all(
    paths.map(async (path) => {
      const stat = await orNothing(host.files.stat({ path }, { signal }));
      return isVisible(stat) ? { path, stat } : { path };
    }),
  );
}

async function readClock({ host, signal }: Pass): Promise<Pick<HostScene, "aheadSeconds">> {
  const endpoint = await orNothing(host.network.endpoint(TIME_QUESTION, { signal }));
  const skewMs = endpoint?.http?.clockSkewMs;
  return skewMs === undefined ? {} : { aheadSeconds: -skewMs / 1000 };
}

/** Reads what the machine has. */
export async function readHostScene(pass: Pass): Promise<HostScene> {
  const { plan, host, signal } = pass;
  const [connection, info, process] = await Promise.all([
    host.engine.connection({}, { signal }),
    host.engine.info({}, { signal }),
    orNothing(host.env.process({}, { signal })),
  ]);
  const isShared = isSharedMachine(connection, info, process);
  const [disks, clock] = await Promise.all([readDisks(pass, info, isShared), readClock(pass)]);
  return { plan, info, site: engineSite({ plan, connection, info, process }), isShared, disks, ...clock };
}
