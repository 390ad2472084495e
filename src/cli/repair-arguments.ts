import { UsageError } from "../contract/errors.js";
import { nearestWord } from "../judge/nearest-word.js";
import type { ConfigEdit } from "../repair/config-edits.js";
import { REPAIR_HELP } from "./repair-help.js";
import type { RepairRequest, Request } from "./request.js";

/** What is left of the command line, taken word by word. */
interface Words {
  readonly take: () => string | undefined;
  readonly peek: () => string | undefined;
}

const KINDS = ["config", "daemon", "command"] as const;

function wordsOf(argv: readonly string[]): Words {
  let at = 0;
  return { peek: () => argv[at], take: () => argv[at++] };
}

function valueOf(words: Words, option: string): string {
  const value = words.take();
  if (value === undefined)
    throw new UsageError(`repair ${option}: a value is missing; see runner-preflight help repair`);
  return value;
}

function keysOf(words: Words, option: string): readonly string[] {
  const keys = [valueOf(words, option)];
  for (let next = words.peek(); next !== undefined && !next.startsWith("--"); next = words.peek()) {
    keys.push(valueOf(words, option));
  }
  return keys;
}

const EDITS: Readonly<Record<string, (words: Words, option: string) => ConfigEdit>> = {
  "--rename-key": (words, option) => ({ of: "rename-key", from: valueOf(words, option), to: valueOf(words, option) }),
  "--empty-auth": (words, option) => ({ of: "empty-auth", from: valueOf(words, option), to: valueOf(words, option) }),
  "--remove-auth": (words, option) => ({ of: "remove-auth", keys: keysOf(words, option) }),
  "--encode": (words, option) => ({ of: "encode", key: valueOf(words, option) }),
  "--encode-plain": (words, option) => ({ of: "encode-plain", key: valueOf(words, option) }),
  "--normalise": () => ({ of: "normalise" }),
  "--strip-comments": () => ({ of: "strip-comments" }),
};

/**
 * The words behind `repair` as a request.
 *
 * @throws UsageError in one line for anything that cannot be meant.
 */
export function parseRepair(argv: readonly string[]): Request {
  const files: string[] = [];
  const edits: ConfigEdit[] = [];
  const given = new Set<string>();
  const words = wordsOf(argv);
  let areFiles = false;
  for (let word = words.take(); word !== undefined; word = words.take()) {
    const edit = Object.hasOwn(EDITS, word) ? EDITS[word] : undefined;
    if (areFiles || !word.startsWith("-")) files.push(word);
    else if (word === "--") areFiles = true;
    else if (word === "--help" || word === "-h") return { command: "text", text: REPAIR_HELP };
    else if (edit !== undefined) edits.push(edit(words, word));
    else if (word === "--yes" || word === "--drop-log-driver") given.add(word);
    else throw new UsageError(unknownOption(word.split("=")[0] ?? word));
  }
  return { command: "repair", repair: toRequest(files, edits, given) };
}

function unknownOption(name: string): string {
  const near = nearestWord(name, [...Object.keys(EDITS), "--yes", "--drop-log-driver", "--help"]);
  const hint = near === undefined ? "see runner-preflight help repair" : `did you mean ${near}?`;
  return `repair: unknown option ${name}; ${hint}`;
}

function toRequest(files: readonly string[], edits: readonly ConfigEdit[], given: ReadonlySet<string>): RepairRequest {
  const [name, file, ...more] = files;
  const kind = KINDS.find((known) => known === name);
  if (kind === undefined)
    throw new UsageError("repair takes config, daemon or command, and a file; see runner-preflight help repair");
  if (file === undefined || file === "") throw new UsageError(`repair ${kind}: the file is missing`);
  if (more.length > 0) throw new UsageError(`repair ${kind} takes one file, but was given ${files.length - 1}`);
  if (kind !== "config" && edits[0] !== undefined)
    throw new UsageError(`repair ${kind}: --${edits[0].of} is an option of repair config`);
  if (kind === "config" && edits.length === 0) {
    throw new UsageError(`repair config: what to change is missing; expected ${Object.keys(EDITS).join(", ")}`);
  }
  if ((kind === "daemon") !== given.has("--drop-log-driver")) {
    throw new UsageError(
      kind === "daemon"
        ? "repair daemon: --drop-log-driver is missing"
        : `repair ${kind}: --drop-log-driver is an option of repair daemon`,
    );
  }
  return { file, isAgreed: given.has("--yes"), repair: kind === "config" ? { of: kind, edits } : { of: kind } };
}
