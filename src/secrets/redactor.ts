import { Secret } from "../contract/secret.js";
import { hideForms } from "./forms.js";
import { OWN_WORDS } from "./own-words.js";
import { hideUserInfo } from "./user-info.js";

/** Replaces secrets in text; knows more of them as the run goes on. */
export interface Redactor {
  /**
   * From now on this value is replaced: as it is, as base64 wherever in a longer text it begins, in hexadecimal,
   * percent-encoded, quoted. Shorter than 8 characters, or a word that facts and sentences have of themselves, is removed
   * at its own places only, those that have the form of one.
   */
  readonly add: (value: Secret | string) => void;
  /** Replaces known values by `[secret]`, also where a cut has left their beginning, and masks what looks like a secret. */
  readonly text: (text: string) => string;
  /** The same for every string in a plain JSON value; words of the contract's own unions stay as they are. */
  readonly answer: <T>(answer: T) => T;
}

const PLACEHOLDER = "[secret]";
/** Shorter ones are too common to be looked for in other texts. Characters. */
const SHORTEST = 8;
/** What of a secret is recognised before a cut. Characters. */
const SHORTEST_REST = 4;
const EVERYDAY =
  /^(?:|true|false|yes|no|none|null|auto|info|warn|debug|error|enabled|disabled|production|linux-docker|\d{1,6})$/iu;
const CUT = /…|\.{3}/gu;
/** More cuts than any text of ours has. */
const MOST_CUTS = 100;
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
  "asked",
  "body",
  "scheme",
  "demand",
]);

/** Whether a value is looked for in other texts: long enough, and no word that everybody says. */
export function isSearched(value: string): boolean {
  return value.length >= SHORTEST && !OWN_WORDS.has(value.trim()) && !isEveryday(value);
}

/** Whether a value is what settings of every day have, secret or not. */
export function isEveryday(value: string): boolean {
  return EVERYDAY.test(value);
}

/**
 * A redactor that spares what is shown openly (the plan, which is free of secrets): replacing `docker-1` everywhere because
 * somebody's password is `docker-1` would falsify answers without hiding anything.
 */
export function createRedactor(shownOpenly: unknown, placeholder = PLACEHOLDER): Redactor {
  const open = stringsOf(shownOpenly).join("\n");
  const values = new Set<string>();
  /** The lengths of the values by their first characters, longest first: thousands of values cost no more than one. */
  const lengths = new Map<string, readonly number[]>();
  /** The same values by fewer characters, for what a cut has left of them. */
  const beginnings = new Map<string, string[]>();
  let longest = 0;

  function replace(text: string): string {
    return replaceKnown(hideForms(replaceKnown(text)));
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
      replaced += text.slice(copied, at) + placeholder;
      copied = at + length;
      // padding of base64
      while (text[copied] === "=" && copied - at < length + 2) copied += 1;
      at = copied - 1;
    }
    return replaceRests(copied === 0 ? text : replaced + text.slice(copied));
  }

  /** What a cut has left of a value: its beginning, before `…`. */
  function replaceRests(text: string): string {
    const cuts = [...text.matchAll(CUT)].slice(-MOST_CUTS).toReversed();
    return cuts.reduce((rest, { index }) => {
      const from = restBefore(rest, index);
      return from === undefined ? rest : `${rest.slice(0, from)}${placeholder}${rest.slice(index)}`;
    }, text);
  }

  function restBefore(text: string, end: number): number | undefined {
    for (let at = Math.max(0, end - longest); at + SHORTEST_REST <= end; at += 1) {
      const candidates = beginnings.get(text.slice(at, at + SHORTEST_REST));
      if (candidates?.some((value) => value.startsWith(text.slice(at, end))) === true) return at;
    }
    return undefined;
  }

  function replaceAll(value: unknown, member: string | undefined): unknown {
    if (typeof value === "string") return isContractWord(member, value) ? value : replace(value);
    if (Array.isArray(value)) return value.map((inner) => replaceAll(inner, member));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [replaceKey(key), replaceAll(inner, key)]));
  }

  function replaceKey(key: string): string {
    return /^\w{1,24}$/.test(key) ? key : replace(key);
  }

  function addForm(form: string): void {
    if (form.length < SHORTEST || open.includes(form) || values.has(form)) return;
    values.add(form);
    longest = Math.max(longest, form.length);
    const start = form.slice(0, SHORTEST);
    const known = lengths.get(start) ?? [];
    if (!known.includes(form.length)) {
      lengths.set(
        start,
        [...known, form.length].toSorted((left, right) => right - left),
      );
    }
    const beginning = form.slice(0, SHORTEST_REST);
    const others = beginnings.get(beginning);
    if (others === undefined) beginnings.set(beginning, [form]);
    else others.push(form);
  }

  return {
    add(value) {
      const plain = value instanceof Secret ? value.open() : value;
      if (isSearched(plain)) formsOf(plain).forEach(addForm);
    },
    text: replace,
    answer: <T>(answer: T) => replaceAll(answer, undefined) as T,
  };
}

/** Makes the user-info of a URL known as secret: whole, in parts, decoded and as written. */
export function addUserInfo(redactor: Pick<Redactor, "add">, url: string): void {
  hideUserInfo(url).secrets.forEach(redactor.add);
}

function isContractWord(member: string | undefined, value: string): boolean {
  return member !== undefined && CONTRACT_WORDS.has(member) && /^[a-z-]+$/.test(value);
}

function formsOf(plain: string): readonly string[] {
  const whole = Buffer.from(plain).toString("base64").replace(/=+$/, "");
  const base64 = [whole, ...[0, 1, 2].map((before) => base64Within(plain, before))];
  return [
    plain,
    plain.trim(),
    ...base64,
    ...base64.map((text) => text.replaceAll("+", "-").replaceAll("/", "_")),
    Buffer.from(plain).toString("hex"),
    Buffer.from(plain).toString("hex").toUpperCase(),
    percentEncoded(plain),
    percentEncoded(plain).replaceAll(/%[\dA-F]{2}/g, (code) => code.toLowerCase()),
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

function stringsOf(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(stringsOf);
}
