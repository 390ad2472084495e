import type { EngineInfo, Pass } from "../../src/contract/index.js";
import { compareVersions } from "../../src/docker/engine-versions.js";
import { registryEndpoint } from "../../src/docker/reference.js";
import { orNothing } from "../../src/judge/probes.js";

/** First engine that resolves registry names without holding a lock over all its questions. */
const ENGINE_WITHOUT_LOCK = "23";

/** Whether a name that no server resolves would make this engine stall for everybody else. */
export function locksOnNames({ serverVersion }: EngineInfo): boolean {
  return (compareVersions(serverVersion, ENGINE_WITHOUT_LOCK) ?? 0) < 0;
}

/**
 * Whether the engine may be asked before the registry has answered this process: an engine that resolves names under a
 * lock would stall for everybody over a name that no server resolves.
 */
export async function isSafelyAsked({ host }: Pass, registry: string, info: EngineInfo): Promise<boolean> {
  if (!locksOnNames(info)) return true;
  if (info.httpProxy !== undefined || info.httpsProxy !== undefined) return false;
  const name = await orNothing(host.network.resolve({ host: registryEndpoint(registry).host }));
  return name !== undefined && name.stop === undefined;
}
