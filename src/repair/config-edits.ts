import { UsageError } from "../contract/errors.js";
import { addMember, applyEdits, removeMembers, replaceNode, type TextEdit } from "./json-edits.js";
import { type JsonMember, memberOf, membersOf, type JsonNode, readJson, withoutComments } from "./json-text.js";

/** One exact edit of a config.json, as an option of `repair config` names it. */
export type ConfigEdit =
  | { readonly of: "rename-key" | "empty-auth"; readonly from: string; readonly to: string }
  | { readonly of: "remove-auth"; readonly keys: readonly string[] }
  | { readonly of: "encode" | "encode-plain"; readonly key: string }
  | { readonly of: "normalise" | "strip-comments" };

/** A config.json as an edit sees it. */
interface Config {
  readonly text: string;
  readonly root: JsonNode;
}

const OWN_NAMES = ["auths", "credsStore", "credHelpers"] as const;
const BYTE_ORDER_MARK = "\uFEFF";

function requireObject(node: JsonNode): JsonNode {
  if (node.type !== "object") throw new UsageError(`"auths" in it is no object`);
  return node;
}

function authsOf({ root }: Config): JsonNode | undefined {
  const auths = memberOf(root, "auths")?.value;
  return auths && requireObject(auths);
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

function renameMember({ name, key }: JsonMember, to: string): readonly TextEdit[] {
  return name === to ? [] : [replaceNode(key, to)];
}

function isEmptyObject({ type, children = [] }: JsonNode): boolean {
  return type === "object" && children.length === 0;
}

function renameKey(config: Config, from: string, to: string): readonly TextEdit[] {
  const auths = authsOf(config);
  const [old, other] = [memberOf(auths, from), memberOf(auths, to)];
  if (from === to || (old === undefined && other !== undefined)) return [];
  if (old === undefined) throw new UsageError(`it has no entry "${from}"`);
  if (other !== undefined) throw new UsageError(`it has an entry "${to}" already, which would be lost`);
  return renameMember(old, to);
}

function emptyEntry(config: Config, from: string, to: string): readonly TextEdit[] {
  const auths = authsOf(config);
  const [old, other] = [memberOf(auths, from), memberOf(auths, to)];
  if (old === undefined) {
    if (other !== undefined) return [];
    const { text, root } = config;
    return [
      auths === undefined ? addMember(text, root, root, "auths", { [to]: {} }) : addMember(text, root, auths, to, {}),
    ];
  }
  if (from !== to && other !== undefined) throw new UsageError(`it has an entry "${to}" already, which would be lost`);
  return [...renameMember(old, to), ...(isEmptyObject(old.value) ? [] : [replaceNode(old.value, {})])];
}

function encodeAuth(auth: JsonNode, encode: (auth: string) => string): readonly TextEdit[] {
  const encoded = encode(String(auth.value));
  return encoded === auth.value ? [] : [replaceNode(auth, encoded)];
}

function encodeEntry(config: Config, key: string, encode: (auth: string) => string): readonly TextEdit[] {
  const entry = memberOf(authsOf(config), key)?.value;
  if (entry?.type !== "object") throw new UsageError(`it has no entry "${key}"`);
  const auth = memberOf(entry, "auth")?.value;
  if (auth?.type !== "string") throw new UsageError(`its entry "${key}" has no auth`);
  return encodeAuth(auth, encode);
}

/** Gives members the names that they count as; of several with one name the last one counts, and stays. */
function renameMembers(
  object: JsonNode,
  nameOf: (name: string) => string,
  isKept: (name: string, value: JsonNode) => boolean = () => true,
): readonly TextEdit[] {
  const last = new Map(membersOf(object).map((member) => [nameOf(member.name), member.start]));
  const isRemoved = ({ name, value, start }: JsonMember): boolean =>
    last.get(nameOf(name)) !== start || !isKept(nameOf(name), value);
  const kept = membersOf(object).filter((member) => !isRemoved(member));
  return [...removeMembers(object, isRemoved), ...kept.flatMap((member) => renameMember(member, nameOf(member.name)))];
}

function normaliseEntry({ name, value }: JsonMember): readonly TextEdit[] {
  if (value.type === "null") return [replaceNode(value, {})];
  if (value.type !== "object") throw new UsageError(`its entry "${name}" is no object`);
  const auth = membersOf(value).findLast((member) => member.name.toLowerCase() === "auth")?.value;
  const hasAuth = auth?.type === "string" && auth.value !== "";
  return [
    ...renameMembers(
      value,
      (own) => own.toLowerCase(),
      (own) => own !== "auth" || hasAuth,
    ),
    ...(hasAuth ? encodeAuth(auth, encodeAnew) : []),
  ];
}

function nameInOwnCase(name: string): string {
  return OWN_NAMES.find((own) => own.toLowerCase() === name.toLowerCase()) ?? name;
}

function normalise({ root }: Config): readonly TextEdit[] {
  const auths = membersOf(root).find(({ name }) => nameInOwnCase(name) === "auths")?.value;
  return [
    ...renameMembers(root, nameInOwnCase),
    ...(auths === undefined ? [] : membersOf(requireObject(auths)).flatMap(normaliseEntry)),
  ];
}

function editsOf(config: Config, edit: ConfigEdit): readonly TextEdit[] {
  switch (edit.of) {
    case "rename-key":
      return renameKey(config, edit.from, edit.to);
    case "empty-auth":
      return emptyEntry(config, edit.from, edit.to);
    case "remove-auth": {
      const auths = authsOf(config);
      return auths === undefined ? [] : removeMembers(auths, ({ name }) => edit.keys.includes(name));
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
      return [];
  }
}

/** Of two maps with one name, whose entries docker joins, one would be lost. */
function requireOneOfEach(root: JsonNode): void {
  const maps = new Map<string, boolean>();
  const twice = membersOf(root).find(({ name, value }) => {
    const isMap = value.type === "object";
    const before = maps.get(name.toLowerCase());
    maps.set(name.toLowerCase(), isMap || before === true);
    return before !== undefined && (isMap || before);
  });
  if (twice === undefined) return;
  const name = nameInOwnCase(twice.name);
  throw new UsageError(`"${name}" occurs twice in it, and one would be lost: join them by hand`);
}

/** Of members with one name the last one, in this object and those in it. */
function lastOfEach(node: JsonNode): readonly TextEdit[] {
  if (node.type !== "object") return (node.children ?? []).flatMap(lastOfEach);
  const last = new Map(membersOf(node).map((member) => [member.name, member]));
  return [
    ...removeMembers(node, (member) => last.get(member.name)?.start !== member.start),
    ...[...last.values()].flatMap(({ value }) => lastOfEach(value)),
  ];
}

function withoutDuplicates(text: string): string {
  const root = readJson(text, { duplicates: true });
  requireOneOfEach(root);
  return applyEdits(text, lastOfEach(root));
}

/**
 * The text of a config.json after edits, each made where it stands, so that everything else in it is kept; the very text
 * where they change nothing.
 *
 * @throws UsageError for a text or an entry that an edit does not fit, or where something would be lost.
 */
export function editConfig(given: string, edits: readonly ConfigEdit[]): string {
  const isNormalised = edits.some(({ of }) => of === "normalise");
  const marked = isNormalised ? given.replace(BYTE_ORDER_MARK, "") : given;
  const plain = edits.some(({ of }) => of === "strip-comments") ? withoutComments(marked) : marked;
  const single = isNormalised ? withoutDuplicates(plain) : plain;
  return edits.reduce((text, edit) => applyEdits(text, editsOf({ text, root: readJson(text) }, edit)), single);
}
