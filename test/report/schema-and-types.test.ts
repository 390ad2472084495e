import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createGenerator } from "ts-json-schema-generator";
import { describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "../..");

type Json = Readonly<Record<string, unknown>>;

/** What narrows a value beyond its type, and what is for people. */
const BESIDE_TYPES = "$schema $id title description definitions format pattern minLength minimum minItems maxItems";
const OF_TYPES = "$ref type const enum anyOf allOf properties required items additionalProperties";
const KNOWN: ReadonlySet<string> = new Set(`${BESIDE_TYPES} ${OF_TYPES}`.split(" "));

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [value];
}

function sorted(values: readonly unknown[]): readonly unknown[] {
  return values.toSorted((one, other) => String(one).localeCompare(String(other)));
}

/** What a JSON Schema says about members, which of them must be there, and values, however it is written. */
function shapeOf(schema: unknown, root: Json): unknown {
  if (!isJson(schema)) return schema;
  const foreign = Object.keys(schema).filter((name) => !KNOWN.has(name));
  if (foreign.length > 0) throw new Error(`not compared: ${foreign.join(", ")}`);
  const { $ref, type, items, properties, required = [], additionalProperties } = schema;
  if (typeof $ref === "string") {
    const name = $ref.replace("#/definitions/", "");
    return shapeOf((root["definitions"] as Json)[name], root);
  }
  if ("const" in schema) return { values: [schema["const"]] };
  if ("enum" in schema) return { values: sorted(listOf(schema["enum"])) };
  if (type === "array") return { list: shapeOf(items, root) };
  if (type === "object") {
    const members = Object.entries((properties ?? {}) as Json).map(([name, member]) => [
      listOf(required).includes(name) ? name : `${name}?`,
      shapeOf(member, root),
    ]);
    return { members: Object.fromEntries(members) as Json, others: shapeOf(additionalProperties, root) };
  }
  // without a type of its own: alternatives; with one, anyOf and allOf only say which combinations there are
  const types = type === undefined ? listOf(schema["anyOf"]).map((one) => shapeOf(one, root)) : listOf(type);
  return sorted(types.flat().map((one) => (one === "integer" ? "number" : one)));
}

function readSchema(): Json {
  return JSON.parse(readFileSync(join(ROOT, "docs/report.schema.json"), "utf8")) as Json;
}

const ofTypes = createGenerator({
  path: join(ROOT, "src/contract/report.ts"),
  tsconfig: join(ROOT, "tsconfig.json"),
  type: "Report",
  skipTypeCheck: true,
  jsDoc: "none",
}).createSchema("Report") as Json;
const shapeOfTypes = shapeOf({ $ref: ofTypes["$ref"] }, ofTypes);

describe("docs/report.schema.json", () => {
  it("has the members and values of the type Report, and no others", () => {
    const schema = readSchema();
    expect(shapeOf(schema, schema)).toEqual(shapeOfTypes);
  });

  it.each<[string, (text: string) => string]>([
    ["a member more", (text) => text.replace('"interrupted": {', '"later": { "type": "string" }, "interrupted": {')],
    ["a member less", (text) => text.replace(/"envFile": \{[^}]*\},?/u, '"other": { "type": "string" }')],
    [
      "a member that may be missing",
      (text) => text.replace('"required": ["what", "observed"]', '"required": ["what"]'),
    ],
    ["a value more", (text) => text.replace('["error", "warning"]', '["error", "warning", "hint"]')],
    ["another type", (text) => text.replace(/"port": \{\s*"type": "integer"/u, '"port": { "type": "string"')],
    [
      "members that are not named",
      (text) => text.replace('"additionalProperties": false', '"additionalProperties": true'),
    ],
  ])("with %s would be found out", (_, change) => {
    const text = JSON.stringify(readSchema());
    const spaced = readFileSync(join(ROOT, "docs/report.schema.json"), "utf8");
    const changed = JSON.parse(change(spaced)) as Json;
    expect(JSON.stringify(changed)).not.toBe(text);
    expect(shapeOf(changed, changed)).not.toEqual(shapeOfTypes);
  });
});
