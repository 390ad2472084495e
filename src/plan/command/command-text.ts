import { posix } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { type CommandIssue, LIMITS, originText, UsageError } from "../../contract/index.js";
import type { Deployment } from "../deployment.js";
import { type DockerInvocation, type NotDockerRun, readDockerPrefix } from "./docker-prefix.js";
import { readDockerRun } from "./docker-run.js";
import type { PlanWorld } from "../inputs.js";
import { scanText, type TextCommand } from "./scan-text.js";
import { type Word, wordsFromArguments } from "./word.js";

const EXAMPLE = "docker run … IMAGE";
/** A message names so many places at most. */
const MOST_PLACES = 5;

interface FoundRun {
  readonly command: TextCommand;
  readonly invocation: DockerInvocation;
  readonly gutter: readonly Word[];
}

/**
 * Reads the words after `--`.
 *
 * @throws UsageError when they are no `docker run`
 */
export function parseCommandWords(words: readonly string[], world: PlanWorld): Deployment {
  if (words.length === 0) throw new UsageError(`nothing stands after --; expected ${EXAMPLE}`);
  if (words.length > LIMITS.words) {
    throw new UsageError(`more than ${LIMITS.words} words stand after --; expected ${EXAMPLE}`);
  }
  const invocation = readDockerPrefix(wordsFromArguments(words));
  if (!isRun(invocation)) {
    throw new UsageError(`the words after -- are not a docker run command${instead(invocation)}; expected ${EXAMPLE}`);
  }
  return readDockerRun(
    invocation,
    { source: "docker-run", label: "words after --", exported: {}, secrets: new Set(), issues: [], cutShort: false },
    world,
  );
}

/**
 * Reads the text of `--command-file` as it was pasted.
 *
 * @throws UsageError when it is empty, holds no `docker run` or several, or a quote in it is never closed
 */
export function parseCommandText(file: { readonly name: string; readonly text: string }, world: PlanWorld): Deployment {
  const name = file.name === "-" ? "stdin" : file.name;
  if (file.text.includes("\0")) throw new UsageError(`${name}: this is not a text; expected ${EXAMPLE}`);
  if (file.text.replaceAll(/[\s\u200b\ufeff]/g, "") === "")
    throw new UsageError(`${name}: the text is empty; expected ${EXAMPLE}`);
  const path = file.name === "-" ? {} : { path: posix.resolve(world.cwd, file.name) };
  const options = { name, ...path, home: world.home, env: world.env };
  const commands = scanText(file.text, { ...options, rootPrompt: false });
  let runs = findRuns(commands);
  if (runs.length === 0) runs = findRuns(scanText(file.text, { ...options, rootPrompt: true }));
  const [run, second] = runs;
  if (run === undefined) {
    const nearly = commands
      .map(({ words }) => readDockerPrefix(withoutGutter(words).words))
      .find((one) => !isRun(one) && one.isDocker);
    throw new UsageError(
      `${name}: the text has no docker run command${nearly === undefined || isRun(nearly) ? "" : instead(nearly)}; expected ${EXAMPLE}`,
    );
  }
  if (second !== undefined) {
    const named = runs.slice(0, MOST_PLACES).map(({ invocation }) => originText(invocation.origin));
    const places = [...named, ...(runs.length > named.length ? ["…"] : [])].join(", ");
    throw new UsageError(`${name}: the text holds ${runs.length} docker run commands (${places}); expected one`);
  }
  const { command, invocation, gutter } = run;
  return readDockerRun(
    invocation,
    {
      source: "command-file",
      label: name,
      exported: command.exported(),
      secrets: command.secrets,
      issues: flattenedIssues(command, gutter),
      cutShort: command.cutShort,
    },
    world,
  );
}

function isRun(read: DockerInvocation | NotDockerRun): read is DockerInvocation {
  return "words" in read;
}

function instead({ command, isDocker }: NotDockerRun): string {
  if (!isDocker || command === undefined) return "";
  return /compose/.test(command) ? ` (${command}: use --compose FILE)` : ` (${command})`;
}

function findRuns(commands: readonly TextCommand[]): readonly FoundRun[] {
  return commands.flatMap((command) => {
    const { words, gutter } = withoutGutter(command.words);
    const invocation = readDockerPrefix(words);
    return isRun(invocation) ? [{ command, invocation, gutter }] : [];
  });
}

/** Takes away the line numbers that a copy of a documentation page puts in front: `1 2 3 docker run …`. */
function withoutGutter(words: readonly Word[]): { readonly words: readonly Word[]; readonly gutter: readonly Word[] } {
  const start = words.findIndex(({ text }) => !/^\d+[.:]?$/.test(text));
  return start <= 0 ? { words, gutter: [] } : { words: words.slice(start), gutter: words.slice(0, start) };
}

/** One issue per kind of damage: a flattened page has a mark at the end of every former line. */
function flattenedIssues({ notes }: TextCommand, gutter: readonly Word[]): readonly CommandIssue[] {
  const issues = notes.map((note): CommandIssue => ({
    // a mark that is not there is no trace of copying: the shell ends the command
    kind: note.problem.of === "image-missing-line-cut" ? "option-invalid" : "command-flattened",
    subject: { of: "command" },
    ...note,
  }));
  const firstOfEach = issues.filter(
    (issue, index) => issues.findIndex(({ problem }) => isDeepStrictEqual(problem, issue.problem)) === index,
  );
  const [first] = gutter;
  if (first === undefined || firstOfEach.length > 0) return firstOfEach;
  return [
    {
      kind: "command-flattened",
      subject: { of: "command" },
      text: gutter.map(({ text }) => text).join(" "),
      problem: { of: "line-numbers-in-front" },
      origin: first.origin,
    },
  ];
}
