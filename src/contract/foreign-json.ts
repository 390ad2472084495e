import { LIMITS } from "./limits.js";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/** JSON that is nested more deeply than `LIMITS.jsonNesting`. A SyntaxError, since for its reader it is no JSON. */
export class NestedTooDeeply extends SyntaxError {
  override readonly name = "NestedTooDeeply";
}

/** Where a text in quotes ends that begins at `start`: the closing quote, or the end of all. */
export function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at += 1;
    else if (code === QUOTE) return at;
  }
  return text.length;
}

/** Whether brackets and braces outside of texts in quotes open more often than `limit` before they close; in one pass. */
export function isNestedDeeper(text: string, limit: number): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === OPEN_LIST || code === OPEN_OBJECT) {
      depth += 1;
      if (depth > limit) return true;
    } else if (code === CLOSE_LIST || code === CLOSE_OBJECT) depth -= 1;
  }
  return false;
}

/**
 * `JSON.parse` for a text that somebody else wrote: its depth is looked at before anything is built. How long the text
 * may be is for whoever read it to say.
 *
 * @throws SyntaxError for what is no JSON, and NestedTooDeeply
 */
export function parseForeignJson(text: string): unknown {
  if (isNestedDeeper(text, LIMITS.jsonNesting)) {
    throw new NestedTooDeeply(`JSON nested more than ${LIMITS.jsonNesting} deep`);
  }
  return JSON.parse(text) as unknown;
}
