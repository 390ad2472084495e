import {
  addressesText,
  endpointText,
  failureText,
  hostText,
  networkEntries,
  networkTitle,
  timeText,
  VANTAGE_WORDS,
} from "../network-block.js";
import type { NetworkEntry } from "../../contract/index.js";
import { duration, wrap } from "../text.js";
import { CONTENT, type Context, LABEL, type Section } from "./context.js";

/** So many failures are told, unless all are asked for. */
const MAX_FAILURES = 3;

/** What to hand on to the network team: a line for each failure, with the endpoints that have it. */
export function renderNetwork(context: Context): Section {
  if (context.verbose) return renderWhole(context);
  const failures = new Map<string, NetworkEntry[]>();
  for (const entry of networkEntries(context.report)) {
    const { proxy, code, vantage } = entry;
    const key = JSON.stringify([proxy, code, vantage]);
    failures.set(key, [...(failures.get(key) ?? []), entry]);
  }
  const texts = [...failures.values()].map((entries) => failureLine(entries, context));
  const [first, ...others] = texts;
  if (first === undefined) return [];
  if (others.length === 0) return wrap(`For the network team: ${first}`, context.columns, "", "  ");
  const left = texts.length - MAX_FAILURES;
  return [
    "For the network team:",
    ...texts.slice(0, MAX_FAILURES).flatMap((text) => wrap(text, context.columns, "  ", "    ")),
    ...(left > 0 ? [`  and ${left} more (--verbose shows all)`] : []),
  ];
}

function failureLine(entries: readonly NetworkEntry[], { report, room }: Context): string {
  const [first] = entries;
  if (first === undefined) return "";
  const hosts = entries.slice(0, room.hosts).map((entry) => {
    const addresses = entry.addresses.length === 0 ? "" : ` (${entry.addresses.join(", ")})`;
    return `${hostText(entry)}${addresses}`;
  });
  const left = entries.length - hosts.length;
  const more = left > 0 ? ` and ${left} more` : "";
  const through = first.proxy === undefined ? "" : ` through the proxy ${first.proxy}`;
  const { code, durationMs, vantage } = first;
  const after = durationMs === undefined || !room.hasAsides ? "" : ` after ${duration(durationMs)}`;
  return `${hosts.join(", ")}${more}${through}: ${code}${after}, seen by ${VANTAGE_WORDS[vantage]} at ${timeText(first, report)}`;
}

/** One entry per blocked endpoint, with what shows it again. */
function renderWhole({ report, columns, paint }: Context): Section {
  const entries = networkEntries(report);
  if (entries.length === 0) return [];
  const lines = entries.flatMap((entry, index) => [
    ...wrap(`${index + 1}. ${endpointText(entry)}`, columns, LABEL, "      "),
    ...[
      `addresses: ${addressesText(entry)}`,
      `failure: ${failureText(entry)}, seen by ${VANTAGE_WORDS[entry.vantage]} at ${timeText(entry, report)}`,
      `needed for: ${entry.neededFor.join(", ")}`,
    ].flatMap((line) => wrap(line, columns, "      ", "        ")),
    paint(`${CONTENT} ${entry.reproduce}`, "cyan"),
  ]);
  return [...wrap(networkTitle(entries), columns).map((line) => paint(line, "bold")), ...lines];
}
