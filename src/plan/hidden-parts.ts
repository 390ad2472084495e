import { describeHidden, isPlainForm } from "../secrets/plain-form.js";

/** What is put in the place of a part of a value. */
const HIDDEN_PART = "…";

/**
 * What of a value that docker refuses, or that nobody judges, is not to be shown: the parts whose form says nothing about
 * them. Paths are shown.
 */
export function oddParts(value: string): readonly string[] {
  if (isPlainForm(value)) return [];
  return value.split(/[\s,;:=|"'<>()]+/u).filter((part) => part !== "" && !isPath(part) && !isPlainForm(part));
}

function isPath(part: string): boolean {
  return /^(?:[./~]|\$[A-Za-z_{(]|[A-Z]:$|\\\\)/u.test(part) && !part.startsWith("//");
}

/** Members that name a member of a union, never text of the world. */
const NAMES_OF_UNIONS: ReadonlySet<string> = new Set(["of", "kind", "from"]);

/** Plain JSON with every occurrence of these parts replaced by `…`; the words of the contract's own unions stay. */
export function withoutParts<T>(value: T, parts: readonly string[], shown: string = HIDDEN_PART): T {
  if (parts.length === 0) return value;
  const all = [...new Set(parts.flatMap((part) => [part, part.toLowerCase()]))];
  const longestFirst = all.sort((one, other) => other.length - one.length);
  const replace = (inner: unknown): unknown => {
    if (typeof inner === "string") return longestFirst.reduce((text, part) => text.replaceAll(part, shown), inner);
    if (Array.isArray(inner)) return inner.map(replace);
    if (typeof inner !== "object" || inner === null) return inner;
    return Object.fromEntries(
      Object.entries(inner).map(([key, one]) => [key, NAMES_OF_UNIONS.has(key) ? one : replace(one)]),
    );
  };
  return replace(value) as T;
}

/** A value that is quoted back as far as its form allows: `alwayz`, `/a:…`, `… (19 characters, ends with a blank)`. */
export function withoutOddParts(value: string): string {
  const parts = oddParts(value);
  return parts.includes(value) ? describeHidden(value) : withoutParts(value, parts);
}

/** An option as written, with `…` for its value where its form is none that helps. */
export function shownOption(text: string, value: string): string {
  return value === "" || isPlainForm(value) || !text.endsWith(value)
    ? text
    : `${text.slice(0, text.length - value.length)}${HIDDEN_PART}`;
}
