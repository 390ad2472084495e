import { type FindingGroup, groupFindings, isDecisive } from "../groups.js";
import type { Renderer } from "../types.js";
import { renderCause } from "./cause.js";
import { renderChecks, renderEveryCheck } from "./checks.js";
import { renderClosing } from "./closing.js";
import { type Context, contextOf, type Section } from "./context.js";
import { renderCredentials, renderDetails, renderPlan } from "./details.js";
import { renderNetwork } from "./network.js";
import { renderBugs, renderOpenQuestions } from "./open-questions.js";
import { renderUnproven } from "./unproven.js";
import { renderVerdict } from "./verdict.js";
import { renderWarnings } from "./warnings.js";

/**
 * For a person at a terminal: the verdict and its cause in words, each cause with what to type, what is not pass, and the
 * verdict again with what to do next. Quiet is verdict and causes alone; verbose is all that is known.
 */
export const renderTable: Renderer = (report, options) => {
  const context = contextOf(report, options);
  const groups = groupFindings(report);
  const causes = groups.filter((group) => isDecisive(report, group));
  const others = groups.filter((group) => !isDecisive(report, group));
  const sections = [
    renderVerdict(context),
    ...inFull(context, causes),
    renderOpenQuestions(context),
    renderBugs(context),
    ...(options.quiet ? [] : options.verbose ? everything(context, others) : [theRest(context, others)]),
    options.quiet ? [] : renderClosing(context),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
};

function inFull(context: Context, groups: readonly FindingGroup[]): readonly Section[] {
  return groups.map((group, index) => renderCause(context, group, index + 1));
}

function theRest(context: Context, warnings: readonly FindingGroup[]): Section {
  return [
    ...renderChecks(context),
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
