import { changeStep } from "../changes.js";
import { mergedRemedies } from "../evidence.js";
import { decisiveGroups, type FindingGroup, openQuestions, verdictWord } from "../groups.js";
import { isLate } from "../headline.js";
import { plural, wrap } from "../text.js";
import type { Context, Section } from "./context.js";

export const VERDICT_STYLE = { pass: "green", fail: "red", undetermined: "yellow" } as const;

/** The last line: the verdict again, and what to do next. What is to be typed is not torn: it is told where it fits. */
export function renderClosing(context: Context): Section {
  const { report, columns, paint } = context;
  const word = verdictWord(report);
  const head = `${word}${reasonOf(context)}.`;
  const lines = nextSteps(context)
    .map((next) => [`${head} Next: ${next}.`, `Next: ${next}.`])
    .flatMap(([whole = "", alone = ""]) => {
      if (whole.length <= columns) return [[whole]];
      return alone.length <= columns ? [[head, alone]] : [];
    })[0];
  const [first = "", ...rest] = lines ?? wrap(`${head} Next: ${nextSteps(context).at(-1) ?? ""}.`, columns, "", "  ");
  return [paint(word, "bold", VERDICT_STYLE[report.verdict]) + first.slice(word.length), ...rest];
}

function reasonOf({ report }: Context): string {
  if (report.verdict === "pass") return "";
  if (report.verdict === "fail") {
    const [first, ...others] = decisiveGroups(report);
    return others.length === 0 ? `: ${first?.code ?? "a check did not pass"}` : `: ${others.length + 1} causes`;
  }
  if (report.bugs.length > 0) return `: ${plural(report.bugs.length, "bug")}`;
  if (report.interrupted) return ": interrupted";
  const open = openQuestions(report).length;
  return open === 0 ? "" : `: ${plural(open, "open question")}`;
}

/** What to do, the most telling words first; the last ones always serve. */
function nextSteps({ report }: Context): readonly string[] {
  if (report.verdict === "pass") {
    return [report.notRun === undefined ? "start the runner" : "run the checks that were left out, too"];
  }
  if (report.verdict === "fail") {
    const [first, ...others] = decisiveGroups(report);
    if (others.length > 0) return ["start with 1, then run this check again"];
    const step = first === undefined ? undefined : stepOf(first, report);
    const general = "do what Fix says, then run this check again";
    return step === undefined ? [general] : [`${step}, then run this check again`, general];
  }
  if (report.bugs.length > 0) return ["report what is said above"];
  if (report.interrupted) return ["run this check again and let it end"];
  if (isLate(report)) return [`run this check again with --deadline ${Math.ceil(report.deadlineMs / 500)}`];
  return ['resolve what is listed under "Not found out", then run this check again'];
}

/** The one thing to type, where it is one. */
function stepOf({ findings }: FindingGroup, { plan }: Context["report"]): string | undefined {
  const [remedy, ...others] = mergedRemedies(findings);
  if (remedy === undefined || others.length > 0) return undefined;
  const { commands, changes } = remedy;
  const fixes = commands.filter(({ role }) => role === "fix");
  const [change, ...moreChanges] = changes;
  const [fix, ...moreFixes] = fixes;
  if (fix === undefined && change !== undefined && moreChanges.length === 0) return changeStep(change, plan);
  const isOne = moreFixes.length === 0 && change === undefined;
  return fix !== undefined && fix.risk !== "destructive" && isOne ? `run ${fix.run}` : undefined;
}
