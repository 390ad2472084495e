import { oneLine } from "../contract/printable.js";

/** `1 cause`, `2 causes`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** Milliseconds for a human: `12 ms`, `1.2 s`, `75 s`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`;
}

/** At most so many characters of a text, and no half of one. */
export function cut(text: string, length: number): string {
  return text.slice(0, length).replace(/[\uD800-\uDBFF]$/, "");
}

/**
 * Breaks a text at blanks so that lines fit into `columns`; lines after the first start with `indent` blanks more.
 * Words longer than a line (URLs, digests) are left whole, so that they can be copied.
 */
export function wrap(text: string, columns: number, first = "", rest = first): string[] {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of oneLine(text).split(/\s+/u)) {
    if (!isEmpty && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = rest;
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  lines.push(line);
  return lines;
}

/** A word of up to so many characters is left out as a whole where a line is cut. */
const SHORT_WORD = 24;

/** A text on one line of at most so many columns; what is too long ends with `more`, after a whole word unless that one is long. */
export function fitted(text: string, columns: number, more: string): string {
  if (text.length <= columns) return text;
  const kept = cut(text, columns - more.length);
  const blank = kept.lastIndexOf(" ");
  const isWhole = text.charAt(kept.length) === " " || blank < kept.length - SHORT_WORD;
  return `${(isWhole ? kept : kept.slice(0, blank)).trimEnd()}${more}`;
}

const SENTENCE_END = /[.!?](?=\s+["'(\p{Lu}\p{N}])/u;

/** The first sentence of a text without its full stop, and what follows it. */
export function firstSentence(text: string): readonly [first: string, rest: string] {
  const end = SENTENCE_END.exec(text);
  if (end === null) return [text.replace(/\.$/u, ""), ""];
  return [text.slice(0, end.index), text.slice(end.index + 1).trim()];
}

/** Words that have their capital only because a sentence begins with them; another may be a name. */
const FIRST_WORDS =
  /^(?:An?|Another|Every|It|Line|No|Nobody|None|Nothing|Only|Rootless|Several|Some|The|There|These|This|Two|What)(?= )/u;

/** A sentence as it goes on behind a colon. */
export function behindColon(sentence: string): string {
  return sentence.replace(FIRST_WORDS, (word) => word.toLowerCase());
}
