import Table from "cli-table3";
import type { CheckResult, Status } from "../../contract/index.js";
import { duration, plural, wrap } from "../text.js";
import { type Context, type Section, STATUS_STYLE } from "./context.js";

/** How a status reads in a list of checks. */
const STATUS_WORDS: Readonly<Record<Status, string>> = {
  pass: "pass",
  warn: "warn",
  fail: "fail",
  skip: "skipped",
  blocked: "blocked",
  inconclusive: "inconclusive",
};

/** What counts against the verdict. */
const NOT_PASS: readonly Status[] = ["fail", "inconclusive", "blocked"];
/** What is only counted. */
const COUNTED: readonly Status[] = ["pass", "warn", "skip"];

/**
 * The checks in a line or two: those that did not pass by name, the others as numbers, and the codes of warnings where these
 * have no lines of their own.
 */
export function renderChecks(
  { report: { results, summary }, columns, room }: Context,
  warnings: readonly string[],
): Section {
  if (results.length === 0) return [];
  const namesWith = (status: Status): readonly string[] =>
    results.filter((result) => result.status === status).map(({ id }) => id);
  const named = NOT_PASS.filter((status) => summary[status] > 0).map(
    (status) => `${namesWith(status).join(", ")} ${STATUS_WORDS[status]}`,
  );
  const listed = room.warnings === "names" ? ` (${warnings.join(", ")})` : "";
  const counted = COUNTED.filter((status) => summary[status] > 0)
    .map((status) => {
      return `${summary[status]} ${STATUS_WORDS[status]}${status === "warn" ? listed : ""}`;
    })
    .join(", ");
  if (named.length > 0) {
    const others = counted === "" ? "" : ` ${counted}.`;
    // those of a check that failed are in no number
    const hidden = summary.warn === 0 && room.warnings !== "lines" ? warnings.length : 0;
    const besides = hidden === 0 ? "" : ` ${plural(hidden, "warning")}${listed}.`;
    return wrap(`Not pass: ${named.join("; ")}.${others}${besides}`, columns, "", "  ");
  }
  const skipped = summary.skip === 0 ? "" : ` (${namesWith("skip").join(", ")})`;
  return wrap(`${plural(results.length, "check")}: ${counted}${skipped}.`, columns, "", "  ");
}

/** Why a check is not simply `pass`. */
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

/** On a narrower terminal a list is easier to read than a table. */
const MIN_TABLE_COLUMNS = 56;
/** What a table has beside its last column of words: five lines, and a blank on either side of the words. */
const LINES = 5;
const PADDING = 2;
const HEAD = ["Check", "Status", "Time", "Detail"] as const;

/** How the lines of a table are drawn where no more than ASCII is shown. */
const ASCII_LINES: Readonly<Record<string, readonly Table.CharName[]>> = {
  "-": ["top", "mid", "bottom"],
  "|": ["left", "middle", "right"],
  "+": [
    "top-left",
    "top-mid",
    "top-right",
    "left-mid",
    "mid-mid",
    "right-mid",
    "bottom-left",
    "bottom-mid",
    "bottom-right",
  ],
};

function asciiChars(): Partial<Record<Table.CharName, string>> {
  return Object.fromEntries(
    Object.entries(ASCII_LINES).flatMap(([sign, names]) => names.map((name) => [name, sign] as const)),
  );
}

/** Every check with its status, how long it took, and why it is not simply `pass`: a table where no word has to be broken. */
export function renderEveryCheck({ report: { results }, columns, paint, ascii }: Context): Section {
  const rows = results.map((result) => {
    return [result.id, result.status, duration(result.durationMs), detailOf(result)] as const;
  });
  const widthOf = (texts: readonly string[]): number => Math.max(...texts.map((text) => text.length)) + PADDING;
  const widths = ([0, 1, 2] as const).map((column) => widthOf([HEAD, ...rows].map((row) => row[column])));
  const room = columns - LINES - widths.reduce((sum, width) => sum + width, 0);
  const painted = (status: Status): string => paint(status, STATUS_STYLE[status]);
  if (columns < MIN_TABLE_COLUMNS || room < widthOf(rows.flatMap(([, , , detail]) => detail.split(" ")))) {
    return rows.flatMap(([id, status, time, detail]) => {
      const [first = "", ...rest] = wrap(`${id}: ${status}, ${time}${detail && ` (${detail})`}`, columns, "", "  ");
      return [first.replace(`: ${status}`, `: ${painted(status)}`), ...rest];
    });
  }
  const table = new Table({
    head: [...HEAD],
    colWidths: [...widths, room],
    wordWrap: true,
    style: { head: [], border: [], compact: true },
    chars: ascii ? asciiChars() : {},
  });
  table.push(...rows.map(([id, status, ...others]) => [id, painted(status), ...others]));
  return table.toString().split("\n");
}
