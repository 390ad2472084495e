import { hideForms } from "./forms.js";

/** Before any pattern runs over a foreign text, it is cut here: this bounds time, not what is shown. Characters. */
const LONGEST_READ = 64 * 1024;

/** The longest quotation of somebody else's words. Characters. */
const QUOTE_LIMIT = 300;

/** Somebody else's words on one line, without control characters, hidden and shortened. */
export function shortened(text: string, limit = QUOTE_LIMIT): string {
  return shortenForeign(text.replaceAll(/[\u0000-\u0020\u007F-\u009F]+/g, " ").trim(), limit);
}

/**
 * Somebody else's words, hidden first and shortened then. A cut ends with `…`, which tells a redactor that a secret may
 * have lost its end there; what is cut off before it could be read as a whole goes with its whole word.
 */
export function shortenForeign(text: string, limit: number): string {
  const read = text.length > LONGEST_READ ? `${text.slice(0, LONGEST_READ).replace(/\S*$/u, "")}…` : text;
  const hidden = hideForms(read);
  return hidden.length > limit ? `${hidden.slice(0, limit - 1)}…` : hidden;
}
