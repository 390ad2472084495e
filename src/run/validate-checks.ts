import { CHECK_GROUPS, type Check } from "../contract/index.js";

const BUILT_IN_ID = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const PLUGIN_ID = /^[a-z0-9]+(-[a-z0-9]+)*\/[a-z0-9]+(-[a-z0-9]+)*$/;
const CODE = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** Whether an id is a plugin's: it has a namespace. */
export function isPluginId(id: string): boolean {
  return PLUGIN_ID.test(id);
}

/**
 * What is wrong with a value that should be a check, one sentence each; empty when it is a proper check.
 * A plugin's id has a namespace (`acme/disk-speed`), a built-in id has none.
 */
export function describeCheckProblems(candidate: unknown, kind: "built-in" | "plugin"): string[] {
  if (typeof candidate !== "object" || candidate === null) return ["a check must be an object"];
  const check = candidate as Record<string, unknown>;
  const problems: string[] = [];
  const idPattern = kind === "plugin" ? PLUGIN_ID : BUILT_IN_ID;
  if (typeof check["id"] !== "string" || !idPattern.test(check["id"])) {
    problems.push(
      kind === "plugin"
        ? "id must be namespace/name in kebab-case, for example acme/disk-speed"
        : "id must be kebab-case",
    );
  }
  if (typeof check["title"] !== "string" || check["title"] === "") problems.push("title must be a sentence");
  if (!(CHECK_GROUPS as readonly unknown[]).includes(check["group"])) {
    problems.push(`group must be one of ${CHECK_GROUPS.join(", ")}`);
  }
  if (check["severity"] !== "error" && check["severity"] !== "warning") {
    problems.push("severity must be error or warning");
  }
  if (typeof check["run"] !== "function") problems.push("run must be a function");
  if (check["targets"] !== undefined && typeof check["targets"] !== "function") {
    problems.push("targets must be a function");
  }
  if (check["fromPlan"] !== undefined && typeof check["fromPlan"] !== "function") {
    problems.push("fromPlan must be a function");
  }
  if (check["timeoutMs"] !== undefined && !(typeof check["timeoutMs"] === "number" && check["timeoutMs"] > 0)) {
    problems.push("timeoutMs must be a positive number of milliseconds");
  }
  if (check["needs"] !== undefined && !Array.isArray(check["needs"])) problems.push("needs must be a list of checks");
  return [...problems, ...describeCodeProblems(check["codes"])];
}

function describeCodeProblems(codes: unknown): string[] {
  if (typeof codes !== "object" || codes === null) return ["codes must be an object of catalogue entries"];
  return Object.entries(codes).flatMap(([code, entry]: [string, unknown]) => {
    if (!CODE.test(code)) return [`code ${code} must be kebab-case`];
    const texts = entry as Record<string, unknown> | null;
    const missing = ["severity", "meaning", "cause", "remedy", "source"].filter(
      (name) => typeof texts?.[name] !== "string" || texts[name] === "",
    );
    return missing.length === 0 ? [] : [`code ${code} lacks ${missing.join(", ")}`];
  });
}

/** Problems of a whole set: doubled ids, prerequisites that are missing from it or come round in a circle. */
export function describeSetProblems(checks: readonly Check[]): string[] {
  const ids = checks.map((check) => check.id);
  const doubled = ids.filter((id, index) => ids.indexOf(id) !== index);
  const missing = checks.flatMap((check) =>
    (check.needs ?? [])
      .filter((need) => !checks.includes(need))
      .map((need) => `${check.id} needs ${need.id}, which is not in the set`),
  );
  const circular = checks
    .filter((check) => reaches(check, check))
    .map((check) => `${check.id} needs itself in the end`);
  return [...doubled.map((id) => `two checks have the id ${id}`), ...missing, ...circular];
}

function reaches(from: Check, goal: Check, seen = new Set<Check>()): boolean {
  return (from.needs ?? []).some((need) => {
    if (need === goal) return true;
    if (seen.has(need)) return false;
    seen.add(need);
    return reaches(need, goal, seen);
  });
}
