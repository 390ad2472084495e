import type { CommandProblem, ConflictProblem } from "../../src/contract/index.js";
import { type WordsOf, wordsOf } from "../../src/judge/problem-words.js";
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
    "You should always set the Memory limit when using Memoryswap limit: --memory is missing",
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
  "network-not-user-defined": () =>
    "the engine takes this option for networks that were created with docker network create only",
  "host-network-and-link": () => "conflicting options: host type networking can't be used with links",
  "container-network-and-option": ({ option }) => `conflicting options: ${option} and the network mode container:…`,
};

/** `U+00A0`. */
function codePoint(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
}

function typographic(what: string, character: string): string {
  return `the text holds a typographic ${what} (${codePoint(character)}) where a shell wants a plain one; it was read as plain`;
}

function withoutImage(command: string): string {
  return `'${command}' requires at least 1 argument, the image`;
}

function unset(what: string): string {
  return `neither the environment nor .env gives ${what} a value, so compose puts nothing in its place`;
}

const PROBLEM_WORDS: WordsOf<CommandProblem> = {
  said: ({ words }) => words,
  ...VALUE_WORDS,
  "value-refused": () => "docker refuses the value of this option",
  ...CONFLICT_WORDS,
  "value-missing": ({ option }) => `flag needs an argument: ${option}`,
  "option-unknown": ({ command, option }) => `${command} has no option ${option}`,
  "option-malformed": ({ option }) => `bad flag syntax: ${option}`,
  "image-missing": ({ command }) => withoutImage(command),
  "image-missing-line-cut": ({ command }) =>
    `${withoutImage(command)}: the next line begins with an option, so a continuation mark is missing at the end of this one`,
  "id-file-exists": ({ file }) =>
    `container ID file ${file} exists already, and docker makes it anew only where there is none`,
  "seccomp-profile-missing": ({ file }) => `there is no seccomp profile ${file}`,
  "expansion-left": ({ expression }) => `only a shell could say what ${expression} stands for; it was left as it is`,
  "option-after-image": ({ option }) =>
    `${option} stands after the image, so docker does not read it and hands it to the container as a command`,
  "needed-option-after-image": ({ option }) =>
    `${option} stands after the image, so docker hands it to the container as a command, and the runner does not get what it needs`,
  "option-in-command": ({ option }) =>
    `${option} stands in command:, so compose does not read it and hands it to the container as a command`,
  "needed-option-in-command": ({ option }) =>
    `${option} stands in command:, so compose hands it to the container as a command, and the runner does not get what it needs`,
  "value-taken-for-image": ({ name }) =>
    `docker takes the word after -e ${name} for the image; write ${name}=VALUE as one word without blanks`,
  "variable-taken-for-image": ({ name }) => `docker takes ${name}=… for the image: the -e before it is missing`,
  "variable-taken-for-file": ({ name }) =>
    `docker takes ${name}=… for the path of a file: --env-file names a file, -e gives a variable`,
  "equals-taken-for-variable": ({ name }) => `docker takes the = alone for the variable, and ${name}=… for the image`,
  "env-misspelt": () => "docker reads -env as -e with the name nv; write -e or --env",
  "blank-after-mark": ({ mark }) =>
    `there is a blank after the ${mark} at the end of the line, so the shell ends the command here; it was read as a continuation`,
  "breaks-lost": ({ mark }) =>
    `the line breaks of the command were lost in copying: a ${mark} and a blank stand where a line ended`,
  "blank-typographic": ({ character }) => typographic("blank", character),
  "quote-typographic": ({ character }) => typographic("quote", character),
  "dash-typographic": () =>
    "the option begins with a typographic dash, which docker takes for the name of the image; it was read as a plain one",
  "line-numbers-in-front": () =>
    "line numbers of a documentation page stand in front of the command; they were left out",
  "expression-unclosed": ({ part }) => `invalid interpolation: "${part}" is never closed`,
  "expression-unreadable": () => "invalid interpolation: an expression in ${…} is not understood",
  "variable-required": ({ name }) => `invalid interpolation: required variable ${name} is missing a value`,
  "expression-in-secret": () => "invalid interpolation: write $$ for a plain $",
  "variable-unset": ({ name }) => unset(name),
  "variable-unset-in-secret": ({ within }) => unset(`a variable in ${within}`),
  "image-unnamed": ({ service }) => `service ${service} names no image`,
  "key-unknown": ({ key }) => `compose knows no ${key} in a service`,
  "braces-unquoted": ({ name }) =>
    `YAML takes the braces of ${name} for a mapping, and compose refuses it; put the value in quotes`,
};

/** What is wrong with the start command, as half a sentence: in docker's or compose's own words where they have some. */
export function problemWords(problem: CommandProblem): string {
  return wordsOf(PROBLEM_WORDS, problem);
}
