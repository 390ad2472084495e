import { type RunnerPlan, Secret } from "../contract/index.js";
import { OWN_WORDS } from "./own-words.js";

/** Replaces secrets in text; knows more of them as the run goes on. */
export interface Redactor {
  /**
   * From now on this value is replaced: as it is, as base64 wherever in a longer text it begins, in hexadecimal,
   * percent-encoded, quoted. Shorter than 6 characters, or a word that facts and sentences have of themselves, is too common.
   */
  readonly add: (value: Secret | string) => void;
  /** Replaces known values by `[secret]` and user-info of URLs by `***`. */
  readonly text: (text: string) => string;
  /** The same for every string in a plain JSON value; words of the contract's own unions stay as they are. */
  readonly answer: <T>(answer: T) => T;
}

const PLACEHOLDER = "[secret]";
const SHORTEST = 6;
/** User-info of a URL: after `//`, up to the last `@` before the path. */
const USER_INFO = /(?<=[a-z][a-z0-9+.-]*:\/\/)[^\s/?#"'<>]*@/gi;
/** Members that hold words of the contract, never text of the world. */
const CONTRACT_WORDS: ReadonlySet<string> = new Set([
  "outcome",
  "transport",
  "kind",
  "code",
  "networkCode",
  "hop",
  "step",
  "challenge",
  "imageStore",
  "proxy",
  "roots",
  "type",
  "state",
  "trailing",
  "client",
  "of",
  "problem",
  "wanted",
  "encoding",
]);

/**
 * A redactor that spares what the plan shows openly: the plan is free of secrets, and replacing `docker` everywhere
 * because somebody's password is `docker` would falsify answers without hiding anything.
 */
export function createRedactor(plan: RunnerPlan): Redactor {
  const open = stringsOf(plan).join("\n");
  const values = new Set<string>();
  /** The lengths of the values by their first characters, longest first: thousands of values cost no more than one. */
  const lengths = new Map<string, readonly number[]>();

  function replace(text: string): string {
    return replaceKnown(text).replace(USER_INFO, "***@");
  }

  function replaceKnown(text: string): string {
    if (lengths.size === 0) return text;
    let replaced = "";
    let copied = 0;
    for (let at = 0; at + SHORTEST <= text.length; at += 1) {
      const length = lengths
        .get(text.slice(at, at + SHORTEST))
        ?.find((candidate) => values.has(text.slice(at, at + candidate)));
      if (length === undefined) continue;
      replaced += text.slice(copied, at) + PLACEHOLDER;
      copied = at + length;
      // padding of base64
      while (text[copied] === "=" && copied - at < length + 2) copied += 1;
      at = copied - 1;
    }
    return copied === 0 ? text : replaced + text.slice(copied);
  }

  function replaceAll(value: unknown, member: string | undefined): unknown {
    if (typeof value === "string") return isContractWord(member, value) ? value : replace(value);
    if (Array.isArray(value)) return value.map((inner) => replaceAll(inner, member));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [replaceKey(key), replaceAll(inner, key)]));
  }

  function replaceKey(key: string): string {
    return /^\w+$/.test(key) ? key : replace(key);
  }

  return {
    add(value) {
      const plain = value instanceof Secret ? value.open() : value;
      if (OWN_WORDS.has(plain.trim())) return;
      for (const form of formsOf(plain)) {
        if (form.length < SHORTEST || open.includes(form) || values.has(form)) continue;
        values.add(form);
        const start = form.slice(0, SHORTEST);
        const known = lengths.get(start) ?? [];
        if (known.includes(form.length)) continue;
        lengths.set(
          start,
          [...known, form.length].toSorted((left, right) => right - left),
        );
      }
    },
    text: replace,
    answer: <T>(answer: T) => replaceAll(answer, undefined) as T,
  };
}

/** Makes the user-info of a URL known as secret: both parts, the pair, decoded and as written. */
export function addUserInfo(redactor: Pick<Redactor, "add">, url: string): void {
  const written = /^(?!unix:)[a-z][a-z0-9+.-]*:\/\/(.*)@/is.exec(url)?.[1];
  if (written === undefined) return;
  const [user = "", ...rest] = written.split(":");
  for (const part of [written, user, rest.join(":")]) {
    redactor.add(part);
    redactor.add(percentDecoded(part));
  }
}

function isContractWord(member: string | undefined, value: string): boolean {
  return member !== undefined && CONTRACT_WORDS.has(member) && /^[a-z-]+$/.test(value);
}

function formsOf(plain: string): readonly string[] {
  if (plain.length < SHORTEST) return [];
  const whole = Buffer.from(plain).toString("base64").replace(/=+$/, "");
  const base64 = [whole, ...[0, 1, 2].map((before) => base64Within(plain, before))];
  return [
    plain,
    plain.trim(),
    ...base64,
    ...base64.map((text) => text.replaceAll("+", "-").replaceAll("/", "_")),
    Buffer.from(plain).toString("hex"),
    percentEncoded(plain),
    JSON.stringify(plain).slice(1, -1),
  ];
}

/** What base64 is sure to have of a text with `before` bytes (modulo 3) before it, and anything behind it. */
function base64Within(plain: string, before: number): string {
  const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(plain)]);
  const firstBit = before * 8;
  const wholeBits = bytes.length * 8;
  return bytes.toString("base64").slice(Math.ceil(firstBit / 6), Math.floor(wholeBits / 6));
}

/** A lone surrogate cannot be encoded; then the plain form has to do. */
function percentEncoded(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    return text;
  }
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function stringsOf(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(stringsOf);
}
