import type { ReportEvidence } from "../../contract/index.js";
import { evidenceLine } from "../evidence.js";
import { cut, cutStart, fitted } from "../text.js";
import { content, type Context, labelled, type Section } from "./context.js";

/** Of the lines that there are the most telling piece takes so many, another one fewer. */
const MAX_FIRST = 3;
const MAX_OTHER = 2;

/** How telling a piece is: it differs from what is right; it says where it is written; else neither. */
function rankOf({ expected, origin }: ReportEvidence): number {
  if (expected !== undefined) return 0;
  return origin === undefined ? 2 : 1;
}

/** What a cut piece is shorter than it has to be, since lines end with whole words. */
const SPARE = 16;
/** Of what was seen so many characters stay where a piece has to be shorter. */
const MIN_OBSERVED = 20;

/** The share of a cut text that its beginning has. */
const HEAD_SHARE = 0.4;

/** A piece in words; that it is from what is judged, the line below the verdict says. */
function pieceText(piece: ReportEvidence, { report, verbose }: Context): string {
  const { origin, ...rest } = piece;
  return evidenceLine(!verbose && origin === report.plan.description ? rest : piece);
}

/** A text of so many characters: an error says at its end what it is, a list begins with what comes first. */
function withoutMiddle(text: string, length: number, more: string): string {
  if (text.length <= length) return text;
  const head = fitted(text, Math.floor(length * HEAD_SHARE), "");
  const tail = cutStart(text, length - head.length - more.length);
  return `${head}${more}${tail.slice(tail.search(/\s|$/u)).trim() || tail}`;
}

/** A piece in so many lines: the middle of what was seen is left out, so that what is right still stands behind it. */
function fittedPiece(piece: ReportEvidence, maximum: number, context: Context): readonly string[] {
  const { columns, more } = context;
  const whole = content(context, pieceText(piece, context));
  const over = whole.slice(maximum).join("").length;
  if (over === 0) return whole;
  const { observed } = piece;
  const length = Math.max(MIN_OBSERVED, observed.length - over - SPARE);
  const shorter = { ...piece, observed: withoutMiddle(observed, length, ` ${more} `) };
  const lines = content(context, pieceText(shorter, context));
  const last = lines[maximum - 1] ?? "";
  if (lines.length <= maximum) return lines;
  return [...lines.slice(0, maximum - 1), `${cut(last, columns - more.length - 1).trimEnd()} ${more}`];
}

/** How it is known: the most telling pieces that fit, in the order in which they were seen; all of them where that is asked for. */
export function renderKnown(evidence: readonly ReportEvidence[], context: Context, about = ""): Section {
  if (evidence.length === 0) return [];
  const head = `We know${about} because:`;
  const lines = context.verbose
    ? evidence.flatMap((piece) => content(context, pieceText(piece, context)))
    : mostTelling(evidence, context);
  return [...labelled(context, head), ...lines];
}

function mostTelling(evidence: readonly ReportEvidence[], context: Context): readonly string[] {
  const chosen = new Map<ReportEvidence, readonly string[]>();
  let left = context.room.known;
  for (const piece of evidence.toSorted((a, b) => rankOf(a) - rankOf(b))) {
    const most = Math.min(context.room.known, chosen.size === 0 ? MAX_FIRST : MAX_OTHER);
    const lines = fittedPiece(piece, most, context);
    if (lines.length > left) continue;
    chosen.set(piece, lines);
    left -= lines.length;
  }
  return evidence.flatMap((piece) => chosen.get(piece) ?? []);
}
