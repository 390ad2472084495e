import { isBlank, isInvisible } from "../text-characters.js";
import type { Scan } from "./scan.js";

const PROMPT =
  /(?:PS(?: [^>\n]*)?>|[A-Za-z]:\\[^>\n]*>|\[[^\]\n][^@\]\n]*@[^\]\n]+\][$#%]|[\w.-]+@[\w.-][^\s$#%]*[$#%](?=[ \t])|[$%❯➜](?=[ \t]))[ \t]*/y;

const ROOT_PROMPT = /#[ \t]+(?=(?:sudo|docker|podman|nerdctl|exec|env|[A-Za-z_]\w*=\S*)\s)/y;

const CONTINUED_PROMPT = /[ \t]*>{1,2}[ \t]+(?=[-\w"'])/y;

/** Skips what stands before the command of a line: blanks, and a prompt that was copied along. */
export function skipLineStart(scan: Scan, continued: boolean): void {
  const { cursor } = scan;
  if (continued) {
    cursor.position += cursor.match(CONTINUED_PROMPT)?.[0].length ?? 0;
    return;
  }
  while (isBlank(cursor.peek()) || isInvisible(cursor.peek())) cursor.position += 1;
  cursor.position += cursor.match(PROMPT)?.[0].length ?? 0;
  if (scan.options.rootPrompt) cursor.position += cursor.match(ROOT_PROMPT)?.[0].length ?? 0;
}
