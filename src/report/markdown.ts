import type { CommandRole, Report, ReportChange, ReportCommand } from "../contract/index.js";
import { changeTexts } from "./changes.js";
import { evidenceLine, type MergedRemedy, mergedRemedies, remedySentence } from "./evidence.js";
import {
  type FindingGroup,
  groupFindings,
  isDecisive,
  openQuestions,
  otherSentences,
  verdictSummary,
  verdictWord,
} from "./groups.js";
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
/** Kept for the causes, which come first: as many as the first one takes, within these bounds. */
const MIN_CAUSE_LINES = 14;
const MAX_CAUSE_LINES = 30;
const MAX_TEXT = 400;

function shortened(text: string): string {
  return text.length > MAX_TEXT ? `${cut(text, MAX_TEXT - 1)}…` : text;
}

/** Plain text in Markdown: everything that could become markup is escaped. */
function prose(text: string): string {
  return escaped(shortened(text));
}

function escaped(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>#|~]/g, String.raw`\$&`);
}

function longestRun(text: string, character: string): number {
  return Math.max(0, ...[...text.matchAll(new RegExp(`${character}+`, "g"))].map((match) => match[0].length));
}

/** A command in a cell of a table: whole. */
function cell(command: string): string {
  return whole(command.replaceAll("|", String.raw`\|`));
}

/** Inline code whose delimiter is longer than any backticks inside. */
function code(text: string): string {
  return whole(shortened(text).replaceAll("|", String.raw`\|`));
}

/** Inline code of any length, for what is copied. */
function whole(text: string): string {
  const fence = "`".repeat(longestRun(text, "`") + 1);
  const padding = text.startsWith("`") || text.endsWith("`") ? " " : "";
  return `${fence}${padding}${text}${padding}${fence}`;
}

/** Inline code outside of tables, where a pipe needs no escape. */
function literal(text: string): string {
  return whole(shortened(text));
}

function commandBlock(commands: readonly ReportCommand[]): string[] {
  if (commands.length === 0) return [];
  const lines = commands.flatMap((command) => [
    ...(command.risk === "destructive" ? ["# caution: the next command loses something"] : []),
    command.run,
  ]);
  const fence = "`".repeat(Math.max(3, longestRun(lines.join("\n"), "`") + 1));
  return ["", `${fence}sh`, ...lines, fence, ""];
}

function changeItems(change: ReportChange, { plan }: Report): readonly string[] {
  const words = (text: string): string => text.split("\n").map(whole).join(", ");
  return changeTexts(change, plan).map(
    ({ place, old, written }) =>
      `   - ${prose(place)} ${old === undefined ? "" : `${words(old)} with `}${words(written)}`,
  );
}

/** What mends it, what shows it again and what follows, each with its commands. */
function remedyItems(remedy: MergedRemedy<ReportCommand>, report: Report): string[] {
  const { commands, changes, afterwards } = remedy;
  const of = (role: CommandRole): string[] => commandBlock(commands.filter((command) => command.role === role));
  const [see, then] = [of("see"), of("then")];
  return [
    `   - Fix: ${escaped(remedySentence(remedy))}`,
    ...of("fix"),
    ...changes.flatMap((change) => changeItems(change, report)),
    ...(see.length === 0 ? [] : ["   - See it:", ...see]),
    ...(afterwards.length + then.length === 0
      ? []
      : [`   - ${`Then: ${escaped(afterwards.join(" "))}`.trim()}`, ...then]),
  ];
}

function headItem(group: FindingGroup, index: number): string {
  const { code, targets, blocks, entails, findings } = group;
  const about = targets.length > 0 ? ` (${targets.map(literal).join(", ")})` : "";
  const follows = entails.map((name) => (name.target === undefined ? name.code : `${name.code} ${name.target}`));
  return [
    `${index}. **${literal(code)}**${about}: ${prose(findings[0].message)}`,
    ...otherSentences(group).map(prose),
    ...(follows.length > 0 ? [`It also causes ${follows.map(literal).join(", ")}.`] : []),
    ...(blocks.length > 0 ? [`Blocks ${blocks.map(literal).join(", ")}.`] : []),
  ].join(" ");
}

/** Pieces of evidence that are told, and a line that names the others. */
function evidenceItems({ findings }: FindingGroup): string[] {
  const pieces = findings.flatMap(({ evidence }) => evidence);
  const rest = new Set(pieces.slice(MAX_EVIDENCE).map(({ what }) => what));
  return [
    ...pieces.slice(0, MAX_EVIDENCE).map((piece) => `   - ${prose(evidenceLine(piece))}`),
    ...(rest.size === 0 ? [] : [`   - In the JSON report too: ${prose([...rest].join(", "))}`]),
  ];
}

function fullBlock(report: Report, group: FindingGroup, index: number): string[] {
  const remedies = mergedRemedies<ReportCommand>(group.findings);
  const items = remedies.flatMap((remedy) => remedyItems(remedy, report));
  return closed([headItem(group, index), ...evidenceItems(group), ...items]);
}

/** What to do, without how it is known; commands only where they mend it. */
function fixBlock(report: Report, group: FindingGroup, index: number): string[] {
  const remedies = mergedRemedies<ReportCommand>(group.findings);
  const items = remedies.flatMap(({ commands, ...remedy }) =>
    remedyItems({ ...remedy, afterwards: [], commands: commands.filter(({ role }) => role === "fix") }, report),
  );
  const left = "   - In the JSON report: how it is known, how to see it again, what follows.";
  return closed([headItem(group, index), ...items, left]);
}

function shortBlock(_: Report, group: FindingGroup, index: number): string[] {
  return [`${headItem(group, index)} How it is known and what to do is in the JSON report.`];
}

/** One blank line where there are several, and one at the end. */
function closed(lines: readonly string[]): string[] {
  return [...lines, ""].filter((line, index, all) => line !== "" || all[index - 1] !== "");
}

/** As many groups in full as fit, then the others with what fits of them; the last ones by their names alone. */
function groupLines(report: Report, groups: readonly FindingGroup[], budget: number): string[] {
  const lines: string[] = [];
  for (const [position, group] of groups.entries()) {
    const isLast = position === groups.length - 1;
    const left = budget - lines.length - (isLast ? 0 : 1);
    const fitting = [fullBlock, fixBlock, shortBlock]
      .map((block) => block(report, group, position + 1))
      .find((b) => b.length <= left);
    if (!fitting) {
      const names = groups.slice(position).map(({ code }) => code);
      return [
        ...lines,
        `… and ${plural(names.length, "more")}, all in the JSON report: ${prose([...new Set(names)].join(", "))}`,
      ];
    }
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
    return `| ${texts.map(prose).join(" | ")} | ${cell(entry.reproduce)} |`;
  });
  const more = entries.slice(rows.length).map(endpointText);
  return [
    `**${networkTitle(entries)}**`,
    "",
    "| Endpoint | Addresses | Failure | Seen by | Needed for | Reproduce |",
    "| --- | --- | --- | --- | --- | --- |",
    ...rows,
    ...(more.length > 0 ? [`| … ${more.length} more: see the JSON report | ${prose(more.join(", "))} | | | | |`] : []),
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
  const spacing = (lines: readonly string[]): string[] => (lines.length > 0 ? closed(lines) : []);
  const rest = [head, spacing(notes), spacing(warnings), tail].reduce((sum, lines) => sum + lines.length, 0);
  const network = networkTable(report, MAX_LINES - rest - keptFor(report, decisive));
  const causes = groupLines(report, decisive, MAX_LINES - rest - network.length - 1);
  return `${[...head, ...spacing(causes), ...spacing(notes), ...spacing(warnings), ...network, ...tail].join("\n")}\n`;
};

function keptFor(report: Report, [first]: readonly FindingGroup[]): number {
  if (first === undefined) return MIN_CAUSE_LINES;
  return Math.min(MAX_CAUSE_LINES, Math.max(MIN_CAUSE_LINES, fullBlock(report, first, 1).length + 1));
}

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
