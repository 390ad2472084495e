import { UsageError } from "../contract/errors.js";

/** A JSON object as it is edited. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** A piece of JSON text; everything between two pieces is white space. */
export interface JsonToken {
  readonly kind: "string" | "scalar" | "comment" | "mark";
  readonly text: string;
  readonly start: number;
  /** The decoded names that lead to it, `*` for a place in a list; a name of an object ends with itself. */
  readonly path: readonly string[];
  readonly isKey: boolean;
}

/** What is let through of what plain JSON has not, or what a rewriting would lose. */
export interface JsonTolerance {
  readonly comments?: boolean;
  readonly duplicates?: boolean;
  readonly byteOrderMark?: boolean;
}

const PIECE =
  /(?<comment>\/\/.*|#.*|\/\*[^]*?\*\/)|(?<string>"(?:\\.|[^"\\])*")|(?<mark>[{}[\]:,])|(?<scalar>[^\s{}[\]:,"/#]+|["/])/gu;
const BYTE_ORDER_MARK = "\uFEFF";
/** Digits that a number keeps for certain when it is read and written again. */
const SAFE_DIGITS = 15;

interface Piece {
  readonly kind: JsonToken["kind"];
  readonly text: string;
  readonly start: number;
}

function piecesOf(text: string): readonly Piece[] {
  return [...text.matchAll(PIECE)].map(({ 0: piece, index, groups = {} }) => {
    const kind = (["comment", "string", "mark"] as const).find((name) => groups[name] !== undefined) ?? "scalar";
    return { kind, text: piece, start: index };
  });
}

function decoded(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    return text;
  }
}

/** The pieces of a JSON text, comments included, each with the names that lead to it. */
export function scanJson(text: string): readonly JsonToken[] {
  const pieces = piecesOf(text);
  const significant = pieces.filter(({ kind }) => kind !== "comment");
  const following = new Map(significant.map((piece, at) => [piece, significant[at + 1]?.text]));
  const stack: { readonly isObject: boolean; name: string }[] = [];
  return pieces.map((piece): JsonToken => {
    const frame = stack.at(-1);
    const isKey = piece.kind === "string" && frame?.isObject === true && following.get(piece) === ":";
    if (isKey && frame !== undefined) frame.name = decoded(piece.text);
    const token = { ...piece, isKey, path: stack.map(({ name }) => name) };
    if (piece.kind === "mark") {
      if (piece.text === "{" || piece.text === "[") stack.push({ isObject: piece.text === "{", name: "*" });
      else if (piece.text === "}" || piece.text === "]") stack.pop();
    }
    return token;
  });
}

/** The first name that an object of the text has twice. */
function duplicateName(tokens: readonly JsonToken[]): string | undefined {
  const seen: Set<string>[] = [];
  for (const { kind, text, path, isKey } of tokens) {
    if (kind === "mark" && text === "{") seen[path.length + 1] = new Set();
    if (!isKey) continue;
    const names = (seen[path.length] ??= new Set());
    const name = path.at(-1) ?? "";
    if (names.has(name)) return name;
    names.add(name);
  }
  return undefined;
}

function losesDigits({ kind, text }: JsonToken): boolean {
  if (kind !== "scalar" || !/^-?\d/u.test(text)) return false;
  const digits = text.replace(/e.*$/iu, "").replaceAll(/\D/gu, "").replace(/^0+/u, "");
  return digits.length > SAFE_DIGITS || !Number.isFinite(Number(text));
}

/** A text without comments and commas too many. */
function withoutComments(text: string): string {
  return text
    .replaceAll(/("(?:\\.|[^"\\])*")|\/\/.*|#.*|\/\*[^]*?\*\//gu, "$1")
    .replaceAll(/("(?:\\.|[^"\\])*")|,(?=\s*[}\]])/gu, "$1");
}

/**
 * Reads a text that is going to be written again.
 *
 * @throws UsageError for what is no JSON object, and for whatever writing it again would lose.
 */
export function parseJson(given: string, tolerance: JsonTolerance = {}): JsonObject {
  const text = tolerance.byteOrderMark === true ? given.replace(BYTE_ORDER_MARK, "") : given;
  const tokens = scanJson(text);
  const plain = tolerance.comments === true ? withoutComments(text) : text;
  const value = valueOf(plain, tokens);
  const twice = tolerance.duplicates === true ? undefined : duplicateName(tokens);
  if (twice !== undefined) {
    throw new UsageError(`"${twice}" occurs twice in one object, and one of them would be lost: take one out by hand`);
  }
  if (tokens.some(losesDigits)) throw new UsageError("it has a number that would lose digits: edit it by hand");
  return value;
}

function valueOf(plain: string, tokens: readonly JsonToken[]): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(plain);
  } catch {
    const hint = tokens.some(({ kind }) => kind === "comment") ? " (it has comments, see --strip-comments)" : "";
    throw new UsageError(`it is not JSON${hint}`);
  }
  if (!isObject(value)) throw new UsageError("it is not a JSON object");
  return value;
}

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value as text, with the indentation and line ends of the text that it came from. */
export function formatLike(given: string, value: JsonObject): string {
  const indent = /^[^\n]*[{[]\s*\n([ \t]+)\S/u.exec(given)?.[1] ?? (/\n[ \t]+"/u.test(given) ? "\t" : "");
  const text = JSON.stringify(value, null, indent);
  const ended = given.endsWith("\n") ? `${text}\n` : text;
  return given.includes("\r\n") ? ended.replaceAll("\n", "\r\n") : ended;
}

/** Whether two values are the same JSON, the order of names included. */
export function isSame(one: JsonObject, other: JsonObject): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
