import type { EngineInfo } from "../../contract/index.js";
import { compareVersions } from "../../docker/engine-versions.js";
import { HUB } from "../../docker/hub.js";

/** First engine whose `/distribution` goes on to the next mirror, and to Docker Hub, after a failure. */
const ENGINE_WITH_MIRROR_FALLBACK = "25";

/** Whether a failure of `/distribution` proves nothing: an old engine stops at the first mirror, its pull does not. */
export function isMirrorQuirk({ mirrors, serverVersion }: EngineInfo, registry: string): boolean {
  const isOld = (compareVersions(serverVersion, ENGINE_WITH_MIRROR_FALLBACK) ?? 0) < 0;
  return mirrors.length > 0 && registry === HUB.registry && isOld;
}
