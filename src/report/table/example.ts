import type { ReportFinding } from "../../contract/index.js";
import { painter } from "../ansi.js";
import { mergedRemedies } from "../evidence.js";
import { wrap } from "../text.js";
import { ALL, LABEL, type Section } from "./context.js";
import { renderRemedy } from "./remedy.js";

const COLUMNS = 80;
const START_COMMAND = { plan: { source: "docker-run", description: "" } } as const;

/** A finding as an example: its message and its remedy, as a report of a start command tells them. */
export function renderExample(finding: Pick<ReportFinding, "message" | "remedy">): Section {
  const context = { report: START_COMMAND, columns: COLUMNS, paint: painter(false), room: ALL };
  return [
    ...wrap(finding.message, COLUMNS, LABEL),
    ...mergedRemedies([finding]).flatMap((remedy) => renderRemedy(remedy, context)),
  ];
}
