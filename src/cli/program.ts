import { Command, CommanderError, Option } from "commander";
import { UsageError } from "../contract/errors.js";
import type { Format } from "../report/types.js";
import { DESCRIPTION, EPILOGUE } from "./help.js";
import {
  collectIds,
  collectReport,
  collectText,
  parseConcurrency,
  parseFormat,
  parseText,
  secondsParser,
} from "./parse-values.js";
import type { CheckRequest, ReportTarget, Request } from "./request.js";
import { isPlainForm } from "../secrets/plain-form.js";
import { readVersion } from "./version.js";

const COMMANDS = ["check", "credentials", "repair", "list", "explain"] as const;
/** The options of `check` that say what is judged and how strictly, which the other commands have no use for. */
const CREDENTIALS_FOREIGN: ReadonlySet<string> = new Set([
  "--only",
  "--skip",
  "--plugin",
  "--strict",
  "--concurrency",
  "--report",
  "--facts",
  "--quiet",
  "--verbose",
  "--domain",
  "--pull",
  "--keep-images",
]);
/** Words that a start command begins with: whoever gives them without `--` is told about it. */
const START_WORDS: ReadonlySet<string> = new Set(["docker", "sudo", "podman", "nerdctl", "run", "container"]);

/** Default of `--deadline`, in milliseconds: a look takes seconds, a real pull as long as the link needs. */
const DEADLINE_MS = 60_000;
const PULL_DEADLINE_MS = 600_000;

const INPUT = "What is going to be deployed (all optional, merged):";
const SELECTION = "What is judged, and how strictly:";
const OUTPUT = "What is printed and written:";
const OTHER = "Other:";

/** The values as commander hands them over. */
interface RawOptions {
  commandFile?: string;
  compose?: string;
  service?: string;
  container?: string;
  image?: readonly string[];
  domain?: readonly string[];
  dockerHost?: string;
  dockerConfig?: string;
  only?: readonly string[];
  skip?: readonly string[];
  strict?: boolean;
  timeout: number;
  deadline?: number;
  concurrency: number;
  format: Format;
  report?: readonly ReportTarget[];
  facts?: string;
  from?: string;
  plugin?: readonly string[];
  pull?: boolean;
  keepImages?: boolean;
  quiet?: boolean;
  verbose?: boolean;
  color: boolean;
}

function option(group: string, flags: string, text: string): Option {
  return new Option(flags, text).helpGroup(group);
}

function createProgram(write: (text: string) => void): Command {
  const options = [
    option(INPUT, "--command-file <file>", "the start command as pasted text, - for stdin").argParser(parseText),
    option(INPUT, "--compose <file>", "a compose file").argParser(parseText),
    option(INPUT, "--service <name>", "its service, where it has several").argParser(parseText),
    option(INPUT, "--container <name>", "what an existing container really has").argParser(parseText),
    option(INPUT, "--image <ref>", "one more image, repeatable").argParser(collectText),
    option(INPUT, "--domain <host[:port]>", "one more service to reach, repeatable").argParser(collectText),
    option(INPUT, "--docker-host <url>", "the engine to ask").argParser(parseText),
    option(INPUT, "--docker-config <dir>", "the runner's docker config directory, or none").argParser(parseText),
    option(INPUT, "--from <file>", "judge facts that --facts wrote; asks nothing").argParser(parseText),
    option(SELECTION, "--only <id...>", "these checks and their prerequisites").argParser(collectIds),
    option(SELECTION, "--skip <id...>", "not these checks").argParser(collectIds),
    option(SELECTION, "--plugin <file>", "a file with more checks, repeatable").argParser(collectText),
    option(SELECTION, "--pull", "let the engine really pull; removed afterwards"),
    option(SELECTION, "--keep-images", "with --pull: leave what was pulled"),
    option(SELECTION, "--strict", "warnings count like errors"),
    option(SELECTION, "--timeout <seconds>", "limit of each hop of a probe")
      .argParser(secondsParser(3600))
      .default(10_000, "10"),
    option(SELECTION, "--deadline <seconds>", "limit of the whole run (default: 60, with --pull 600)").argParser(
      secondsParser(86_400),
    ),
    option(SELECTION, "--concurrency <n>", "checks at the same time").argParser(parseConcurrency).default(8),
    option(OUTPUT, "--format <format>", "on stdout: table, json, junit, markdown")
      .argParser(parseFormat)
      .default("table"),
    option(OUTPUT, "--report <format=file>", "write a report to a file too, repeatable").argParser(collectReport),
    option(OUTPUT, "--facts <file>", "write the recorded answers of this host").argParser(parseText),
    option(OUTPUT, "--quiet", "only the verdict and its causes, no progress"),
    option(OUTPUT, "--verbose", "all evidence, timings and the plan"),
    option(OUTPUT, "--no-color", "no colours"),
  ];
  const program = new Command("runner-preflight")
    .usage(
      "[check] [options] [-- docker run …]\n       runner-preflight credentials [IMAGE…] [options] [-- docker run …]\n       runner-preflight repair config|daemon|command FILE [edit] [--yes]\n       runner-preflight list | explain ID|CODE",
    )
    .description(DESCRIPTION)
    .argument("[words...]")
    .addHelpText("after", EPILOGUE)
    .showSuggestionAfterError(false)
    .exitOverride()
    .configureHelp({ helpWidth: 80 })
    .configureOutput({ writeOut: write, writeErr: () => {}, outputError: () => {} });
  for (const one of options) program.addOption(one);
  program.optionsGroup(OTHER);
  program.version(readVersion(), "--version", "the version of this program");
  program.helpOption("-h, --help", "this text");
  return program;
}

/**
 * The command line as a request.
 *
 * @throws UsageError in one line for anything that cannot be meant.
 */
export async function parseArguments(argv: readonly string[]): Promise<Request> {
  if (argv[0] === "repair") {
    const { parseRepair } = await import("./repair-arguments.js");
    return parseRepair(argv.slice(1));
  }
  const cut = argv.indexOf("--");
  const own = cut < 0 ? argv : argv.slice(0, cut);
  const words = cut < 0 ? undefined : argv.slice(cut + 1);
  let text = "";
  const program = createProgram((part) => {
    text += part;
  });
  try {
    program.parse([...own], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { command: "text", text };
    throw new UsageError(await describeRefusal(program, own, error));
  }
  return toRequest(program, words);
}

function isGiven(program: Command, one: Option): boolean {
  return program.getOptionValueSource(one.attributeName()) === "cli";
}

async function toRequest(program: Command, words: readonly string[] | undefined): Promise<Request> {
  const [command = "check", ...rest] = program.args;
  const options = program.opts<RawOptions>();
  const plugins = options.plugin ?? [];
  if (command === "list" || command === "explain") {
    const allowed = command === "list" ? ["--format", "--plugin", "--no-color"] : ["--plugin", "--no-color"];
    const foreign = program.options.find((one) => isGiven(program, one) && !allowed.includes(one.long ?? ""));
    if (foreign) throw new UsageError(`${foreign.long} does not belong to ${command}`);
    if (words) throw new UsageError(`${command} takes no start command`);
  }
  if (command === "list") {
    if (rest.length > 0) throw new UsageError(`list takes no argument, but was given ${quoted(rest[0])}`);
    if (options.format !== "table" && options.format !== "json") {
      throw new UsageError(`list --format ${options.format}: expected table or json`);
    }
    return { command, format: options.format, plugins };
  }
  if (command === "explain") {
    const [topic] = rest;
    if (topic === undefined || rest.length > 1) throw new UsageError("explain takes one check id or code");
    return { command, topic, plugins };
  }
  if (command === "credentials") return toCredentialsRequest(program, options, rest, words);
  if (command !== "check") throw new UsageError(await describeUnknownCommand(command));
  if (rest.length > 0) throw new UsageError(`unexpected ${quoted(rest[0])}: the start command goes after --`);
  return { command: "check", check: toCheckRequest(options, words) };
}

function toCredentialsRequest(
  program: Command,
  options: RawOptions,
  images: readonly string[],
  words: readonly string[] | undefined,
): Request {
  const foreign = program.options.find((one) => isGiven(program, one) && CREDENTIALS_FOREIGN.has(one.long ?? ""));
  if (foreign) throw new UsageError(`${foreign.long} does not belong to credentials`);
  const { format } = options;
  if (format !== "table" && format !== "json") {
    throw new UsageError(`credentials --format ${format}: expected table or json`);
  }
  const wrong = images.find((image) => START_WORDS.has(image));
  if (wrong !== undefined)
    throw new UsageError(`a start command goes after --: runner-preflight credentials -- ${wrong} …`);
  if (options.from !== undefined && images.length > 0) {
    throw new UsageError("--from and an image contradict each other: recorded facts have their own deployment");
  }
  return { command: "credentials", credentials: { check: toCheckRequest(options, words), images, format } };
}

function toCheckRequest(options: RawOptions, words: readonly string[] | undefined): CheckRequest {
  requireConsistent(options, words);
  const { commandFile, compose, service, container, dockerHost, dockerConfig, facts, from } = options;
  return {
    ...(words === undefined ? {} : { words }),
    ...(commandFile === undefined ? {} : { commandFile }),
    ...(compose === undefined ? {} : { compose }),
    ...(service === undefined ? {} : { service }),
    ...(container === undefined ? {} : { container }),
    ...(dockerHost === undefined ? {} : { dockerHost }),
    ...(dockerConfig === undefined ? {} : { dockerConfig }),
    ...(facts === undefined ? {} : { facts }),
    ...(from === undefined ? {} : { from }),
    images: options.image ?? [],
    domains: options.domain ?? [],
    only: options.only ?? [],
    skip: options.skip ?? [],
    strict: options.strict ?? false,
    timeoutMs: options.timeout,
    deadlineMs: options.deadline ?? (options.pull ? PULL_DEADLINE_MS : DEADLINE_MS),
    concurrency: options.concurrency,
    format: options.format,
    reports: options.report ?? [],
    plugins: options.plugin ?? [],
    pull: options.pull ?? false,
    keepImages: options.keepImages ?? false,
    quiet: options.quiet ?? false,
    verbose: options.verbose ?? false,
    color: options.color,
  };
}

function requireConsistent(options: RawOptions, words: readonly string[] | undefined): void {
  if (words?.length === 0) throw new UsageError("nothing follows --: the start command is missing");
  const sources = [
    ["--command-file", options.commandFile],
    ["--compose", options.compose],
    ["--container", options.container],
    ["the words after --", words],
  ] as const;
  const given = sources.filter(([, value]) => value !== undefined).map(([name]) => name);
  if (given.length > 1) throw new UsageError(`${given.join(" and ")} contradict each other: give one deployment`);
  if (options.service !== undefined && options.compose === undefined) {
    throw new UsageError("--service names a service of a compose file: --compose FILE is missing");
  }
  if (options.from !== undefined) {
    const live = [
      ...given,
      ...(options.image ? ["--image"] : []),
      ...(options.domain ? ["--domain"] : []),
      ...(options.dockerHost === undefined ? [] : ["--docker-host"]),
      ...(options.dockerConfig === undefined ? [] : ["--docker-config"]),
      ...(options.facts === undefined ? [] : ["--facts"]),
      ...(options.pull ? ["--pull"] : []),
      ...(options.keepImages ? ["--keep-images"] : []),
    ];
    if (live.length > 0) {
      throw new UsageError(`--from and ${live[0]} contradict each other: recorded facts have their own deployment`);
    }
  }
  if (options.keepImages && !options.pull) {
    throw new UsageError("--keep-images keeps what --pull has pulled: --pull is missing");
  }
  if (options.quiet && options.verbose) throw new UsageError("--quiet and --verbose contradict each other");
  const both = options.only?.find((id) => options.skip?.includes(id));
  if (both !== undefined) throw new UsageError(`--only ${both} and --skip ${both} contradict each other`);
}

function quoted(word = ""): string {
  if (!isPlainForm(word)) return `a word of ${word.length} characters`;
  return `'${word.length > 40 ? `${word.slice(0, 39)}…` : word}'`;
}

async function describeUnknownCommand(word: string): Promise<string> {
  if (START_WORDS.has(word)) return `a start command goes after --: runner-preflight -- ${word} …`;
  const { closest } = await import("fastest-levenshtein");
  const near = closest(word, COMMANDS);
  return `unknown command ${quoted(word)}; nearest is ${near} (a start command goes after --)`;
}

/** Commander's refusal in one line; an unknown option with the nearest known one, and without the value glued to it. */
async function describeRefusal(program: Command, own: readonly string[], error: CommanderError): Promise<string> {
  if (error.code !== "commander.unknownOption") {
    return error.message
      .replace(/^error: /, "")
      .replace(/(?<=argument )'(.*)'(?= is invalid)/s, (_all, value: string) => quoted(value));
  }
  const firstWord = own.find((word) => !word.startsWith("-"));
  if (firstWord !== undefined && START_WORDS.has(firstWord) && own[0] === firstWord) {
    return describeUnknownCommand(firstWord);
  }
  const given = /'(-[^']*)/.exec(error.message)?.[1] ?? "";
  const name = given.startsWith("--") ? (given.split("=")[0] ?? given) : given.slice(0, 2);
  const { closest } = await import("fastest-levenshtein");
  const known = [...program.options.map((one) => one.long ?? ""), "--help"];
  return `unknown option ${name}; nearest is ${closest(name, known)} (see --help; options of docker go after --)`;
}
