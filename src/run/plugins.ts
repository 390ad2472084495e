import { statSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { type Bug, type Check, UsageError } from "../contract/index.js";
import { currentFolder, whereabouts } from "../docker/paths.js";
import { apart } from "./plugin-boundary.js";
import { describeCheckProblems } from "./validate-checks.js";

/** How long a plugin file may take to load, in milliseconds. */
const LOAD_LIMIT_MS = 5000;

export interface LoadedPlugins {
  readonly checks: readonly Check[];
  /** Files that could not be loaded or whose checks are malformed. */
  readonly bugs: readonly Bug[];
}

/**
 * Loads plugin files. A file's default export, or its exports `check` and `checks`, are checks with ids of the form
 * `namespace/name`. A prerequisite may be a built-in check, or any object with the id of one.
 *
 * @throws UsageError if a file does not exist or is no regular file (a named pipe would never end).
 */
export async function loadPlugins(files: readonly string[], builtIn: readonly Check[]): Promise<LoadedPlugins> {
  for (const file of files) {
    const stat = statSync(file, { throwIfNoEntry: false });
    if (stat?.isFile() === true) continue;
    const problem =
      stat === undefined ? "there is no such file" : "it is not a regular file; expected a JavaScript file";
    throw new UsageError(`--plugin ${file}: ${problem}${whereabouts(file, currentFolder(process.cwd()))}`);
  }
  const checks: Check[] = [];
  const bugs: Bug[] = [];
  for (const file of files) {
    try {
      for (const candidate of readExports(await importBounded(file))) {
        const problems = describeCheckProblems(candidate, "plugin");
        if (problems.length > 0) throw new Error(problems.join("; "));
        const check = apart(candidate as Check);
        if (checks.some(({ id }) => id === check.id)) throw new Error(`another plugin already has the id ${check.id}`);
        checks.push(withNeeds(check, [...builtIn, ...checks]));
      }
    } catch (error) {
      bugs.push({ where: file, message: error instanceof Error ? error.message : String(error) });
    }
  }
  return { checks, bugs };
}

async function importBounded(file: string): Promise<Record<string, unknown>> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it did not load within ${LOAD_LIMIT_MS / 1000} s`)), LOAD_LIMIT_MS);
  });
  try {
    const loaded: unknown = await Promise.race([import(pathToFileURL(resolve(file)).href), limit]);
    return loaded as Record<string, unknown>;
  } finally {
    clearTimeout(timer);
  }
}

function readExports(exports: Record<string, unknown>): readonly unknown[] {
  const candidates = [exports["default"], exports["check"], exports["checks"]].filter((value) => value !== undefined);
  if (candidates.length === 0) throw new Error("it exports no check (default, check or checks)");
  return [...new Set(candidates.flat())];
}

/** The check with its prerequisites replaced by the ones that run here; the check itself if it has none. */
function withNeeds(check: Check, known: readonly Check[]): Check {
  if ((check.needs ?? []).length === 0) return check;
  const needs = (check.needs ?? []).map((need) => {
    const found = known.find(({ id }) => id === need.id);
    if (!found) throw new Error(`${check.id} needs ${need.id}, which is not a check`);
    return found;
  });
  return { ...check, needs };
}
