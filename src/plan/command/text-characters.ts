/** Blanks of a command line: space, tab, and the non-breaking spaces that documents put in their place. */
export function isBlank(character: string | undefined): boolean {
  return character !== undefined && /[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]/.test(character);
}

/** Characters without width that copies from web pages carry along. */
export function isInvisible(character: string | undefined): boolean {
  return character !== undefined && /[\u200b-\u200f\u2060\ufeff\u00ad]/.test(character);
}

const SINGLE_QUOTES = "'\u2018\u2019\u201a\u201b";
const DOUBLE_QUOTES = '"\u201c\u201d\u201e\u201f';

/**
 * The characters that close a quote which this character opens, or undefined if it opens none. A typographic quote is
 * closed by any of its family, a plain one by itself only.
 */
export function closingQuotes(
  character: string,
): { readonly kind: "single" | "double"; readonly closers: string } | undefined {
  if (character === "'") return { kind: "single", closers: "'" };
  if (character === '"') return { kind: "double", closers: '"' };
  if (SINGLE_QUOTES.includes(character)) return { kind: "single", closers: SINGLE_QUOTES };
  if (DOUBLE_QUOTES.includes(character)) return { kind: "double", closers: DOUBLE_QUOTES };
  return undefined;
}

/** Where an offset stands, both counted from 1. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

/** A function that tells line and column of an offset of this text. */
export function placesOf(text: string): (offset: number) => TextPlace {
  const starts = [0, ...Array.from(text.matchAll(/\n/g), (match) => match.index + 1)];
  return (offset) => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}

/** Whether a word begins with a dash that no shell and no docker takes for one. */
export function hasTypographicDash(word: string): boolean {
  return DASHES.test(word);
}

const DASHES = /^[\u2010-\u2015\u2212]+/;

/**
 * A word whose leading dashes a document has turned into typographic ones, put back: `—name` and `–name` become
 * `--name`, `–v` becomes `-v`, `–it` becomes `-it`.
 *
 * @param isLongOption tells the long options from clusters of short ones
 */
export function plainDashes(word: string, isLongOption: (name: string) => boolean): string {
  const dashes = DASHES.exec(word)?.[0];
  if (dashes === undefined) return word;
  const rest = word.slice(dashes.length).replace(/^-/, "");
  const name = rest.split("=")[0] ?? "";
  if (name === "") return "-".repeat(dashes.length);
  if (name.length === 1) return `-${rest}`;
  const isLong = isLongOption(name) || dashes.length > 1 || /^[\u2014\u2015]/.test(dashes);
  return `${isLong ? "--" : "-"}${rest}`;
}
