import type { CommandIssue, CommandProblem, ConflictProblem } from "../../src/contract/index.js";
import { type WordsOf, wordsOf } from "../../src/judge/problem-words.js";
import { sentence } from "../../src/judge/text.js";
import { VALUE_WORDS } from "./value-words.js";

/** What docker or its engine says of options that it refuses together, and of numbers outside of what it takes. */
const CONFLICT_WORDS: WordsOf<ConflictProblem> = {
  "hosts-repeated": () => "Specify only one -H",
  "host-and-context": () => "conflicting options: cannot specify both --host and --context",
  "restart-and-rm": () => "conflicting options: cannot specify both --restart and --rm",
  "attach-and-detach": () => "conflicting options: cannot specify both --attach and --detach",
  "healthcheck-and-none": () => "--no-healthcheck conflicts with --health-* options",
  "hostname-and-uts": () => "conflicting options: hostname and the UTS mode",
  "log-options-without-driver": () => "invalid logging opts for driver none",
  "memory-too-small": () => "Minimum memory limit allowed is 6MB",
  "swap-without-memory": () =>
    "You should always set the Memory limit when using Memoryswap limit (--memory is missing)",
  "swap-below-memory": () => "Minimum memoryswap limit should be larger than memory limit",
  "reservation-too-small": () => "Minimum memory reservation allowed is 6MB",
  "reservation-above-memory": () => "Minimum memory limit can not be less than memory reservation limit",
  "swappiness-out-of-range": () => "Valid memory swappiness range is 0-100",
  "oom-score-out-of-range": () => "range for oom score adj is [-1000, 1000]",
  "cpu-period-out-of-range": () => "CPU cfs period can not be less than 1ms (1000) or larger than 1s (1000000)",
  "cpu-quota-too-small": () => "CPU cfs quota can not be less than 1ms (1000)",
  "cpus-and-period": () => "Conflicting options: Nano CPUs and CPU Period cannot both be set",
  "cpus-and-quota": () => "Conflicting options: Nano CPUs and CPU Quota cannot both be set",
  "networks-mixed": () => "conflicting options: cannot attach both user-defined and non-user-defined network-modes",
  "network-not-user-defined": () => "the engine takes this option only for networks made with docker network create",
  "host-network-and-link": () => "conflicting options: host type networking can't be used with links",
  "container-network-and-option": ({ option }) => `conflicting options: ${option} and the network mode container:…`,
};

/** `U+00A0`. */
function codePoint(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
}

function typographic(what: string, character: string): string {
  return `The start command contains a typographic ${what} (${codePoint(character)}), which a shell does not understand`;
}

function withoutImage(command: string): string {
  return `The start command names no image after ${command}`;
}

function unset(what: string): string {
  return `${what} has no value in the environment or in .env, so compose replaces it with nothing`;
}

const PROBLEM_WORDS: WordsOf<CommandProblem> = {
  said: ({ words }) => words,
  ...VALUE_WORDS,
  "value-refused": () => "docker refuses the value of this option",
  ...CONFLICT_WORDS,
  "value-missing": ({ option }) => `docker needs a value after ${option}`,
  "option-unknown": ({ command, option }) => `${command} has no option ${option}`,
  "option-malformed": ({ option }) => `docker cannot read ${option}: bad flag syntax`,
  "image-missing": ({ command }) => withoutImage(command),
  "image-missing-line-cut": ({ command }) =>
    `The line before the next option does not end with a continuation mark, so ${command} ends there without an image`,
  "id-file-exists": ({ file }) => `The container ID file ${file} already exists, and docker does not overwrite it`,
  "seccomp-profile-missing": ({ file }) => `The seccomp profile ${file} does not exist`,
  "expansion-left": ({ expression }) => `Only a shell knows the value of ${expression}`,
  "value-split": ({ option }) =>
    `A blank splits the value of ${option}, so docker takes what follows the blank for the image, and loses all options behind it`,
  "word-taken-for-image": ({ word }) => `docker takes ${word} for the image, and loses all options behind it`,
  "image-taken-for-value": ({ option }) => `${option} has no value, so docker takes the image for it`,
  "option-after-image": ({ option }) =>
    `${option} stands after the image, so docker hands it to the container as a command`,
  "needed-option-after-image": ({ option }) =>
    `docker does not read ${option}, because it stands after the image. The runner needs it`,
  "option-in-command": ({ option }) =>
    `${option} stands in command:, so compose hands it to the container as a command`,
  "needed-option-in-command": ({ option }) =>
    `compose does not read ${option}, because it stands in command. The runner needs it`,
  "value-taken-for-image": ({ name }) =>
    `docker takes the word after -e ${name} for the image, because a blank stands in place of the =`,
  "variable-taken-for-image": ({ name }) => `docker takes ${name}=… for the image, because the -e before it is missing`,
  "variable-taken-for-file": ({ name }) =>
    `docker takes ${name}=… for the path of a file, because --env-file stands before it`,
  "equals-taken-for-variable": ({ name }) => `docker takes the = alone for the variable, and ${name}=… for the image`,
  "env-misspelt": () => "docker reads -env as -e with a variable called nv",
  "blank-after-mark": ({ mark }) =>
    `A blank follows the ${mark} at the end of the line, so the shell ends the command there`,
  "breaks-lost": ({ mark }) =>
    `The start command lost its line breaks when it was copied: a ${mark} and a blank stand where a line ended`,
  "blank-typographic": ({ character }) => typographic("blank", character),
  "quote-typographic": ({ character }) => typographic("quote", character),
  "dash-typographic": () => "The option begins with a typographic dash, so docker takes it for the image",
  "line-numbers-in-front": () => "Line numbers of a web page stand before the start command",
  "expression-unclosed": ({ part }) => `compose cannot read "${part}": it is never closed`,
  "expression-unreadable": () => "compose cannot read an expression in ${…}",
  "variable-required": ({ name }) => `compose refuses the file: required variable ${name} is missing a value`,
  "expression-in-secret": () => "compose takes a $ for the start of a variable: a plain $ is written $$",
  "variable-unset": ({ name }) => unset(name),
  "variable-unset-in-secret": ({ within }) => unset(`a variable in ${within}`),
  "image-unnamed": ({ service }) => `The service ${service} names no image`,
  "key-unknown": ({ key }) => `compose has no key ${key} for a service`,
  "braces-unquoted": ({ name }) => `YAML takes the braces of ${name} for a mapping, because the value is not in quotes`,
};

/** What is wrong with the start command, as a sentence without full stop; a refusal in docker's own words. */
export function problemWords(problem: CommandProblem): string {
  return wordsOf(PROBLEM_WORDS, problem);
}

/** What docker says without a word about what it refuses. */
const IS_SAID_OF_A_VALUE = new Set<string>([...Object.keys(VALUE_WORDS), ...Object.keys(CONFLICT_WORDS)]);

/** What is wrong with the start command, as a message: which option docker refuses, and why. */
export function issueWords({ text, problem }: Pick<CommandIssue, "text" | "problem">): string {
  const words = problemWords(problem);
  if (IS_SAID_OF_A_VALUE.has(problem.of)) return sentence(`docker refuses ${text}: ${words}`);
  return sentence(words);
}
