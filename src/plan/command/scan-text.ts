import { UsageError } from "../../contract/index.js";
import { createShellVariables, type ShellVariables } from "./shell-variables.js";
import { closingQuotes, isBlank, isInvisible, placesOf, type TextPlace } from "./text-characters.js";
import type { Word } from "./word.js";

/** One simple command of a text: what stands between two line ends, `;`, `|` or `&`. */
export interface TextCommand {
  readonly words: readonly Word[];
  /** Exported variables of the script at this point. */
  readonly exported: Readonly<Record<string, string>>;
  /** The line after it begins with an option: a continuation mark is probably missing. */
  readonly cutShort: boolean;
  readonly notes: readonly TextNote[];
}

/** Something that had to be put back together before the text could be read. */
interface TextNote {
  readonly text: string;
  readonly message: string;
  readonly origin: string;
}

interface ScanOptions {
  /** Name for origins: `runner.sh:3`. */
  readonly name: string;
  /** What an unquoted `~` and `$HOME` stand for. */
  readonly home: string;
  /** Whether `# ` before a command is root's prompt instead of the beginning of a comment. */
  readonly rootPrompt: boolean;
}

interface OpenWord {
  readonly offset: number;
  text: string;
  readonly unexpanded: string[];
  /** Number of parts, and whether the only one so far is an unquoted expansion. */
  parts: number;
  open: boolean;
}

const PROMPT =
  /(?:PS(?: [^>\n]*)?>|[A-Za-z]:\\[^>\n]*>|\[[^\]\n]+@[^\]\n]+\][$#%]|[\w.-]+@[\w.-]+[^\s$#%]*[$#%](?=[ \t])|[$%❯➜](?=[ \t]))[ \t]*/y;
const ROOT_PROMPT = /#[ \t]+(?=(?:sudo|docker|podman|nerdctl|exec|env|[A-Za-z_]\w*=\S*)\s)/y;
const CONTINUED_PROMPT = /[ \t]*>{1,2}[ \t]+(?=[-\w"'])/y;
const PLACEHOLDER = /<[A-Za-z_%$.…](?:[^<>\n|;&]*[^<>\n|;&\s])?>/y;
const HEREDOC = /<<-?[ \t]*(?:'(\w+)'|"(\w+)"|\\?(\w+))/y;
const REDIRECTION = /(?:&>>?|<<<|<>|>>|>\||>|<)(?:&[\d-]+)?/y;
const PLAIN_VARIABLE = /\$(?:env:[A-Za-z_]\w*|[A-Za-z_]\w*|[0-9@*#?$!-])/iy;
const BRACED_VARIABLE = /\$\{[^}\n]*\}/y;
const ANSI_ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  a: "\u0007",
  b: "\b",
  e: "\u001b",
  f: "\f",
  v: "\v",
};

function matchAt(pattern: RegExp, text: string, offset: number): RegExpExecArray | null {
  pattern.lastIndex = offset;
  return pattern.exec(text);
}

/**
 * Splits a pasted text into simple commands. Nothing is run; a variable is replaced only when the text itself has set
 * it to a plain value, and `~` and `$HOME` are the invoking user's home.
 *
 * @throws UsageError with line and column for a quote or `$(` that is never closed
 */
export function scanText(source: string, options: ScanOptions): readonly TextCommand[] {
  const text = source.replaceAll("\r\n", "\n").replaceAll("\r", "\n");
  return scanPart(text, 0, text.length, { ...options, placeOf: placesOf(text) }, createShellVariables(options.home));
}

interface PartOptions extends ScanOptions {
  readonly placeOf: (offset: number) => TextPlace;
}

function scanPart(
  text: string,
  from: number,
  end: number,
  options: PartOptions,
  variables: ShellVariables,
): readonly TextCommand[] {
  const isWindows = /[^\s`][ \t]+`[ \t]*\n|[^\s^][ \t]+\^[ \t]*\n|^PS[^>\n]*>/m.test(text);
  const commands: TextCommand[] = [];
  let words: Word[] = [];
  let notes: TextNote[] = [];
  let word: OpenWord | undefined;
  let skipsNextWord = false;
  let conditional = false;
  let offset = from;
  const heredocs: string[] = [];

  const originOf = (at: number): string => `${options.name}:${options.placeOf(at).line}`;
  const openWord = (): OpenWord => (word ??= { offset, text: "", unexpanded: [], parts: 0, open: false });
  const append = (piece: string): void => {
    const current = openWord();
    current.text += piece;
    current.parts += 1;
    current.open = false;
  };
  const appendUnexpanded = (piece: string, quoted: boolean): void => {
    append(piece);
    const current = openWord();
    current.unexpanded.push(piece);
    current.open = !quoted && current.parts === 1;
  };
  const endWord = (): void => {
    if (word === undefined) return;
    const { text: finished, unexpanded, open, offset: at } = word;
    word = undefined;
    if (skipsNextWord) {
      skipsNextWord = false;
      return;
    }
    words.push({ text: finished, origin: originOf(at), unexpanded, open });
  };
  const endCommand = (isConditionalNext: boolean): void => {
    endWord();
    skipsNextWord = false;
    if (words.length > 0) {
      variables.observe(words, conditional);
      const cutShort = /^\n[ \t]*--?[A-Za-z]/.test(text.slice(offset, offset + 80));
      commands.push({ words, exported: variables.exported(), cutShort, notes });
    }
    words = [];
    notes = [];
    conditional = isConditionalNext;
  };
  const note = (at: number, piece: string, message: string): void => {
    notes.push({ text: piece, message, origin: originOf(at) });
  };
  const fail = (at: number, what: string, expected: string): never => {
    const { line, column } = options.placeOf(at);
    throw new UsageError(`${options.name}:${line}:${column}: ${what} is never closed; expected ${expected}`);
  };
  const noteTypographic = (at: number): void => {
    const character = text[at] ?? "";
    if (/[ \t'"]/.test(character) || notes.some((one) => one.text === character)) return;
    note(
      at,
      character,
      `the text holds a typographic ${isBlank(character) ? "blank" : "quote"} (U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}) where a shell wants a plain one; it was read as plain`,
    );
  };
  const skipLineStart = (continued: boolean): void => {
    if (continued) {
      offset += matchAt(CONTINUED_PROMPT, text, offset)?.[0].length ?? 0;
      return;
    }
    while (isBlank(text[offset]) || isInvisible(text[offset])) offset += 1;
    offset += matchAt(PROMPT, text, offset)?.[0].length ?? 0;
    if (options.rootPrompt) offset += matchAt(ROOT_PROMPT, text, offset)?.[0].length ?? 0;
  };
  const appendVariable = (quoted: boolean): void => {
    const braced = matchAt(BRACED_VARIABLE, text, offset);
    const match = braced ?? matchAt(PLAIN_VARIABLE, text, offset);
    if (match === null) {
      append("$");
      offset += 1;
      return;
    }
    const value = variables.expand(match[0]);
    if (value === undefined) {
      appendUnexpanded(match[0], quoted);
      offset += match[0].length;
      return;
    }
    if (quoted) append(value);
    else {
      for (const [index, piece] of value.split(/[ \t\n]+/).entries()) {
        if (index > 0) endWord();
        if (piece !== "") append(piece);
      }
    }
    offset += match[0].length;
  };
  const appendSubstitution = (quoted: boolean): void => {
    const closing = closingParenthesis(text, offset + 1, end);
    if (closing === undefined) return fail(offset, "$( that opens here", "a closing )");
    commands.push(...scanPart(text, offset + 2, closing, options, variables));
    appendUnexpanded(text.slice(offset, closing + 1), quoted);
    offset = closing + 1;
  };
  const appendDollar = (quoted: boolean): void => {
    if (text[offset + 1] === "(") appendSubstitution(quoted);
    else appendVariable(quoted);
  };
  const appendBackticks = (quoted: boolean): void => {
    const closing = text.indexOf("`", offset + 1);
    if (closing < 0 || closing >= end) return fail(offset, "the ` that opens here", "a closing `");
    appendUnexpanded(text.slice(offset, closing + 1), quoted);
    offset = closing + 1;
  };
  const readSingleQuoted = (closers: string): void => {
    const start = offset;
    append("");
    for (offset += 1; offset < end; offset += 1) {
      const character = text[offset] ?? "";
      if (closers.includes(character)) {
        offset += 1;
        return;
      }
      if (!isInvisible(character)) append(character);
    }
    fail(start, `the quote ${text[start]} that opens here`, `a closing ${text[start]}`);
  };
  const readDoubleQuoted = (closers: string): void => {
    const start = offset;
    append("");
    offset += 1;
    while (offset < end) {
      const character = text[offset] ?? "";
      const next = text[offset + 1] ?? "";
      if (closers.includes(character)) {
        offset += 1;
        return;
      }
      if (isInvisible(character)) offset += 1;
      else if (character === "\\" && !isWindows && /["\\$`\n]/.test(next)) {
        if (next !== "\n") append(next);
        offset += 2;
      } else if (character === "`" && isWindows) {
        append(next);
        offset += 2;
      } else if (character === "$") appendDollar(true);
      else if (character === "`") appendBackticks(true);
      else {
        append(character);
        offset += 1;
      }
    }
    fail(start, `the quote ${text[start]} that opens here`, `a closing ${text[start]}`);
  };
  const readAnsiQuoted = (): void => {
    const start = offset;
    append("");
    for (offset += 2; offset < end; offset += 1) {
      const character = text[offset] ?? "";
      if (character === "'") {
        offset += 1;
        return;
      }
      if (character !== "\\") {
        append(character);
        continue;
      }
      const code = /\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|([0-7]{1,3}))/y;
      const match = matchAt(code, text, offset);
      if (match === null) {
        const escaped = text[offset + 1] ?? "";
        append(ANSI_ESCAPES[escaped] ?? escaped);
        offset += 1;
        continue;
      }
      const hexadecimal = match[1] ?? match[2];
      append(String.fromCodePoint(Number.parseInt(hexadecimal ?? match[3] ?? "0", hexadecimal === undefined ? 8 : 16)));
      offset += match[0].length - 1;
    }
    fail(start, "the quote $' that opens here", "a closing '");
  };
  const blanksFrom = (at: number): number => {
    let next = at;
    while (isBlank(text[next]) || isInvisible(text[next])) next += 1;
    return next;
  };
  const continueLine = (mark: string, newline: number): void => {
    if (newline > offset + 1) {
      note(
        offset,
        mark,
        `there is a blank after the ${mark} at the end of the line, so the shell ends the command here; it was read as a continuation`,
      );
      endWord();
    }
    if (mark !== "\\") endWord();
    offset = newline + 1;
    skipLineStart(true);
  };
  const joinFlattened = (mark: string): void => {
    note(
      offset,
      mark,
      `the line breaks of the command were lost in copying: a ${mark} and a blank stand where a line ended`,
    );
    endWord();
    offset += 1;
  };
  const readBackslash = (): void => {
    const next = text[offset + 1];
    const afterBlanks = blanksFrom(offset + 1);
    const startsOption = text[afterBlanks] === "-" && /[A-Za-z-]/.test(text[afterBlanks + 1] ?? "");
    if (text[afterBlanks] === "\n" && afterBlanks < end) continueLine("\\", afterBlanks);
    else if (afterBlanks >= end) offset = end;
    else if (isBlank(next) && (word === undefined || startsOption)) joinFlattened("\\");
    else if (isWindows) {
      append("\\");
      offset += 1;
    } else {
      append(next ?? "");
      offset += 2;
    }
  };
  /** Backtick (PowerShell) and caret (cmd): continuation at the end of a line, or left over from one. */
  const readContinuationMark = (mark: string): boolean => {
    const afterBlanks = blanksFrom(offset + 1);
    if (word === undefined && afterBlanks < end && text[afterBlanks] === "\n") {
      continueLine(mark, afterBlanks);
      return true;
    }
    if (word === undefined && isBlank(text[offset + 1]) && text[afterBlanks] === "-") {
      joinFlattened(mark);
      return true;
    }
    return false;
  };
  const skipHeredocs = (): void => {
    for (const marker of heredocs.splice(0)) {
      const pattern = new RegExp(`^[ \\t]*${marker}[ \\t]*$`, "my");
      while (offset < end) {
        const lineEnd = text.indexOf("\n", offset);
        const isLast = matchAt(pattern, text, offset) !== null;
        offset = lineEnd < 0 ? end : lineEnd + 1;
        if (isLast) break;
      }
    }
  };
  const readAngle = (): void => {
    const placeholder = matchAt(PLACEHOLDER, text, offset);
    if (placeholder !== null) {
      append(placeholder[0]);
      offset += placeholder[0].length;
      return;
    }
    if (text[offset + 1] === "(") {
      const closing = closingParenthesis(text, offset + 1, end);
      if (closing === undefined) return fail(offset, `${text[offset]}( that opens here`, "a closing )");
      appendUnexpanded(text.slice(offset, closing + 1), true);
      offset = closing + 1;
      return;
    }
    const heredoc = text.startsWith("<<<", offset) ? null : matchAt(HEREDOC, text, offset);
    if (heredoc !== null) {
      endWord();
      heredocs.push(heredoc[1] ?? heredoc[2] ?? heredoc[3] ?? "");
      offset += heredoc[0].length;
      return;
    }
    if (word !== undefined && /^\d+$/.test(word.text)) word = undefined;
    endWord();
    const operator = matchAt(REDIRECTION, text, offset)?.[0] ?? text[offset] ?? "";
    offset += operator.length;
    skipsNextWord = !/&[\d-]+$/.test(operator);
  };
  const readOperator = (character: string): void => {
    if (character === "&" && text[offset + 1] === ">") {
      readAngle();
      return;
    }
    const isDouble = text[offset + 1] === character && (character === "&" || character === "|");
    endCommand(isDouble);
    offset += isDouble ? 2 : 1;
  };
  const readTilde = (): void => {
    const name = /~[\w.-]*/y;
    const match = matchAt(name, text, offset)?.[0] ?? "~";
    const after = text[offset + match.length];
    const isTilde = after === undefined || /[/\n;|&()<>]/.test(after) || isBlank(after);
    if (match === "~" && isTilde) append(options.home);
    else if (isTilde) appendUnexpanded(match, true);
    else append(match);
    offset += match.length;
  };
  const isApostrophe = (): boolean =>
    text[offset] === "\u2019" && /\p{L}/u.test(text[offset - 1] ?? "") && /\p{L}/u.test(text[offset + 1] ?? "");

  skipLineStart(false);
  while (offset < end) {
    const character = text[offset] ?? "";
    const quote = isApostrophe() ? undefined : closingQuotes(character);
    if (isInvisible(character)) offset += 1;
    else if (isBlank(character)) {
      endWord();
      if (words.length > 0) noteTypographic(offset);
      offset += 1;
    } else if (character === "\n") {
      endCommand(false);
      offset += 1;
      skipHeredocs();
      skipLineStart(false);
    } else if (character === "\\") readBackslash();
    else if ((character === "`" || character === "^") && readContinuationMark(character)) continue;
    else if (character === "`" && isWindows) {
      append(text[offset + 1] ?? "");
      offset += 2;
    } else if (character === "`") appendBackticks(false);
    else if (quote !== undefined) {
      noteTypographic(offset);
      if (quote.kind === "single") readSingleQuoted(quote.closers);
      else readDoubleQuoted(quote.closers);
    } else if (character === "$" && text[offset + 1] === "'") readAnsiQuoted();
    else if (character === "$" && text[offset + 1] === '"') offset += 1;
    else if (character === "$") appendDollar(false);
    else if (character === "#" && word === undefined) {
      const lineEnd = text.indexOf("\n", offset);
      offset = lineEnd < 0 || lineEnd > end ? end : lineEnd;
    } else if (character === "<" || character === ">") readAngle();
    else if (/[;|&()]/.test(character)) readOperator(character);
    else if (character === "~" && word === undefined) readTilde();
    else {
      append(character);
      offset += 1;
    }
  }
  endCommand(false);
  return commands;
}

/** The offset of the `)` that closes the `(` at `offset`; quotes are respected. */
function closingParenthesis(text: string, offset: number, end: number): number | undefined {
  let depth = 0;
  for (let at = offset; at < end; at += 1) {
    const character = text[at];
    if (character === "\\") at += 1;
    else if (character === "'" || character === '"') {
      const closing = text.indexOf(character, at + 1);
      if (closing < 0) return undefined;
      at = closing;
    } else if (character === "(") depth += 1;
    else if (character === ")") {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return undefined;
}
