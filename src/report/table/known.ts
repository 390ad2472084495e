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
/** So many where nothing else would be told. */
const MIN_ALONE = 12;
const HEAD_SHARE = 0.4;
/** So many characters more are left out until a piece fits. */
const STEP = 6;

/** A piece in words; that it is from what is judged, the line below the verdict says. */
function pieceText(piece: ReportEvidence, { report, verbose }: Context): string {
  const { origin, ...rest } = piece;
  return evidenceLine(!verbose && origin === report.plan.description ? rest : piece);
}

/** As many words as have so many characters with the blanks between them. */
function wordsWithin(words: readonly string[], length: number): readonly string[] {
  let left = length + 1;
  return words.filter((word) => {
    left -= word.length + 1;
    return left >= 0;
  });
}

/** Whole words of at most so many characters: an error says at its end what it is, a list begins with what comes first. */
function withoutMiddle(text: string, length: number, more: string): string | undefined {
  const words = text.split(" ");
  const head = words.slice(0, wordsWithin(words, length * HEAD_SHARE).length);
  const tail = wordsWithin(words.slice(head.length).toReversed(), length - head.join(" ").length).toReversed();
  return head.length + tail.length === 0 ? undefined : [...head, more, ...tail].join(" ");
}

/**
 * A piece in so many lines, if it has words to leave out: the middle of what was seen goes, so that what is right still
 * stands behind it.
 */
function fittedPiece(
  piece: ReportEvidence,
  maximum: number,
  context: Context,
  least = MIN_OBSERVED,
): readonly string[] | undefined {
  for (let length = piece.observed.length - STEP; length >= least; length -= STEP) {
    const observed = withoutMiddle(piece.observed, length, context.more);
    if (observed === undefined) return undefined;
    const lines = content(context, pieceText({ ...piece, observed }, context));
    if (lines.length <= maximum) return lines;
  }
  return undefined;
}

/** What was seen in so many lines, without what is right and where it is written, if that makes it fit. */
function barePiece(
  { what, observed }: ReportEvidence,
  maximum: number,
  context: Context,
): readonly string[] | undefined {
  const bare = { what, observed };
  const lines = content(context, evidenceLine(bare));
  return lines.length <= maximum ? lines : fittedPiece(bare, maximum, context, MIN_ALONE);
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

/** So many lines, the last of which says that there are more. */
function clipped(lines: readonly string[], maximum: number, { columns, more }: Context): readonly string[] {
  const last = fitted(lines[maximum - 1] ?? "", columns - more.length - 1, "");
  return [...lines.slice(0, maximum - 1), `${last} ${more}`];
}

function mostTelling(evidence: readonly ReportEvidence[], context: Context): readonly string[] {
  const { known } = context.room;
  const chosen = new Map<ReportEvidence, readonly string[]>();
  const most = (): number => Math.min(known, chosen.size === 0 ? MAX_FIRST : MAX_OTHER);
  let left = known;
  const pieces = evidence.map((piece) => ({ piece, lines: content(context, pieceText(piece, context)) }));
  // of what is as telling, what fits as it stands comes before what has to be shorter
  const isLong = ({ lines }: (typeof pieces)[number]): number => Number(lines.length > MAX_OTHER);
  for (const { piece, lines } of pieces.toSorted(
    (a, b) => rankOf(a.piece) - rankOf(b.piece) || isLong(a) - isLong(b),
  )) {
    const fitting = lines.length <= most() ? lines : fittedPiece(piece, most(), context);
    if (fitting === undefined || fitting.length > left) continue;
    chosen.set(piece, fitting);
    left -= fitting.length;
  }
  const [first] = pieces;
  if (chosen.size === 0 && first !== undefined)
    return barePiece(first.piece, known, context) ?? clipped(first.lines, known, context);
  return evidence.flatMap((piece) => chosen.get(piece) ?? []);
}
