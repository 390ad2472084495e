import { hideForms } from "../secrets/forms.js";
import { oneLine, printable } from "../contract/printable.js";
import { visit } from "jsonc-parser";
import { blankComments } from "./json-text.js";

/** Names whose values are never shown. */
const SECRET_NAME = /^auth$|authorization|pass|pwd|token|secret|credential|(?:api|private|access)[-_]?key/iu;
/** Members whose values may be anything: headers of config.json, what daemon.json hands to plugins (log-opts, labels). */
const SECRET_OBJECT = /^(?:httpheaders|labels)$|-opts$/iu;
/** In a start command: a variable's name and `=`, with the quote before it. */
const SECRET_VARIABLE =
  /(?<quote>["'\u2018-\u201f]?)(?<name>\b[\w.-]*(?:SECRET|PASS|PWD|TOKEN|AUTH|CREDENTIAL|KEY)[\w.-]*[ \t]*=[ \t]*)/giu;
const OPTION_AHEAD = /[ \t]+[-\u2010-\u2015\u2212]{1,2}[A-Za-z]|[ \t]*\\?[ \t]*(?:\r?\n|$)/u;
const QUOTES = ['"', "'\u2018\u2019\u201a\u201b", '\u201c\u201d\u201e\u201f"'] as const;
const MASK = "***";
const CONTEXT = 3;
/** Beyond so many pairs of lines the middle is shown as replaced as a whole. */
const MAX_PAIRS = 4_000_000;

type Mask = (text: string) => string;

/** Replaces what there is on each line, so that lines stay where they are. */
function maskLines(text: string): string {
  return text.replaceAll(/[^\s][^\r\n]*/gu, MASK);
}

/** What stands between names and values: comments, and what nobody can read. */
function maskBetween(text: string): string {
  return text.replaceAll(/[^\s{}[\]:,\uFEFF]+/gu, MASK);
}

/** A JSON text without the values that are secret, without comments' words and user-info of URLs; line by line the same. */
export function maskJson(text: string): string {
  const pieces: string[] = [];
  let at = 0;
  const add = (offset: number, length: number, mask: Mask): void => {
    pieces.push(maskBetween(text.slice(at, offset)), mask(text.slice(offset, offset + length)));
    at = offset + length;
  };
  visit(
    blankComments(text),
    {
      onObjectProperty: (_, offset, length) => add(offset, length, hideForms),
      onLiteralValue: (_, offset, length, __, ___, pathSupplier) => {
        const isSecret = pathSupplier().some(
          (name) => SECRET_OBJECT.test(String(name)) || SECRET_NAME.test(String(name)),
        );
        add(offset, length, isSecret ? () => `"${MASK}"` : hideForms);
      },
    },
    { allowTrailingComma: true },
  );
  return pieces.join("") + maskBetween(text.slice(at));
}

/** How long the value is that begins here: to the quote that closes it, else to the next option or the end of the line. */
function valueLength(rest: string, quote: string): number {
  const own = QUOTES.find((marks) => quote !== "" && marks.includes(quote));
  const first = own === undefined ? QUOTES.find((marks) => rest !== "" && marks.includes(rest.charAt(0))) : undefined;
  const marks = own ?? first;
  if (marks !== undefined) {
    const skip = own === undefined ? 1 : 0;
    const length = rest.slice(skip).search(new RegExp(`[${marks}]`, "u"));
    return length < 0 ? rest.length : skip + length + skip;
  }
  return OPTION_AHEAD.exec(rest)?.index ?? rest.length;
}

/** A start command without the values of variables that are secret, and user-info of URLs; line by line the same. */
export function maskCommand(text: string): string {
  let masked = "";
  let at = 0;
  for (const match of text.matchAll(SECRET_VARIABLE)) {
    if (match.index < at) continue;
    const start = match.index + match[0].length;
    const length = valueLength(text.slice(start), match.groups?.["quote"] ?? "");
    masked += text.slice(at, start) + maskLines(text.slice(start, start + length));
    at = start + length;
  }
  return hideForms(masked + text.slice(at));
}

interface Line {
  readonly sign: " " | "-" | "+";
  readonly text: string;
}

/** Longest common subsequence of the middles, as lines of a diff. */
function middleLines(one: readonly string[], other: readonly string[], shown: Shown): readonly Line[] {
  const removed = (at: number): Line => ({ sign: "-", text: shown.before[at] ?? "" });
  const added = (at: number): Line => ({ sign: "+", text: shown.after[at] ?? "" });
  if (one.length * other.length > MAX_PAIRS) {
    return [...one.map((_, at) => removed(at)), ...other.map((_, at) => added(at))];
  }
  const width = other.length + 1;
  const common = new Uint32Array((one.length + 1) * width);
  const cell = (row: number, column: number): number => common[row * width + column] ?? 0;
  for (let row = one.length - 1; row >= 0; row -= 1) {
    for (let column = other.length - 1; column >= 0; column -= 1) {
      common[row * width + column] =
        one[row] === other[column]
          ? cell(row + 1, column + 1) + 1
          : Math.max(cell(row + 1, column), cell(row, column + 1));
    }
  }
  const lines: Line[] = [];
  let [row, column] = [0, 0];
  while (row < one.length || column < other.length) {
    if (row < one.length && column < other.length && one[row] === other[column]) {
      lines.push({ sign: " ", text: shown.before[row] ?? "" });
      row += 1;
      column += 1;
    } else if (column >= other.length || (row < one.length && cell(row + 1, column) >= cell(row, column + 1))) {
      lines.push(removed(row));
      row += 1;
    } else {
      lines.push(added(column));
      column += 1;
    }
  }
  return lines;
}

interface Shown {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** Lines of a text, each with the mark that it has no line end where the last one has none. */
function linesOf(text: string): readonly string[] {
  if (text === "") return [];
  const lines = text.split("\n");
  return lines.at(-1) === ""
    ? lines.slice(0, -1)
    : [...lines.slice(0, -1), `${lines.at(-1)}\n\\ No newline at end of file`];
}

function allLines(before: string, after: string, mask: Mask): readonly Line[] {
  const [one, other] = [linesOf(before), linesOf(after)];
  const shown = { before: linesOf(mask(before)), after: linesOf(mask(after)) };
  const shortest = Math.min(one.length, other.length);
  let head = 0;
  while (head < shortest && one[head] === other[head]) head += 1;
  let tail = 0;
  while (tail < shortest - head && one.at(-1 - tail) === other.at(-1 - tail)) tail += 1;
  const [oneEnd, otherEnd] = [one.length - tail, other.length - tail];
  const same = (text: string): Line => ({ sign: " ", text });
  return [
    ...shown.before.slice(0, head).map(same),
    ...middleLines(one.slice(head, oneEnd), other.slice(head, otherEnd), {
      before: shown.before.slice(head, oneEnd),
      after: shown.after.slice(head, otherEnd),
    }),
    ...shown.before.slice(oneEnd).map(same),
  ];
}

/** The ranges of lines that are shown: changes with what is around them. */
function hunksOf(lines: readonly Line[]): readonly (readonly [start: number, end: number])[] {
  const hunks: [number, number][] = [];
  for (const [at, { sign }] of lines.entries()) {
    if (sign === " ") continue;
    const [start, end] = [Math.max(0, at - CONTEXT), Math.min(lines.length, at + CONTEXT + 1)];
    const last = hunks.at(-1);
    if (last !== undefined && start <= last[1]) last[1] = end;
    else hunks.push([start, end]);
  }
  return hunks;
}

/**
 * A unified diff of two texts, compared as they are and shown masked: a changed secret is a changed line with `***`.
 */
export function maskedDiff(file: string, before: string, after: string, mask: Mask): string {
  const lines = allLines(before, after, mask);
  const rangeOf = (without: "-" | "+", start: number, end: number): string => {
    const count = (from: number, to: number): number =>
      lines.slice(from, to).filter(({ sign }) => sign !== without).length;
    const length = count(start, end);
    return `${count(0, start) + (length === 0 ? 0 : 1)},${length}`;
  };
  const hunks = hunksOf(lines).map(([start, end]) =>
    [
      `@@ -${rangeOf("+", start, end)} +${rangeOf("-", start, end)} @@`,
      ...lines.slice(start, end).map(({ sign, text }) => printable(`${sign}${text.replace(/\r(?=\n|$)/u, "")}`)),
    ].join("\n"),
  );
  return [`--- ${oneLine(file)}`, `+++ ${oneLine(file)}`, ...hunks, ""].join("\n");
}
