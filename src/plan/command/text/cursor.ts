import { placesOf, type TextPlace } from "../text-characters.js";

/** A place in a text that moves forward; a part of the text has a cursor of its own. */
export interface TextCursor {
  readonly text: string;
  /** Where this part of the text ends. */
  readonly end: number;
  position: number;
  /** The character here, or some places further on; `""` behind the text. */
  peek(ahead?: number): string;
  /** The match of a sticky pattern that begins here. */
  match(pattern: RegExp): RegExpExecArray | null;
  /** The next place of a character from here on, or -1. */
  next(character: string): number;
  placeOf(offset: number): TextPlace;
  /** A cursor over a part of the text. */
  part(from: number, end: number): TextCursor;
}

/** A cursor at the beginning of a text. */
export function cursorOf(text: string): TextCursor {
  return cursorOver(text, 0, text.length, placesOf(text), new Map());
}

function cursorOver(
  text: string,
  from: number,
  end: number,
  placeOf: (offset: number) => TextPlace,
  known: Map<string, { readonly from: number; readonly at: number }>,
): TextCursor {
  return {
    text,
    end,
    placeOf,
    position: from,
    peek(ahead = 0) {
      return text[this.position + ahead] ?? "";
    },
    match(pattern) {
      pattern.lastIndex = this.position;
      return pattern.exec(text);
    },
    next(character) {
      const found = known.get(character);
      if (found !== undefined && found.from <= this.position && (found.at < 0 || this.position <= found.at))
        return found.at;
      const at = text.indexOf(character, this.position);
      known.set(character, { from: this.position, at });
      return at;
    },
    part: (start, stop) => cursorOver(text, start, stop, placeOf, known),
  };
}
