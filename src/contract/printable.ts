/**
 * What a reader cannot see or a terminal, a document or a shell takes for more than text: controls, ends of lines, what
 * turns a line around or has no width, half a pair of UTF-16, and what no XML may hold.
 */
const HIDDEN = String.raw`[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Noncharacter_Code_Point}\p{Default_Ignorable_Code_Point}]`;
const ANY_HIDDEN = new RegExp(HIDDEN, "u");
const EACH_HIDDEN = new RegExp(HIDDEN, "gu");
const EACH_BUT_BREAKS = new RegExp(String.raw`(?![\n\t])${HIDDEN}`, "gu");

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, "0")}`;
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, "0")}` : `\\u{${code.toString(16)}}`;
}

/** Foreign words with everything hidden made visible; line breaks and tabs stay. */
export function printable(text: string): string {
  return text.replaceAll("\r\n", "\n").replace(EACH_BUT_BREAKS, escaped);
}

/** {@link printable} on one line: line breaks and tabs become blanks. */
export function oneLine(text: string): string {
  return printable(text)
    .replaceAll(/\s*[\n\t]\s*/g, " ")
    .trim();
}

/** A word of a command with everything hidden made visible, line breaks and tabs too: what it is, not what to type. */
function printableWord(text: string): string {
  return text.replace(EACH_HIDDEN, escaped);
}

/** Whether a command is one line that can be read, copied and typed. */
export function isTypeable(command: string): boolean {
  return !ANY_HIDDEN.test(command);
}

/** A value as indented JSON, ends with a newline. What is hidden is escaped, so that it says the same and a terminal takes it. */
export function jsonText(value: unknown): string {
  const json = JSON.stringify(value, null, 2).replace(EACH_BUT_BREAKS, (character) =>
    Array.from({ length: character.length }, (_, at) => escapedUnit(character.charCodeAt(at))).join(""),
  );
  return `${json}\n`;
}

function escapedUnit(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, "0")}`;
}

/**
 * How ASCII writes the signs that this program's own sentences have. A dash or a quote of others is none of them: where it
 * is the fault, it has to be seen as what it is.
 */
const IN_ASCII: Readonly<Record<string, string>> = { "…": "...", "·": "-" };

/** A text for a terminal that shows ASCII only: our own signs as it writes them, all others as their number. */
export function inAscii(text: string): string {
  return text.replace(/[^\p{ASCII}]/gu, (sign) => IN_ASCII[sign] ?? escaped(sign));
}

/** Members that are words of a command or lines of an env file: a line break in one of them is part of the word. */
const WORDS: ReadonlySet<string> = new Set(["remove", "add"]);

/** How a word, which may have line breaks of its own, and how a text becomes what is shown. */
interface Showing {
  readonly word: (text: string) => string;
  readonly text: (text: string) => string;
}

function shown(value: unknown, showing: Showing, isWord = false): unknown {
  if (typeof value === "string") return isWord ? showing.word(value) : showing.text(value);
  if (Array.isArray(value)) return value.map((entry) => shown(entry, showing, isWord));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [showing.text(name), shown(member, showing, WORDS.has(name))]),
  );
}

/**
 * A report, an event or a part of one in which every word is of one line and seen as it is: the one place where words of
 * an engine, a registry, a file, a plugin or the command line become words for people. Renderers and views see nothing else.
 */
export function printableParts<T>(value: T): T {
  return shown(value, { word: printableWord, text: oneLine }) as T;
}

/** {@link printableParts} for a terminal that shows ASCII only. */
export function asciiParts<T>(value: T): T {
  return shown(value, {
    word: (text) => inAscii(printableWord(text)),
    text: (text) => inAscii(oneLine(text)),
  }) as T;
}
