import type { NetworkEntry, Report, Vantage } from "../contract/index.js";
import { seenAt } from "./provenance.js";
import { duration, plural } from "./text.js";

/** Who saw something, in words. */
export const VANTAGE_WORDS: Readonly<Record<Vantage, string>> = {
  process: "this process",
  engine: "the engine",
  container: "a container",
};

/** What the network blocks; empty where nothing is. */
export function networkEntries({ network }: Report): readonly NetworkEntry[] {
  return network ?? [];
}

/** The heading of the block. */
export function networkTitle(entries: readonly NetworkEntry[]): string {
  return `For the network team: ${plural(entries.length, "blocked endpoint")}`;
}

/** `https registry.example:443`. */
export function hostText({ protocol, host, port }: NetworkEntry): string {
  return `${protocol} ${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** `https registry.example:443`, with the proxy on the way. */
export function endpointText(entry: NetworkEntry): string {
  const { proxy } = entry;
  return `${hostText(entry)}${proxy === undefined ? "" : ` through the proxy ${proxy}`}`;
}

/** What the name resolved to. */
export function addressesText({ addresses, proxy }: NetworkEntry): string {
  if (addresses.length > 0) return addresses.join(", ");
  return proxy === undefined ? "none found" : "resolved by the proxy";
}

/** `tcp: connection-timeout after 10 s`. */
export function failureText({ hop, code, durationMs, severity }: NetworkEntry): string {
  const after = durationMs === undefined ? "" : ` after ${duration(durationMs)}`;
  return `${hop}: ${code}${after}${severity === "warning" ? " (warning)" : ""}`;
}

/** When it was seen: when the run looked where the answer does not say. */
export function timeText({ observedAt }: NetworkEntry, report: Report): string {
  return (observedAt ?? seenAt(report)).replace(/\.\d+Z$/, "Z");
}
