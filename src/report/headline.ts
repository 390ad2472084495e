import { LAYERS_UNVERIFIED, type Report } from "../contract/index.js";
import { decisiveGroups, type FindingGroup, groupFindings, type OpenQuestion, openQuestions } from "./groups.js";
import { behindColon, duration, firstSentence, plural } from "./text.js";

/** This many checks are named; of more it is said how many. */
const MAX_NAMED = 3;

/** `FAIL: the cause in words`: what the verdict rests on, as one sentence without its full stop. */
export function headline(report: Report): string {
  return `${headOf(report)}${notRunNote(report)}`;
}

function headOf(report: Report): string {
  switch (report.verdict) {
    case "pass":
      return passHead(report);
    case "fail":
      return `FAIL: ${causeInWords(report)}`;
    default:
      return `UNDETERMINED: ${openInWords(report)}`;
  }
}

/** The first cause in words, and how many others there are. */
function causeInWords(report: Report): string {
  const [first, ...others] = decisiveGroups(report);
  if (first === undefined) return "a check did not pass";
  return `${sentenceOf(first)}${others.length === 0 ? "" : `, and ${plural(others.length, "more cause")}`}`;
}

function sentenceOf({ findings }: FindingGroup): string {
  const [first, ...rest] = findings;
  const [sentence] = firstSentence(first.message);
  // what has the same words is already told by them
  const others = rest.filter(({ message }) => message !== first.message).length;
  return `${behindColon(sentence)}${others > 0 ? ` (likewise ${others} more)` : ""}`;
}

/** Whether the deadline ended the run. */
export function isLate(report: Report): boolean {
  return !report.interrupted && report.summary.inconclusive > 0 && report.durationMs >= report.deadlineMs;
}

/** A question as one sentence: what it is about is named where the reason does not. */
export function questionInWords({ target, reason }: OpenQuestion): string {
  return target === undefined || reason.includes(target) ? reason : `${target}: ${reason}`;
}

function openInWords(report: Report): string {
  const [bug] = report.bugs;
  if (bug !== undefined) return `a bug in ${bug.where}: ${bug.message}`;
  const [first, ...others] = openQuestions(report);
  const more = others.length === 0 ? "" : `, and ${plural(others.length, "more open question")}`;
  const question = first === undefined ? "" : `${behindColon(firstSentence(questionInWords(first))[0])}${more}`;
  const before = report.interrupted
    ? `interrupted after ${duration(report.durationMs)}`
    : isLate(report)
      ? `the deadline of ${report.deadlineMs / 1000} s ended the run`
      : "";
  const parts = [before, question].filter((part) => part !== "");
  return parts.length > 0 ? parts.join("; ") : "nothing was there to judge";
}

function passHead(report: Report): string {
  const groups = groupFindings(report);
  const unverified = new Set(groups.filter(({ code }) => code === LAYERS_UNVERIFIED).flatMap(({ targets }) => targets));
  const layers = unverified.size === 0 ? "" : `, layers of ${plural(unverified.size, "image")} not verified`;
  const scope = isPartial(report) ? `PASS for ${report.results.map(({ id }) => id).join(", ")} only` : "PASS";
  const warnings = groups.length === 0 ? "" : ` with ${plural(groups.length, "warning")}`;
  const claim = claimOf(report);
  return `${scope}${warnings}${claim === undefined ? "" : `: ${claim}`}${layers}`;
}

/** Whether so few checks were asked for that they are named. */
function isPartial({ results, notRun = [] }: Report): boolean {
  return notRun.length > 0 && results.length <= MAX_NAMED;
}

/** What a PASS claims; nothing where its scope says all. */
function claimOf(report: Report): string | undefined {
  if (isPartial(report)) return undefined;
  const { results, notRun = [], plan } = report;
  const images = results
    .filter(({ group }) => group === "images")
    .flatMap(({ targets = [] }) => targets)
    .filter(({ status }) => status === "pass" || status === "warn").length;
  const isWhole = notRun.length === 0 && results.some(({ group }) => group === "engine") && images > 0;
  if (!isWhole) return `${plural(report.summary.pass + report.summary.warn, "check")} passed`;
  const runner = plan.source === "default" ? "a runner" : "this runner";
  return `the engine can start ${runner} and pull its ${plural(images, "image")}`;
}

/** What was not judged because only some checks were asked for. */
function notRunNote({ notRun = [] }: Report): string {
  if (notRun.length === 0) return "";
  const who = notRun.length <= MAX_NAMED ? notRun.join(", ") : plural(notRun.length, "check");
  return `; ${who} ${notRun.length === 1 ? "was" : "were"} not run`;
}
