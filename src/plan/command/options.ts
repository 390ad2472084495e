import { distance } from "fastest-levenshtein";
import type { PlanIssue, StartCommandChange } from "../../contract/index.js";
import { oddParts, withoutParts } from "../hidden-parts.js";
import type { OptionSyntax, ValueKind } from "../../docker/options/option.js";
import { hasTypographicDash, plainDashes } from "./text-characters.js";
import { isWholeExpansion, partOfWord, type Word } from "./word.js";

/** One option as given. */
export interface GivenOption {
  /** Long name; an alias stands under the name it is an alias of. */
  readonly name: string;
  readonly kind: ValueKind;
  /** `true` or `false` for a boolean. */
  readonly value: Word;
  /** As written, for example `-v`. */
  readonly written: string;
  /** The whole option as written: `-v /a:/b`, `--volume=/a:/b`. May hold a secret. */
  readonly text: string;
  /** docker refuses the value; there is an issue about it. */
  readonly invalid: boolean;
}

export interface ReadOptions {
  readonly options: readonly GivenOption[];
  /** From the first word that is no option. */
  readonly rest: readonly Word[];
  readonly issues: readonly PlanIssue[];
}

export interface OptionGrammar {
  readonly flags: readonly OptionSyntax[];
  /** For messages: `docker run`. */
  readonly command: string;
  /** Whether the word after an unknown option is its value; `behind` is where the word after that one stands. */
  takesUnknownValue(value: string, behind: number): boolean;
}

/**
 * Splits words into options as docker's option library (pflag, without abbreviations and without options after the
 * first plain word) does: clusters of short options, `--x=y`, a value that swallows the next word, `--`.
 */
// oxlint-disable-next-line max-lines-per-function -- the steps of one reader, which share its place among the words
export function readOptions(words: readonly Word[], grammar: OptionGrammar): ReadOptions {
  const long = new Map(grammar.flags.flatMap((flag) => longNames(flag).map((name) => [name, flag] as const)));
  const short = new Map(
    grammar.flags.flatMap((flag) => (flag.short === undefined ? [] : [[flag.short, flag] as const])),
  );
  const options: GivenOption[] = [];
  const issues: PlanIssue[] = [];
  const overridable: { readonly issue: PlanIssue; readonly name: string; readonly at: number }[] = [];
  let index = 0;

  const give = (flag: OptionSyntax, written: string, value: Word, text: string): void => {
    const problem = flag.kind.problemOf(value.text);
    const isUnknowable = value.unexpanded.length > 0;
    if (problem !== undefined && !isUnknowable) {
      const { shows, looksAt } = flag.kind;
      const change = mending({ kind: flag.kind, written, text, value });
      const whole: PlanIssue = {
        kind: "option-invalid",
        subject: { of: "option", name: flag.name },
        text: isShown(flag.kind) ? `${written} ${value.text}` : written,
        message: shows === "nothing" ? "docker refuses the value of this option" : problem,
        origin: value.origin,
        ...(change === undefined ? {} : { change }),
      };
      const issue = shows === "all" ? whole : withoutParts(whole, oddParts(value.text));
      issues.push(issue);
      if (looksAt === "last") overridable.push({ issue, name: flag.name, at: options.length });
    }
    options.push({
      name: flag.name,
      kind: flag.kind,
      value,
      written,
      text,
      invalid: problem !== undefined && !isUnknowable,
    });
  };
  const giveNext = (flag: OptionSyntax, word: Word, written: string): void => {
    const value = words[index];
    if (value === undefined) {
      issues.push({
        kind: "option-invalid",
        subject: { of: "option", name: flag.name },
        text: written,
        message: `flag needs an argument: ${written}`,
        origin: word.origin,
        ...(word.text === written ? { change: { remove: [written], add: [], origin: word.origin } } : {}),
      });
      return;
    }
    index += 1;
    give(flag, written, value, `${written} ${value.text}`);
  };
  const reportUnknown = (word: Word, written: string, hasValue: boolean): void => {
    const next = words[index];
    const takesValue =
      !hasValue && next !== undefined && !next.text.startsWith("-") && grammar.takesUnknownValue(next.text, index + 1);
    if (takesValue) index += 1;
    const suggestion = nearestOption(written, grammar.flags);
    const value = hasValue ? "=…" : "";
    const change: StartCommandChange =
      suggestion === undefined
        ? { remove: [`${written}${value}`, ...(takesValue ? ["…"] : [])], add: [], origin: word.origin }
        : { remove: [`${written}${value}`], add: [`${suggestion}${value}`], origin: word.origin };
    issues.push({
      kind: "option-unknown",
      subject: { of: "option", name: written.replace(/^-+/, "") },
      text: written,
      message: `${grammar.command} has no option ${written}`,
      origin: word.origin,
      ...(suggestion === undefined ? {} : { suggestion }),
      ...(word.text.startsWith(written) ? { change } : {}),
    });
  };
  const readLong = (word: Word, text: string): void => {
    const equals = text.indexOf("=");
    const name = equals < 0 ? text.slice(2) : text.slice(2, equals);
    if (name === "" || name.startsWith("-")) {
      issues.push({
        kind: "option-invalid",
        subject: { of: "option", name },
        text: `--${name}`,
        message: `bad flag syntax: --${name}`,
        origin: word.origin,
        change: { remove: [equals < 0 ? text : `--${name}=…`], add: [], origin: word.origin },
      });
      return;
    }
    const flag = long.get(name);
    if (flag === undefined) reportUnknown(word, `--${name}`, equals >= 0);
    else if (equals >= 0) give(flag, `--${name}`, partOfWord(word, text.slice(equals + 1)), word.text);
    else if (flag.kind.isSwitch) give(flag, `--${name}`, partOfWord(word, "true"), word.text);
    else giveNext(flag, word, `--${name}`);
  };
  const readShort = (word: Word, cluster: string): void => {
    for (let at = 0; at < cluster.length; at += 1) {
      const letter = cluster[at] ?? "";
      const rest = cluster.slice(at + 1);
      const flag = short.get(letter);
      // an option that others stand before is not the whole word
      const textOf = (value: string): string => (at === 0 ? word.text : `-${letter} ${value}`);
      if (flag === undefined) {
        reportUnknown(word, `-${letter}`, rest !== "");
        return;
      }
      if (rest.length > 1 && rest.startsWith("=")) {
        give(flag, `-${letter}`, partOfWord(word, rest.slice(1)), textOf(rest.slice(1)));
        return;
      }
      if (!flag.kind.isSwitch) {
        if (rest === "") giveNext(flag, word, `-${letter}`);
        else give(flag, `-${letter}`, partOfWord(word, rest), textOf(rest));
        return;
      }
      give(flag, `-${letter}`, partOfWord(word, "true"), `-${letter}`);
    }
  };

  while (index < words.length) {
    const word = words[index];
    if (word === undefined) break;
    if (word.open && mayBeOptions(word, index + 1 < words.length)) {
      index += 1;
      continue;
    }
    const text = plainDashes(word.text, (name) => long.has(name));
    if (hasTypographicDash(word.text)) {
      const [shown = "", ...rest] = text.split("=");
      const value = rest.length === 0 ? "" : "=…";
      issues.push({
        kind: "command-flattened",
        subject: { of: "option", name: shown.replace(/^-+/, "") },
        text: shown,
        message:
          "the option begins with a typographic dash, which docker takes for the name of the image; it was read as a plain one",
        origin: word.origin,
        change: {
          remove: [`${word.text.split("=")[0] ?? ""}${value}`],
          add: [`${shown}${value}`],
          origin: word.origin,
        },
      });
    }
    if (!text.startsWith("-") || text === "-") break;
    index += 1;
    if (text === "--") break;
    if (text.startsWith("--")) readLong(word, text);
    else readShort(word, text.slice(1));
  }
  const lastOf = new Map(options.map(({ name }, at) => [name, at]));
  const overridden = new Set(
    overridable.filter(({ name, at }) => (lastOf.get(name) ?? -1) > at).map(({ issue }) => issue),
  );
  return { options, rest: words.slice(index), issues: issues.filter((issue) => !overridden.has(issue)) };
}

/** An unquoted `$OPTIONS` in front of further words stands for options unless its name speaks of an image. */
function mayBeOptions(word: Word, isFollowed: boolean): boolean {
  return isWholeExpansion(word.text) && isFollowed && !/image|img/i.test(word.text);
}

function longNames({ name, aliases = [] }: OptionSyntax): readonly string[] {
  return [name, ...aliases];
}

/** Whether a refused value is shown, as far as its form is plain. */
function isShown({ shows }: ValueKind): boolean {
  return shows === "all" || shows === "value";
}

/**
 * The words of an option, with `…` for a value that may be secret; `undefined` where others stand before it in its word.
 *
 * @param shown the value to write in the place of its own
 */
export function writtenOption(
  { kind, written, text, value }: Pick<GivenOption, "kind" | "written" | "text" | "value">,
  shown: string = isShown(kind) ? value.text : `${/^=/.exec(value.text)?.[0] ?? ""}…`,
): readonly string[] | undefined {
  if (!text.startsWith(written)) return undefined;
  if (text === written) return [written];
  if (text.startsWith(`${written} `)) return [written, shown];
  return [`${written}${text.slice(written.length, text.length - value.text.length)}${shown}`];
}

/** What mends an option whose value docker refuses: the value that was probably meant, else the option goes. */
function mending(option: Pick<GivenOption, "kind" | "written" | "text" | "value">): StartCommandChange | undefined {
  const { kind, value } = option;
  const remove = writtenOption(option);
  const meant = kind.choices.find((choice) => distance(choice, value.text) <= 2);
  const add = meant === undefined ? [] : writtenOption(option, meant);
  return remove === undefined ? undefined : { remove, add: add ?? [], origin: value.origin };
}

/** No option of docker is nearly as long, so that a longer word is compared with none. Characters. */
const LONGEST_NAME = 64;

/** The option that was probably meant: known by another name, misspelt, cut short, or with something behind it. */
function nearestOption(written: string, flags: readonly OptionSyntax[]): string | undefined {
  if (!written.startsWith("--")) return undefined;
  const name = written.slice(2).toLowerCase();
  const names = flags.flatMap(longNames);
  const isMisspelt = name.length <= LONGEST_NAME;
  const longer = names.filter((one) => name.length > 2 && one.startsWith(name));
  const shorter = names.filter((one) => one.length > 2 && name.startsWith(one));
  const meant =
    flags.find(({ otherNames = [] }) => otherNames.includes(name))?.name ??
    (isMisspelt ? misspelt(name, names) : undefined) ??
    (longer.length === 1 ? longer[0] : undefined) ??
    shorter.sort((one, other) => other.length - one.length)[0];
  return meant === undefined ? undefined : `--${meant}`;
}

function lettersOf(word: string): string {
  return Array.from(word).toSorted().join("");
}

/** The same letters in another order, or a third of them wrong, but not the first; that one only in a long word that is right otherwise. */
function misspelt(name: string, names: readonly string[]): string | undefined {
  const tolerated = Math.max(name.length < 5 ? 1 : 2, Math.floor(name.length / 3));
  const letters = lettersOf(name);
  const isReordered = (known: string): boolean => known.length === name.length && lettersOf(known) === letters;
  const [best] = names
    .map((known) => ({ known, edits: isReordered(known) ? 1 : distance(known, name) }))
    .filter(({ known, edits }) => known[0] === name[0] || (edits === 1 && name.length > 5))
    .sort((one, other) => one.edits - other.edits);
  return best !== undefined && best.edits <= tolerated ? best.known : undefined;
}
