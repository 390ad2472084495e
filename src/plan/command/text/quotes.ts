import { isInvisible } from "../text-characters.js";
import { appendBackticks, appendDollar } from "./expansions.js";
import { append, failUnclosed, type Scan } from "./scan.js";

const ANSI_ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  a: "\u0007",
  b: "\b",
  e: "\u001b",
  f: "\f",
  v: "\v",
};

const ANSI_CODE = /\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|([0-7]{1,3}))/y;

/** `'…'`, and its typographic family. */
export function readSingleQuoted(scan: Scan, closers: string): void {
  const { cursor } = scan;
  const start = cursor.position;
  append(scan, "");
  for (cursor.position += 1; cursor.position < cursor.end; cursor.position += 1) {
    const character = cursor.peek();
    if (closers.includes(character)) {
      cursor.position += 1;
      return;
    }
    if (!isInvisible(character)) append(scan, character);
  }
  failUnclosed(scan, start, `the quote ${cursor.text[start]} that opens here`, `a closing ${cursor.text[start]}`);
}

/** `"…"`, and its typographic family: expansions are made in it. */
export function readDoubleQuoted(scan: Scan, closers: string): void {
  const { cursor } = scan;
  const start = cursor.position;
  append(scan, "");
  cursor.position += 1;
  while (cursor.position < cursor.end) {
    const character = cursor.peek();
    const next = cursor.peek(1);
    if (closers.includes(character)) {
      cursor.position += 1;
      return;
    }
    if (isInvisible(character)) cursor.position += 1;
    else if (character === "\\" && !scan.isWindows && /["\\$`\n]/.test(next)) {
      if (next !== "\n") append(scan, next);
      cursor.position += 2;
    } else if (character === "`" && scan.isWindows) {
      append(scan, next);
      cursor.position += 2;
    } else if (character === "$") appendDollar(scan, true);
    else if (character === "`") appendBackticks(scan, true);
    else {
      append(scan, character);
      cursor.position += 1;
    }
  }
  failUnclosed(scan, start, `the quote ${cursor.text[start]} that opens here`, `a closing ${cursor.text[start]}`);
}

/** `$'…'`, with the escapes of C. */
export function readAnsiQuoted(scan: Scan): void {
  const { cursor } = scan;
  const start = cursor.position;
  append(scan, "");
  for (cursor.position += 2; cursor.position < cursor.end; cursor.position += 1) {
    const character = cursor.peek();
    if (character === "'") {
      cursor.position += 1;
      return;
    }
    if (character !== "\\") {
      append(scan, character);
      continue;
    }
    const match = cursor.match(ANSI_CODE);
    if (match === null) {
      const escaped = cursor.peek(1);
      append(scan, ANSI_ESCAPES[escaped] ?? escaped);
      cursor.position += 1;
      continue;
    }
    const hexadecimal = match[1] ?? match[2];
    append(
      scan,
      String.fromCodePoint(Number.parseInt(hexadecimal ?? match[3] ?? "0", hexadecimal === undefined ? 8 : 16)),
    );
    cursor.position += match[0].length - 1;
  }
  failUnclosed(scan, start, "the quote $' that opens here", "a closing '");
}
