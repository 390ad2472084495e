import Table from "cli-table3";
import type { CheckResult, Report, ReportPlan, Status } from "../contract/index.js";
import { type Paint, painter, type Style } from "./ansi.js";
import { changeTexts } from "./changes.js";
import { credentialLines } from "./credentials.js";
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
import { cut, duration, plural, wrap } from "./text.js";
import type { Renderer } from "./types.js";

const STATUS_STYLE: Readonly<Record<Status, Style>> = {
  pass: "green",
  warn: "yellow",
  fail: "red",
  skip: "dim",
  blocked: "dim",
  inconclusive: "yellow",
};
const VERDICT_STYLE = { pass: "green", fail: "red", undetermined: "yellow" } as const;

interface Context {
  readonly report: Report;
  readonly columns: number;
  readonly paint: Paint;
  readonly verbose: boolean;
}

/** For a person at a terminal: verdict, causes with commands to type, the checks, warnings, what is not proven. */
export const renderTable: Renderer = (report, options) => {
  const columns = Math.min(Math.max(options.columns, 40), 120);
  const context: Context = { report, columns, paint: painter(options.color), verbose: options.verbose };
  const groups = groupFindings(report);
  const decisive = groups.filter((group) => isDecisive(report, group));
  const others = groups.filter((group) => !isDecisive(report, group));
  const sections = [renderVerdict(context), ...decisive.map((group, index) => renderGroup(context, group, index + 1))];
  sections.push(renderOpenQuestions(context), renderBugs(context));
  if (!options.quiet) {
    sections.push(renderChecks(context));
    if (others.length > 0) sections.push([context.paint("Warnings", "bold")]);
    sections.push(...others.map((group, index) => renderGroup(context, group, index + 1)));
    if (options.verbose) {
      const credentials = credentialLines(report.credentials ?? [], columns, context.paint);
      if (credentials.length > 0) sections.push([context.paint("Credentials", "bold"), ...credentials]);
      sections.push(renderDetails(context), renderPlan(context, report.plan));
    }
    sections.push(renderNetwork(context), renderUnproven(context));
  }
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
};

function renderVerdict({ report, columns, paint }: Context): string[] {
  const word = verdictWord(report);
  const [first = "", ...rest] = wrap(`${word} – ${verdictSummary(report)}`, columns);
  const head = paint(word, "bold", VERDICT_STYLE[report.verdict]) + first.slice(word.length);
  const recorded = report.mode === "recorded" ? ", judged from recorded facts" : "";
  const subject = `${report.plan.description}, engine ${report.plan.dockerHost}${recorded}`;
  return [head, ...rest, ...wrap(subject, columns, "", "  ").map((line) => paint(line, "dim"))];
}

function renderGroup({ report, columns, paint, verbose }: Context, group: FindingGroup, position: number): string[] {
  const [first] = group.findings;
  const style = group.severity === "error" ? "red" : "yellow";
  const place = [group.checks.join(", "), ...(group.hop === undefined ? [] : [`at ${group.hop}`])].join(", ");
  const [head = "", ...continued] = wrap(`${position}. ${group.code} (${place})`, columns, "", "   ");
  const lines = [head.replace(group.code, () => paint(group.code, "bold", style)), ...continued];
  const add = (text: string): void => void lines.push(...wrap(text, columns, "   ", "     "));
  lines.push(...wrap(first.message, columns, "   "));
  if (group.targets.length > 1) add(`Targets (${group.targets.length}): ${group.targets.join(", ")}`);
  else if (group.targets[0] !== undefined && !first.message.includes(group.targets[0])) {
    add(`Target: ${group.targets[0]}`);
  }
  if (group.blocks.length > 0) add(`Blocks: ${group.blocks.join(", ")}`);
  for (const finding of verbose ? group.findings : [first]) {
    const about = group.targets.length > 1 && finding.target !== undefined ? ` of ${finding.target}` : "";
    if (finding.evidence.length > 0) add(`Evidence${about}:`);
    for (const evidence of finding.evidence) {
      lines.push(...wrap(evidenceLine(evidence), columns, "     ", "       "));
    }
  }
  const remedies = mergedRemedies(group.findings);
  for (const remedy of remedies) {
    add(`Fix: ${remedySentence(remedy)}`);
    for (const command of remedy.commands) {
      if (command.risk === "destructive") add("Caution, the next command loses something:");
      lines.push(paint(`     ${command.run}`, "cyan"));
    }
    for (const { place, old, written } of remedy.changes.flatMap((change) => changeTexts(change, report.plan))) {
      add(`${place}${old === undefined ? "" : ` ${old} with`}:`);
      lines.push(...written.split("\n").map((line) => paint(`     ${line}`, "cyan")));
    }
  }
  for (const source of new Set(remedies.map((remedy) => remedy.source))) {
    lines.push(...wrap(`Source: ${source}`, columns, "   ", "     ").map((line) => paint(line, "dim")));
  }
  return lines;
}

function renderOpenQuestions({ report, columns, paint }: Context): string[] {
  const questions = openQuestions(report);
  if (questions.length === 0) return [];
  return [
    paint("Not answered", "bold"),
    ...questions.flatMap(({ what, reason }) => wrap(`${what}: ${reason}`, columns, "   ", "     ")),
  ];
}

function renderBugs({ report, columns, paint }: Context): string[] {
  if (report.bugs.length === 0) return [];
  return [
    paint("Bugs in this program or a plugin; please report them", "bold", "red"),
    ...report.bugs.flatMap((bug) => wrap(`${bug.where}: ${bug.message}`, columns, "   ", "     ")),
  ];
}

/** The last column of the summary: why a check is not simply `pass`. */
function detailOf(result: CheckResult): string {
  if (result.status === "blocked") return `by ${(result.blockedBy ?? []).join(", ")}`;
  const codes = [...new Set(result.findings.map((finding) => finding.code))];
  if (codes.length > 0) return codes.join(", ");
  if (result.reason !== undefined) return result.reason;
  const targets = result.targets ?? [];
  if (targets.length === 0) return "";
  const skipped = targets.filter((target) => target.status === "skip").length;
  const judged = plural(targets.length - skipped, "target");
  return skipped === 0 ? judged : `${judged}, ${skipped} skipped`;
}

/** A cell is no place for a long story, which stands below or in the causes. */
const MAX_DETAIL = 240;

function shortDetail(result: CheckResult): string {
  const detail = detailOf(result);
  return detail.length > MAX_DETAIL ? `${cut(detail, MAX_DETAIL - 1)}…` : detail;
}

/** Below this width a list is easier to read than a table. */
const MIN_TABLE_COLUMNS = 56;
const STATUS_WIDTH = 14;
const TIME_WIDTH = 9;

/** Columns that a text takes, at most: whatever may be two columns wide is taken for two. */
function columnsOf(text: string): number {
  return text.replaceAll(/[\u1100-\uFFFF]/g, "··").length;
}

/** Where to break a word that is too long for a cell: at a hyphen or slash where there is one, never inside of a character. */
function breakOf(word: string, width: number): number {
  const isAscii = columnsOf(word) === word.length;
  const joint = isAscii ? Math.max(word.lastIndexOf("-", width - 1), word.lastIndexOf("/", width - 1)) + 1 : 0;
  if (joint > 0) return joint;
  return cut(word, isAscii ? width : Math.floor(width / 2)).length;
}

/** Lines for a cell: like {@link wrap}, but longer words are broken too. */
function cellLines(text: string, width: number): string[] {
  return wrap(text, width).flatMap((line) => {
    const lines: string[] = [];
    let rest = line;
    while (columnsOf(rest) > width) {
      const end = breakOf(rest, width);
      lines.push(rest.slice(0, end));
      rest = rest.slice(end);
    }
    return [...lines, rest];
  });
}

function renderChecks({ report, columns, paint }: Context): string[] {
  if (report.results.length === 0) return [];
  if (columns < MIN_TABLE_COLUMNS) {
    return report.results.flatMap((result) => {
      const detail = detailOf(result);
      const text = `${result.id}: ${result.status}${detail === "" ? "" : ` (${detail})`}`;
      return wrap(text, columns, "", "  ");
    });
  }
  const longestId = Math.max(...report.results.map((result) => result.id.length));
  const idWidth = Math.min(longestId + 2, columns - STATUS_WIDTH - TIME_WIDTH - 15);
  const detailWidth = columns - STATUS_WIDTH - TIME_WIDTH - idWidth - 5;
  const table = new Table({
    head: ["Check", "Status", "Time", "Detail"],
    colWidths: [idWidth, STATUS_WIDTH, TIME_WIDTH, detailWidth],
    style: { head: [], border: [], compact: true },
  });
  for (const result of report.results) {
    table.push([
      cellLines(result.id, idWidth - 2).join("\n"),
      paint(result.status, STATUS_STYLE[result.status]),
      duration(result.durationMs),
      cellLines(shortDetail(result), detailWidth - 2).join("\n"),
    ]);
  }
  return table.toString().split("\n");
}

function renderDetails({ report, columns, paint }: Context): string[] {
  const lines = report.results.flatMap((result) => {
    const evidence = result.evidence.flatMap((one) => wrap(evidenceLine(one), columns, "     ", "       "));
    const targets = (result.targets ?? []).flatMap((target) => {
      const hops = Object.entries(target.timings ?? {}).map(([hop, ms]) => `${hop} ${duration(ms)}`);
      const notes = [
        ...(target.vantage === undefined ? [] : [`seen by the ${target.vantage}`]),
        ...(target.blockedBy === undefined ? [] : [`blocked by ${target.blockedBy.join(", ")}`]),
        ...(target.reason === undefined ? [] : [target.reason]),
        ...hops,
      ];
      return wrap(
        `${target.target}: ${target.status}${notes.length > 0 ? ` (${notes.join(", ")})` : ""}`,
        columns,
        "     ",
        "       ",
      );
    });
    if (evidence.length === 0 && targets.length === 0) return [];
    const [head = "", ...continued] = wrap(`${result.id}: ${result.title}`, columns, "   ", "     ");
    return [head.replace(result.id, () => paint(result.id, "bold")), ...continued, ...targets, ...evidence];
  });
  return lines.length > 0 ? [paint("Evidence by check", "bold"), ...lines] : [];
}

function renderPlan({ columns, paint }: Context, plan: ReportPlan): string[] {
  const lines = [
    ...plan.images.map(
      (image) => `image ${image.role}: ${image.reference}, pulled by ${image.puller} [${image.origin}]`,
    ),
    ...plan.mounts.map(
      (mount) =>
        `mount ${mount.type}: ${mount.source ?? "(anonymous)"} at ${mount.target}${mount.readOnly ? ", read-only" : ""} [${mount.origin}]`,
    ),
    ...plan.env.map(
      (variable) =>
        `variable ${variable.name}${variable.value === undefined ? "" : `=${variable.value}`} [${variable.origin}]`,
    ),
    ...plan.domains.map((domain) => `domain: ${domain}`),
    `docker config: ${plan.dockerConfig ?? "none"}`,
  ];
  return [paint("Plan", "bold"), ...lines.flatMap((line) => wrap(line, columns, "   ", "     "))];
}

/** One entry per blocked endpoint, ready to send to whoever runs the network. */
function renderNetwork({ report, columns, paint }: Context): string[] {
  const entries = networkEntries(report);
  if (entries.length === 0) return [];
  const lines = entries.flatMap((entry, index) => [
    ...wrap(`${index + 1}. ${endpointText(entry)}`, columns, "   ", "      "),
    ...[
      `addresses: ${addressesText(entry)}`,
      `failure: ${failureText(entry)}, seen by ${VANTAGE_WORDS[entry.vantage]} at ${timeText(entry, report)}`,
      `needed for: ${entry.neededFor.join(", ")}`,
    ].flatMap((line) => wrap(line, columns, "      ", "        ")),
    paint(`      ${entry.reproduce}`, "cyan"),
  ]);
  return [...wrap(networkTitle(entries), columns).map((line) => paint(line, "bold")), ...lines];
}

function renderUnproven({ report, columns }: Context): string[] {
  if (report.unproven.length === 0) return [];
  return wrap(`Not proven by this run: ${report.unproven.join("; ")}.`, columns, "", "  ");
}
