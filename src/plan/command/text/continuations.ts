import { isBlank, isInvisible } from "../text-characters.js";
import type { TextCursor } from "./cursor.js";
import { skipLineStart } from "./prompts.js";
import { append, endWord, note, type Scan } from "./scan.js";

/** Where the blanks behind the character here end. */
function blanksAfter(cursor: TextCursor): number {
  let next = cursor.position + 1;
  while (isBlank(cursor.text[next]) || isInvisible(cursor.text[next])) next += 1;
  return next;
}

function continueLine(scan: Scan, mark: string, newline: number): void {
  const { cursor } = scan;
  if (newline > cursor.position + 1) {
    note(scan, mark, { of: "blank-after-mark", mark });
    endWord(scan);
  }
  if (mark !== "\\") endWord(scan);
  cursor.position = newline + 1;
  skipLineStart(scan, true);
}

function joinFlattened(scan: Scan, mark: string): void {
  const { cursor } = scan;
  note(scan, mark, { of: "breaks-lost", mark });
  endWord(scan);
  cursor.position += 1;
}

/** A backslash outside of quotes: at the end of a line it continues the command. */
export function readBackslash(scan: Scan): void {
  const { cursor } = scan;
  const next = cursor.peek(1);
  const afterBlanks = blanksAfter(cursor);
  const startsOption = cursor.text[afterBlanks] === "-" && /[A-Za-z-]/.test(cursor.text[afterBlanks + 1] ?? "");
  if (cursor.text[afterBlanks] === "\n" && afterBlanks < cursor.end) continueLine(scan, "\\", afterBlanks);
  else if (afterBlanks >= cursor.end) cursor.position = cursor.end;
  else if (isBlank(next) && (scan.word === undefined || startsOption)) joinFlattened(scan, "\\");
  else if (scan.isWindows) {
    append(scan, "\\");
    cursor.position += 1;
  } else {
    append(scan, next);
    cursor.position += 2;
  }
}

/** Backtick (PowerShell) and caret (cmd): continuation at the end of a line, or left over from one. */
export function readContinuationMark(scan: Scan, mark: string): boolean {
  const { cursor } = scan;
  const afterBlanks = blanksAfter(cursor);
  if (scan.word === undefined && afterBlanks < cursor.end && cursor.text[afterBlanks] === "\n") {
    continueLine(scan, mark, afterBlanks);
    return true;
  }
  if (scan.word === undefined && isBlank(cursor.peek(1)) && cursor.text[afterBlanks] === "-") {
    joinFlattened(scan, mark);
    return true;
  }
  return false;
}
