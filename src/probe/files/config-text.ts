import type { DockerConfigFact } from "../../contract/index.js";
import { dropUserInfo, hideUserInfo } from "../../secrets/user-info.js";
import { withoutUndefined } from "../engine/json.js";
import { type RawAuth, readAuth, type ReadAuth } from "./auth.js";
import { type JsonNode, readJsonText } from "./json-text.js";

/** What the text of a config.json says, and what only a probe may open. */
export interface ConfigText {
  readonly fact: Pick<
    DockerConfigFact,
    "outcome" | "detail" | "credsStore" | "credHelpers" | "auths" | "currentContext" | "notes" | "clientRefuses"
  >;
  readonly auths: readonly ReadAuth[];
}

/** The members of the docker client's config whose type Go insists on. */
const TEXT_MEMBERS = [
  "credsStore",
  "currentContext",
  "detachKeys",
  "psFormat",
  "imagesFormat",
  "networksFormat",
  "pluginsFormat",
  "volumesFormat",
  "statsFormat",
  "serviceInspectFormat",
  "servicesFormat",
  "tasksFormat",
  "secretFormat",
  "configFormat",
  "nodesFormat",
  "experimental",
] as const;
const MAP_MEMBERS = ["auths", "credHelpers", "HttpHeaders", "proxies", "plugins", "aliases", "features"] as const;
/** Those whose values are texts. */
const TEXT_MAP_MEMBERS = ["HttpHeaders", "aliases", "features"] as const;
const AUTH_MEMBERS = [
  "auth",
  "username",
  "password",
  "identitytoken",
  "registrytoken",
  "email",
  "serveraddress",
] as const;

type Members = readonly { readonly key: string; readonly value: JsonNode }[];

/** Thrown inside for a value of the wrong type. */
class Mistyped extends Error {}

/**
 * Reads the text of a config.json by the docker client's rules (Go's decoder: names in any case, the last duplicate
 * wins, text after the first value is ignored) and notes what the runner's reader, a Java one, takes differently.
 */
export function readConfigText(bytes: Uint8Array, nowMs: number): ConfigText {
  const notes: string[] = [];
  const encoding = foreignEncoding(bytes);
  if (encoding !== undefined) return invalid(`the file is ${encoding}; JSON has to be UTF-8`, notes);
  let text = Buffer.from(bytes).toString("utf8");
  const hasMark = text.startsWith("\uFEFF");
  if (hasMark) {
    notes.push("byte-order mark at the start: the docker client rejects the whole file because of it");
    text = text.slice(1);
  }
  if (text.trim() === "") {
    notes.push("the file is empty: the docker client takes it as no settings, other readers refuse it");
    return { fact: { outcome: "read", credHelpers: [], auths: [], notes }, auths: [] };
  }
  const parsed = readJsonText(text);
  if (!parsed.ok) return invalid(`line ${parsed.line}, column ${parsed.column}: ${parsed.problem}`, notes);
  if (text.slice(parsed.end).trim() !== "") {
    notes.push("text after the first JSON value: the docker client ignores it, other readers may refuse the file");
  }
  try {
    const read = interpret(parsed.value, notes, nowMs);
    return hasMark ? { ...read, fact: { ...read.fact, clientRefuses: true } } : read;
  } catch (error) {
    if (!(error instanceof Mistyped)) throw error;
    return invalid(error.message, notes);
  }
}

function invalid(detail: string, notes: readonly string[]): ConfigText {
  return { fact: { outcome: "invalid", detail, credHelpers: [], auths: [], notes }, auths: [] };
}

function foreignEncoding(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return "UTF-16";
  return bytes.subarray(0, 64).includes(0) ? "binary or UTF-16" : undefined;
}

function interpret(root: JsonNode, notes: string[], nowMs: number): ConfigText {
  if (root.kind === "null") return { fact: { outcome: "read", credHelpers: [], auths: [], notes }, auths: [] };
  if (root.kind !== "object") throw new Mistyped(`the file holds ${article(root)}, not an object`);
  const members = renamed(root.members, [...TEXT_MEMBERS, ...MAP_MEMBERS], "", notes);
  const texts = new Map(TEXT_MEMBERS.map((name) => [name, lastText(members, name, name)] as const));
  const maps = new Map(MAP_MEMBERS.map((name) => [name, mapMembers(members, name)] as const));

  for (const name of TEXT_MAP_MEMBERS) {
    for (const { key, value } of maps.get(name) ?? []) textOf(value, `${name}.${key}`);
  }
  const auths = lastOf(maps.get("auths") ?? [], "auths", notes).map(({ key, value }) =>
    readNoted(withoutUserInfo(key), rawAuth(key, value, notes), nowMs, notes),
  );
  const credHelpers = lastOf(maps.get("credHelpers") ?? [], "credHelpers", notes).map(({ key, value }) => ({
    key: withoutUserInfo(key),
    helper: textOf(value, `credHelpers of ${withoutUserInfo(key)}`) ?? "",
  }));
  return {
    fact: withoutUndefined({
      outcome: "read",
      credsStore: texts.get("credsStore") || undefined,
      credHelpers,
      auths: auths.map(({ fact }) => fact),
      currentContext: texts.get("currentContext") || undefined,
      notes,
    } as const),
    auths,
  };
}

/** Reads an entry and notes what the runner's reader makes of it in another way. */
function readNoted(key: string, raw: RawAuth, nowMs: number, notes: string[]): ReadAuth {
  const read = readAuth(key, raw, nowMs);
  if (raw.auth === "") notes.push(`empty auth of ${key}: docker takes it for none, the runner's reader fails on it`);
  if (read.hasNul) notes.push(`NUL beside the password of ${key}: docker cuts it off, the runner's reader does not`);
  return read;
}

/** Members under the names that Go's decoder takes them for. */
function renamed(members: Members, names: readonly string[], where: string, notes: string[]): Members {
  const seen = new Set<string>();
  return members.map(({ key, value }) => {
    const name = names.find((known) => known.toLowerCase() === key.toLowerCase());
    if (name === undefined) return { key, value };
    if (name !== key)
      notes.push(`"${key}" is written "${name}": only the docker client reads names in any case${where}`);
    if (seen.has(name))
      notes.push(`"${name}" occurs twice: the docker client puts both together or takes the last${where}`);
    seen.add(name);
    return { key: name, value };
  });
}

/** The entries of a map member; Go's decoder adds the entries of a later duplicate to those of the earlier one. */
function mapMembers(members: Members, name: string): Members {
  return members.flatMap(({ key, value }) => {
    if (key !== name || value.kind === "null") return [];
    if (value.kind !== "object") throw new Mistyped(`"${name}" holds ${article(value)}, not an object`);
    return value.members;
  });
}

/** One entry per key: the last. */
function lastOf(members: Members, name: string, notes: string[]): Members {
  const last = new Map<string, JsonNode>();
  for (const { key, value } of members) {
    if (last.has(key)) notes.push(`"${withoutUserInfo(key)}" occurs twice in "${name}": the last one counts`);
    last.set(key, value);
  }
  return [...last].map(([key, value]) => ({ key, value }));
}

function rawAuth(key: string, value: JsonNode, notes: string[]): RawAuth {
  const shown = withoutUserInfo(key);
  if (value.kind === "null") {
    notes.push(`null as the entry of ${shown}: docker takes it for an empty one, the runner's reader fails on it`);
    return {};
  }
  if (value.kind !== "object")
    throw new Mistyped(`the entry of ${shown} in "auths" holds ${article(value)}, not an object`);
  const members = renamed(value.members, AUTH_MEMBERS, ` (entry of ${shown})`, notes);
  for (const name of ["email", "serveraddress"]) lastText(members, name, `${name} of ${shown}`);
  return withoutUndefined({
    auth: lastText(members, "auth", `auth of ${shown}`),
    username: lastText(members, "username", `username of ${shown}`),
    password: lastText(members, "password", `password of ${shown}`),
    identitytoken: lastText(members, "identitytoken", `identitytoken of ${shown}`),
    registrytoken: lastText(members, "registrytoken", `registrytoken of ${shown}`),
  });
}

function lastText(members: Members, name: string, where: string): string | undefined {
  return members
    .filter(({ key }) => key === name)
    .map(({ value }) => textOf(value, where))
    .findLast((text) => text !== undefined);
}

function textOf(value: JsonNode, where: string): string | undefined {
  if (value.kind === "null") return undefined;
  if (value.kind !== "string") throw new Mistyped(`"${where}" holds ${article(value)}, not a text`);
  return value.text;
}

function article(value: JsonNode): string {
  return {
    object: "an object",
    array: "a list",
    string: "a text",
    number: "a number",
    boolean: "a boolean",
    null: "null",
  }[value.kind];
}

/** A registry key as it may be shown; without a scheme, docker takes user-info for a part of the name, and so it stays one. */
function withoutUserInfo(key: string): string {
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//iu.test(key);
  return (hasScheme ? dropUserInfo(key) : hideUserInfo(key)).text;
}
