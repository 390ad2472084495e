import { type Node, parseTree } from "jsonc-parser";
import { UsageError } from "../contract/errors.js";
import { endOfString, NestedTooDeeply, parseForeignJson } from "../contract/foreign-json.js";

/** A value in a JSON text, with its place there. */
export type JsonNode = Node;

/** A member of an object in a JSON text; of one name there may be several. */
export interface JsonMember {
  /** Decoded. */
  readonly name: string;
  readonly key: JsonNode;
  readonly value: JsonNode;
  readonly start: number;
  readonly end: number;
}

/** What is let through of what only one of the file's readers takes. */
export interface JsonTolerance {
  readonly duplicates?: boolean;
}

const COMMENT = /"|\/\/[^\r\n]*|#[^\r\n]*|\/\*[^]*?(?:\*\/|$)/gu;
/** One behind a value and before the end of a list or an object. */
const COMMA_TOO_MANY = /"|,(?<=[^\s{[,:]\s*,)(?=\s*[}\]])/gu;

/** Replaces what a pattern finds outside of texts in quotes; the pattern finds their first quote, too. */
function replaceOutsideTexts(text: string, pattern: RegExp, replace: (found: string) => string): string {
  const pieces: string[] = [];
  const finder = new RegExp(pattern);
  let done = 0;
  for (let found = finder.exec(text); found !== null; found = finder.exec(text)) {
    if (found[0] === '"') {
      finder.lastIndex = endOfString(text, found.index) + 1;
      continue;
    }
    pieces.push(text.slice(done, found.index), replace(found[0]));
    done = finder.lastIndex;
  }
  return pieces.join("") + text.slice(done);
}

/** A text with blanks in the place of comments, so that all else stays where it is. */
export function blankComments(text: string): string {
  return replaceOutsideTexts(text, COMMENT, (comment) => comment.replaceAll(/[^\r\n]/gu, " "));
}

/** A text without comments, lines that had nothing else, and commas too many. */
export function withoutComments(text: string): string {
  const given = text.split("\n");
  const blank = blankComments(text);
  const plain = replaceOutsideTexts(blank, COMMA_TOO_MANY, () => "").split("\n");
  return plain
    .flatMap((line, at) => {
      if (line === given[at]) return [line];
      const left = line.trimEnd();
      if (left === "" && at < plain.length - 1) return [];
      return [line.endsWith("\r") ? `${left}\r` : left];
    })
    .join("\n");
}

/** The members of an object in their order; none of any other value. */
export function membersOf(node: JsonNode | undefined): readonly JsonMember[] {
  if (node?.type !== "object") return [];
  return (node.children ?? []).flatMap(({ offset, length, children: [key, value] = [] }) =>
    key === undefined || value === undefined
      ? []
      : [{ name: String(key.value), key, value, start: offset, end: offset + length }],
  );
}

/** The member of this name that counts: the last one. */
export function memberOf(node: JsonNode | undefined, name: string): JsonMember | undefined {
  return membersOf(node).findLast((member) => member.name === name);
}

/** The first name that an object, or one in it, has twice. */
function duplicateName(node: JsonNode): string | undefined {
  const names = new Set<string>();
  for (const { name } of membersOf(node)) {
    if (names.has(name)) return name;
    names.add(name);
  }
  const inner = node.type === "object" ? membersOf(node).map(({ value }) => value) : (node.children ?? []);
  for (const one of inner) {
    const name = duplicateName(one);
    if (name !== undefined) return name;
  }
  return undefined;
}

function requireJson(text: string): void {
  try {
    parseForeignJson(text);
  } catch (error) {
    if (error instanceof NestedTooDeeply) throw new UsageError(`it has ${error.message}`);
    const hint = blankComments(text) === text ? "" : " (it has comments, see --strip-comments)";
    throw new UsageError(`it is not JSON${hint}`);
  }
}

/**
 * Reads a text that is going to be edited where it stands.
 *
 * @throws UsageError for what is no JSON object, is nested more deeply than `LIMITS.jsonNesting`, or has a name twice in
 * one object.
 */
export function readJson(text: string, { duplicates = false }: JsonTolerance = {}): JsonNode {
  requireJson(text);
  const root = parseTree(text);
  if (root?.type !== "object") throw new UsageError("it is not a JSON object");
  const twice = duplicates ? undefined : duplicateName(root);
  if (twice !== undefined) {
    throw new UsageError(`"${twice}" occurs twice in one object, and only one of them counts: take one out by hand`);
  }
  return root;
}
