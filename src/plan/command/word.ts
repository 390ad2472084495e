import type { Origin } from "../../contract/index.js";

/** One word of a command, as docker would get it, and where it stands. */
export interface Word {
  readonly text: string;
  readonly origin: Origin;
  /** Expansions that a shell would have made and this program did not: `$HOME`, `$(pwd)`. */
  readonly unexpanded: readonly string[];
  /** The word is nothing but one unquoted expansion, which a shell could replace by any number of words. */
  readonly open: boolean;
}

const EXPANSION = /\$\([^()]*\)|\$\{[^{}]*\}|\$[A-Za-z_]\w*|`[^`]+`/g;
const WHOLE_EXPANSION = /^(?:\$[@*]|\$\([^()]*\)|\$\{[^{}]*\}|\$[A-Za-z_]\w*|`[^`]*`)$/;

/** Nothing that a shell expands is named by a UUID: there a shell's marks are a part of a value that was pasted wrongly. */
const UUID = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/i;

/** The shell expansions that occur literally in a text. */
export function literalExpansions(text: string): readonly string[] {
  return (text.match(EXPANSION) ?? []).filter((expansion) => !UUID.test(expansion));
}

/** Whether a text is one shell expansion and nothing else. */
export function isWholeExpansion(text: string): boolean {
  return WHOLE_EXPANSION.test(text);
}

/** Whether a text is one variable, by its name alone: nothing in it can be a secret. */
export function isNamedExpansion(text: string): boolean {
  return /^\$(?:[A-Za-z_]\w*|\{[A-Za-z_]\w*\})$/.test(text);
}

/** Words that a shell has split already, counted from 1. */
export function wordsFromArguments(texts: readonly string[]): readonly Word[] {
  return texts.map((text, index) => ({
    text,
    origin: { from: "word", word: index + 1 },
    unexpanded: literalExpansions(text),
    open: false,
  }));
}

/** A part of a word: it keeps the word's place, and those of its expansions that are in it. */
export function partOfWord(word: Word, text: string): Word {
  return { text, origin: word.origin, unexpanded: word.unexpanded.filter((one) => text.includes(one)), open: false };
}
