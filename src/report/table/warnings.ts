import type { ReportFinding } from "../../contract/index.js";
import type { FindingGroup } from "../groups.js";
import { type Context, oneRow, type Section } from "./context.js";

/** What a warning is about, what was seen and where; without what was seen where both do not fit. */
function whatAndWhere({ findings, targets }: FindingGroup): readonly [whole: string, short: string] {
  const [{ evidence, target, message }]: readonly [ReportFinding, ...unknown[]] = findings;
  const piece = evidence.find(({ expected }) => expected !== undefined) ?? evidence[0];
  const name = `${target ?? piece?.what ?? message}${targets.length > 1 ? ` and ${targets.length - 1} more` : ""}`;
  if (piece === undefined) return [name, name];
  const { observed, origin } = piece;
  const seen = observed === target ? name : `${name}: ${observed}`;
  return origin === undefined ? [seen, seen] : [`${seen}, ${origin}`, `${name}, ${origin}`];
}

/** Warnings that do not decide, a line each where there is room. */
export function renderWarnings(context: Context, groups: readonly FindingGroup[]): Section {
  const { paint, columns, room } = context;
  if (groups.length === 0 || room.warnings !== "lines") return [];
  const lines = groups.map((group) => {
    const { code } = group;
    const head = `  ${code}: `;
    const [whole, short] = whatAndWhere(group);
    const line = head.length + whole.length <= columns ? head + whole : oneRow(context, head + short);
    return line.replace(code, () => paint(code, "yellow"));
  });
  return [`${paint("Warnings", "bold")} (explain CODE tells more, --verbose shows all):`, ...lines];
}
