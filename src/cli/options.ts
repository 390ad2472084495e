import { Option } from "commander";
import { UsageError } from "../contract/errors.js";
import type { Format } from "../report/types.js";
import { quotedBack } from "../secrets/plain-form.js";
import {
  alternatives,
  collectIds,
  collectReport,
  collectText,
  parseConcurrency,
  parseFormat,
  parseText,
  secondsParser,
} from "./parse-values.js";
import type { ReportTarget } from "./request.js";

const INPUT = "What is going to be deployed (all optional, merged):";
const SELECTION = "What is judged, and how strictly:";
const OUTPUT = "What is printed and written:";

/** The values as commander hands them over. */
export interface RawOptions {
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

type Parse<T> = (text: string, previous?: T) => T;

/** An option with a value; what its parser refuses is told with the option and the value in front. */
function valued<T>(group: string, flags: string, text: string, parse: Parse<T>): Option {
  const option = new Option(flags, text).helpGroup(group);
  return option.argParser((value: string, previous?: T) => {
    if (value.startsWith("--")) {
      throw new UsageError(`${option.long}: the value is missing; expected ${flags}, but ${quotedBack(value)} follows`);
    }
    try {
      return parse(value, previous);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      throw new UsageError(`${option.long} ${value === "" ? "''" : quotedBack(value)}: ${error.message}`);
    }
  });
}

function flag(group: string, flags: string, text: string): Option {
  return new Option(flags, text).helpGroup(group);
}

/** The options of every command but `repair`, with the formats that a command prints. */
export function optionsFor(formats: readonly Format[]): readonly Option[] {
  return [
    valued(INPUT, "--command-file <file>", "the start command as pasted text, - for stdin", parseText),
    valued(INPUT, "--compose <file>", "a compose file", parseText),
    valued(INPUT, "--service <name>", "its service, where it has several", parseText),
    valued(INPUT, "--container <name>", "what an existing container really has", parseText),
    valued(INPUT, "--image <ref>", "one more image, repeatable", collectText),
    valued(INPUT, "--domain <host[:port]>", "one more service to reach, repeatable", collectText),
    valued(INPUT, "--docker-host <url>", "the engine to ask", parseText),
    valued(INPUT, "--docker-config <dir>", "the runner's docker config directory, or none", parseText),
    valued(INPUT, "--from <file>", "judge facts that --facts wrote; asks nothing", parseText),
    valued(SELECTION, "--only <id...>", "these checks and their prerequisites", collectIds),
    valued(SELECTION, "--skip <id...>", "not these checks", collectIds),
    valued(SELECTION, "--plugin <file>", "a file with more checks, repeatable", collectText),
    flag(SELECTION, "--pull", "let the engine really pull; removed afterwards"),
    flag(SELECTION, "--keep-images", "with --pull: leave what was pulled"),
    flag(SELECTION, "--strict", "warnings count like errors"),
    valued(SELECTION, "--timeout <seconds>", "limit of each hop of a probe", secondsParser(3600)).default(10_000, "10"),
    valued(
      SELECTION,
      "--deadline <seconds>",
      "limit of the whole run (default: 60; with --pull: 600)",
      secondsParser(86_400),
    ),
    valued(SELECTION, "--concurrency <n>", "checks at the same time", parseConcurrency).default(8),
    valued(OUTPUT, "--format <format>", alternatives(formats), parseFormat(formats)).default("table", "table"),
    valued(OUTPUT, "--report <format=file>", "write a report to a file too, repeatable", collectReport),
    valued(OUTPUT, "--facts <file>", "write the recorded answers of this host", parseText),
    flag(OUTPUT, "--quiet", "only the verdict and its causes, no progress"),
    flag(OUTPUT, "--verbose", "all evidence, timings and the plan"),
    flag(OUTPUT, "--no-color", "no colours"),
  ];
}
