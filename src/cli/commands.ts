import { FORMATS, type Format } from "../report/types.js";

/** A command as its help shows it, and what it takes. */
export interface CommandSpec {
  /** What stands behind the name, as usage shows it. */
  readonly arguments: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What it does, in a few sentences. */
  readonly description: string;
  /** The long names of its options; absent: all. */
  readonly options?: readonly string[];
  /** What `--format` takes. */
  readonly formats: readonly Format[];
  readonly examples: readonly [string, string];
}

const ANY_PLUGIN = ["--plugin", "--no-color"];

/** The commands whose options commander reads. */
export type CommandName = "check" | "credentials" | "explain" | "list";

/** What these commands take; `repair` reads its own options, in their order. */
export const COMMANDS: Readonly<Record<CommandName, CommandSpec>> = {
  check: {
    arguments: "[options] [-- docker run ...]",
    summary: "judge this host; this is what runs when no command is given",
    description:
      "Asks the Docker Engine, the registries and Bitbucket's services whether the runner can start on this host and pull its images. The start command is read, never run. Nothing is pulled, created or changed, unless --pull is given.",
    formats: FORMATS,
    examples: [
      "runner-preflight check --command-file runner.sh --report markdown=ticket.md",
      "runner-preflight check --only image-pullable --image alpine:3.20",
    ],
  },
  credentials: {
    arguments: "[IMAGE...] [options] [-- docker run ...]",
    summary: "show which user and password each image gets, and why",
    description:
      "Reads config.json as the docker client and the runner do, and says for each image which file, key and mechanism decide. Asks no engine and no network. Shows user names, never passwords.",
    options: [
      "--command-file",
      "--compose",
      "--service",
      "--container",
      "--image",
      "--docker-host",
      "--docker-config",
      "--from",
      "--timeout",
      "--deadline",
      "--format",
      "--no-color",
    ],
    formats: ["table", "json"],
    examples: [
      "runner-preflight credentials --command-file runner.sh",
      "runner-preflight credentials team/app:1 --docker-config /etc/runner",
    ],
  },
  explain: {
    arguments: "CHECK|CODE [options]",
    summary: "say what a check asks, or what a code means and what to do",
    description:
      "Prints the codes of a check, or for one code its meaning, cause and remedy, with an example of each. Works offline.",
    options: ANY_PLUGIN,
    formats: FORMATS,
    examples: ["runner-preflight explain credential-store", "runner-preflight explain mount-paths"],
  },
  list: {
    arguments: "[options]",
    summary: "list the checks",
    description: "Prints the id, the group and the title of each check. Works offline.",
    options: [...ANY_PLUGIN, "--format"],
    formats: ["table", "json"],
    examples: ["runner-preflight list", "runner-preflight list --format json"],
  },
};

/** Every word that is a command. */
export const COMMAND_NAMES: readonly string[] = [...Object.keys(COMMANDS), "repair", "help", "version"];

/** Whether a command takes an option; `option` by its long name. */
export function takes({ options }: Pick<CommandSpec, "options">, option: string): boolean {
  return options === undefined || options.includes(option);
}
