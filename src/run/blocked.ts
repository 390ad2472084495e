import type { NetworkEntry } from "../contract/index.js";

/** One entry per failure of an endpoint, whoever needs it: errors first, otherwise in the order they were found. */
export function mergeBlocked(entries: readonly NetworkEntry[]): readonly NetworkEntry[] {
  const merged = new Map<string, NetworkEntry>();
  for (const entry of entries) {
    const { protocol, host, port, proxy, hop, code, vantage } = entry;
    const key = JSON.stringify([protocol, host.toLowerCase(), port, proxy ?? "", hop, code, vantage]);
    const known = merged.get(key);
    merged.set(key, known === undefined ? entry : joined(known, entry));
  }
  const all = [...merged.values()];
  return [...all.filter(({ severity }) => severity === "error"), ...all.filter(({ severity }) => severity !== "error")];
}

/** The first entry is kept, with what the other adds. */
function joined(first: NetworkEntry, other: NetworkEntry): NetworkEntry {
  return {
    ...first,
    severity: first.severity === "error" ? "error" : other.severity,
    addresses: unique([...first.addresses, ...other.addresses]),
    neededFor: unique([...first.neededFor, ...other.neededFor]),
    checks: unique([...first.checks, ...other.checks]),
  };
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
