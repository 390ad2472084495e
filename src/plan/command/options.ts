import type { CommandIssue, PlanIssue, StartCommandChange } from "../../contract/index.js";
import type { GivenOption } from "./given-option.js";
import { meantOption, nearestOption } from "./nearest-option.js";
import { invalidValue, problemOf } from "./option-value.js";
import { longNames } from "../../docker/options/names.js";
import type { OptionSyntax } from "../../docker/options/option.js";
import { hasTypographicDash, plainDashes } from "./text-characters.js";
import { isWholeExpansion, partOfWord, type Word } from "./word.js";

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

/** Words while they are read. */
interface Reading {
  readonly words: readonly Word[];
  readonly grammar: OptionGrammar;
  readonly long: ReadonlyMap<string, OptionSyntax>;
  readonly short: ReadonlyMap<string, OptionSyntax>;
  readonly options: GivenOption[];
  /** What is wrong; with the option that it is about where a later one makes it right. */
  readonly found: { readonly issue: CommandIssue; readonly unlessReplaced?: GivenOption }[];
  /** The next word. */
  index: number;
}

/**
 * Splits words into options as docker's option library (pflag, without abbreviations and without options after the
 * first plain word) does: clusters of short options, `--x=y`, a value that swallows the next word, `--`.
 */
export function readOptions(words: readonly Word[], grammar: OptionGrammar): ReadOptions {
  const { flags } = grammar;
  const reading: Reading = {
    words,
    grammar,
    long: new Map(flags.flatMap((flag) => longNames(flag).map((name) => [name, flag] as const))),
    short: new Map(flags.flatMap((flag) => (flag.short === undefined ? [] : [[flag.short, flag] as const]))),
    options: [],
    found: [],
    index: 0,
  };
  while (readWord(reading));
  return { options: reading.options, rest: words.slice(reading.index), issues: countingIssues(reading) };
}

/** Without those about values that a later one has replaced. */
function countingIssues({ options, found }: Reading): readonly PlanIssue[] {
  const last = new Map(options.map((option) => [option.name, option]));
  return found.flatMap(({ issue, unlessReplaced: option }) =>
    option === undefined || last.get(option.name) === option ? [issue] : [],
  );
}

/** Reads the options of a word, and the value that follows; `false` at the word that ends the options. */
function readWord(reading: Reading): boolean {
  const { words, long, found, index } = reading;
  const word = words[index];
  if (word === undefined) return false;
  if (word.open && mayBeOptions(word, index + 1 < words.length)) {
    reading.index += 1;
    return true;
  }
  const text = plainDashes(word.text, (name) => long.has(name));
  if (hasTypographicDash(word.text)) found.push({ issue: typographicDash(word, text) });
  if (!text.startsWith("-") || text === "-") return false;
  reading.index += 1;
  if (text === "--") return false;
  if (text.startsWith("--")) readLong(reading, word, text);
  else readCluster(reading, word, text.slice(1));
  return true;
}

/** An unquoted `$OPTIONS` in front of further words stands for options unless its name speaks of an image. */
function mayBeOptions(word: Word, isFollowed: boolean): boolean {
  return isWholeExpansion(word.text) && isFollowed && !/image|img/i.test(word.text);
}

/** A dash that docker takes for the name of the image; it was read as a plain one. */
function typographicDash(word: Word, text: string): CommandIssue {
  const [shown = "", ...rest] = text.split("=");
  const value = rest.length === 0 ? "" : "=…";
  return {
    kind: "command-flattened",
    subject: { of: "option", name: shown.replace(/^-+/, "") },
    text: shown,
    problem: { of: "dash-typographic" },
    origin: word.origin,
    change: { remove: [`${word.text.split("=")[0] ?? ""}${value}`], add: [`${shown}${value}`], origin: word.origin },
  };
}

/** `--name`, `--name=value`. */
function readLong(reading: Reading, word: Word, text: string): void {
  const equals = text.indexOf("=");
  const name = equals < 0 ? text.slice(2) : text.slice(2, equals);
  const written = `--${name}`;
  if (name === "" || name.startsWith("-")) {
    reading.found.push({ issue: malformed(word, name, equals < 0 ? text : `${written}=…`) });
    return;
  }
  const flag = reading.long.get(name);
  if (flag === undefined) reportUnknown(reading, word, written, equals < 0 ? undefined : text.slice(equals + 1));
  else if (equals >= 0) give(reading, flag, written, partOfWord(word, text.slice(equals + 1)), [word.text]);
  else if (flag.kind.isSwitch) give(reading, flag, written, partOfWord(word, "true"), [word.text]);
  else giveNext(reading, flag, word, written);
}

/** `-it`, `-v value`, `-v=value`, `-vvalue`: letters without their dash. */
function readCluster(reading: Reading, word: Word, letters: string): void {
  for (let at = 0; at < letters.length; at += 1) {
    const written = `-${letters[at]}`;
    const rest = letters.slice(at + 1);
    const flag = reading.short.get(letters[at] ?? "");
    if (flag === undefined) {
      reportUnknown(reading, word, written, rest === "" ? undefined : rest.replace(/^=/, ""));
      return;
    }
    const isByEquals = rest.length > 1 && rest.startsWith("=");
    if (flag.kind.isSwitch && !isByEquals) {
      give(reading, flag, written, partOfWord(word, "true"), [written]);
      continue;
    }
    const value = isByEquals ? rest.slice(1) : rest;
    if (value === "") giveNext(reading, flag, word, written);
    // an option that others stand before is not the whole word
    else give(reading, flag, written, partOfWord(word, value), at === 0 ? [word.text] : [written, value]);
    return;
  }
}

/** An option whose value is the next word. */
function giveNext(reading: Reading, flag: OptionSyntax, word: Word, written: string): void {
  const value = reading.words[reading.index];
  if (value === undefined) {
    reading.found.push({ issue: withoutValue(flag, word, written) });
    return;
  }
  reading.index += 1;
  give(reading, flag, written, value, [written, value.text]);
}

function give(reading: Reading, flag: OptionSyntax, written: string, value: Word, words: readonly string[]): void {
  const { kind, name } = flag;
  const problem = problemOf({ kind, value });
  const option: GivenOption = { name, kind, value, written, words, invalid: problem !== undefined };
  reading.options.push(option);
  if (problem === undefined) return;
  const issue = invalidValue(option, problem);
  reading.found.push(kind.looksAt === "every" ? { issue } : { issue, unlessReplaced: option });
}

function withoutValue({ name }: OptionSyntax, word: Word, written: string): CommandIssue {
  return {
    kind: "option-invalid",
    subject: { of: "option", name },
    text: written,
    problem: { of: "value-missing", option: written },
    origin: word.origin,
    ...(word.text === written ? { change: { remove: [written], add: [], origin: word.origin } } : {}),
  };
}

function malformed(word: Word, name: string, remove: string): CommandIssue {
  return {
    kind: "option-invalid",
    subject: { of: "option", name },
    text: `--${name}`,
    problem: { of: "option-malformed", option: `--${name}` },
    origin: word.origin,
    change: { remove: [remove], add: [], origin: word.origin },
  };
}

/** An option that docker does not have, and the value that it probably takes: it is read as the one that it plainly stands for. */
function reportUnknown(reading: Reading, word: Word, written: string, own: string | undefined): void {
  const { words, grammar, index } = reading;
  const hasValue = own !== undefined;
  // other clients have options of their own
  const meant = grammar.command.startsWith("docker") ? meantOption(written, grammar.flags) : undefined;
  const next = words[index];
  const mayTake = !hasValue && meant?.kind.isSwitch !== true && next !== undefined && !next.text.startsWith("-");
  const takesValue = mayTake && grammar.takesUnknownValue(next.text, index + 1);
  if (takesValue) reading.index += 1;
  const value = hasValue ? "=…" : "";
  reportOption(reading, { word, written, value, takesValue });
  const given = hasValue ? partOfWord(word, own) : takesValue ? next : undefined;
  if (meant === undefined || given === undefined || problemOf({ kind: meant.kind, value: given }) !== undefined) return;
  give(reading, meant, written, given, hasValue ? [word.text] : [written, given.text]);
}

/** An unknown option as it is written: its `value` in its word, or the next word as its value. */
interface UnknownOption {
  readonly word: Word;
  readonly written: string;
  readonly value: string;
  readonly takesValue: boolean;
}

function reportOption({ grammar, found }: Reading, { word, written, value, takesValue }: UnknownOption): void {
  const suggestion = nearestOption(written, grammar.flags);
  const change: StartCommandChange =
    suggestion === undefined
      ? { remove: [`${written}${value}`, ...(takesValue ? ["…"] : [])], add: [], origin: word.origin }
      : { remove: [`${written}${value}`], add: [`${suggestion}${value}`], origin: word.origin };
  const issue: CommandIssue = {
    kind: "option-unknown",
    subject: { of: "option", name: written.replace(/^-+/, "") },
    text: written,
    problem: { of: "option-unknown", command: grammar.command, option: written },
    origin: word.origin,
    ...(suggestion === undefined ? {} : { suggestion }),
    ...(word.text.startsWith(written) ? { change } : {}),
  };
  found.push({ issue });
}
