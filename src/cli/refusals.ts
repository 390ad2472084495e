import { existsSync } from "node:fs";
import type { Command, CommanderError } from "commander";
import { FORMATS } from "../report/types.js";
import { isPlainForm } from "../secrets/plain-form.js";
import { COMMAND_NAMES } from "./commands.js";
import { alternatives } from "./parse-values.js";

/** Words that a start command begins with: whoever gives them without `--` is told about it. */
export const START_WORDS: ReadonlySet<string> = new Set(["docker", "sudo", "podman", "nerdctl", "run", "container"]);

/** A word of the command line as it may be repeated. */
export function quoted(word = ""): string {
  if (!isPlainForm(word)) return `a word of ${word.length} characters`;
  return `'${word.length > 40 ? `${word.slice(0, 39)}…` : word}'`;
}

/** About a first word that is no command: what was meant, or which commands there are. */
export async function unknownCommand(word: string): Promise<string> {
  const [first = "", ...others] = word.split(" ");
  if (START_WORDS.has(first)) {
    const unquoted = others.length === 0 ? "" : ", as words of their own";
    return `a start command goes after --${unquoted}: runner-preflight -- ${first} ...`;
  }
  const problem = `unknown command ${quoted(word)}`;
  if (existsSync(word)) {
    const option = /\.ya?ml$/u.test(word) ? "--compose" : "--command-file";
    return `${problem}; it is a file: write ${option} before it`;
  }
  const { nearestWord } = await import("../judge/nearest-word.js");
  const near = nearestWord(word, COMMAND_NAMES);
  if (near !== undefined) return `${problem}; did you mean ${near}?`;
  return `${problem}; expected ${alternatives(COMMAND_NAMES)} (a start command goes after --)`;
}

/** Commander's refusal in one line: a value that is missing, or an unknown option, without the value glued to it. */
export async function refusalOf(program: Command, own: readonly string[], error: CommanderError): Promise<string> {
  const text = /'(-[^']*)/.exec(error.message)?.[1] ?? "";
  if (error.code === "commander.optionMissingArgument") {
    return `${text.split(" ")[0]}: the value is missing; expected ${text}`;
  }
  if (error.code !== "commander.unknownOption") return error.message.replace(/^error: /, "");
  const firstWord = own.find((word) => !word.startsWith("-"));
  if (firstWord !== undefined && START_WORDS.has(firstWord) && own[0] === firstWord) return unknownCommand(firstWord);
  return unknownOption(program, text, COMMAND_NAMES.includes(own[0] ?? "") ? (own[0] ?? "") : "check");
}

async function unknownOption(program: Command, given: string, command: string): Promise<string> {
  const name = given.startsWith("--") ? (given.split("=")[0] ?? given) : given.slice(0, 2);
  const problem = `unknown option ${name}`;
  const format = FORMATS.find((known) => name === `--${known}`);
  if (format !== undefined) return `${problem}; did you mean --format ${format}?`;
  const { nearestWord } = await import("../judge/nearest-word.js");
  if (program.options.some(({ long }) => long === name)) return `${name} takes no value; expected ${name} alone`;
  const known = [...program.options.map((one) => one.long ?? ""), "--help", "--version"];
  const near = name.startsWith("--") ? nearestWord(name, known) : undefined;
  if (near !== undefined) return `${problem}; did you mean ${near}?`;
  return `${problem}; runner-preflight help ${command} shows the options (options of docker go after --)`;
}
