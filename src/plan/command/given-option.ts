import type { ValueKind } from "../../docker/options/option.js";
import type { Word } from "./word.js";

/** One option as given. */
export interface GivenOption {
  /** Long name; an alias stands under the name it is an alias of. */
  readonly name: string;
  readonly kind: ValueKind;
  /** `true` or `false` for a boolean. */
  readonly value: Word;
  /** As written, for example `-v`. */
  readonly written: string;
  /** The whole option as written: `-v` and `/a:/b`, or `--volume=/a:/b`. May hold a secret. */
  readonly words: readonly string[];
  /** docker refuses the value; there is an issue about it. */
  readonly invalid: boolean;
}

/** The words of an option with another text in the place of its value: one that may be shown, or one that docker takes. */
export function withValue(
  { written, words, value }: Pick<GivenOption, "written" | "words" | "value">,
  shown: string,
): readonly string[] {
  const [word = "", apart] = words;
  if (apart !== undefined) return [word, shown];
  return word === written ? words : [`${word.slice(0, word.length - value.text.length)}${shown}`];
}
