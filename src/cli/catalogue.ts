import { CHECKS } from "../../checks/index.js";
import type { Check } from "../contract/check.js";
import { UsageError } from "../contract/errors.js";

/**
 * The built-in checks, and those of plugins.
 *
 * @throws UsageError if a plugin cannot be loaded: what it would add cannot be shown.
 */
export async function readCatalogue(plugins: readonly string[]): Promise<readonly Check[]> {
  if (plugins.length === 0) return CHECKS;
  const { loadPlugins } = await import("../run/plugins.js");
  const { divertStdout } = await import("./output.js");
  const restoreStdout = divertStdout();
  const loaded = await loadPlugins(plugins, CHECKS).finally(restoreStdout);
  const [bug] = loaded.bugs;
  if (bug) throw new UsageError(`--plugin ${bug.where}: ${bug.message}`);
  return [...CHECKS, ...loaded.checks];
}
