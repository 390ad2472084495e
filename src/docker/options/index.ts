import { SWITCH, TEXT } from "./kinds.js";
import { LIFE_OPTIONS } from "./life.js";
import { LOGGING_OPTIONS } from "./logging.js";
import { NAMESPACE_OPTIONS } from "./namespaces.js";
import { NETWORK_OPTIONS } from "./network.js";
import type { OptionSyntax, RunOption } from "./option.js";
import { PROCESS_OPTIONS } from "./process.js";
import { RESOURCE_OPTIONS } from "./resources.js";
import { RIGHTS_OPTIONS } from "./rights.js";
import { FILE_OPTIONS } from "./files.js";

/**
 * The options of `docker run`, a row for each, from docker CLI 28.2 (`docker run --help`, read and tried in November 2026),
 * with the hidden ones that older command lines still use. Keys of compose: its specification, November 2026. What the
 * engine is asked stands in the order in which one answer depends on another (memory before swap): Engine 20.10 and 26.1,
 * measured in November 2026.
 */
export const RUN_OPTIONS: readonly RunOption[] = [
  ...RESOURCE_OPTIONS,
  ...LIFE_OPTIONS,
  ...RIGHTS_OPTIONS,
  ...FILE_OPTIONS,
  ...NAMESPACE_OPTIONS,
  ...NETWORK_OPTIONS,
  ...PROCESS_OPTIONS,
  ...LOGGING_OPTIONS,
];

const BY_NAME: ReadonlyMap<string, RunOption> = new Map(
  RUN_OPTIONS.flatMap((option) => [option.name, ...(option.aliases ?? [])].map((name) => [name, option])),
);
const BY_LETTER: ReadonlyMap<string, RunOption> = new Map(
  RUN_OPTIONS.flatMap((option) => (option.short === undefined ? [] : [[option.short, option]])),
);

/** The option of `docker run` with this long name. */
export function runOption(name: string): RunOption | undefined {
  return BY_NAME.get(name);
}

/** The option that the first word of it names: `--memory`, `-m`. */
export function runOptionOf(word: string): RunOption | undefined {
  return word.startsWith("--") ? BY_NAME.get(word.slice(2)) : BY_LETTER.get(word.slice(1));
}

/** Options that stand before `run`. */
export const GLOBAL_OPTIONS: readonly OptionSyntax[] = [
  { name: "config", kind: TEXT },
  { name: "context", short: "c", kind: TEXT },
  { name: "debug", short: "D", kind: SWITCH },
  { name: "help", kind: SWITCH },
  { name: "host", short: "H", kind: TEXT },
  { name: "log-level", short: "l", kind: TEXT },
  { name: "tls", kind: SWITCH },
  { name: "tlscacert", kind: TEXT },
  { name: "tlscert", kind: TEXT },
  { name: "tlskey", kind: TEXT },
  { name: "tlsverify", kind: SWITCH },
  { name: "version", short: "v", kind: SWITCH },
];
