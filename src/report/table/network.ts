import {
  addressesText,
  endpointText,
  failureText,
  networkEntries,
  networkTitle,
  timeText,
  VANTAGE_WORDS,
} from "../network-block.js";
import type { NetworkEntry } from "../../contract/index.js";
import { wrap } from "../text.js";
import { CONTENT, type Context, LABEL, type Section } from "./context.js";

/** So many endpoints are told, unless all are asked for. */
const MAX_TOLD = 3;

/** What the network team has to know and the cause does not say: one line for each endpoint, ready to hand on. */
export function renderNetwork(context: Context): Section {
  const { report, columns, verbose } = context;
  if (verbose) return renderWhole(context);
  const entries = networkEntries(report);
  const [first] = entries;
  if (first === undefined) return [];
  if (entries.length === 1) return wrap(`For the network team: ${entryLine(first, context)}`, columns, "", "  ");
  const told = entries.slice(0, MAX_TOLD);
  const left = entries.length - told.length;
  return [
    "For the network team:",
    ...told.flatMap((entry) => wrap(entryLine(entry, context), columns, "  ", "    ")),
    ...(left === 0 ? [] : [`  and ${left} more (--verbose shows all)`]),
  ];
}

function entryLine(entry: NetworkEntry, { report }: Context): string {
  const addresses = entry.addresses.length === 0 ? "" : ` (${entry.addresses.join(", ")})`;
  const seen = `seen by ${VANTAGE_WORDS[entry.vantage]} at ${timeText(entry, report)}`;
  return `${endpointText(entry)}${addresses}, ${failureText(entry)}, ${seen}`;
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
