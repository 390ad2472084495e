import { Command, CommanderError } from "commander";
import { UsageError } from "../contract/errors.js";
import { FORMATS, type Format } from "../report/types.js";
import { COMMAND_NAMES, COMMANDS, type CommandName, type CommandSpec, takes } from "./commands.js";
import { requireConsistent } from "./consistent.js";
import { optionsFor, type RawOptions } from "./options.js";
import { alternatives } from "./parse-values.js";
import { quoted, refusalOf, START_WORDS, unknownCommand } from "./refusals.js";
import type { CheckRequest, Request } from "./request.js";
import { readVersion } from "./version.js";

/** Default of `--deadline`, in milliseconds: a look takes seconds, a real pull as long as the link needs. */
const DEADLINE_MS = 60_000;
const PULL_DEADLINE_MS = 600_000;

function createProgram(formats: readonly Format[]): Command {
  const program = new Command("runner-preflight")
    .argument("[words...]")
    .helpOption(false)
    .showSuggestionAfterError(false)
    .exitOverride()
    .configureOutput({ writeErr: () => {}, outputError: () => {} });
  for (const option of optionsFor(formats)) program.addOption(option);
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
  if (own.includes("--help") || own.includes("-h")) return helpAbout(own.filter(isCommand).slice(0, 1));
  if (own.includes("--version") || own.includes("-V")) return { command: "text", text: `${readVersion()}\n` };
  const program = createProgram(specOf(own[0] ?? "")?.formats ?? FORMATS);
  try {
    program.parse([...own], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    throw new UsageError(await refusalOf(program, own, error));
  }
  return toRequest(program, words);
}

function specOf(word: string): CommandSpec | undefined {
  return Object.hasOwn(COMMANDS, word) ? COMMANDS[word as CommandName] : undefined;
}

function isCommand(word: string): boolean {
  return COMMAND_NAMES.includes(word);
}

/** `help COMMAND`, or what there is without one. */
async function helpAbout(topics: readonly string[]): Promise<Request> {
  const [topic = "help", ...more] = topics;
  if (more.length > 0) throw new UsageError(`help takes one command, but was given ${quoted(more[0])} too`);
  if (!isCommand(topic)) throw new UsageError(`help ${quoted(topic)}: expected ${alternatives(COMMAND_NAMES)}`);
  if (topic === "repair") return { command: "text", text: (await import("./repair-help.js")).REPAIR_HELP };
  const { helpOf, overview } = await import("./help.js");
  const spec = specOf(topic);
  return { command: "text", text: spec === undefined ? overview() : helpOf(topic, spec) };
}

async function toRequest(program: Command, words: readonly string[] | undefined): Promise<Request> {
  const [command = "check", ...rest] = program.args;
  if (!isCommand(command)) throw new UsageError(await unknownCommand(command));
  requireOwnOptions(program, command, words);
  const options = program.opts<RawOptions>();
  const plugins = options.plugin ?? [];
  const [first] = rest;
  switch (command) {
    case "help":
      return helpAbout(rest);
    case "version":
      if (first !== undefined) throw new UsageError(`version takes no argument, but was given ${quoted(first)}`);
      return { command: "text", text: `${readVersion()}\n` };
    case "list":
      if (first !== undefined) throw new UsageError(`list takes no argument, but was given ${quoted(first)}`);
      return { command, format: options.format === "json" ? "json" : "table", plugins };
    case "explain":
      if (first === undefined || rest.length > 1) {
        throw new UsageError("explain takes one check or code, for example: runner-preflight explain mount-paths");
      }
      return { command, topic: first, plugins };
    case "credentials":
      return toCredentialsRequest(options, rest, words);
    case "check":
      if (first !== undefined) throw new UsageError(`check ${quoted(first)}: the start command goes after --`);
      return { command, check: toCheckRequest(options, words) };
    default:
      throw new UsageError(`${command} goes first: runner-preflight ${command} ...`);
  }
}

/** @throws UsageError for an option, a format or a start command that a command does not take */
function requireOwnOptions(program: Command, command: string, words: readonly string[] | undefined): void {
  const spec = specOf(command) ?? { options: [], formats: FORMATS, arguments: "" };
  const given = program.options.filter((one) => program.getOptionValueSource(one.attributeName()) === "cli");
  const foreign = given.find((one) => !takes(spec, one.long ?? ""));
  if (foreign)
    throw new UsageError(`${foreign.long} is not an option of ${command}; see runner-preflight help ${command}`);
  const { format } = program.opts<RawOptions>();
  if (!spec.formats.includes(format)) {
    throw new UsageError(`${command} --format ${format}: expected ${alternatives(spec.formats)}`);
  }
  if (words && !spec.arguments.includes("--")) throw new UsageError(`${command} takes no start command`);
}

function toCredentialsRequest(
  options: RawOptions,
  images: readonly string[],
  words: readonly string[] | undefined,
): Request {
  const wrong = images.find((image) => START_WORDS.has(image));
  if (wrong !== undefined)
    throw new UsageError(`a start command goes after --: runner-preflight credentials -- ${wrong} ...`);
  if (options.from !== undefined && images.length > 0) {
    throw new UsageError("--from and an image contradict each other: recorded facts have their own deployment");
  }
  const format = options.format === "json" ? "json" : "table";
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
