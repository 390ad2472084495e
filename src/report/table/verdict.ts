import { headline } from "../headline.js";
import { verdictWord } from "../groups.js";
import { provenanceText } from "../provenance.js";
import { wrap } from "../text.js";
import type { Context, Section } from "./context.js";
import { VERDICT_STYLE } from "./closing.js";

/** The first line, which is the verdict and the cause in words, and what was judged. */
export function renderVerdict(context: Context): Section {
  const { report, columns, paint } = context;
  const word = verdictWord(report);
  const text = headline(report);
  const start = text.indexOf(" ") + 1;
  // a long name does not leave the verdict alone on its line
  const [first = "", ...rest] = wrap(text.slice(start), columns, text.slice(0, start), "  ");
  const head = paint(word, "bold", VERDICT_STYLE[report.verdict]) + first.slice(word.length);
  return [head, ...rest, ...wrap(subjectOf(context), columns, "", "  ").map((line) => paint(line, "dim"))];
}

/** The plan, its engine, and of a recording when and where it was made. */
function subjectOf({ report }: Context): string {
  const { plan, mode } = report;
  return `${plan.description}, engine ${plan.dockerHost}${mode === "recorded" ? `; ${provenanceText(report)}` : ""}`;
}
