import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { default as formats } from "ajv-formats";

const SCHEMA = JSON.parse(readFileSync(new URL("../../../docs/report.schema.json", import.meta.url), "utf8")) as Record<
  string,
  unknown
>;

const ajv = new Ajv({ allErrors: true, strict: true, strictRequired: false });
formats.default(ajv);
const validate = ajv.compile(SCHEMA);

/** What of a report the shipped JSON Schema refuses, as `/path problem`; empty for a right one. */
export function reportProblems(report: unknown): readonly string[] {
  // Through JSON, because that is what users validate.
  if (validate(JSON.parse(JSON.stringify(report)))) return [];
  return (validate.errors ?? []).map(
    (error) => `${error.instancePath || "/"} ${error.message ?? ""} ${JSON.stringify(error.params)}`,
  );
}
