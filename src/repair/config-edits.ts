import { UsageError } from "../contract/errors.js";
import { formatLike, isObject, isSame, parseJson, scanJson, type JsonObject } from "./json-text.js";

/** One exact edit of a config.json, as an option of `repair config` names it. */
export type ConfigEdit =
  | { readonly of: "rename-key" | "empty-auth"; readonly from: string; readonly to: string }
  | { readonly of: "remove-auth"; readonly keys: readonly string[] }
  | { readonly of: "encode" | "encode-plain"; readonly key: string }
  | { readonly of: "normalise" | "strip-comments" };

const OWN_NAMES = ["auths", "credsStore", "credHelpers"] as const;

function authsOf(config: JsonObject): JsonObject {
  const { auths = {} } = config;
  if (!isObject(auths)) throw new UsageError(`"auths" in it is no object`);
  return auths;
}

function withAuths(config: JsonObject, entries: readonly (readonly [string, unknown])[]): JsonObject {
  if (entries.length === 0 && !Object.hasOwn(config, "auths")) return config;
  return { ...config, auths: Object.fromEntries(entries) };
}

/** Decodes leniently and encodes as docker does, without NULs and white space round the password. */
function encodeAnew(auth: string): string {
  const pair = Buffer.from(auth, "base64")
    .toString("latin1")
    .replace(/:\0+/u, ":")
    .replace(/[ \t\r\n\0]+$/u, "");
  if (!pair.includes(":")) throw new UsageError("no user:password in an auth of it, log in instead");
  return Buffer.from(pair, "latin1").toString("base64");
}

function renameKey(config: JsonObject, from: string, to: string): JsonObject {
  const auths = authsOf(config);
  const [hasOld, hasNew] = [Object.hasOwn(auths, from), Object.hasOwn(auths, to)];
  if (from === to || (!hasOld && hasNew)) return config;
  if (!hasOld) throw new UsageError(`it has no entry "${from}"`);
  if (hasNew) throw new UsageError(`it has an entry "${to}" already, which would be lost`);
  return withAuths(
    config,
    Object.entries(auths).map(([key, entry]) => [key === from ? to : key, entry]),
  );
}

function emptyEntry(config: JsonObject, from: string, to: string): JsonObject {
  const auths = authsOf(config);
  const [hasOld, hasNew] = [Object.hasOwn(auths, from), Object.hasOwn(auths, to)];
  if (!hasOld && hasNew) return config;
  if (!hasOld) return withAuths(config, [...Object.entries(auths), [to, {}]]);
  if (from !== to && hasNew) throw new UsageError(`it has an entry "${to}" already, which would be lost`);
  return withAuths(
    config,
    Object.entries(auths).map(([key, entry]) => (key === from ? [to, {}] : [key, entry])),
  );
}

function encodeEntry(config: JsonObject, key: string, encode: (auth: string) => string): JsonObject {
  const auths = authsOf(config);
  const entry = Object.hasOwn(auths, key) ? auths[key] : undefined;
  if (!isObject(entry)) throw new UsageError(`it has no entry "${key}"`);
  const { auth } = entry;
  if (typeof auth !== "string") throw new UsageError(`its entry "${key}" has no auth`);
  return withAuths(
    config,
    Object.entries(auths).map(([name, other]) => [name, name === key ? { ...entry, auth: encode(auth) } : other]),
  );
}

/** Names in their own case; of two the last one counts. */
function inOwnCase(config: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(config).map(([name, value]) => [
      OWN_NAMES.find((own) => own.toLowerCase() === name.toLowerCase()) ?? name,
      value,
    ]),
  );
}

function normalEntry(key: string, entry: unknown): JsonObject {
  if (entry !== null && !isObject(entry)) throw new UsageError(`its entry "${key}" is no object`);
  const { auth, ...rest } = Object.fromEntries(
    Object.entries(entry ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  );
  return typeof auth === "string" && auth !== "" ? { auth: encodeAnew(auth), ...rest } : rest;
}

function normalise(config: JsonObject): JsonObject {
  const named = inOwnCase(config);
  return withAuths(
    named,
    Object.entries(authsOf(named)).map(([key, entry]) => [key, normalEntry(key, entry)]),
  );
}

function applyEdit(config: JsonObject, edit: ConfigEdit): JsonObject {
  switch (edit.of) {
    case "rename-key":
      return renameKey(config, edit.from, edit.to);
    case "empty-auth":
      return emptyEntry(config, edit.from, edit.to);
    case "remove-auth": {
      const left = Object.entries(authsOf(config)).filter(([key]) => !edit.keys.includes(key));
      return withAuths(config, left);
    }
    case "encode":
      return encodeEntry(config, edit.key, encodeAnew);
    case "encode-plain":
      // what is encoded already stays: running the command twice is harmless
      return encodeEntry(config, edit.key, (auth) =>
        auth.includes(":") ? Buffer.from(auth).toString("base64") : auth,
      );
    case "normalise":
      return normalise(config);
    default:
      return config;
  }
}

/** Of two maps of entries one would be lost. */
function requireOneOfEach(text: string): void {
  const names = scanJson(text)
    .filter(({ isKey, path }) => isKey && path.length === 1)
    .map(({ path }) => path[0]?.toLowerCase());
  const twice = ["auths", "credHelpers"].find((map) => names.filter((name) => name === map.toLowerCase()).length > 1);
  if (twice !== undefined)
    throw new UsageError(`"${twice}" occurs twice in it, and one would be lost: join them by hand`);
}

/**
 * The text of a config.json after edits, with everything else in it kept; the very text where they change nothing.
 *
 * @throws UsageError for a text or an entry that an edit does not fit, or where something would be lost.
 */
export function editConfig(text: string, edits: readonly ConfigEdit[]): string {
  const isNormalised = edits.some(({ of }) => of === "normalise");
  const isStripped = edits.some(({ of }) => of === "strip-comments");
  if (isNormalised) requireOneOfEach(text);
  const config = parseJson(text, { comments: isStripped, duplicates: isNormalised, byteOrderMark: isNormalised });
  const edited = edits.reduce(applyEdit, config);
  const isPlain = (): boolean => {
    try {
      return isSame(parseJson(text), edited);
    } catch {
      return false;
    }
  };
  return isPlain() ? text : formatLike(text, edited);
}
