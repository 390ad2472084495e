import { parseForeignJson, UsageError } from "../contract/index.js";
import type { PlanWorld } from "./inputs.js";

export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a value is an object and not a list. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A JSON object from a file; undefined when there is none that can be read. What is wrong with it is a check's business. */
export function readJsonObject(path: string, world: PlanWorld): JsonObject | undefined {
  if (!world.exists(path)) return undefined;
  try {
    const value: unknown = parseForeignJson(world.readText(path));
    return isJsonObject(value) ? value : undefined;
  } catch (error) {
    if (error instanceof UsageError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The value of a field; docker reads field names in any case. */
export function valueAt(object: JsonObject | undefined, name: string): unknown {
  if (object === undefined) return undefined;
  const key = Object.keys(object).findLast((one) => one.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : object[key];
}

/** The same, when it is a text. */
export function textAt(object: JsonObject | undefined, name: string): string | undefined {
  const value = valueAt(object, name);
  return typeof value === "string" ? value : undefined;
}

/** The same, when it is an object. */
export function objectAt(object: JsonObject | undefined, name: string): JsonObject | undefined {
  const value = valueAt(object, name);
  return isJsonObject(value) ? value : undefined;
}

/** The same, when it is a list; else an empty one. */
export function listAt(object: JsonObject | undefined, name: string): readonly unknown[] {
  const value = valueAt(object, name);
  return Array.isArray(value) ? value : [];
}
