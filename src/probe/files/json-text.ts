/** JSON with what `JSON.parse` hides: members that occur twice, and where the value ends. */
export type JsonNode =
  | { readonly kind: "object"; readonly members: readonly { readonly key: string; readonly value: JsonNode }[] }
  | { readonly kind: "array"; readonly items: readonly JsonNode[] }
  | { readonly kind: "string"; readonly text: string }
  | { readonly kind: "number" }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "null" };

export type JsonResult =
  /** `end`: index after the value. */
  | { readonly ok: true; readonly value: JsonNode; readonly end: number }
  /** Counted from 1; `problem` quotes nothing of the text. */
  | { readonly ok: false; readonly problem: string; readonly line: number; readonly column: number };

const DEEPEST = 100;
const BLANKS = /[ \t\r\n]*/y;
const STRING = /"[^"\\\u0000-\u001F]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001F]*)*"/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;

/** Parses the first JSON value of a text. Text after it is the caller's to judge. */
export function readJsonText(text: string): JsonResult {
  let at = 0;

  const stop = (problem: string): never => {
    throw new Stop(problem, at);
  };
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  const next = (): string => {
    take(BLANKS);
    return text.charAt(at);
  };

  /** Goes on to the next member or item; whether the list ends instead. */
  const isClosed = (closing: string, expected: string): boolean => {
    const after = next();
    if (after !== "," && after !== closing) stop(unexpected(text, at, expected));
    at += 1;
    return after === closing;
  };

  function readString(): string {
    const start = at;
    const quoted = take(STRING);
    if (quoted !== undefined) return JSON.parse(quoted) as string;
    at = start;
    return stop("a text in quotes is not closed on its line, or holds an invalid escape");
  }

  function readObject(depth: number): JsonNode {
    const members: { key: string; value: JsonNode }[] = [];
    at += 1;
    if (next() === "}") {
      at += 1;
      return { kind: "object", members };
    }
    for (;;) {
      const first = next();
      if (first === "}" && members.length > 0) stop("a comma before a closing brace");
      if (first !== '"') stop(unexpected(text, at, "a name in double quotes"));
      const key = readString();
      if (next() !== ":") stop(unexpected(text, at, "a colon after the name"));
      at += 1;
      members.push({ key, value: readValue(depth) });
      if (isClosed("}", "a comma or a closing brace")) return { kind: "object", members };
    }
  }

  function readArray(depth: number): JsonNode {
    const items: JsonNode[] = [];
    at += 1;
    if (next() === "]") {
      at += 1;
      return { kind: "array", items };
    }
    for (;;) {
      if (next() === "]" && items.length > 0) stop("a comma before a closing bracket");
      items.push(readValue(depth));
      if (isClosed("]", "a comma or a closing bracket")) return { kind: "array", items };
    }
  }

  function readValue(depth: number): JsonNode {
    if (depth >= DEEPEST) stop("nested too deeply");
    const first = next();
    if (first === "{") return readObject(depth + 1);
    if (first === "[") return readArray(depth + 1);
    if (first === '"') return { kind: "string", text: readString() };
    const word = take(WORD);
    if (word === "null") return { kind: "null" };
    if (word !== undefined) return { kind: "boolean", value: word === "true" };
    if (take(NUMBER) !== undefined) return { kind: "number" };
    return stop(unexpected(text, at, "a value"));
  }

  try {
    return { ok: true, value: readValue(0), end: at };
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    const before = text.slice(0, error.at).split("\n");
    return { ok: false, problem: error.message, line: before.length, column: (before.at(-1) ?? "").length + 1 };
  }
}

function unexpected(text: string, at: number, expected: string): string {
  if (at >= text.length) return `the text ends where ${expected} was expected`;
  if (text.startsWith("//", at) || text.startsWith("/*", at) || text.charAt(at) === "#")
    return "a comment, which JSON has not";
  if (text.charAt(at) === "'" || /[“”‘’]/.test(text.charAt(at))) return "a quote other than the plain double quote";
  return `expected ${expected}`;
}

class Stop extends Error {
  readonly at: number;

  constructor(problem: string, at: number) {
    super(problem);
    this.at = at;
  }
}
