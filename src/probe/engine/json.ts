import { cleanText } from "./text.js";

/** A JSON object of unknown members. */
export type JsonObject = Readonly<Record<string, unknown>>;

const LONGEST_LIST = 1000;

/** The value as an object; an empty one if it is something else. */
export function asObject(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A non-empty text member, cleaned for print. */
export function readText(object: JsonObject, member: string): string | undefined {
  const value = object[member];
  if (typeof value !== "string") return undefined;
  const text = cleanText(value);
  return text === "" ? undefined : text;
}

/** A finite number member. */
export function readNumber(object: JsonObject, member: string): number | undefined {
  const value = object[member];
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

export function readBoolean(object: JsonObject, member: string): boolean | undefined {
  const value = object[member];
  return typeof value === "boolean" ? value : undefined;
}

/** A list member, at most 1000 entries; an empty one if it is something else (the engine says `null` for none). */
export function readList(object: JsonObject, member: string): readonly unknown[] {
  const value = object[member];
  return Array.isArray(value) ? value.slice(0, LONGEST_LIST) : [];
}

/** The texts of a list member, cleaned for print. */
export function readTexts(object: JsonObject, member: string): readonly string[] {
  return readList(object, member).flatMap((entry) => (typeof entry === "string" ? [cleanText(entry)] : []));
}

/** Leaves out the members that are undefined. */
export function withoutUndefined<T extends object>(object: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
