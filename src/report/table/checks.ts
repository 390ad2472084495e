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

/** Beside the names of the checks a detail has to find room. */
const MIN_DETAIL = 24;
const STATUS_WIDTH = 14;
const TIME_WIDTH = 9;

/** Every check on a line with its status, how long it took, and why it is not simply `pass`. */
export function renderEveryCheck({ report: { results }, columns, paint }: Context): Section {
  const idWidth = Math.max(...results.map(({ id }) => id.length)) + 2;
  const before = idWidth + STATUS_WIDTH + TIME_WIDTH;
  const hasRoom = columns - before >= MIN_DETAIL;
  return results.flatMap((result) => {
    const head = `${result.id.padEnd(idWidth)}${result.status.padEnd(STATUS_WIDTH)}${duration(result.durationMs)}`;
    const detail = detailOf(result);
    const [beside = "", ...under] = detail === "" ? [] : wrap(detail, columns, " ".repeat(hasRoom ? before : 4));
    const first = hasRoom ? `${head.padEnd(before)}${beside.trimStart()}`.trimEnd() : head;
    const rest = hasRoom || beside === "" ? under : [beside, ...under];
    const painted = paint(result.status, STATUS_STYLE[result.status]);
    return [first.slice(0, idWidth) + painted + first.slice(idWidth + result.status.length), ...rest];
  });
}
