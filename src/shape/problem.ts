import * as v from "valibot";
import { LIMITS } from "../contract/index.js";

/** A text. */
export const TEXT = v.string();

/** A JSON object with at least these members; valibot alone takes a list for one, too. */
export function object<Entries extends v.ObjectEntries>(entries: Entries) {
  return v.pipe(v.custom<object>(isObject), v.object(entries));
}

/** A list of equals, no longer than what can be judged. */
export function list<Entry extends v.GenericSchema>(entry: Entry, most: number = LIMITS.listedEntries) {
  return v.pipe(v.array(entry), v.maxLength(most, `at most ${most} entries`), v.readonly());
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The first thing that is not of the shape, by its place below `root`: `plan.mounts[2].target: expected a text, got null`. */
export function describeProblem(schema: v.GenericSchema, value: unknown, root: string): string | undefined {
  const issue = v.safeParse(schema, value, { abortEarly: true }).issues?.[0];
  if (issue === undefined) return undefined;
  const place = (issue.path ?? []).reduce((text, { key }) => text + placeOf(key), root).replace(/^\./u, "");
  if (isMissing(issue)) return `${place}: missing`;
  // A rule about several members says itself what is wrong.
  if (issue.kind === "validation") return `${place}: expected ${issue.message}`;
  return `${place}: expected ${expectedWords(issue)}, got ${wordFor(issue.input)}`;
}

function isMissing({ type, expected, input }: v.BaseIssue<unknown>): boolean {
  return type === "object" && input === undefined && expected?.startsWith('"') === true;
}

function placeOf(key: unknown): string {
  if (typeof key === "string" && /^[\w$-]+$/u.test(key)) return `.${key}`;
  return `[${JSON.stringify(key)}]`;
}

const EXPECTED: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  boolean: "true or false",
  array: "a list",
  record: "an object",
  custom: "an object",
  object: "an object",
  variant: "an object of a known kind",
};

/** A line names so many choices at most. */
const MOST_NAMED = 40;

function expectedWords({ type, expected, message }: v.BaseIssue<unknown>): string {
  const isChoice = type === "picklist" || type === "variant";
  const words = isChoice ? [...(expected ?? "").matchAll(/"([^"]*)"/gu)].map(([, one]) => one) : [];
  if (words.length > MOST_NAMED) return "a name that this version knows";
  if (words.length > 0) return `one of ${words.join(", ")}`;
  return EXPECTED[type] ?? message;
}

/** What a value is, without showing a text of unknown content. */
function wordFor(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "string") return "a text";
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "a list" : "an object";
  return typeof value === "number" || typeof value === "boolean" || value === null
    ? String(value)
    : `a ${typeof value}`;
}
