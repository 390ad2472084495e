import { distance } from "fastest-levenshtein";
import type { CommandIssue, StartCommandChange, ValueProblem } from "../../contract/index.js";
import { type GivenOption, withValue } from "./given-option.js";
import { oddParts, withoutParts } from "../hidden-parts.js";
import type { ValueKind } from "../../docker/options/option.js";

/** Whether a refused value is shown, as far as its form is plain. */
function isShown({ shows }: ValueKind): boolean {
  return shows === "all" || shows === "value";
}

/** Why docker refuses the value of an option; what only a shell could say is not judged. */
export function problemOf({ kind, value }: Pick<GivenOption, "kind" | "value">): ValueProblem | undefined {
  return value.unexpanded.length > 0 ? undefined : kind.problemOf(value.text);
}

/** An option whose value docker refuses. */
export function invalidValue(option: GivenOption, problem: ValueProblem): CommandIssue {
  const { name, kind, written, value } = option;
  const change = mending(option);
  const issue: CommandIssue = {
    kind: "option-invalid",
    subject: { of: "option", name },
    text: isShown(kind) ? `${written} ${value.text}` : written,
    problem: kind.shows === "nothing" ? { of: "value-refused" } : problem,
    origin: value.origin,
    ...(change === undefined ? {} : { change }),
  };
  return kind.shows === "all" ? issue : withoutParts(issue, oddParts(value.text));
}

/**
 * The words of an option, with `…` for a value that may be secret; `undefined` where its word does not begin with it: others
 * stand before it, or a dash that is none.
 */
export function shownWords(option: GivenOption): readonly string[] | undefined {
  const { kind, written, words, value } = option;
  if (words[0]?.startsWith(written) !== true) return undefined;
  return withValue(option, isShown(kind) ? value.text : `${/^=/.exec(value.text)?.[0] ?? ""}…`);
}

/** What mends an option whose value docker refuses: the value that was probably meant, else the option goes. */
function mending(option: GivenOption): StartCommandChange | undefined {
  const { kind, value } = option;
  const remove = shownWords(option);
  if (remove === undefined) return undefined;
  const meant = kind.choices.find((choice) => distance(choice, value.text) <= 2);
  return { remove, add: meant === undefined ? [] : withValue(option, meant), origin: value.origin };
}
