import type { ReportEvidence } from "../../contract/index.js";
import { evidenceLine } from "../evidence.js";
import { cut } from "../text.js";
import { content, type Context, labelled, type Section } from "./context.js";

/** So many lines say how something is known, unless all is asked for. */
const MAX_ROWS = 4;
/** Of these the most telling piece takes so many, another one fewer. */
const MAX_FIRST = 3;
const MAX_OTHER = 2;

/** How telling a piece is: it differs from what is right; it says where it is written; else neither. */
function rankOf({ expected, origin }: ReportEvidence): number {
  if (expected !== undefined) return 0;
  return origin === undefined ? 2 : 1;
}

/** Lines, those over a maximum left out; the last one says so. */
function clipped(lines: readonly string[], maximum: number, { columns, more }: Context): readonly string[] {
  if (lines.length <= maximum) return lines;
  const last = lines[maximum - 1] ?? "";
  return [...lines.slice(0, maximum - 1), `${cut(last, columns - more.length - 1).trimEnd()} ${more}`];
}

/** How it is known: the most telling pieces that fit, in the order in which they were seen; all of them where that is asked for. */
export function renderKnown(evidence: readonly ReportEvidence[], context: Context, about = ""): Section {
  if (evidence.length === 0) return [];
  const head = `We know${about} because:`;
  const pieces = evidence.map((one) => ({ rank: rankOf(one), lines: content(context, evidenceLine(one)) }));
  if (context.verbose) return [...labelled(context, head), ...pieces.flatMap(({ lines }) => lines)];
  const chosen = new Map<(typeof pieces)[number], readonly string[]>();
  let left = MAX_ROWS;
  for (const piece of pieces.toSorted((a, b) => a.rank - b.rank)) {
    const lines = clipped(piece.lines, chosen.size === 0 ? MAX_FIRST : MAX_OTHER, context);
    if (lines.length > left) continue;
    chosen.set(piece, lines);
    left -= lines.length;
  }
  return [...labelled(context, head), ...pieces.flatMap((piece) => chosen.get(piece) ?? [])];
}
