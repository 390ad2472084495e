import { posix } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { CommandIssue, CommandProblem } from "../../contract/index.js";
import type { PlanWorld } from "../inputs.js";
import type { GivenOption } from "./given-option.js";
import { bareVariable, type Mended, splitDashes, splitValue, strayWord, swallowedImage } from "./misplaced-word.js";
import type { ReadOptions } from "./options.js";
import type { Word } from "./word.js";

/** A start command has some ten variables; this bounds the work on a nonsensical one. */
const MOST_FORGOTTEN = 100;

/** A variable with a value. No image and no path that is there has such a form. */
const VARIABLE = /^([A-Za-z_]\w*)=/;

/** The options as they were meant, with an issue for every variable that no option makes one. */
export interface MeantOptions {
  readonly words: readonly Word[];
  readonly read: ReadOptions;
  readonly issues: readonly CommandIssue[];
  /** Values that may be secret and that are in no word any more. */
  readonly secrets: readonly string[];
}

/**
 * Reads options as they were meant, where a word too many or too few makes docker take another word for the image (see
 * misplaced-word.ts). A `NAME=value` in the place of the image (its `-e` was forgotten), `-env NAME=value`,
 * `--env = NAME=value` and `--env-file=NAME=value` are read as the variables that they were meant to be: docker would take
 * the value for an image, a name or a file.
 */
export function readMeantOptions(
  words: readonly Word[],
  read: (words: readonly Word[]) => ReadOptions,
  world: PlanWorld,
): MeantOptions {
  const issues: CommandIssue[] = [];
  const secrets: string[] = [];
  let meant = words;
  for (;;) {
    const options = read(meant);
    const mended =
      issues.length < MOST_FORGOTTEN
        ? (splitDashes(meant, options) ??
          misspelt(meant, options) ??
          takenForFile(meant, options, world) ??
          setApart(meant, options) ??
          forgotten(meant, options) ??
          splitValue(meant, options) ??
          bareVariable(meant, options) ??
          strayWord(meant, options, issues.at(-1)?.problem.of !== "word-taken-for-image") ??
          swallowedImage(meant, options))
        : undefined;
    if (mended === undefined) return { words: meant, read: options, issues: withoutRepeated(issues), secrets };
    meant = mended.words;
    issues.push(mended.issue);
    secrets.push(...(mended.secrets ?? []));
  }
}

/** Without a second one about the same value: `-e NAME = value` has two blanks. */
function withoutRepeated(issues: readonly CommandIssue[]): readonly CommandIssue[] {
  const isSame = (one: CommandIssue, other: CommandIssue | undefined): boolean =>
    one.problem.of === "value-taken-for-image" && isDeepStrictEqual(one.problem, other?.problem);
  return issues.filter((issue, index) => !isSame(issue, issues[index - 1]));
}

function nameOf(text: string): string | undefined {
  return VARIABLE.exec(text)?.[1];
}

function issueAbout(name: string, word: Word, problem: CommandProblem, remove: readonly string[]): CommandIssue {
  return {
    kind: "variable-without-option",
    subject: { of: "variable", name },
    text: name,
    problem,
    origin: word.origin,
    change: { remove, add: ["-e", `${name}=…`], origin: word.origin },
  };
}

/** `NAME=value` where docker expects the image. */
function forgotten(words: readonly Word[], { rest }: ReadOptions): Mended | undefined {
  const [word] = rest;
  const name = nameOf(word?.text ?? "");
  if (word === undefined || name === undefined) return undefined;
  const at = words.length - rest.length;
  return {
    words: [...words.slice(0, at), plain("-e", word), ...words.slice(at)],
    issue: issueAbout(name, word, { of: "variable-taken-for-image", name }, [`${name}=…`]),
  };
}

/** `-env NAME=value` is `-e nv` for docker. */
function misspelt(words: readonly Word[], { options }: ReadOptions): Mended | undefined {
  for (const option of options) {
    if (option.name !== "env" || option.words[0]?.startsWith("-env") !== true) continue;
    const at = placeOf(words, option, /^-env(?:=|$)/);
    const word = words[at];
    if (word === undefined) continue;
    const isAttached = word.text.startsWith("-env=");
    const attached = word.text.slice("-env=".length);
    const name = nameOf(isAttached ? attached : (words[at + 1]?.text ?? ""));
    if (name === undefined) continue;
    const given = isAttached ? [plain("--env", word), { ...word, text: attached }] : [plain("--env", word)];
    return {
      words: [...words.slice(0, at), ...given, ...words.slice(at + 1)],
      issue: issueAbout(name, word, { of: "env-misspelt" }, isAttached ? [`-env=${name}=…`] : ["-env", `${name}=…`]),
    };
  }
  return undefined;
}

/** `--env = NAME=value` is a variable without a name, and then an image. */
function setApart(words: readonly Word[], { options, rest }: ReadOptions): Mended | undefined {
  const option = options.at(-1);
  const name = nameOf(rest[0]?.text ?? "");
  const last = words.length - rest.length - 1;
  const isApart = option?.name === "env" && option.value.text === "=" && words[last]?.text === "=";
  if (option === undefined || name === undefined || !isApart) return undefined;
  return {
    words: [...words.slice(0, last), ...words.slice(last + 1)],
    issue: issueAbout(name, option.value, { of: "equals-taken-for-variable", name }, [
      option.written,
      "=",
      `${name}=…`,
    ]),
  };
}

/** `--env-file NAME=value`: there is no such file, and what it is meant to give is the variable itself. */
function takenForFile(words: readonly Word[], { options }: ReadOptions, world: PlanWorld): Mended | undefined {
  for (const option of options) {
    if (option.name !== "env-file") continue;
    const name = nameOf(option.value.text);
    const at = placeOf(words, option, /^--env-file(?:=|$)/);
    const word = words[at];
    if (name === undefined || word === undefined || world.exists(posix.resolve(world.cwd, option.value.text))) continue;
    const isAttached = word.text.startsWith("--env-file=");
    const given = isAttached ? [plain("--env", word), { ...word, text: option.value.text }] : [plain("--env", word)];
    const problem = { of: "variable-taken-for-file", name } as const;
    return {
      words: [...words.slice(0, at), ...given, ...words.slice(at + 1)],
      issue: issueAbout(name, word, problem, isAttached ? [`--env-file=${name}=…`] : ["--env-file", `${name}=…`]),
    };
  }
  return undefined;
}

/** Where the word stands that an option was read from. */
function placeOf(words: readonly Word[], { words: [first, apart] }: GivenOption, pattern: RegExp): number {
  return words.findIndex(
    (word, at) =>
      pattern.test(word.text) && word.text === first && (apart === undefined || words[at + 1]?.text === apart),
  );
}

function plain(text: string, { origin }: Word): Word {
  return { text, origin, unexpanded: [], open: false };
}
