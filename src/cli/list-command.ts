import { jsonText, printableParts } from "../contract/printable.js";
import { type CatalogueEntry, readCatalogue } from "./catalogue.js";

/** `list`: every check with group, severity, prerequisites and codes. */
export async function renderList(request: {
  readonly format: "table" | "json";
  readonly plugins: readonly string[];
}): Promise<string> {
  const checks = await readCatalogue(request.plugins);
  return request.format === "json" ? renderJson(checks) : renderTable(printableParts(checks));
}

function renderJson(checks: readonly CatalogueEntry[]): string {
  const list = checks.map((check) => ({
    id: check.id,
    title: check.title,
    group: check.group,
    severity: check.severity,
    needs: check.needs,
    codes: Object.entries(check.codes).map(([code, { severity, meaning }]) => ({ code, severity, meaning })),
  }));
  return jsonText(list);
}

function renderTable(checks: readonly CatalogueEntry[]): string {
  const rows = [
    ["CHECK", "GROUP", "WHAT HOLDS WHEN IT PASSES"],
    ...checks.map((check) => [check.id, check.group, check.title]),
  ];
  const width = (column: number): number => Math.max(...rows.map((row) => row[column]?.length ?? 0)) + 2;
  const [idWidth, groupWidth] = [width(0), width(1)];
  const lines = rows.map(([id = "", group = "", title = ""]) => id.padEnd(idWidth) + group.padEnd(groupWidth) + title);
  return `${lines.join("\n")}\n\nrunner-preflight explain ID shows what a check asks and every code that it can report.\n`;
}
