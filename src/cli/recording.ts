import { readFileSync, statSync } from "node:fs";
import { type FactRecord, type Recording, type RunnerPlan, UsageError } from "../contract/index.js";

/** Recordings are a few hundred kilobytes; this bounds memory, not users. Bytes. */
const MAX_BYTES = 64 * 1024 ** 2;

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads the file that `--facts` wrote.
 *
 * @throws UsageError if it cannot be read or is not such a file.
 */
export function readRecording(file: string): Recording {
  return parseRecording(readBounded(file), `--from ${file}`);
}

function readBounded(file: string): string {
  try {
    const stat = statSync(file);
    if (!stat.isFile()) throw new UsageError(`--from ${file}: not a regular file`);
    if (stat.size > MAX_BYTES) throw new UsageError(`--from ${file}: larger than ${MAX_BYTES / 1024 ** 2} MiB`);
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`--from ${file}: cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown"})`);
  }
}

/**
 * A recording out of its text; `place` names it in errors.
 *
 * @throws UsageError with the member that is not as it should be.
 */
function parseRecording(text: string, place: string): Recording {
  const refuse = (problem: string): never => {
    throw new UsageError(`${place}: ${problem}`);
  };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    refuse("not JSON; expected a file written by --facts");
  }
  if (!isJson(value)) return refuse("not a recording; expected a file written by --facts");
  const { schemaVersion, tool, recordedAt, plan, facts } = value;
  if (schemaVersion === undefined || !isJson(tool) || tool["name"] !== "runner-preflight") {
    return refuse("not a recording of runner-preflight; expected a file written by --facts");
  }
  if (schemaVersion === 1) {
    return refuse("a recording of schema version 1, which this version cannot judge; record again with --facts");
  }
  if (schemaVersion !== 2) return refuse(`schemaVersion ${JSON.stringify(schemaVersion)} is not known; expected 2`);
  if (typeof tool["version"] !== "string") return refuse("tool.version is not a text");
  if (typeof recordedAt !== "string") return refuse("recordedAt is not a text");
  const planProblem = describePlanProblem(plan);
  if (planProblem !== undefined) return refuse(planProblem);
  if (!Array.isArray(facts)) return refuse("facts is not a list");
  const wrong = facts.findIndex((fact) => !isFact(fact));
  if (wrong >= 0) return refuse(`facts[${wrong}] is not a recorded answer`);
  return {
    schemaVersion: 2,
    tool: { name: "runner-preflight", version: tool["version"] },
    recordedAt,
    plan: plan as RunnerPlan,
    facts: facts as readonly FactRecord[],
  };
}

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function hasTexts(value: unknown, names: readonly string[]): boolean {
  return isJson(value) && names.every((name) => typeof value[name] === "string");
}

/** Lists of the plan with the members that every entry has as text. */
const PLAN_LISTS = {
  images: ["role", "reference", "puller", "origin"],
  mounts: ["form", "type", "target", "origin", "text"],
  env: ["name", "origin", "via"],
  securityOptions: ["value", "origin"],
  issues: ["kind", "text", "message", "origin"],
  domains: ["value", "origin"],
} as const;

function describePlanProblem(plan: unknown): string | undefined {
  if (!isJson(plan)) return "plan is not an object";
  if (!hasTexts(plan, ["source", "description"])) return "plan has no source or description";
  for (const [name, texts] of Object.entries(PLAN_LISTS)) {
    const list = plan[name];
    if (!Array.isArray(list)) return `plan.${name} is not a list`;
    const wrong = list.findIndex((entry) => !hasTexts(entry, texts));
    if (wrong >= 0) return `plan.${name}[${wrong}] lacks one of ${texts.join(", ")}`;
  }
  for (const name of ["network", "dockerHost"]) {
    if (!hasTexts(plan[name], ["value", "origin"])) return `plan.${name} has no value or origin`;
  }
  const location = ["directory", "file", "origin"];
  if (!hasTexts(plan["clientConfig"], location)) return "plan.clientConfig is not a location";
  if (plan["runnerConfig"] !== null && !hasTexts(plan["runnerConfig"], location)) {
    return "plan.runnerConfig is neither a location nor null";
  }
  const { pull } = plan;
  if (pull !== undefined && !(isJson(pull) && typeof pull["keepImages"] === "boolean")) {
    return "plan.pull does not say whether images are kept";
  }
  return isJson(plan["proxies"]) ? undefined : "plan.proxies is not an object";
}

function isFact(value: unknown): boolean {
  if (!isJson(value) || typeof value["probe"] !== "string") return false;
  const hasError = value["error"] !== undefined;
  if (hasError && !hasTexts(value["error"], ["kind", "message"])) return false;
  return hasError !== "answer" in value;
}
