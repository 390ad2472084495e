import type { ReportFinding } from "../../contract/index.js";
import type { FindingGroup } from "../groups.js";
import { type Context, oneRow, type Section } from "./context.js";

/** What and where, of the piece that differs from what is right where there is one. */
function whatAndWhere({ evidence, target, message }: ReportFinding): string {
  const piece = evidence.find(({ expected }) => expected !== undefined) ?? evidence[0];
  if (piece === undefined) return target ?? message;
  const { what, observed, origin } = piece;
  return `${what}: ${observed}${origin === undefined ? "" : `, ${origin}`}`;
}

/** Warnings that do not decide, a line each. */
export function renderWarnings(context: Context, groups: readonly FindingGroup[]): Section {
  if (groups.length === 0) return [];
  const { paint } = context;
  const lines = groups.map(({ code, checks, findings, targets }) => {
    const more = targets.length > 1 ? ` and ${targets.length - 1} more` : "";
    const line = oneRow(context, `  ${code} (${checks.join(", ")})${more}: ${whatAndWhere(findings[0])}`);
    return line.replace(code, () => paint(code, "yellow"));
  });
  return [`${paint("Warnings", "bold")} (explain CODE tells more, --verbose shows all):`, ...lines];
}
