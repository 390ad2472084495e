import { readFileSync } from "node:fs";
import type { Check, CheckGroup } from "../contract/check.js";
import { UsageError } from "../contract/errors.js";
import type { CodeEntry, Severity } from "../contract/finding.js";

/** A check as far as `list` and `explain` show it: plain data. */
export interface CatalogueEntry {
  readonly id: string;
  readonly title: string;
  readonly group: CheckGroup;
  readonly severity: Severity;
  /** Ids of its prerequisites. */
  readonly needs: readonly string[];
  readonly codes: Readonly<Record<string, CodeEntry>>;
  /** For its codes, lines of an example with its remedy; absent for the check of a plugin. */
  readonly examples?: Readonly<Record<string, readonly string[]>>;
}

/** Written by the build beside the program, so that nobody waits for every check to read a sentence. */
const BUILT_CATALOGUE = new URL("../catalogue.json", import.meta.url);

/** The plain data of some checks. */
function catalogueOf(checks: readonly Check[]): readonly CatalogueEntry[] {
  return checks.map(({ id, title, group, severity, needs = [], codes }) => ({
    id,
    title,
    group,
    severity,
    needs: needs.map((need) => need.id),
    codes,
  }));
}

async function builtInCatalogue(checks: readonly Check[]): Promise<readonly CatalogueEntry[]> {
  const { codeExamples } = await import("./code-examples.js");
  const all = Object.entries(codeExamples());
  return catalogueOf(checks).map((entry) => ({
    ...entry,
    examples: Object.fromEntries(all.filter(([code]) => Object.hasOwn(entry.codes, code))),
  }));
}

/**
 * The built-in checks, and those of plugins.
 *
 * @throws UsageError if a plugin cannot be loaded: what it would add cannot be shown.
 */
export async function readCatalogue(plugins: readonly string[]): Promise<readonly CatalogueEntry[]> {
  const built = plugins.length === 0 ? readBuilt() : undefined;
  if (built) return built;
  const { CHECKS } = await import("../../checks/index.js");
  if (plugins.length === 0) return builtInCatalogue(CHECKS);
  const [{ loadPlugins }, { divertStdout }] = await Promise.all([import("../run/index.js"), import("./output.js")]);
  divertStdout();
  const loaded = await loadPlugins(plugins, CHECKS);
  const [bug] = loaded.bugs;
  if (bug) throw new UsageError(`--plugin ${bug.where}: ${bug.message}`);
  return [...(await builtInCatalogue(CHECKS)), ...catalogueOf(loaded.checks)];
}

/** The built catalogue; nothing if there is none: while it is built, and where the sources run. */
function readBuilt(): readonly CatalogueEntry[] | undefined {
  try {
    return JSON.parse(readFileSync(BUILT_CATALOGUE, "utf8")) as readonly CatalogueEntry[];
  } catch {
    return undefined;
  }
}
