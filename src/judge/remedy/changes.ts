import type { Origin, PlannedVariable, RunnerPlan, StartCommandChange } from "../../contract/index.js";

/** Words that come into the start command. */
export function adding(...add: readonly string[]): StartCommandChange {
  return { remove: [], add };
}

/** Words that leave the start command, and where they are written. */
export function removing(remove: readonly string[], origin?: Origin): StartCommandChange {
  return replacing(remove, [], origin);
}

/** Words in the place of others, and where those are written. */
export function replacing(remove: readonly string[], add: readonly string[], origin?: Origin): StartCommandChange {
  return { remove, add, ...(origin === undefined ? {} : { origin }) };
}

/** The runner as root, as in the vendor's start command; a container's user may be that of its image. */
export function asRoot({ source, user }: RunnerPlan): readonly StartCommandChange[] {
  if (user === undefined) return [];
  return [source === "container" ? adding("--user", "0") : removing(["--user", user.value], user.origin)];
}

/** How a variable is written: an option of the start command, or a line of its env file. */
interface Written {
  readonly words: readonly string[];
  readonly origin: Origin;
  readonly envFile?: string;
}

/** What may not be shown of a value, or cannot be in one line, is `…`. */
function writtenVariable({ name, value = "…", via, origin, traits }: PlannedVariable): Written {
  const shown = traits.lineBreak ? "…" : value.replace("***", "…");
  if (via === "env-file" && origin.from === "file")
    return { words: [`${name}=${shown}`], origin, envFile: origin.file };
  return { words: ["-e", via === "inherited" ? name : `${name}=${shown}`], origin };
}

function changed({ words, origin, envFile }: Written, add: readonly string[]): StartCommandChange {
  const change = replacing(words, add, origin);
  return envFile === undefined ? change : { ...change, envFile };
}

/** A variable with another value, in the place of the one that it has. */
export function settingVariable({ env }: RunnerPlan, name: string, value: string): StartCommandChange {
  const given = env.find((variable) => variable.name === name);
  const word = `${name}=${value}`;
  if (given === undefined) return adding("-e", word);
  return changed(writtenVariable(given), given.via === "env-file" ? [word] : ["-e", word]);
}

/** Other words in the place of a variable; none take it away. */
export function insteadOfVariable(variable: PlannedVariable, ...add: readonly string[]): StartCommandChange {
  return changed(writtenVariable(variable), add);
}

/** A variable with the value that it has, under another name. */
export function renamingVariable(variable: PlannedVariable, name: string): StartCommandChange {
  const written = writtenVariable(variable);
  const renamed = written.words.map((word) => (word === "-e" ? word : word.replace(variable.name, () => name)));
  return changed(written, renamed);
}
