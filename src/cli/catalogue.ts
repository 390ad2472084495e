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

/**
 * The built-in checks, and those of plugins.
 *
 * @throws UsageError if a plugin cannot be loaded: what it would add cannot be shown.
 */
export async function readCatalogue(plugins: readonly string[]): Promise<readonly CatalogueEntry[]> {
  const built = plugins.length === 0 ? readBuilt() : undefined;
  if (built) return built;
  const { CHECKS } = await import("../../checks/index.js");
  if (plugins.length === 0) return catalogueOf(CHECKS);
  const [{ loadPlugins }, { divertStdout }] = await Promise.all([import("../run/index.js"), import("./output.js")]);
  divertStdout();
  const loaded = await loadPlugins(plugins, CHECKS);
  const [bug] = loaded.bugs;
  if (bug) throw new UsageError(`--plugin ${bug.where}: ${bug.message}`);
  return catalogueOf([...CHECKS, ...loaded.checks]);
}

/** The built catalogue; nothing if there is none: while it is built, and where the sources run. */
function readBuilt(): readonly CatalogueEntry[] | undefined {
  try {
    return JSON.parse(readFileSync(BUILT_CATALOGUE, "utf8")) as readonly CatalogueEntry[];
  } catch {
    return undefined;
  }
}
