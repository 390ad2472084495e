import { type OpenQuestion, openQuestions } from "../groups.js";
import { questionInWords } from "../headline.js";
import { wrap } from "../text.js";
import { type Context, labelled, LABEL, CONTENT, oneRow, type Section } from "./context.js";
import { renderKnown } from "./known.js";

/** So many are told, unless all are asked for. */
const MAX_TOLD = 3;

/** Questions with the same check and reason are one. */
function merged(questions: readonly OpenQuestion[]): readonly OpenQuestion[] {
  const byReason = new Map<string, OpenQuestion[]>();
  for (const question of questions) {
    const key = JSON.stringify([question.check, question.reason]);
    byReason.set(key, [...(byReason.get(key) ?? []), question]);
  }
  return [...byReason.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined || same.length === 1) return same;
    return [{ ...first, target: same.map(({ target, check }) => target ?? check).join(", ") }];
  });
}

/**
 * What could not be found out, unless the first line says it all. Beside a cause, which is mended first, a question has one
 * line.
 */
export function renderOpenQuestions(context: Context): Section {
  const { report, paint, verbose } = context;
  const questions = openQuestions(report);
  const [first] = questions;
  if (first === undefined) return [];
  const isOpen = report.verdict === "undetermined";
  const evidence = isOpen && !verbose ? evidenceOf(context, first) : [];
  const isInHead = isOpen && report.bugs.length === 0 && questions.length === 1 && !verbose;
  if (isInHead) return evidence.length === 0 ? [] : [`${paint(first.check, "bold")}:`, ...evidence];
  const all = merged(questions);
  const told = verbose ? all : all.slice(0, MAX_TOLD);
  return [
    paint("Not found out:", "bold"),
    ...told.flatMap((question) => {
      if (verbose || isOpen) return labelled(context, `${question.check}: ${questionInWords(question)}`);
      return [oneRow(context, `${LABEL}${question.check}: ${question.reason}`)];
    }),
    ...(all.length > told.length ? [`${LABEL}and ${all.length - told.length} more (--verbose shows all)`] : []),
  ];
}

function evidenceOf(context: Context, { check }: OpenQuestion): Section {
  return renderKnown(context.report.results.find(({ id }) => id === check)?.evidence ?? [], context);
}

/** Faults of this program or of a plugin. */
export function renderBugs({ report, columns, paint }: Context): Section {
  if (report.bugs.length === 0) return [];
  return [
    paint("Bugs in this program or a plugin; please report them:", "bold", "red"),
    ...report.bugs.flatMap((bug) => wrap(`${bug.where}: ${bug.message}`, columns, LABEL, CONTENT)),
  ];
}
