import type { Report } from "../../src/contract/index.js";
import { RENDERERS } from "./renderers.js";

/** What has one cause is seen at once on a terminal of this size. */
const COLUMNS = 80;
const ROWS = 24;

/** The lines that a text takes on a terminal of so many columns: a longer line takes several. */
export function rowsOf(text: string, columns: number): number {
  return text
    .trimEnd()
    .split("\n")
    .reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / columns)), 0);
}

/**
 * What is wrong with the size of a report on the terminal, if anything: one with a single cause is taller than the screen
 * and nothing says why, or fits although something says why not.
 *
 * @param tall why the report may be taller.
 */
export function screenProblem(report: Report, tall: string | undefined): string | undefined {
  if (report.causes.length > 1) return undefined;
  const options = { columns: COLUMNS, color: false, ascii: false, verbose: false, quiet: false };
  const rows = rowsOf(RENDERERS.table(report, options), COLUMNS);
  if (rows > ROWS && tall === undefined) return `the report takes ${rows} lines of ${COLUMNS} columns`;
  return rows <= ROWS && tall !== undefined ? `the report fits the screen, although: ${tall}` : undefined;
}
