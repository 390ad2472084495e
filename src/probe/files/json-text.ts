import { type JsonFault, type JsonWanted, LIMITS } from "../../contract/index.js";

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
  /** Counted from 1. */
  | { readonly ok: false; readonly fault: JsonFault; readonly line: number; readonly column: number };

const BLANKS = /[ \t\r\n]*/y;
const STRING = /"[^"\\\u0000-\u001F]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001F]*)*"/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;

/** Parses the first JSON value of a text. Text after it is the caller's to judge. */
export function readJsonText(text: string): JsonResult {
  let at = 0;

  const stop = (fault: JsonFault): never => {
    throw new Stop(fault, at);
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
  const isClosed = (closing: string, wanted: JsonWanted): boolean => {
    const after = next();
    if (after !== "," && after !== closing) stop(unexpected(text, at, wanted));
    at += 1;
    return after === closing;
  };

  function readString(): string {
    const start = at;
    const quoted = take(STRING);
    if (quoted !== undefined) return JSON.parse(quoted) as string;
    at = start;
    return stop({ of: "text-open" });
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
      if (first === "}" && members.length > 0) stop({ of: "comma-before-brace" });
      if (first !== '"') stop(unexpected(text, at, "name"));
      const key = readString();
      if (next() !== ":") stop(unexpected(text, at, "colon"));
      at += 1;
      members.push({ key, value: readValue(depth) });
      if (isClosed("}", "comma-or-brace")) return { kind: "object", members };
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
      if (next() === "]" && items.length > 0) stop({ of: "comma-before-bracket" });
      items.push(readValue(depth));
      if (isClosed("]", "comma-or-bracket")) return { kind: "array", items };
    }
  }

  function readValue(depth: number): JsonNode {
    if (depth >= LIMITS.jsonNesting) stop({ of: "nested-too-deeply" });
    const first = next();
    if (first === "{") return readObject(depth + 1);
    if (first === "[") return readArray(depth + 1);
    if (first === '"') return { kind: "string", text: readString() };
    const word = take(WORD);
    if (word === "null") return { kind: "null" };
    if (word !== undefined) return { kind: "boolean", value: word === "true" };
    if (take(NUMBER) !== undefined) return { kind: "number" };
    return stop(unexpected(text, at, "value"));
  }

  try {
    return { ok: true, value: readValue(0), end: at };
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    const before = text.slice(0, error.at).split("\n");
    return { ok: false, fault: error.fault, line: before.length, column: (before.at(-1) ?? "").length + 1 };
  }
}

function unexpected(text: string, at: number, wanted: JsonWanted): JsonFault {
  if (at >= text.length) return { of: "end", wanted };
  if (text.startsWith("//", at) || text.startsWith("/*", at) || text.charAt(at) === "#") return { of: "comment" };
  if (text.charAt(at) === "'" || /[“”‘’]/.test(text.charAt(at))) return { of: "foreign-quote" };
  return { of: "other", wanted };
}

class Stop extends Error {
  readonly fault: JsonFault;
  readonly at: number;

  constructor(fault: JsonFault, at: number) {
    super();
    this.fault = fault;
    this.at = at;
  }
}
