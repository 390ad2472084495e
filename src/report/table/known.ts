import type { ReportEvidence } from "../../contract/index.js";
import { evidenceLine } from "../evidence.js";
import { fitted } from "../text.js";
import { content, type Context, labelled, type Section } from "./context.js";

/** Of the lines that there are the most telling piece takes so many, another one fewer. */
const MAX_FIRST = 3;
const MAX_OTHER = 2;

/** How telling a piece is: it differs from what is right; it says where it is written; else neither. */
function rankOf({ expected, origin }: ReportEvidence): number {
  if (expected !== undefined) return 0;
  return origin === undefined ? 2 : 1;
}

/** Of what was seen so many characters stay where a piece has to be shorter, and its beginning has this share of them. */
const MIN_OBSERVED = 20;
const HEAD_SHARE = 0.4;
/** So many characters more are left out until a piece fits. */
const STEP = 6;

/** A piece in words; that it is from what is judged, the line below the verdict says. */
function pieceText(piece: ReportEvidence, { report, verbose }: Context): string {
  const { origin, ...rest } = piece;
  return evidenceLine(!verbose && origin === report.plan.description ? rest : piece);
}

/** Whole words of at most so many characters: an error says at its end what it is, a list begins with what comes first. */
function withoutMiddle(text: string, length: number, more: string): string {
  const head = fitted(text, Math.floor(length * HEAD_SHARE), "");
  const rest = text.slice(Math.max(head.length, text.length - (length - head.length)));
  const blank = rest.indexOf(" ");
  return blank < 0 ? `${head} ${more}` : `${head} ${more}${rest.slice(blank)}`;
}

/** A piece in so many lines: the middle of what was seen is left out, so that what is right still stands behind it. */
function fittedPiece(piece: ReportEvidence, maximum: number, context: Context): readonly string[] {
  const { columns, more } = context;
  const whole = content(context, pieceText(piece, context));
  if (whole.length <= maximum) return whole;
  for (let length = piece.observed.length - STEP; length >= MIN_OBSERVED; length -= STEP) {
    const observed = withoutMiddle(piece.observed, length, more);
    const lines = content(context, pieceText({ ...piece, observed }, context));
    if (lines.length <= maximum) return lines;
  }
  const last = fitted(whole[maximum - 1] ?? "", columns - more.length - 1, "");
  return [...whole.slice(0, maximum - 1), `${last} ${more}`];
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
