import type { CommandRole, ReportCommand, ReportPlan } from "../../contract/index.js";
import { type ChangeText, changeTexts } from "../changes.js";
import { type MergedRemedy, remedySentence } from "../evidence.js";
import { CONTENT, content, type Context, labelled, type Room, type Section } from "./context.js";

type Remedy = MergedRemedy<ReportCommand>;

/** What a remedy is told with. */
export interface RemedyContext extends Pick<Context, "columns" | "paint"> {
  readonly report: { readonly plan: Pick<ReportPlan, "source" | "description"> };
  readonly room: Pick<Room, "seen">;
}

/** A command on a line of its own, whole: it is there to be copied. */
function commandLines(commands: readonly ReportCommand[], role: CommandRole, context: RemedyContext): string[] {
  const ofRole = commands.filter((command) => command.role === role);
  const told = role === "see" ? ofRole.slice(0, context.room.seen) : ofRole;
  return told.flatMap(({ run, risk }) => [
    ...(risk === "destructive" ? content(context, "Caution: the next command loses something.") : []),
    typed(run, context),
  ]);
}

/** What is to be typed, as one line. */
function typed(text: string, { paint }: RemedyContext): string {
  return paint(`${CONTENT}${text}`, "cyan");
}

/** What goes stands on the line before what comes, or on one of its own: it is not torn. */
function changeLines({ place, old, written }: ChangeText, context: RemedyContext): string[] {
  const come = written.split("\n").map((line) => typed(line, context));
  if (old === undefined) return [...content(context, `${place}:`), ...come];
  const whole = `${CONTENT}${place} ${old} with:`;
  const gone = old.split("\n").map((line) => typed(line, context));
  if (gone.length === 1 && whole.length <= context.columns) return [whole, ...come];
  if (gone.length === 1 && come.length === 1) {
    return [...content(context, `${place} the first with the second:`), ...gone, ...come];
  }
  return [...content(context, `${place}:`), ...gone, `${CONTENT}with:`, ...come];
}

/** Changes one after another that say the same of the same place are one. */
function joined(texts: readonly ChangeText[]): readonly ChangeText[] {
  return texts.reduce<readonly ChangeText[]>((before, text) => {
    const last = before.at(-1);
    const isSame = last?.place === text.place && last.old === undefined && text.old === undefined;
    if (!isSame) return [...before, text];
    return [...before.slice(0, -1), { ...last, written: `${last.written}\n${text.written}` }];
  }, []);
}

/** What to do under its three labels: what mends it, what shows it again, what follows. */
export function renderRemedy(remedy: Remedy, context: RemedyContext): Section {
  const { commands, changes, afterwards } = remedy;
  const see = commandLines(commands, "see", context);
  const then = commandLines(commands, "then", context);
  const texts = joined(changes.flatMap((change) => changeTexts(change, context.report.plan)));
  return [
    ...labelled(context, `Fix: ${remedySentence(remedy)}`),
    ...commandLines(commands, "fix", context),
    ...texts.flatMap((text) => changeLines(text, context)),
    ...(see.length === 0 ? [] : [...labelled(context, "See it:"), ...see]),
    ...(afterwards.length + then.length === 0 ? [] : [...labelled(context, `Then: ${afterwards.join(" ")}`), ...then]),
  ];
}
