import type { Report, ReportChange } from "../contract/index.js";
import { changeTexts } from "./changes.js";
import { evidenceLine, mergedRemedies, remedySentence } from "./evidence.js";
import { type FindingGroup, groupFindings, isDecisive, openQuestions, verdictSummary, verdictWord } from "./groups.js";
import {
  addressesText,
  endpointText,
  failureText,
  networkEntries,
  networkTitle,
  timeText,
  VANTAGE_WORDS,
} from "./network-block.js";
import { provenanceText } from "./provenance.js";
import { cut, duration, plural } from "./text.js";
import type { Renderer } from "./types.js";

/** A ticket is read on one screen. */
const MAX_LINES = 60;
const MAX_TABLE_ROWS = 14;
const MAX_EVIDENCE = 3;
const MAX_NETWORK_ROWS = 8;
/** Heading, table head, what is left out, and the blank lines of the network's table. */
const NETWORK_FRAME_LINES = 6;
/** Kept for the causes, which come first. */
const MIN_CAUSE_LINES = 14;
const MAX_TEXT = 400;

function shortened(text: string): string {
  return text.length > MAX_TEXT ? `${cut(text, MAX_TEXT - 1)}…` : text;
}

/** Plain text in Markdown: everything that could become markup is escaped. */
function prose(text: string): string {
  return shortened(text).replaceAll(/[\\`*_{}[\]<>#|~]/g, String.raw`\$&`);
}

function longestRun(text: string, character: string): number {
  return Math.max(0, ...[...text.matchAll(new RegExp(`${character}+`, "g"))].map((match) => match[0].length));
}

/** Inline code whose delimiter is longer than any backticks inside. */
function code(text: string): string {
  const content = shortened(text).replaceAll("|", String.raw`\|`);
  const fence = "`".repeat(longestRun(content, "`") + 1);
  const padding = content.startsWith("`") || content.endsWith("`") ? " " : "";
  return `${fence}${padding}${content}${padding}${fence}`;
}

/** Inline code outside of tables, where a pipe needs no escape. */
function literal(text: string): string {
  return code(text).replaceAll(String.raw`\|`, "|");
}

function commandBlock(commands: readonly { readonly run: string; readonly risk: string }[]): string[] {
  if (commands.length === 0) return [];
  const lines = commands.flatMap((command) => [
    ...(command.risk === "destructive" ? ["# caution: the next command loses something"] : []),
    command.run,
  ]);
  const fence = "`".repeat(Math.max(3, longestRun(lines.join("\n"), "`") + 1));
  return [`${fence}sh`, ...lines, fence];
}

function changeItems(change: ReportChange, { plan }: Report): readonly string[] {
  return changeTexts(change, plan).map(
    ({ place, old, written }) =>
      `   - ${prose(place)} ${old === undefined ? "" : `${literal(old)} with `}${literal(written)}`,
  );
}

function fullBlock(report: Report, group: FindingGroup, index: number): string[] {
  const [first] = group.findings;
  const blocks = group.blocks.length > 0 ? ` Blocks ${group.blocks.map(literal).join(", ")}.` : "";
  const targets = group.targets.length > 0 ? ` (${group.targets.map(literal).join(", ")})` : "";
  const remedies = mergedRemedies(group.findings);
  return [
    `${index}. **${literal(group.code)}**${targets}: ${prose(first.message)}${blocks}`,
    ...first.evidence.slice(0, MAX_EVIDENCE).map((evidence) => `   - ${prose(evidenceLine(evidence))}`),
    ...remedies.flatMap((remedy) => [
      `   - Fix: ${prose(remedySentence(remedy))}`,
      ...(remedy.commands.length > 0 ? ["", ...commandBlock(remedy.commands), ""] : []),
      ...remedy.changes.flatMap((change) => changeItems(change, report)),
      ...(remedy.commands.length === 0 || remedy.changes.length > 0 ? [""] : []),
    ]),
  ];
}

function shortBlock(_: Report, group: FindingGroup, index: number): string[] {
  return [`${index}. **${literal(group.code)}**: ${prose(group.findings[0].message)}`];
}

/** As many groups in full as fit, then one line each, then a count. */
function groupLines(report: Report, groups: readonly FindingGroup[], budget: number): string[] {
  const lines: string[] = [];
  for (const [position, group] of groups.entries()) {
    const isLast = position === groups.length - 1;
    const left = budget - lines.length - (isLast ? 0 : 1);
    const fitting = [fullBlock, shortBlock]
      .map((block) => block(report, group, position + 1))
      .find((b) => b.length <= left);
    if (!fitting)
      return [...lines, `… and ${plural(groups.length - position, "more")}; the JSON report has all of them.`];
    lines.push(...fitting);
  }
  return lines;
}

function checkTable(report: Report): string[] {
  const rows = report.results.slice(0, MAX_TABLE_ROWS).map((result) => {
    const codes = [...new Set(result.findings.map((finding) => finding.code))];
    const detail =
      result.status === "blocked"
        ? `by ${(result.blockedBy ?? []).join(", ")}`
        : codes.join(", ") || result.reason || "";
    return `| ${code(result.id)} | ${result.status} | ${duration(result.durationMs)} | ${prose(detail)} |`;
  });
  const more = report.results.length - rows.length;
  return [
    `<details><summary>${plural(report.results.length, "check")}</summary>`,
    "",
    "| Check | Status | Time | Detail |",
    "| --- | --- | --- | --- |",
    ...rows,
    ...(more > 0 ? [`| … | | | ${more} more |`] : []),
    "",
    "</details>",
  ];
}

/** One row per blocked endpoint, ready to send to whoever runs the network. */
function networkTable(report: Report, budget: number): string[] {
  const entries = networkEntries(report);
  if (entries.length === 0) return [];
  const rows = entries.slice(0, Math.max(1, Math.min(MAX_NETWORK_ROWS, budget - NETWORK_FRAME_LINES))).map((entry) => {
    const seen = `${VANTAGE_WORDS[entry.vantage]}, ${timeText(entry, report)}`;
    const texts = [endpointText(entry), addressesText(entry), failureText(entry), seen, entry.neededFor.join(", ")];
    return `| ${texts.map(prose).join(" | ")} | ${code(entry.reproduce)} |`;
  });
  const more = entries.length - rows.length;
  return [
    `**${networkTitle(entries)}**`,
    "",
    "| Endpoint | Addresses | Failure | Seen by | Needed for | Reproduce |",
    "| --- | --- | --- | --- | --- | --- |",
    ...rows,
    ...(more > 0 ? [`| … ${more} more: see the JSON report | | | | | |`] : []),
    "",
  ];
}

/** For a ticket: at most 60 lines of Markdown with verdict, versions, causes and the checks folded away. */
export const renderMarkdown: Renderer = (report) => {
  const groups = groupFindings(report);
  const decisive = groups.filter((group) => isDecisive(report, group));
  const others = groups.filter((group) => !isDecisive(report, group));
  const head = [
    `**${verdictWord(report)}** – ${prose(verdictSummary(report))}`,
    "",
    `runner-preflight ${prose(report.tool.version)}, ${prose(provenanceText(report))}, ${duration(report.durationMs)}`,
    `Plan: ${prose(report.plan.description)}; engine ${literal(report.plan.dockerHost)}${versionsText(report)}`,
    "",
  ];
  const questions = openQuestions(report).map(
    ({ what, reason }) => `- Not answered: ${literal(what)}: ${prose(reason)}`,
  );
  const bugs = report.bugs.map((bug) => `- Bug: ${literal(bug.where)}: ${prose(bug.message)}`);
  const notes = [...limited(bugs, 4), ...limited(questions, 6)];
  const tail = [
    ...checkTable(report),
    ...(report.unproven.length > 0 ? ["", `Not proven: ${prose(report.unproven.join("; "))}.`] : []),
  ];
  const warnings = limited(
    others.map((group) => `- Warning ${literal(group.code)}: ${prose(group.findings[0].message)}`),
    6,
  );
  const spacing = (lines: readonly string[]): string[] => (lines.length > 0 ? [...lines, ""] : []);
  const rest = [head, spacing(notes), spacing(warnings), tail].reduce((sum, lines) => sum + lines.length, 0);
  const network = networkTable(report, MAX_LINES - rest - MIN_CAUSE_LINES);
  const causes = groupLines(report, decisive, MAX_LINES - rest - network.length - 1);
  return `${[...head, ...spacing(causes), ...spacing(notes), ...spacing(warnings), ...network, ...tail].join("\n")}\n`;
};

function limited(lines: readonly string[], maximum: number): readonly string[] {
  if (lines.length <= maximum) return lines;
  return [...lines.slice(0, maximum - 1), `- … and ${lines.length - maximum + 1} more`];
}

/** Versions of the engine and of the docker client, as far as they are known. */
function versionsText({ versions: { engine, client } }: Report): string {
  return [
    ...(engine === undefined ? [] : [`version ${engine}`]),
    ...(client === undefined ? [] : [`docker client ${client}`]),
  ]
    .map((text) => `, ${prose(text)}`)
    .join("");
}
