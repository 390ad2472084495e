import { LIMITS, type Origin, type TextProblem, UsageError } from "../../contract/index.js";
import { createShellVariables, type ShellVariables } from "./shell-variables.js";
import { closingQuotes, isBlank, isInvisible } from "./text-characters.js";
import { readBackslash, readContinuationMark } from "./text/continuations.js";
import { cursorOf, type TextCursor } from "./text/cursor.js";
import { appendBackticks, appendDollar, readTilde } from "./text/expansions.js";
import { skipLineStart } from "./text/prompts.js";
import { readAnsiQuoted, readDoubleQuoted, readSingleQuoted } from "./text/quotes.js";
import { readAngle, readOperator, skipHeredocs } from "./text/redirections.js";
import {
  append,
  endCommand,
  endWord,
  isCutHere,
  noteCut,
  noteTypographic,
  type Scan,
  type ScanOptions,
  type TextAmount,
} from "./text/scan.js";
import type { Word } from "./word.js";

/** One simple command of a text: what stands between two line ends, `;`, `|` or `&`. */
export interface TextCommand {
  readonly words: readonly Word[];
  /** Exported variables of the script at this point. */
  readonly exported: () => Readonly<Record<string, string>>;
  /** Values of secret variables that came into the text until here. */
  readonly secrets: ReadonlySet<string>;
  /** The line after it begins with an option: a continuation mark is probably missing. */
  readonly cutShort: boolean;
  readonly notes: readonly TextNote[];
}

/** Something that had to be put back together before the text could be read. */
export interface TextNote {
  readonly text: string;
  readonly problem: TextProblem;
  readonly origin: Origin;
}

const WINDOWS = /[^\s`][ \t]+`[ \t]*\n|[^\s^][ \t]+\^[ \t]*\n|^PS[^>\n]*>/m;

/**
 * Splits a pasted text into simple commands. Nothing is run; a variable is replaced only where the text itself has set it to
 * a plain value, or else the environment has one; `~` and `$HOME` are the invoking user's home.
 *
 * @throws UsageError with line and column for a quote or `$(` that is never closed, and for what goes beyond a limit
 */
export function scanText(source: string, options: ScanOptions): readonly TextCommand[] {
  const text = source.replaceAll("\r\n", "\n").replaceAll("\r", "\n");
  return scanPart(cursorOf(text), {
    options,
    isWindows: WINDOWS.test(text),
    variables: createShellVariables(options),
    amount: { expanded: 0 },
    depth: 0,
  });
}

/** What all parts of a text share, and how deep in `$(` this one stands. */
interface Surroundings {
  readonly options: ScanOptions;
  readonly isWindows: boolean;
  readonly variables: ShellVariables;
  readonly amount: TextAmount;
  readonly depth: number;
}

function scanPart(cursor: TextCursor, surroundings: Surroundings): readonly TextCommand[] {
  const { depth, ...shared } = surroundings;
  if (depth > LIMITS.nesting) {
    const { line, column } = cursor.placeOf(cursor.position);
    throw new UsageError(
      `${shared.options.name}:${line}:${column}: $( is nested more than ${LIMITS.nesting} deep; expected a plain docker run command`,
    );
  }
  const scan: Scan = {
    ...shared,
    cursor,
    commands: [],
    heredocs: [],
    words: [],
    notes: [],
    word: undefined,
    skipsNextWord: false,
    conditional: false,
    readPart: (from, end) => scanPart(cursor.part(from, end), { ...shared, depth: depth + 1 }),
  };
  skipLineStart(scan, false);
  while (cursor.position < cursor.end) {
    const character = cursor.peek();
    const quote = isApostrophe(cursor) ? undefined : closingQuotes(character);
    if (isInvisible(character)) cursor.position += 1;
    else if (isBlank(character)) {
      endWord(scan);
      if (scan.words.length > 0) noteTypographic(scan);
      cursor.position += 1;
    } else if (character === "\n" && isCutHere(scan)) {
      noteCut(scan);
      endWord(scan);
      cursor.position += 1;
      skipLineStart(scan, true);
    } else if (character === "\n") {
      endCommand(scan, false);
      cursor.position += 1;
      skipHeredocs(scan);
      skipLineStart(scan, false);
    } else if (character === "\\") readBackslash(scan);
    else if ((character === "`" || character === "^") && readContinuationMark(scan, character)) continue;
    else if (character === "`" && scan.isWindows) {
      append(scan, cursor.peek(1));
      cursor.position += 2;
    } else if (character === "`") appendBackticks(scan, false);
    else if (quote !== undefined) {
      noteTypographic(scan);
      if (quote.kind === "single") readSingleQuoted(scan, quote.closers);
      else readDoubleQuoted(scan, quote.closers);
    } else if (character === "$" && cursor.peek(1) === "'") readAnsiQuoted(scan);
    else if (character === "$" && cursor.peek(1) === '"') cursor.position += 1;
    else if (character === "$") appendDollar(scan, false);
    else if (character === "#" && scan.word === undefined) {
      const lineEnd = cursor.next("\n");
      cursor.position = lineEnd < 0 || lineEnd > cursor.end ? cursor.end : lineEnd;
    } else if (character === "<" || character === ">") readAngle(scan);
    else if (/[;|&()]/.test(character)) readOperator(scan, character);
    else if (character === "~" && scan.word === undefined) readTilde(scan);
    else {
      append(scan, character);
      cursor.position += 1;
    }
  }
  endCommand(scan, false);
  return scan.commands;
}

function isApostrophe(cursor: TextCursor): boolean {
  return cursor.peek() === "\u2019" && /\p{L}/u.test(cursor.peek(-1)) && /\p{L}/u.test(cursor.peek(1));
}
