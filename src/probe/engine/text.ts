import { shortenForeign } from "../../secrets/shorten.js";

const LONGEST = 4096;
const LONGEST_READ = 2 * LONGEST;
/** Terminal sequences: CSI, OSC, and two-character escapes. */
const ESCAPES = /\u001B(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001B]*(?:\u0007|\u001B\\)?|[@-Z\\^_])/g;
const CONTROLS = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069]/g;

/** Text of another program, safe to print: no terminal sequences, control characters and secrets, at most 4 KiB, trimmed. */
export function cleanText(text: string): string {
  // Cut before the patterns run, at the end of a word: an engine may send megabytes.
  const read = text.length > LONGEST_READ ? `${text.slice(0, LONGEST_READ).replace(/\S*$/u, "")}…` : text;
  return shortenForeign(read.replace(ESCAPES, "").replace(CONTROLS, " ").trim(), LONGEST);
}
