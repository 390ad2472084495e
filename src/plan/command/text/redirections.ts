import { closingParenthesis } from "./parentheses.js";
import { append, appendUnexpanded, endCommand, endWord, failUnclosed, type Scan } from "./scan.js";

const PLACEHOLDER = /<[A-Za-z_%$.…](?:[^<>\n|;&]*[^<>\n|;&\s])?>/y;

const HEREDOC = /<<-?[ \t]*(?:'(\w+)'|"(\w+)"|\\?(\w+))/y;

const REDIRECTION = /(?:&>>?|<<<|<>|>>|>\||>|<)(?:&[\d-]+)?/y;

/** Skips the here-documents that the line before has announced. */
export function skipHeredocs(scan: Scan): void {
  const { cursor } = scan;
  for (const marker of scan.heredocs.splice(0)) {
    while (cursor.position < cursor.end) {
      const lineEnd = cursor.text.indexOf("\n", cursor.position);
      const line = cursor.text.slice(cursor.position, lineEnd < 0 ? undefined : lineEnd);
      const isLast = line.trim() === marker;
      cursor.position = lineEnd < 0 ? cursor.end : lineEnd + 1;
      if (isLast) break;
    }
  }
}

/** `<` and `>`: a placeholder, a process substitution, a here-document or a redirection. */
export function readAngle(scan: Scan): void {
  const { cursor } = scan;
  const placeholder = cursor.match(PLACEHOLDER);
  if (placeholder !== null) {
    append(scan, placeholder[0]);
    cursor.position += placeholder[0].length;
    return;
  }
  if (cursor.peek(1) === "(") {
    const closing = closingParenthesis(cursor.text, cursor.position + 1, cursor.end);
    if (closing === undefined)
      return failUnclosed(scan, cursor.position, `${cursor.peek()}( that opens here`, "a closing )");
    appendUnexpanded(scan, cursor.text.slice(cursor.position, closing + 1), true);
    cursor.position = closing + 1;
    return;
  }
  const heredoc = cursor.text.startsWith("<<<", cursor.position) ? null : cursor.match(HEREDOC);
  if (heredoc !== null) {
    endWord(scan);
    scan.heredocs.push(heredoc[1] ?? heredoc[2] ?? heredoc[3] ?? "");
    cursor.position += heredoc[0].length;
    return;
  }
  if (scan.word !== undefined && /^\d+$/.test(scan.word.text)) scan.word = undefined;
  endWord(scan);
  const operator = cursor.match(REDIRECTION)?.[0] ?? cursor.peek();
  cursor.position += operator.length;
  scan.skipsNextWord = !/&[\d-]+$/.test(operator);
}

/** `;`, `|`, `&`, `(` and `)`. */
export function readOperator(scan: Scan, character: string): void {
  const { cursor } = scan;
  if (character === "&" && cursor.peek(1) === ">") {
    readAngle(scan);
    return;
  }
  const isDouble = cursor.peek(1) === character && (character === "&" || character === "|");
  endCommand(scan, isDouble);
  cursor.position += isDouble ? 2 : 1;
}
