import { readFileSync } from "node:fs";
import { Ajv, type ValidateFunction } from "ajv";
import { default as formats } from "ajv-formats";

type Json = Readonly<Record<string, unknown>>;

function readSchema(path: string): Json {
  return JSON.parse(readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8")) as Json;
}

function compile(schema: Json): ValidateFunction {
  const ajv = new Ajv({ allErrors: true, strict: true, strictRequired: false });
  formats.default(ajv);
  return ajv.compile(schema);
}

/** The schema as somebody reads it who was there first: members that came later are nothing to them. */
function openedToAdditions(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(openedToAdditions);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).filter(([name, member]) => name !== "additionalProperties" || member !== false);
  return Object.fromEntries(members.map(([name, member]) => [name, openedToAdditions(member)]));
}

const today = compile(readSchema("docs/report.schema.json"));
/** The schema of the first release: `schemaVersion` 1 promises that its readers go on reading. */
const first = compile(openedToAdditions(readSchema("test/fixtures/contract/report-1.0.schema.json")) as Json);

/** What of a report today's JSON Schema, or a reader of the first one, refuses, as `/path problem`; empty for a right one. */
export function reportProblems(report: unknown): readonly string[] {
  // Through JSON, because that is what users validate.
  const json: unknown = JSON.parse(JSON.stringify(report));
  return [today, first].flatMap((validate) => {
    if (validate(json)) return [];
    return (validate.errors ?? []).map(
      (error) => `${error.instancePath || "/"} ${error.message ?? ""} ${JSON.stringify(error.params)}`,
    );
  });
}
