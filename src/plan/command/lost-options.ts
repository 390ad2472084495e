import type { CommandIssue, PlannedMount } from "../../contract/index.js";
import { RUN_OPTIONS, runOption } from "../../docker/options/index.js";
import { isWithin } from "../../docker/paths.js";
import { DEFAULT_WORKING_DIRECTORY, LOGS_PATH, SOCKET_PATH, VARIABLES } from "../../requirements.js";
import type { RawVariable } from "../deployment.js";
import { oddParts, withoutParts } from "../hidden-parts.js";
import type { PlanWorld } from "../inputs.js";
import { isSecretName, splitVariable } from "../variables.js";
import { type GivenOption, withValue } from "./given-option.js";
import { readMounts } from "./mount-options.js";
import { shownWords } from "./option-value.js";
import { type OptionGrammar, readOptions } from "./options.js";
import type { Word } from "./word.js";

/** A start command has some ten options; this bounds the work on a nonsensical one. */
const MOST_LOST = 100;

/** Of these the value may be shown where its form is plain, though docker takes any. */
const PLAIN_OPTIONS: ReadonlySet<string> = new Set(["env-file", "name", "user"]);

const MOUNTS: ReadonlySet<string> = new Set(["volume", "mount", "tmpfs"]);

/** What docker does get: the options before the image, or the keys of a compose service. */
export interface Given {
  /** Where the lost ones are: behind the image, or under `command:`. */
  readonly place: "after-image" | "in-command";
  readonly variables: readonly RawVariable[];
  readonly mounts: readonly PlannedMount[];
  /** Whether there is a network, or a user. */
  has(name: "network" | "user"): boolean;
  /** The variables that `-e` or `--env-file` would give. @throws UsageError for an env file that docker would refuse */
  variablesOf(option: GivenOption): readonly RawVariable[];
}

/** Options that docker hands to the container as its command. */
export interface LostOptions {
  readonly issues: readonly CommandIssue[];
  /** Those that the runner does not work without, to be read as they were meant: what is lost with them is one fault. */
  readonly needed: readonly GivenOption[];
  /** The variables that these give. */
  readonly variables: readonly RawVariable[];
  readonly secrets: readonly string[];
}

/** Words that are options together: `-it`, or `-e` and its value. */
interface Group {
  readonly words: readonly Word[];
  readonly options: readonly GivenOption[];
}

/** What an option would have given that is needed and not there. */
interface Need {
  readonly option: GivenOption;
  readonly variables: readonly RawVariable[];
}

/**
 * Reads the options of `docker run` that the words behind the image begin with; from the first other word on they are a
 * command of their own.
 */
export function readLostOptions(words: readonly Word[], given: Given, world: PlanWorld, tool: string): LostOptions {
  const groups = leadingOptions(words, `${tool} run`);
  const options = groups.flatMap((group) => group.options);
  const lost = options.map((option) => ({ option, variables: given.variablesOf(option) }));
  const needs = [...neededVariables(lost, given), ...neededOthers(lost, given, world, tool)];
  const needed = new Set(needs.map(({ option }) => option));
  return {
    issues: groups.flatMap((group) =>
      issueAbout(
        group,
        group.options.some((option) => needed.has(option)),
        { world, tool, place: given.place },
      ),
    ),
    needed: [...needed],
    variables: needs.flatMap(({ variables }) => variables),
    secrets: [
      ...readMounts(options, world, tool).secrets,
      ...lost.flatMap(({ variables }) =>
        variables.flatMap(({ name, value }) => (isSecretName(name) && value !== undefined ? [value] : [])),
      ),
    ],
  };
}

function leadingOptions(words: readonly Word[], command: string): readonly Group[] {
  const grammar: OptionGrammar = { flags: RUN_OPTIONS, command, takesUnknownValue: () => false };
  const groups: Group[] = [];
  let at = 0;
  while (groups.length < MOST_LOST) {
    const group = groupAt(words.slice(at, at + 2), grammar);
    if (group === undefined) break;
    groups.push(group);
    at += group.words.length;
  }
  return groups;
}

/** The options that one or two words are, where docker would take them as they stand. */
function groupAt(words: readonly Word[], grammar: OptionGrammar): Group | undefined {
  if (words[0]?.text.startsWith("-") !== true) return undefined;
  for (const count of [1, 2]) {
    const taken = words.slice(0, count);
    const { options, rest, issues } = readOptions(taken, grammar);
    const isWhole = taken.length === count && rest.length === 0 && issues.length === 0 && options.length > 0;
    if (isWhole) return options.some(({ name }) => name === "help") ? undefined : { words: taken, options };
  }
  return undefined;
}

function isFilled({ value }: RawVariable): boolean {
  return value !== undefined && value !== "";
}

/** Options that give a required variable which nothing else gives, with all that they give and nothing else does. */
function neededVariables(lost: readonly Need[], { variables }: Given): readonly Need[] {
  const there = new Set(variables.filter(isFilled).map(({ name }) => name));
  return lost.flatMap(({ option, variables: own }) => {
    const missing = own.filter((one) => isFilled(one) && !there.has(one.name));
    const isNeeded = missing.some(({ name }) => VARIABLES.required.value.includes(name));
    return isNeeded ? [{ option, variables: missing }] : [];
  });
}

/** Mounts at the paths that the runner works with, a network and a user, where there is none. */
function neededOthers(lost: readonly Need[], given: Given, world: PlanWorld, tool: string): readonly Need[] {
  const all = [...lost.flatMap(({ variables }) => variables), ...given.variables];
  const directory = all.findLast((one) => one.name === "WORKING_DIRECTORY" && isFilled(one))?.value;
  const missing = [SOCKET_PATH.value, LOGS_PATH.value, directory ?? DEFAULT_WORKING_DIRECTORY.value].filter(
    (path) => !given.mounts.some(({ target }) => isWithin(path, target)),
  );
  return lost.flatMap(({ option }) => {
    const { name } = option;
    const { mounts, issues } = readMounts([option], world, tool);
    const isNeeded =
      name === "network" || name === "user"
        ? !given.has(name)
        : issues.length === 0 && mounts.some(({ target }) => missing.some((path) => isWithin(path, target)));
    return isNeeded ? [{ option, variables: [] }] : [];
  });
}

/** How a mount is read, and where it stands. */
interface Reader extends Pick<Given, "place"> {
  readonly world: PlanWorld;
  readonly tool: string;
}

/** What mends it: the option goes, and comes before the image; in a compose file a key stands for it. */
function mending(
  option: GivenOption,
  shown: readonly string[] | undefined,
  { place, origin }: Pick<Given, "place"> & Pick<CommandIssue, "origin">,
): Pick<CommandIssue, "suggestion" | "change"> {
  const key = runOption(option.name)?.compose.at[0];
  if (place === "in-command") return key === undefined ? {} : { suggestion: key };
  return shown === undefined ? {} : { change: { remove: shown, add: [], origin } };
}

function issueAbout({ words, options }: Group, isNeeded: boolean, reader: Reader): readonly CommandIssue[] {
  const [first, option] = [words[0], options[0]];
  if (first === undefined || option === undefined) return [];
  const isOne = options.length === 1;
  const areSwitches = options.every(({ kind }) => kind.isSwitch);
  const shown = areSwitches ? [first.text] : options.flatMap((one) => shownOption(one, reader));
  const { origin } = first;
  return [
    {
      kind: "option-after-image",
      subject: { of: "option", name: option.name },
      text: shown.join(" "),
      problem: { of: isNeeded ? `needed-option-${reader.place}` : `option-${reader.place}`, option: shown.join(" ") },
      origin,
      ...mending(option, isOne || areSwitches ? shown : undefined, { place: reader.place, origin }),
    },
  ];
}

/** The words of an option, without what may be secret. */
function shownOption(option: GivenOption, { world, tool }: Reader): readonly string[] {
  const { name, value, written } = option;
  if (name === "env") return withValue(option, shownVariable(option));
  if (MOUNTS.has(name)) {
    const { mounts, issues } = readMounts([option], world, tool);
    return mounts[0]?.words ?? issues[0]?.words ?? [written];
  }
  const words = PLAIN_OPTIONS.has(name) ? withValue(option, value.text) : shownWords(option);
  return withoutParts(words ?? [written], oddParts(value.text));
}

/** `NAME=…`, or a name alone. */
function shownVariable({ value: { text, origin } }: GivenOption): string {
  const equals = text.indexOf("=");
  const name = equals < 0 ? text : text.slice(0, equals);
  const { variable } = splitVariable({ name, origin, via: "inherited", unexpanded: [] }, new Set());
  return `${variable.name}${equals < 0 ? "" : "=…"}`;
}
