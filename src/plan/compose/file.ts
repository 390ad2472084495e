import { posix } from "node:path";
import { isDeepStrictEqual } from "node:util";
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
} from "yaml";
import {
  type CommandIssue,
  type ExpressionProblem,
  isSameOrigin,
  type Origin,
  originText,
  type PlanIssue,
  type Sourced,
  UsageError,
} from "../../contract/index.js";
import { count, type ProjectAmount, requireShallow } from "./amount.js";
import { saysSecret } from "../../secrets/names.js";
import { oddParts, withoutParts } from "../hidden-parts.js";
import { interpolate } from "./interpolate.js";
import { readDotEnv } from "./dot-env.js";
import { requireFewIssues } from "../bounds.js";
import type { PlanWorld } from "../inputs.js";
import type { NamedFile } from "../named-file.js";
import { maySayExpansions } from "../variables.js";
import { isNamedExpansion } from "../command/word.js";

/** A compose file while it is being read: places, variables, and what has been noticed. */
export interface ComposeFile {
  /** As given, for messages and origins. */
  readonly name: string;
  /** Absolute; absent for stdin. */
  readonly path?: string;
  /** Folder that relative paths start from, absolute. */
  readonly directory: string;
  readonly world: PlanWorld;
  readonly document: Document;
  /** Shared by all files of a project. */
  readonly issues: PlanIssue[];
  readonly amount: ProjectAmount;
  /** What each alias stands for. */
  readonly aliases: ReadonlyMap<unknown, Node>;
  /** Maps whose entries are known; `undefined` while they are being gathered. */
  readonly known: Map<YAMLMap, readonly Entry[] | undefined>;
  /** Values of secret variables that have been put in their place; shared too. */
  readonly secrets: Set<string>;
  originOf(node: unknown): Origin;
  lookup(name: string): string | undefined;
}

/** One key of a map. */
export interface Entry {
  readonly key: string;
  readonly value: Node | null;
  readonly origin: Origin;
}

/** Where a compose file is and how its variables are looked up. */
export interface ComposeSource {
  readonly name: string;
  readonly path?: string;
  readonly text: string;
  readonly directory: string;
  readonly world: PlanWorld;
  readonly issues: PlanIssue[];
  readonly amount: ProjectAmount;
  readonly secrets: Set<string>;
  readonly lookup: (name: string) => string | undefined;
}

/**
 * Parses a compose file.
 *
 * @throws UsageError with file, line and column for invalid YAML
 */
export function openCompose({ text, ...source }: ComposeSource): ComposeFile {
  const { name, path, amount } = source;
  count(amount, "files", 1, name);
  count(amount, "characters", text.length, name);
  const lines = new LineCounter();
  const document = parseYaml(text, lines, name);
  const [error] = document.errors;
  if (error !== undefined) {
    if (error.code === "RESOURCE_EXHAUSTION") requireShallow(Infinity, "YAML is", name);
    const { line, col } = lines.linePos(error.pos[0]);
    throw new UsageError(
      `${name}:${line}:${col}: invalid YAML (${error.code.toLowerCase().replaceAll("_", " ")}); expected a compose file`,
    );
  }
  const originOf = (node: unknown): Origin => {
    const range = (node as Node | null | undefined)?.range;
    const line = range === undefined || range === null ? {} : { line: lines.linePos(range[0]).line };
    return path === undefined ? { from: "stdin", ...line } : { from: "file", file: name, ...line, path };
  };
  return { ...source, document, aliases: aliasesOf(document, originOf), known: new Map(), originOf };
}

/** @throws UsageError for YAML that is nested more deeply than its parser can go */
function parseYaml(text: string, lineCounter: LineCounter, name: string): Document {
  try {
    return parseDocument(text, { lineCounter, uniqueKeys: false, logLevel: "error" });
  } catch (error) {
    if (error instanceof RangeError) requireShallow(Infinity, "YAML is", name);
    throw error;
  }
}

/** What each alias stands for: the last node before it that has its anchor. */
function aliasesOf(document: Document, originOf: (node: unknown) => Origin): ReadonlyMap<unknown, Node> {
  const aliases = new Map<unknown, Node>();
  const anchors = new Map<string, Node>();
  const waiting: { readonly node: unknown; readonly depth: number }[] = [{ node: document.contents, depth: 0 }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, depth } = next;
    requireShallow(depth, "YAML is", originOf(node));
    if (isAlias(node)) {
      const found = anchors.get(node.source);
      if (found !== undefined) aliases.set(node, found);
    } else if (isScalar(node) || isMap(node) || isSeq(node)) {
      if (node.anchor !== undefined) anchors.set(node.anchor, node);
    }
    const inner = isMap(node) ? node.items.flatMap(({ key, value }) => [key, value]) : isSeq(node) ? node.items : [];
    for (const child of inner.toReversed()) waiting.push({ node: child, depth: depth + 1 });
  }
  return aliases;
}

/** Looks a variable up in what is given first, then in a file in dotenv form; a file that is not there gives none. */
export function lookupWith(
  first: (name: string) => string | undefined,
  dotEnv: string,
  { world, amount, secrets }: Pick<ComposeSource, "world" | "amount" | "secrets">,
): (name: string) => string | undefined {
  const noted = (name: string, value: string | undefined): string | undefined => {
    if (value !== undefined && saysSecret(name)) secrets.add(value);
    return value;
  };
  if (!world.exists(dotEnv)) return (name) => noted(name, first(name));
  const entries = readDotEnv(
    world.readText(dotEnv),
    (value, known, line) =>
      interpolate(value, (one) => first(one) ?? known.get(one), { amount, place: `${dotEnv}:${line}` }).text,
  );
  const beside = new Map(entries.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value] as const])));
  return (name) => noted(name, first(name) ?? beside.get(name));
}

/** The map at the root of a compose file. */
export function rootOf(file: ComposeFile): YAMLMap | undefined {
  const root = file.document.contents;
  return isMap(root) ? root : undefined;
}

/** Path that a compose file gives, absolute: `~` is the home, the rest starts from the file's folder. */
export function pathIn(file: ComposeFile, path: string): string {
  return posix.resolve(file.directory, expandHome(path, file.world.home));
}

/** A file that a compose file names, for messages. */
export function namedIn(file: ComposeFile, by: string, { value, origin }: Sourced<string>): NamedFile {
  const isOwn = file.path === undefined || posix.dirname(file.path) === file.directory;
  const is = `${isOwn ? "the folder" : "the project directory"} of ${file.name}`;
  return { by, path: expandHome(value, file.world.home), origin, base: { folder: file.directory, is } };
}

/** `~` and `~/x` with the home in place of the tilde. */
export function expandHome(path: string, home: string): string {
  return path === "~" || path.startsWith("~/") ? path.replace("~", home) : path;
}

/** A node with an alias replaced by what it stands for; `undefined` for nothing and for `!reset`. */
export function resolved(file: ComposeFile, node: unknown): Node | undefined {
  const one = isAlias(node) ? file.aliases.get(node) : (node as Node | null | undefined);
  return one === null || one === undefined || one.tag === "!reset" ? undefined : one;
}

/**
 * Entries of a map, with merged ones (`<<`) where the map has none of the name.
 *
 * @throws UsageError for a map that merges itself, or for one that merges too deeply
 */
export function entriesOf(file: ComposeFile, map: YAMLMap, depth = 0): readonly Entry[] {
  const known = file.known.get(map);
  if (known !== undefined) return known;
  if (file.known.has(map)) {
    throw new UsageError(`${originText(file.originOf(map))}: this mapping merges itself by <<; expected another one`);
  }
  requireShallow(depth, "<< is", file.originOf(map));
  file.known.set(map, undefined);
  const entries = gatherEntries(file, map, depth);
  file.known.set(map, entries);
  count(file.amount, "entries", entries.length, file.originOf(map));
  return entries;
}

function gatherEntries(file: ComposeFile, map: YAMLMap, depth: number): readonly Entry[] {
  const entries = new Map<string, Entry>();
  const pairs = map.items as Pair<unknown, Node | null>[];
  for (const { key, value } of pairs) {
    const name = keyOf(file, key);
    if (value?.tag === "!reset") continue;
    if (name !== "<<")
      entries.set(name, { key: name, value: resolved(file, value) ?? null, origin: file.originOf(key) });
  }
  for (const { key, value } of pairs) {
    if (!isScalar(key) || String(key.value) !== "<<") continue;
    const merged = resolved(file, value);
    for (const one of isSeq(merged) ? itemsOf(file, merged).map((item) => resolved(file, item)) : [merged]) {
      if (!isMap(one)) continue;
      for (const entry of entriesOf(file, one, depth + 1)) if (!entries.has(entry.key)) entries.set(entry.key, entry);
    }
  }
  return [...entries.values()];
}

function keyOf(file: ComposeFile, node: unknown): string {
  const key = resolved(file, node);
  if (isScalar(key)) return String(key.value);
  if (key === undefined) return String(node);
  throw new UsageError(
    `${originText(file.originOf(key))}: a list or a mapping stands in the place of a key; expected a text`,
  );
}

/** Items of a list; none of anything else. */
export function itemsOf(file: ComposeFile, node: Node | undefined): readonly (Node | null)[] {
  if (!isSeq(node)) return [];
  count(file.amount, "entries", node.items.length, file.originOf(node));
  return node.items as (Node | null)[];
}

/** The value of a key. */
export function nodeAt(file: ComposeFile, map: YAMLMap, key: string): Node | undefined {
  return entriesOf(file, map).find((entry) => entry.key === key)?.value ?? undefined;
}

/** The value of a key, if it is a map. */
export function mapAt(file: ComposeFile, map: YAMLMap, key: string): YAMLMap | undefined {
  const node = nodeAt(file, map, key);
  return isMap(node) ? node : undefined;
}

/** The value of a key as text, if it is a scalar. */
export function scalarAt(file: ComposeFile, map: YAMLMap, key: string): Sourced<string> | undefined {
  return scalarOf(file, nodeAt(file, map, key), { label: key });
}

/** The scalars of a list as texts. */
export function scalarsIn(file: ComposeFile, node: Node | undefined): readonly Sourced<string>[] {
  return itemsOf(file, node).flatMap((item) => scalarOf(file, resolved(file, item)) ?? []);
}

/** The value of an environment variable; of one that may be secret, no part is named in an issue. */
export function valueOf(file: ComposeFile, node: Node | null | undefined, name: string): Sourced<string> | undefined {
  const written = isScalar(node) && typeof node.value === "string" ? node.value.replace(`${name}=`, "") : "";
  return scalarOf(file, node, { label: name, isHidden: !maySayExpansions(name) && !isNamedExpansion(written) });
}

/** A scalar as text with its variables replaced; what is missing for that becomes an issue. */
export function scalarOf(
  file: ComposeFile,
  node: Node | null | undefined,
  { label, isHidden }: { readonly label?: string; readonly isHidden?: boolean } = {},
): Sourced<string> | undefined {
  if (!isScalar(node) || node.value === null || node.value === undefined) return undefined;
  const written = typeof node.value === "string" ? node.value : (node.source ?? JSON.stringify(node.value));
  const origin = file.originOf(node);
  const { text, missing, problem } = interpolate(written, (one) => file.lookup(one), {
    amount: file.amount,
    place: origin,
  });
  if (problem !== undefined) {
    const issue: CommandIssue = {
      kind: "option-invalid",
      subject: { of: "expansion", written: label ?? written },
      text: label ?? written,
      problem: isHidden === true ? { of: "expression-in-secret" } : problem,
      origin,
    };
    report(file, withoutParts(issue, [...oddParts(written), ...oddPartsOf(problem)]));
  }
  for (const one of missing) {
    const shown = isHidden === true ? "$…" : `\${${one}}`;
    report(file, {
      kind: "unexpanded",
      subject: { of: "expansion", written: shown },
      text: shown,
      problem:
        isHidden === true
          ? { of: "variable-unset-in-secret", within: label ?? "" }
          : { of: "variable-unset", name: one },
      origin,
    });
  }
  return { value: text, origin };
}

/** What of an expression that is cut off is not to be shown. */
function oddPartsOf(problem: ExpressionProblem): readonly string[] {
  return problem.of === "expression-unclosed" ? oddParts(problem.part.replace(/^\$\{/u, "")) : [];
}

function report({ issues }: ComposeFile, issue: CommandIssue): void {
  requireFewIssues(issues, issue.origin);
  if (!issues.some((one) => isDeepStrictEqual(one.problem, issue.problem) && isSameOrigin(one.origin, issue.origin)))
    issues.push(issue);
}
