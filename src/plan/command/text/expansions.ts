import { LIMITS, UsageError } from "../../../contract/index.js";
import { closingParenthesis } from "./parentheses.js";
import { isBlank } from "../text-characters.js";
import type { TextCursor } from "./cursor.js";
import { append, appendUnexpanded, endWord, failUnclosed, type Scan } from "./scan.js";

const PLAIN_VARIABLE = /\$(?:env:[A-Za-z_]\w*|[A-Za-z_]\w*|[0-9@*#?$!-])/iy;

const TILDE = /~[\w.-]*/y;

function appendVariable(scan: Scan, quoted: boolean): void {
  const { cursor } = scan;
  const braced = bracedVariable(cursor);
  const match = braced ?? cursor.match(PLAIN_VARIABLE)?.[0];
  if (match === undefined) {
    append(scan, "$");
    cursor.position += 1;
    return;
  }
  const value = scan.variables.expand(match);
  if (value === undefined) {
    appendUnexpanded(scan, match, quoted);
    cursor.position += match.length;
    return;
  }
  countExpanded(scan, value);
  if (quoted) append(scan, value);
  else {
    for (const [index, piece] of value.split(/[ \t\n]+/).entries()) {
      if (index > 0) endWord(scan);
      if (piece !== "") append(scan, piece);
    }
  }
  cursor.position += match.length;
}

/** @throws UsageError where the variables of a text become too much: each may hold the one before it twice. */
function countExpanded({ amount, cursor, options }: Scan, value: string): void {
  amount.expanded += value.length;
  if (amount.expanded > LIMITS.expandedCharacters) {
    const problem = `its variables become more than ${LIMITS.expandedCharacters} characters`;
    throw new UsageError(
      `${options.name}:${cursor.placeOf(cursor.position).line}: ${problem}; expected a plain docker run command`,
    );
  }
}

/** `${…}`, which ends on its line. */
function bracedVariable(cursor: TextCursor): string | undefined {
  if (cursor.peek(1) !== "{") return undefined;
  const closing = cursor.next("}");
  const newline = cursor.next("\n");
  if (closing < 0 || (newline >= 0 && newline < closing)) return undefined;
  return cursor.text.slice(cursor.position, closing + 1);
}

function appendSubstitution(scan: Scan, quoted: boolean): void {
  const { cursor } = scan;
  const closing = closingParenthesis(cursor.text, cursor.position + 1, cursor.end);
  if (closing === undefined) return failUnclosed(scan, cursor.position, "$( that opens here", "a closing )");
  for (const command of scan.readPart(cursor.position + 2, closing)) scan.commands.push(command);
  appendUnexpanded(scan, cursor.text.slice(cursor.position, closing + 1), quoted);
  cursor.position = closing + 1;
}

/** What begins with `$`: a variable or the output of commands. */
export function appendDollar(scan: Scan, quoted: boolean): void {
  const { cursor } = scan;
  if (cursor.peek(1) === "(") appendSubstitution(scan, quoted);
  else appendVariable(scan, quoted);
}

/** The output of commands between backticks. */
export function appendBackticks(scan: Scan, quoted: boolean): void {
  const { cursor } = scan;
  const closing = cursor.text.indexOf("`", cursor.position + 1);
  if (closing < 0 || closing >= cursor.end)
    return failUnclosed(scan, cursor.position, "the ` that opens here", "a closing `");
  appendUnexpanded(scan, cursor.text.slice(cursor.position, closing + 1), quoted);
  cursor.position = closing + 1;
}

/** `~` and `~user` at the beginning of a word. */
export function readTilde(scan: Scan): void {
  const { cursor } = scan;
  const match = cursor.match(TILDE)?.[0] ?? "~";
  const after = cursor.peek(match.length);
  const isTilde = after === "" || /[/\n;|&()<>]/.test(after) || isBlank(after);
  if (match === "~" && isTilde) append(scan, scan.options.home);
  else if (isTilde) appendUnexpanded(scan, match, true);
  else append(scan, match);
  cursor.position += match.length;
}
