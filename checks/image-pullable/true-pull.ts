import type { EnginePull, EnginePullProgress, Evidence } from "../../src/contract/index.js";
import { bytesText, listText } from "../../src/judge/text.js";

/** How many layers a line names. */
const MOST_NAMED = 3;
/** Characters of a bar. */
const BAR_WIDTH = 12;

/** `a layer`, `5 layers`. */
function layersText(count: number): string {
  return count === 1 ? "1 layer" : `${count} layers`;
}

/** How far a pull is, in one line: `[######------] 2 of 4 layers, 30.1 of 60.2 MiB, 12.0 MiB/s`. */
export function pullProgressText(progress: EnginePullProgress): string {
  const { layersDone, layersTotal, downloadedBytes, totalBytes, bytesPerSecond, retrying } = progress;
  if (layersTotal === 0) return "the pull to begin";
  const share = totalBytes > 0 ? downloadedBytes / totalBytes : layersDone / layersTotal;
  const full = Math.min(BAR_WIDTH, Math.max(0, Math.round(share * BAR_WIDTH)));
  const bar = `[${"#".repeat(full)}${"-".repeat(BAR_WIDTH - full)}]`;
  const bytes = totalBytes === 0 ? "" : `, ${bytesText(downloadedBytes)} of ${bytesText(totalBytes)}`;
  const tail = retrying === undefined ? `, ${bytesText(bytesPerSecond)}/s` : `, ${retrying.toLowerCase()}`;
  return `the pull ${bar} ${layersDone} of ${layersText(layersTotal)}${bytes}${tail}`;
}

/** What a pull has proven, and what the engine had cached. */
export interface PullProof {
  /** Layers that were fetched, and so verified. */
  readonly fetched: number;
  /** Layers that the engine had already: nothing was proven about them. */
  readonly cached: number;
  /** The names of those, where the engine gives them. */
  readonly cachedNames: readonly string[];
}

/**
 * Tells proven layers from cached ones. `layerCount` is how many the manifest names, where that is known: an engine does
 * not name all that it had.
 */
export function pullProof({ layers, upToDate }: EnginePull, layerCount: number | undefined): PullProof {
  const fetched = layers.filter(({ state }) => state === "fetched").length;
  const cachedNames = layers.flatMap(({ id, state }) => (state === "cached" ? [id] : []));
  if (upToDate) return { fetched: 0, cached: layerCount ?? cachedNames.length, cachedNames };
  const unnamed = Math.max(0, (layerCount ?? 0) - layers.length);
  return { fetched, cached: cachedNames.length + unnamed, cachedNames };
}

function namesText(names: readonly string[]): string {
  const more = names.length > MOST_NAMED ? [`${names.length - MOST_NAMED} more`] : [];
  return names.length === 0 ? "" : `: ${listText([...names.slice(0, MOST_NAMED), ...more])}`;
}

/** What the pull showed, cached layers apart from proven ones. */
export function pullEvidence(reference: string, pull: EnginePull, proof: PullProof): readonly Evidence[] {
  const base = { origin: "POST /images/create", vantage: "engine" } as const;
  const what = `the engine's pull of ${reference}`;
  if (pull.outcome === "failed") {
    const status = pull.status === undefined ? "" : `HTTP ${pull.status}: `;
    return [{ ...base, what, observed: `${status}${pull.message ?? ""}`, expected: "pulled" }];
  }
  const { fetched, cached, cachedNames } = proof;
  const seconds = (pull.durationMs / 1000).toFixed(1);
  const size = pull.downloadedBytes === 0 ? "" : ` (${bytesText(pull.downloadedBytes)})`;
  const did = fetched === 0 ? "no layer fetched" : `${layersText(fetched)} fetched and verified${size}`;
  const pulled: Evidence = { ...base, what, observed: `pulled in ${seconds} s: ${did}` };
  if (cached === 0 && !pull.upToDate) return [pulled];
  const observed = pull.upToDate
    ? "the engine already had this image"
    : `the engine already had ${layersText(cached)}${cachedNames.length === 0 ? "" : `: ${cachedNames.join(", ")}`}`;
  return [pulled, { ...base, what: "not proven by the pull", observed }];
}

/** What a successful pull leaves unproven about one image; `undefined` if nothing. */
export function pullUnproven(reference: string, pull: EnginePull, proof: PullProof): string | undefined {
  if (pull.outcome === "failed") return undefined;
  if (pull.upToDate) return `layers of ${reference} (the engine already had this image)`;
  const { fetched, cached, cachedNames } = proof;
  if (cached === 0) return undefined;
  return `${cached} of ${layersText(fetched + cached)} of ${reference} (the engine already had them${namesText(cachedNames)})`;
}
