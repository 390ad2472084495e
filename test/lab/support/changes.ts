import type { ReportChange } from "../../../src/contract/index.js";
import { shellLine } from "../../../src/docker/shell.js";
import { changeCompose, startOfCompose } from "./compose-file.js";
import { startCommand } from "./start-command.js";
import { filled } from "./filled.js";
import { IMAGES } from "./images.js";
import type { LabCase } from "./case.js";
import type { Lab } from "./lab.js";

/** A case whose input has been changed as its report says. */
export type Changed = Pick<LabCase, "command" | "start">;

function isWritten(pattern: string, word: string | undefined): boolean {
  if (word === undefined) return false;
  const [start = "", end] = pattern.split("…");
  return end === undefined ? word === pattern : word.startsWith(start) && word.endsWith(end);
}

/** What `…` stands for in written words. */
function keptOf(patterns: readonly string[], words: readonly string[]): string | undefined {
  const index = patterns.findIndex((pattern) => pattern.includes("…"));
  const [start = "", end = ""] = (patterns[index] ?? "").split("…");
  return words[index]?.slice(start.length, words[index].length - end.length);
}

/** Where words stand among others; -1 where they do not. */
function positionOf(words: readonly string[], wanted: readonly string[]): number {
  return words.findIndex((_, start) => wanted.every((word, index) => isWritten(word, words[start + index])));
}

/** Where the image stands: at the end, unless words come behind the runner's. */
function imageAt(words: readonly string[]): number {
  const at = words.lastIndexOf(IMAGES.runner);
  return at < 0 ? words.length - 1 : at;
}

/** The words of a start command after a change. @throws Error where what is to go is not in it. */
export function changeWords(words: readonly string[], { remove, add }: ReportChange): readonly string[] {
  const start = remove.length === 0 ? imageAt(words) : positionOf(words, remove);
  if (start < 0) throw new Error(`${remove.join(" ")} is not in the start command`);
  const end = start + remove.length;
  const kept = keptOf(remove, words.slice(start, end));
  return [...words.slice(0, start), ...add.map((word) => filled(word, kept)), ...words.slice(end)];
}

/** The lines of an env file after the change. */
function changeLines(text: string, { remove, add }: ReportChange): string {
  const lines = text.split("\n");
  const start = remove.length === 0 ? 0 : positionOf(lines, remove);
  if (start < 0) throw new Error(`${remove.join(" ")} is not in the env file`);
  return lines.toSpliced(start, remove.length, ...add.map((word) => filled(word))).join("\n");
}

/** A pasted command after the change. */
function changeText(text: string, { remove, add }: ReportChange): string {
  const [old, next] = [shellLine(remove), shellLine(add.map((word) => filled(word)))];
  if (remove.length === 0) return text.replace(/ run /, () => ` run ${next} `);
  const written = [old, remove.join(" ")].find((one) => text.includes(one));
  if (written === undefined) throw new Error(`${old} is not in the pasted command`);
  return text.replace(written, () => next);
}

async function rewrite(lab: Lab, path: string, change: (text: string) => string): Promise<void> {
  await lab.writeFile(path, change(await lab.readFile(path)), 0o600);
}

const applied = (words: readonly string[], changes: readonly ReportChange[]): readonly string[] =>
  changes.reduce((left, change) => changeWords(left, change), words);

/**
 * Does to the input of a case what its report says: to the words after `--`, the compose file, the pasted file, the
 * container, or the vendor's start command where none was given.
 *
 * @throws Error where the report names what is not there, or a value that nobody knows
 */
export async function applyChanges(lab: Lab, labCase: LabCase, all: readonly ReportChange[]): Promise<Changed> {
  for (const change of all.filter(({ envFile }) => envFile !== undefined)) {
    await rewrite(lab, change.envFile ?? "", (text) => changeLines(text, change));
  }
  const changes = all.filter(({ envFile }) => envFile === undefined);
  const words = labCase.command(lab);
  const start = labCase.start?.(lab) ?? startCommand();
  const fileOf = (option: string): string | undefined =>
    words.includes(option) ? words[words.indexOf(option) + 1] : undefined;
  const [compose, pasted, container] = [fileOf("--compose"), fileOf("--command-file"), fileOf("--container")];
  if (compose !== undefined) {
    await rewrite(lab, compose, (text) => changes.reduce(changeCompose, text));
    const changed = startOfCompose(await lab.readFile(compose));
    return { command: () => words, start: () => changed };
  }
  if (pasted !== undefined) {
    await rewrite(lab, pasted, (text) => changes.reduce(changeText, text));
    return { command: () => words, start: () => ["sh", pasted] };
  }
  const changed = applied(start, changes);
  if (container !== undefined) {
    await lab.shell(`docker rm -f ${container}`);
    await makeContainer(lab, container, changed);
    return { command: () => words, start: () => changed };
  }
  const separator = words.indexOf("--");
  const own = separator < 0 ? words : words.slice(0, separator);
  const given = separator < 0 ? changed : applied(words.slice(separator + 1), changes);
  return { command: () => [...own, "--", ...given], start: () => changed };
}

/** Makes the container of a start command, which sleeps in the runner's place. */
export async function makeContainer(lab: Lab, name: string, start: readonly string[]): Promise<void> {
  const words = start.flatMap((word, index) =>
    word === "-it" ? ["-d"] : start[index - 1] === "--name" ? [name] : [word],
  );
  const ended = await lab.exec([...words, "sleep", "1000"]);
  if (ended.exitCode !== 0) throw new Error(ended.stderr);
}
