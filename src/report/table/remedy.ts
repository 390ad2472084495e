import type { CommandRole, ReportCommand, ReportPlan } from "../../contract/index.js";
import { changeTexts } from "../changes.js";
import { type MergedRemedy, remedySentence } from "../evidence.js";
import { CONTENT, type Context, labelled, type Section } from "./context.js";

type Remedy = MergedRemedy<ReportCommand>;

/** A command on a line of its own, whole: it is there to be copied. */
function commandLines(commands: readonly ReportCommand[], role: CommandRole, context: Context): string[] {
  return commands
    .filter((command) => command.role === role)
    .flatMap(({ run, risk }) => [
      ...(risk === "destructive" ? labelled(context, "Caution: the next command loses something.") : []),
      context.paint(`${CONTENT}${run}`, "cyan"),
    ]);
}

function changeLines({ changes }: Remedy, plan: ReportPlan, context: Context): string[] {
  return changes
    .flatMap((change) => changeTexts(change, plan))
    .flatMap(({ place, old, written }) => [
      ...labelled(context, `${place}${old === undefined ? "" : ` ${old} with`}:`),
      ...written.split("\n").map((line) => context.paint(`${CONTENT}${line}`, "cyan")),
    ]);
}

/** What to do under its three labels: what mends it, what shows it again, what follows. */
export function renderRemedy(remedy: Remedy, context: Context): Section {
  const { commands, afterwards } = remedy;
  const see = commandLines(commands, "see", context);
  const then = commandLines(commands, "then", context);
  return [
    ...labelled(context, `Fix: ${remedySentence(remedy)}`),
    ...commandLines(commands, "fix", context),
    ...changeLines(remedy, context.report.plan, context),
    ...(see.length === 0 ? [] : [...labelled(context, "See it:"), ...see]),
    ...(afterwards.length + then.length === 0 ? [] : [...labelled(context, `Then: ${afterwards.join(" ")}`), ...then]),
  ];
}
