import type { ConfigFault, ConfigNote, DockerConfigFact } from "../../contract/index.js";
import { CONFIG_MAPS } from "../../docker/config-maps.js";
import { dropUserInfo, hideUserInfo } from "../../secrets/user-info.js";
import { withoutUndefined } from "../engine/json.js";
import { type RawAuth, readAuth, type ReadAuth } from "./auth.js";
import { type JsonNode, readJsonText } from "./json-text.js";

/** What the text of a config.json says, and what only a probe may open. */
export interface ConfigText {
  readonly fact: Pick<
    DockerConfigFact,
    "outcome" | "fault" | "credsStore" | "credHelpers" | "auths" | "currentContext" | "notes" | "clientRefuses"
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

/** Thrown inside for a value of the wrong kind. */
class Mistyped extends Error {
  readonly fault: ConfigFault;

  constructor(path: readonly string[], { kind }: JsonNode, wanted: "object" | "string") {
    super();
    this.fault = { of: "kind", path, kind, wanted };
  }
}

/**
 * Reads the text of a config.json by the docker client's rules (Go's decoder: names in any case, the last duplicate
 * wins, text after the first value is ignored) and notes what the runner's reader, a Java one, takes differently.
 */
export function readConfigText(bytes: Uint8Array, nowMs: number): ConfigText {
  const notes: ConfigNote[] = [];
  const encoding = foreignEncoding(bytes);
  if (encoding !== undefined) return invalid({ of: "encoding", encoding }, notes);
  let text = Buffer.from(bytes).toString("utf8");
  const hasMark = text.startsWith("\uFEFF");
  if (hasMark) {
    notes.push({ of: "byte-order-mark" });
    text = text.slice(1);
  }
  if (text.trim() === "") {
    notes.push({ of: "empty-file" });
    return { fact: { outcome: "read", credHelpers: [], auths: [], notes }, auths: [] };
  }
  const parsed = readJsonText(text);
  if (!parsed.ok) {
    const { fault: syntax, line, column } = parsed;
    return invalid({ of: "syntax", syntax, line, column }, notes);
  }
  if (text.slice(parsed.end).trim() !== "") notes.push({ of: "text-after" });
  try {
    const read = interpret(parsed.value, notes, nowMs);
    return hasMark ? { ...read, fact: { ...read.fact, clientRefuses: true } } : read;
  } catch (error) {
    if (!(error instanceof Mistyped)) throw error;
    return invalid(error.fault, notes);
  }
}

function invalid(fault: ConfigFault, notes: readonly ConfigNote[]): ConfigText {
  return { fact: { outcome: "invalid", fault, credHelpers: [], auths: [], notes }, auths: [] };
}

function foreignEncoding(bytes: Uint8Array): "utf-16" | "binary" | undefined {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return "utf-16";
  return bytes.subarray(0, 64).includes(0) ? "binary" : undefined;
}

function interpret(root: JsonNode, notes: ConfigNote[], nowMs: number): ConfigText {
  if (root.kind === "null") return { fact: { outcome: "read", credHelpers: [], auths: [], notes }, auths: [] };
  if (root.kind !== "object") throw new Mistyped([], root, "object");
  const members = renamed(root.members, [...TEXT_MEMBERS, ...CONFIG_MAPS], notes);
  const texts = new Map(TEXT_MEMBERS.map((name) => [name, lastText(members, name, [name])] as const));
  const maps = new Map(CONFIG_MAPS.map((name) => [name, mapMembers(members, name)] as const));

  for (const name of TEXT_MAP_MEMBERS) {
    for (const { key, value } of maps.get(name) ?? []) textOf(value, [name, key]);
  }
  const auths = lastOf(maps.get("auths") ?? [], "auths", notes).map(({ key, value }) =>
    readNoted(withoutUserInfo(key), rawAuth(key, value, notes), nowMs, notes),
  );
  const credHelpers = lastOf(maps.get("credHelpers") ?? [], "credHelpers", notes).map(({ key, value }) => ({
    key: withoutUserInfo(key),
    helper: textOf(value, ["credHelpers", withoutUserInfo(key)]) ?? "",
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
function readNoted(key: string, raw: RawAuth, nowMs: number, notes: ConfigNote[]): ReadAuth {
  const read = readAuth(key, raw, nowMs);
  if (raw.auth === "") notes.push({ of: "auth-empty", key });
  if (read.hasNul) notes.push({ of: "nul-beside-password", key });
  return read;
}

/** Members under the names that Go's decoder takes them for. */
function renamed(members: Members, names: readonly string[], notes: ConfigNote[], entry?: string): Members {
  const seen = new Set<string>();
  const within = entry === undefined ? {} : { entry };
  return members.map(({ key, value }) => {
    const name = names.find((known) => known.toLowerCase() === key.toLowerCase());
    if (name === undefined) return { key, value };
    if (name !== key) notes.push({ of: "name-case", written: key, name, ...within });
    if (seen.has(name)) notes.push({ of: "name-twice", name, ...within });
    seen.add(name);
    return { key: name, value };
  });
}

/** The entries of a map member; Go's decoder adds the entries of a later duplicate to those of the earlier one. */
function mapMembers(members: Members, name: string): Members {
  return members.flatMap(({ key, value }) => {
    if (key !== name || value.kind === "null") return [];
    if (value.kind !== "object") throw new Mistyped([name], value, "object");
    return value.members;
  });
}

/** One entry per key: the last. */
function lastOf(members: Members, map: "auths" | "credHelpers", notes: ConfigNote[]): Members {
  const last = new Map<string, JsonNode>();
  for (const { key, value } of members) {
    if (last.has(key)) notes.push({ of: "key-twice", map, key: withoutUserInfo(key) });
    last.set(key, value);
  }
  return [...last].map(([key, value]) => ({ key, value }));
}

function rawAuth(key: string, value: JsonNode, notes: ConfigNote[]): RawAuth {
  const shown = withoutUserInfo(key);
  if (value.kind === "null") {
    notes.push({ of: "entry-null", key: shown });
    return {};
  }
  const path = ["auths", shown];
  if (value.kind !== "object") throw new Mistyped(path, value, "object");
  const members = renamed(value.members, AUTH_MEMBERS, notes, shown);
  const textIn = (name: string): string | undefined => lastText(members, name, [...path, name]);
  for (const name of ["email", "serveraddress"]) textIn(name);
  return withoutUndefined({
    auth: textIn("auth"),
    username: textIn("username"),
    password: textIn("password"),
    identitytoken: textIn("identitytoken"),
    registrytoken: textIn("registrytoken"),
  });
}

function lastText(members: Members, name: string, path: readonly string[]): string | undefined {
  return members
    .filter(({ key }) => key === name)
    .map(({ value }) => textOf(value, path))
    .findLast((text) => text !== undefined);
}

function textOf(value: JsonNode, path: readonly string[]): string | undefined {
  if (value.kind === "null") return undefined;
  if (value.kind !== "string") throw new Mistyped(path, value, "string");
  return value.text;
}

/** A registry key as it may be shown; without a scheme, docker takes user-info for a part of the name, and so it stays one. */
function withoutUserInfo(key: string): string {
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//iu.test(key);
  return (hasScheme ? dropUserInfo(key) : hideUserInfo(key)).text;
}
