import { type IndexEntry, LIMITS } from "../../contract/index.js";
import { isNamed, type Platform, platformFit, platformText } from "../../docker/platform.js";
import { isPlatform, type Manifest } from "./manifest.js";

type Index = Extract<Manifest, { kind: "index" }>;
type Entry = Index["entries"][number];

/**
 * The manifest of an index that some engine would take for this platform: which of them this one's does is judged later. First
 * what every engine takes, then a variant that only newer CPUs run, then one that names no platform.
 */
export function entryFor({ entries }: Index, wanted: Platform): Entry | undefined {
  const ranked = entries
    .map((entry) => ({ entry, rank: rankOf(entry, wanted) }))
    .filter(({ rank }) => rank > 0)
    .toSorted((a, b) => b.rank - a.rank);
  return ranked[0]?.entry;
}

/** Fits of platforms are 5 and more. */
function rankOf({ platform }: Entry, wanted: Platform): number {
  if (platform === undefined || !isNamed(platform)) return 1;
  const fit = platformFit(platform, wanted);
  if (fit > 0) return fit;
  return platformFit(platform, { ...wanted, variant: "v9" }) > 0 ? 2 : 0;
}

/** Platforms that an index names, `os/architecture[/variant]`, each once. */
export function offeredPlatforms({ entries }: Index): readonly string[] {
  const words = entries.flatMap(({ platform }) =>
    platform !== undefined && isPlatform(platform) ? [platformText(platform)] : [],
  );
  return [...new Set(words)].slice(0, LIMITS.platforms);
}

/** The lines of an index as they are recorded. */
export function recordedEntries({ entries }: Index): readonly IndexEntry[] {
  return entries
    .slice(0, LIMITS.platforms)
    .map(({ mediaType, platform }) => ({ mediaType, ...(platform === undefined ? {} : { platform }) }));
}
