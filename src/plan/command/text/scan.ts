import { isDeepStrictEqual } from "node:util";
import { LIMITS, type Origin, originText, type TextProblem, UsageError } from "../../../contract/index.js";
import { RUNNER_REPOSITORY_NAME } from "../../../requirements.js";
import type { TextCommand, TextNote } from "../scan-text.js";
import type { ShellVariables } from "../shell-variables.js";
import { isBlank } from "../text-characters.js";
import type { Word } from "../word.js";
import type { TextCursor } from "./cursor.js";

/** Without one of these in it, a command starts no container. */
const TOOL = /docker|podman|nerdctl/;

/** `$@`, `${NAME[@]}`: any number of words, in quotes too. */
const ALL_WORDS = /^\$(?:@|\{@|\{\w+\[@\])/;

/** How a text is read. */
export interface ScanOptions {
  /** The text's name in messages. */
  readonly name: string;
  /** The absolute path of its file; absent for stdin. */
  readonly path?: string;
  /** What an unquoted `~` and `$HOME` stand for. */
  readonly home: string;
  /** The environment of this process: a variable that the text does not set has its value there. */
  readonly env: Readonly<Record<string, string | undefined>>;
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

/** What has been read of a whole text so far, its parts included. */
export interface TextAmount {
  /** Characters that variables have become. */
  expanded: number;
}

/** A part of a text while it is read: the cursor, and what has been read of the command in which it stands. */
export interface Scan {
  readonly cursor: TextCursor;
  readonly options: ScanOptions;
  readonly variables: ShellVariables;
  /** Whether lines are continued as PowerShell and cmd do it, and a backslash is a plain character. */
  readonly isWindows: boolean;
  readonly commands: TextCommand[];
  readonly heredocs: string[];
  readonly amount: TextAmount;
  words: Word[];
  notes: TextNote[];
  word: OpenWord | undefined;
  skipsNextWord: boolean;
  conditional: boolean;
  /** Reads a part of the text, such as that of a `$(`, in the same way. */
  readonly readPart: (from: number, end: number) => readonly TextCommand[];
}

function originOf({ cursor, options }: Scan, at: number): Origin {
  const { line } = cursor.placeOf(at);
  const { name, path } = options;
  return path === undefined ? { from: "stdin", line } : { from: "file", file: name, line, path };
}

function openWord(scan: Scan): OpenWord {
  return (scan.word ??= { offset: scan.cursor.position, text: "", unexpanded: [], parts: 0, open: false });
}

/** Adds a piece to the word that is being read; an empty one begins a word too. */
export function append(scan: Scan, piece: string): void {
  const current = openWord(scan);
  current.text += piece;
  if (current.text.length > LIMITS.wordCharacters) {
    const problem = `a word is longer than ${LIMITS.wordCharacters} characters; expected what a kernel hands to docker`;
    throw new UsageError(`${originText(originOf(scan, current.offset))}: ${problem}`);
  }
  current.parts += 1;
  current.open = false;
}

/** Adds an expansion that stays as it is written. */
export function appendUnexpanded(scan: Scan, piece: string, quoted: boolean): void {
  append(scan, piece);
  const current = openWord(scan);
  current.unexpanded.push(piece);
  // `"$@"` is as many words as there are
  current.open = ALL_WORDS.test(piece) ? current.text === piece : !quoted && current.parts === 1;
}

/** Ends the word that is being read, if there is one. */
export function endWord(scan: Scan): void {
  if (scan.word === undefined) return;
  const { text: finished, unexpanded, open, offset: at } = scan.word;
  scan.word = undefined;
  if (scan.skipsNextWord) {
    scan.skipsNextWord = false;
    return;
  }
  if (scan.words.length >= LIMITS.words) {
    throw new UsageError(
      `${originText(originOf(scan, at))}: a command has more than ${LIMITS.words} words; expected docker run`,
    );
  }
  scan.words.push({ text: finished, origin: originOf(scan, at), unexpanded, open });
}

/** Ends the command; the next one is conditional behind `&&` and `||`. */
export function endCommand(scan: Scan, isConditionalNext: boolean): void {
  endWord(scan);
  scan.skipsNextWord = false;
  const { cursor, words, notes, variables } = scan;
  if (words.length > 0) variables.observe(words, scan.conditional);
  // a script has thousands of commands that are of no interest
  if (words.some(({ text }) => TOOL.test(text))) {
    const cutShort = /^\n[ \t]*--?[A-Za-z]/.test(cursor.text.slice(cursor.position, cursor.position + 80));
    scan.commands.push({ words, exported: variables.exported(), secrets: variables.secrets, cutShort, notes });
  }
  scan.words = [];
  scan.notes = [];
  scan.conditional = isConditionalNext;
}

/** A line that goes on with options, or with the runner's image alone. */
const GOES_ON = new RegExp(
  String.raw`^\n[ \t]*(?:--?[A-Za-z]|[^\s;|&]*${RUNNER_REPOSITORY_NAME.value}[^\s;|&]*[ \t]*(?:\n|$))`,
);
/** So far a line is looked at for what it begins with. Characters. */
const LINE_START = 300;

/** Whether a `docker run` without its image ends at this line end, while the next lines have options and the runner's image. */
export function isCutHere({ cursor, words, word }: Scan): boolean {
  const texts = [...words.map(({ text }) => text), ...(word === undefined ? [] : [word.text])];
  const name = RUNNER_REPOSITORY_NAME.value;
  if (!texts.includes("run") || !texts.some((text) => TOOL.test(text)) || texts.some((text) => text.includes(name)))
    return false;
  const rest = cursor.text.slice(cursor.position, cursor.position + LINE_START);
  return GOES_ON.test(rest) && cursor.next(name) >= 0;
}

/** Notes the line that lacks its continuation mark. */
export function noteCut(scan: Scan): void {
  note(scan, "docker run", { of: "image-missing-line-cut", command: "docker run" });
}

/** Notes that something had to be put back together; the same once per command. */
export function note(scan: Scan, piece: string, problem: TextProblem): void {
  if (scan.notes.some((one) => isDeepStrictEqual(one.problem, problem))) return;
  scan.notes.push({ text: piece, problem, origin: originOf(scan, scan.cursor.position) });
}

/** Notes a typographic blank or quote, once per command. */
export function noteTypographic(scan: Scan): void {
  const character = scan.cursor.peek();
  if (/[ \t'"]/.test(character)) return;
  note(scan, character, { of: isBlank(character) ? "blank-typographic" : "quote-typographic", character });
}

/** @throws UsageError with line and column of what is never closed */
export function failUnclosed({ cursor, options }: Scan, at: number, what: string, expected: string): never {
  const { line, column } = cursor.placeOf(at);
  throw new UsageError(`${options.name}:${line}:${column}: ${what} is never closed; expected ${expected}`);
}
