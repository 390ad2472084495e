import type { Report } from "../../contract/index.js";
import { decisiveGroups, type FindingGroup, groupFindings, isDecisive } from "../groups.js";
import type { Renderer, RenderOptions } from "../types.js";
import { renderCause } from "./cause.js";
import { renderChecks, renderEveryCheck } from "./checks.js";
import { renderClosing } from "./closing.js";
import { type Context, contextOf, type Room, type Section } from "./context.js";
import { renderCredentials, renderDetails, renderPlan } from "./details.js";
import { renderNetwork } from "./network.js";
import { renderBugs, renderOpenQuestions } from "./open-questions.js";
import { renderUnproven } from "./unproven.js";
import { renderVerdict } from "./verdict.js";
import { renderWarnings } from "./warnings.js";

/** What has one cause is to be seen at once, without scrolling: the lines of a small terminal, without the prompt's. */
const SCREEN_ROWS = 23;

/** What is told beside cause and fix, the most first: as much as the screen has room for. */
const ROOMS: readonly [Room, ...Room[]] = [
  { known: 4, seen: 2, hosts: 3, warnings: "lines", hasAsides: true },
  { known: 3, seen: 2, hosts: 3, warnings: "lines", hasAsides: true },
  { known: 3, seen: 1, hosts: 3, warnings: "lines", hasAsides: true },
  { known: 2, seen: 1, hosts: 3, warnings: "lines", hasAsides: true },
  { known: 2, seen: 1, hosts: 1, warnings: "names", hasAsides: true },
  { known: 2, seen: 1, hosts: 1, warnings: "names", hasAsides: false },
  { known: 1, seen: 1, hosts: 1, warnings: "names", hasAsides: false },
  { known: 1, seen: 1, hosts: 1, warnings: "count", hasAsides: false },
  { known: 1, seen: 0, hosts: 1, warnings: "count", hasAsides: false },
];

/**
 * For a person at a terminal: the verdict and its cause in words, each cause with what to type, what is not pass, and the
 * verdict again with what to do next. Quiet is verdict and causes alone; verbose is all that is known.
 */
export const renderTable: Renderer = (report, options) => {
  const [most] = ROOMS;
  const textWith = (room: Room, color: boolean): string => textOf(sectionsOf(report, { ...options, color }, room));
  const { columns } = contextOf(report, options, most);
  const isOneScreen = (room: Room): boolean => rowsOf(textWith(room, false), columns) <= SCREEN_ROWS;
  const canFit = !options.verbose && decisiveGroups(report).length <= 1;
  const room = canFit ? (ROOMS.find(isOneScreen) ?? ROOMS.at(-1)) : most;
  return textWith(room ?? most, options.color);
};

function textOf(sections: readonly Section[]): string {
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

/** The lines that a text takes on a terminal: longer ones take several. */
function rowsOf(text: string, columns: number): number {
  return text
    .trimEnd()
    .split("\n")
    .reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / columns)), 0);
}

function sectionsOf(report: Report, options: RenderOptions, room: Room): readonly Section[] {
  const context = contextOf(report, options, room);
  const groups = groupFindings(report);
  const causes = groups.filter((group) => isDecisive(report, group));
  const others = groups.filter((group) => !isDecisive(report, group));
  return [
    renderVerdict(context),
    ...inFull(context, causes),
    renderOpenQuestions(context),
    renderBugs(context),
    ...(options.quiet ? [] : options.verbose ? everything(context, others) : [theRest(context, others)]),
    options.quiet ? [] : renderClosing(context),
  ];
}

function inFull(context: Context, groups: readonly FindingGroup[]): readonly Section[] {
  return groups.map((group, index) => renderCause(context, group, index + 1));
}

function theRest(context: Context, warnings: readonly FindingGroup[]): Section {
  return [
    ...renderChecks(
      context,
      warnings.map(({ code }) => code),
    ),
    ...renderWarnings(context, warnings),
    ...renderNetwork(context),
    ...renderUnproven(context),
  ];
}

function everything(context: Context, warnings: readonly FindingGroup[]): readonly Section[] {
  return [
    renderEveryCheck(context),
    ...(warnings.length === 0 ? [] : [[context.paint("Warnings", "bold")], ...inFull(context, warnings)]),
    renderCredentials(context),
    renderDetails(context),
    renderPlan(context),
    renderNetwork(context),
    renderUnproven(context),
  ];
}
