import type { RunnerPlan, StartCommandChange } from "../contract/index.js";

/** Words that come into the start command. */
export function adding(...add: readonly string[]): StartCommandChange {
  return { remove: [], add };
}

/** Words that leave the start command, and where they are written. */
export function removing(remove: readonly string[], origin?: string): StartCommandChange {
  return replacing(remove, [], origin);
}

/** Words in the place of others, and where those are written. */
export function replacing(remove: readonly string[], add: readonly string[], origin?: string): StartCommandChange {
  return { remove, add, ...(origin === undefined ? {} : { origin }) };
}

/**
 * The words of an option out of the text that the plan keeps of it: `-v /a:/b` are two, `--volume=/a:/b` is one, whatever
 * blanks are in the value.
 */
export function optionWords(text: string): readonly string[] {
  const name = /^--?[\w-]+(?= )/u.exec(text)?.[0];
  return name === undefined ? [text] : [name, text.slice(name.length + 1)];
}

/** The runner as root, as in the vendor's start command; a container's user may be that of its image. */
export function asRoot({ source, user }: RunnerPlan): readonly StartCommandChange[] {
  if (user === undefined) return [];
  return [source === "container" ? adding("--user", "0") : removing(["--user", user.value], user.origin)];
}

/** A variable with another value: in its env file where it comes from one, else in the start command. */
export function settingVariable({ env }: RunnerPlan, name: string, value: string): StartCommandChange {
  const given = env.find((variable) => variable.name === name);
  if (given === undefined) return adding("-e", `${name}=${value}`);
  const { via, origin } = given;
  const old = `${name}=${given.value ?? "…"}`;
  if (via === "env-file")
    return { ...replacing([old], [`${name}=${value}`], origin), envFile: origin.replace(/:\d+$/u, "") };
  return replacing(["-e", via === "inherited" ? name : old], ["-e", `${name}=${value}`], origin);
}
