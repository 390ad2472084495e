import { Command } from "commander";
import { COMMANDS, type CommandSpec, takes } from "./commands.js";
import { optionsFor } from "./options.js";

const COLUMNS = 80;

const REPAIR_SUMMARY = "edit a file as a remedy says, after showing the change";

/** What stands below the options of `check`. */
const CHECK_NOTES = `
Exit codes, the same in every format:
  0    pass; warnings are allowed
  1    at least one error, or with --strict at least one warning
  2    wrong usage, or input that cannot be read
  3    no error, but something needed could not be found out
  70   a bug in this program or in a plugin; the report is still printed
  130  interrupted; the report is still printed

Environment:
  NO_COLOR, FORCE_COLOR        colours off, or on
  CI                           no live view
  DOCKER_HOST, DOCKER_CONFIG   as for docker
  PAUSE_IMAGE, AUTH_PROXY_IMAGE, CLONE_IMAGE
                               images of the default deployment

The report goes to stdout, progress goes to stderr.`;

/** `help`, `--help`: the commands, the first steps and the exit codes. */
export function overview(): string {
  const rows = [
    ...Object.entries(COMMANDS).map(([name, { summary }]) => [name, summary] as const),
    ["repair", REPAIR_SUMMARY] as const,
    ["help [COMMAND]", "print this text, or the options of a command"] as const,
    ["version", "print the version"] as const,
  ];
  const list = rows.map(([name, summary]) => `  ${name.padEnd(16)}${summary}`).join("\n");
  return `Says before deployment whether this host can start a Bitbucket Pipelines
self-hosted runner and pull its images. It changes nothing on the host, unless
you ask for it with --pull or repair.

Usage: runner-preflight [COMMAND] [options] [-- docker run ...]

Commands:
${list}

Start here:
  runner-preflight                             check the default deployment
  runner-preflight -- docker run ... runner:1  check your start command
  runner-preflight --command-file runner.sh    check a command saved in a file
  runner-preflight --compose compose.yaml      check a service of a compose file
  runner-preflight explain CODE                see what a code of a report means
  runner-preflight help check                  see all inputs and options

Options:
  -h, --help      the same as help
  -V, --version   the same as version

Exit codes:
  0    pass
  1    fail
  2    wrong usage, or input that cannot be read
  3    undetermined: something needed could not be found out
  70   a bug in this program or in a plugin
  130  interrupted
`;
}

/** `help COMMAND`: its usage, its own options and two examples. */
export function helpOf(name: string, spec: CommandSpec): string {
  const command = new Command(`runner-preflight ${name === "check" ? "[check]" : name}`)
    .usage(spec.arguments)
    .description(spec.description)
    .configureHelp({ helpWidth: COLUMNS })
    .optionsGroup("Other:")
    .helpOption("-h, --help", "print this text");
  for (const option of optionsFor(spec.formats)) if (takes(spec, option.long ?? "")) command.addOption(option);
  const examples = spec.examples.map((example) => `  ${example}`).join("\n");
  return `${command.helpInformation()}\nExamples:\n${examples}\n${name === "check" ? `${CHECK_NOTES}\n` : ""}`;
}
