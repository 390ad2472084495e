import { BY_DEFAULT, type Origin, type PlanIssue, type Sourced } from "../../contract/index.js";
import { readOptions } from "./options.js";
import { GLOBAL_OPTIONS } from "../../docker/options/index.js";
import { partOfWord, type Word } from "./word.js";

/** What stands before the options of `docker run`. */
export interface DockerInvocation {
  /** `docker`, `podman` or `nerdctl`. */
  readonly tool: string;
  /** Absent without sudo. */
  readonly sudo?: SudoUse;
  /** `K=V` before the command that docker gets to see. */
  readonly assignments: readonly { readonly name: string; readonly value: Word }[];
  readonly hosts: readonly Word[];
  readonly contexts: readonly Word[];
  readonly configs: readonly Word[];
  readonly issues: readonly PlanIssue[];
  /** The words after `run`. */
  readonly words: readonly Word[];
  /** Where `docker` stands. */
  readonly origin: Origin;
}

export interface SudoUse {
  /** `true` keeps the whole environment (`-E`), else the names that `--preserve-env=` lists. */
  readonly keeps: boolean | readonly string[];
  /** `-u`; root by default. */
  readonly user: string;
  /** `-H` or `-i`: HOME is the target user's even with `-E`. */
  readonly setsHome: boolean;
}

/** Why words are not a `docker run`: `command` is what they run instead, as far as it is known. */
export interface NotDockerRun {
  readonly command: string | undefined;
  /** Whether it is docker at all. */
  readonly isDocker: boolean;
}

const ASSIGNMENT = /^([A-Za-z_]\w*)=/;
const TOOLS = /^(?:docker|podman|nerdctl)(?:\.exe)?$/;
const WRAPPERS = new Set([
  "exec",
  "nohup",
  "time",
  "command",
  "then",
  "do",
  "else",
  "elif",
  "if",
  "while",
  "until",
  "!",
  "{",
  "setsid",
]);
const SUDO_VALUE_OPTIONS =
  /^(?:-[A-Za-z]*[ugpCDhrtTUR]|--(?:user|group|prompt|close-from|chdir|host|role|type|other-user|command-timeout|chroot))$/;

/** Reads `sudo`, `K=V` and docker's own options up to `run`. */
export function readDockerPrefix(words: readonly Word[]): DockerInvocation | NotDockerRun {
  let assignments: { name: string; value: Word }[] = [];
  let sudo: SudoUse | undefined;
  let at = 0;
  for (;;) {
    const first = words[at];
    if (first === undefined) return { command: undefined, isDocker: false };
    const name = ASSIGNMENT.exec(first.text)?.[1];
    if (name !== undefined) {
      assignments.push({ name, value: partOfWord(first, first.text.slice(name.length + 1)) });
      at += 1;
    } else if (first.text === "sudo" || first.text === "doas") {
      const read = readSudo(words, at + 1);
      const keeps = read.sudo.keeps;
      assignments = assignments.filter((one) => (typeof keeps === "boolean" ? keeps : keeps.includes(one.name)));
      sudo = read.sudo;
      at = read.end;
    } else if (first.text === "env") {
      at = skipEnvOptions(words, at + 1);
    } else if (WRAPPERS.has(first.text)) at += 1;
    else break;
  }
  const rest = words.slice(at);
  const command = rest[0]?.text.split(/[\\/]/).at(-1) ?? "";
  if (!TOOLS.test(command)) return { command, isDocker: false };
  return readGlobals(command.replace(/\.exe$/, ""), rest, assignments, sudo);
}

function readGlobals(
  tool: string,
  words: readonly Word[],
  assignments: DockerInvocation["assignments"],
  sudo: SudoUse | undefined,
): DockerInvocation | NotDockerRun {
  const read = readOptions(words.slice(1), {
    flags: GLOBAL_OPTIONS,
    command: tool,
    takesUnknownValue: (value) => value !== "run" && value !== "container",
  });
  let rest = read.rest;
  if (rest[0]?.text === "container") rest = rest.slice(1);
  if (rest[0]?.text !== "run") {
    const said = words
      .slice(0, words.length - read.rest.length + 2)
      .filter((word) => !word.text.includes("=") && !word.text.includes("@"));
    return {
      command: said
        .map((word) => word.text)
        .join(" ")
        .slice(0, 80),
      isDocker: true,
    };
  }
  const valuesOf = (name: string): readonly Word[] =>
    read.options.flatMap((option) => (option.name === name ? [option.value] : []));
  return {
    tool,
    ...(sudo === undefined ? {} : { sudo }),
    assignments,
    hosts: valuesOf("host"),
    contexts: valuesOf("context"),
    configs: valuesOf("config"),
    issues: read.issues,
    words: rest.slice(1),
    origin: words[0]?.origin ?? BY_DEFAULT,
  };
}

/** `end`: where the words of the command begin that sudo runs. */
function readSudo(words: readonly Word[], start: number): { readonly sudo: SudoUse; readonly end: number } {
  let keeps: boolean | readonly string[] = false;
  let user = "root";
  let setsHome = false;
  let index = start;
  for (; index < words.length; index += 1) {
    const text = words[index]?.text ?? "";
    if (text === "--") {
      index += 1;
      break;
    }
    if (!text.startsWith("-") || text === "-") break;
    const listed = /^--preserve-env=(.*)$/.exec(text)?.[1];
    if (listed !== undefined) keeps = keeps === true ? true : [...(keeps === false ? [] : keeps), ...listed.split(",")];
    else if (text === "--preserve-env" || /^-[A-Za-z]*E/.test(text)) keeps = true;
    if (text === "--set-home" || text === "--login" || /^-[A-Za-z]*[Hi]/.test(text)) setsHome = true;
    const attached = /^(?:--user=|-u)(.+)$/.exec(text)?.[1];
    if (attached !== undefined) user = attached;
    if (SUDO_VALUE_OPTIONS.test(text)) {
      index += 1;
      if (/u$|--user$/.test(text)) user = words[index]?.text ?? user;
    }
  }
  return { sudo: { keeps, user, setsHome }, end: index };
}

function skipEnvOptions(words: readonly Word[], start: number): number {
  let index = start;
  while (words[index]?.text.startsWith("-") === true) {
    index += /^(?:-u|--unset|-C|--chdir)$/.test(words[index]?.text ?? "") ? 2 : 1;
  }
  return index;
}

/** The last of several words as a sourced value; undefined when there is none. */
export function lastSourced(words: readonly Word[]): Sourced<string> | undefined {
  const last = words.at(-1);
  return last === undefined ? undefined : { value: last.text, origin: last.origin };
}
