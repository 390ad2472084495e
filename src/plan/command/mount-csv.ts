import { posix } from "node:path";
import { distance } from "fastest-levenshtein";
import type { MountProblem } from "../../contract/index.js";
import { readBoolean, readBytes } from "../../docker/options/values.js";
import { oddParts } from "../hidden-parts.js";
import type { MountPaths, ReadMount } from "./mount-result.js";
import { findPlaceholder } from "../placeholder.js";
import { resolveSource, targetProblem, VOLUME_NAME } from "./volume.js";
import { literalExpansions } from "./word.js";

const TYPES = new Set(["bind", "volume", "tmpfs", "npipe", "cluster", "image"]);
const BARE_KEYS = new Set(["readonly", "ro", "volume-nocopy", "bind-nonrecursive"]);
const BOOLEAN_KEYS = new Set(["readonly", "ro", "volume-nocopy", "bind-nonrecursive", "bind-create-src"]);
const TEXT_KEYS = new Set([
  "type",
  "source",
  "src",
  "target",
  "dst",
  "destination",
  "consistency",
  "bind-propagation",
  "bind-recursive",
  "volume-subpath",
  "volume-label",
  "volume-driver",
  "volume-opt",
  "image-subpath",
  "tmpfs-size",
  "tmpfs-mode",
]);
const RECURSIVE = new Set(["enabled", "disabled", "writable", "readonly"]);
const PROPAGATION = new Set(["private", "rprivate", "shared", "rshared", "slave", "rslave"]);

/**
 * Reads the value of `--mount`: one line of CSV, keys in any case, type `volume` unless given.
 * Grammar: docker CLI 28.2, and what the engine refuses after it; read and tried in November 2026.
 */
export function readMountCsv(text: string, paths: MountPaths): ReadMount {
  const fields = readFields(text);
  if ("problem" in fields) return fields;
  const read = assemble(fields.values, paths);
  const suggestion = read.problem === undefined ? undefined : suggestionFor(text, fields.values, paths);
  return { ...read, ...(suggestion === undefined ? {} : { suggestion }) };
}

/** Fields whose values are paths, words and numbers of docker's own. */
const HIDDEN_KEYS = new Set(["volume-opt", "volume-label"]);

/**
 * What of the value of `--mount` is not to be shown: options of a volume's driver, among which passwords stand, and
 * everything that no field of docker's is, whether or not the quotes around a field are right.
 */
export function hiddenFields(text: string): readonly string[] {
  const record = readCsvRecord(text);
  const fields = "fields" in record ? record.fields : text.replaceAll('"', "").split(",");
  const hidden: string[] = [];
  for (const field of fields) {
    const equals = field.indexOf("=");
    const key = (equals < 0 ? field : field.slice(0, equals)).trim().toLowerCase();
    const value = field.slice(equals + 1);
    // what a driver's options have behind a comma is one of them
    const isInside = hidden.length > 0 && !TEXT_KEYS.has(key) && !BOOLEAN_KEYS.has(key);
    if (isInside && !isHarmlessField(field)) hidden.push(field);
    else if (HIDDEN_KEYS.has(key)) hidden.push(value, ...oddParts(value));
    else if (!TEXT_KEYS.has(key) && !BOOLEAN_KEYS.has(key)) hidden.push(...oddParts(field));
  }
  return hidden.filter((part) => part.length > 1);
}

/** `addr=10.0.0.1` and the like help to tell which volume it is. */
function isHarmlessField(field: string): boolean {
  return /^(?:addr|vers|nfsvers|rw|ro|soft|hard|uid|gid)(?:=[\w.:-]{0,40})?$/i.test(field);
}

interface Refused {
  readonly problem: MountProblem;
}

function readFields(text: string): { readonly values: ReadonlyMap<string, string> } | Refused {
  const record = readCsvRecord(text);
  if ("problem" in record) return record;
  const values = new Map<string, string>();
  for (const field of record.fields) {
    const equals = field.indexOf("=");
    const key = (equals < 0 ? field : field.slice(0, equals)).toLowerCase();
    const value = equals < 0 ? "true" : field.slice(equals + 1);
    if (equals < 0 && !BARE_KEYS.has(key)) return { problem: { of: "field-without-value", field } };
    if (!BOOLEAN_KEYS.has(key) && !TEXT_KEYS.has(key)) return { problem: { of: "key-unknown", key, field } };
    const problem = problemOfField(key, value);
    if (problem !== undefined) return { problem };
    values.set(key, value);
  }
  return { values };
}

/** The same with the nearest type, or with the absolute path of its source, if docker accepts that. */
function suggestionFor(text: string, values: ReadonlyMap<string, string>, paths: MountPaths): string | undefined {
  const type = values.get("type") ?? "";
  const source = values.get("source") ?? values.get("src") ?? "";
  const nearest = [...TYPES].find((known) => distance(known, type.toLowerCase()) <= 1) ?? type;
  const path = posix.resolve(paths.directory, source.replace(/^~(?=\/|$)/, paths.home));
  const [old, next] = nearest.toLowerCase() === type.toLowerCase() ? [source, path] : [type, nearest];
  if (old === "" || old === next) return undefined;
  const suggestion = text.replace(`=${old}`, () => `=${next}`);
  const fields = readFields(suggestion);
  return "values" in fields && assemble(fields.values, paths).problem === undefined ? suggestion : undefined;
}

function problemOfField(key: string, value: string): MountProblem | undefined {
  const isBad =
    (BOOLEAN_KEYS.has(key) && readBoolean(value) === undefined) ||
    (key === "bind-recursive" && !RECURSIVE.has(value)) ||
    (key === "tmpfs-size" && readBytes(value) === undefined) ||
    (key === "tmpfs-mode" && !/^[0-7]+$/.test(value));
  return isBad ? { of: "key-value-invalid", key, value } : undefined;
}

function assemble(values: ReadonlyMap<string, string>, paths: MountPaths): ReadMount {
  const type = (values.get("type") ?? "volume").toLowerCase();
  const given = values.get("source") ?? values.get("src");
  const target = values.get("target") ?? values.get("dst") ?? values.get("destination") ?? "";
  if (type === "") return { problem: { of: "type-missing" } };
  if (target === "") return { problem: { of: "target-missing" } };
  const foreign = [...values.keys()].find(
    (key) => /^(?:bind|volume|tmpfs|image)-/.test(key) && !key.startsWith(`${type}-`),
  );
  const source = given === undefined || type !== "bind" ? given : resolveSource(given, paths);
  const propagation = values.get("bind-propagation");
  const mount = {
    type: type === "bind" || type === "volume" || type === "tmpfs" ? type : "other",
    ...(source === undefined || source === "" ? {} : { source }),
    target,
    readOnly:
      (readBoolean(values.get("readonly") ?? "false") ?? readBoolean(values.get("ro") ?? "false")) === true ||
      readBoolean(values.get("ro") ?? "false") === true,
    options: propagation === undefined ? [] : [propagation],
  } as const;
  const problem =
    foreign !== undefined
      ? ({ of: "options-mixed", options: `${foreign.split("-")[0]}-*`, value: type } as const)
      : engineProblem(type, source, target, propagation);
  return { mount, ...(problem === undefined ? {} : { problem }) };
}

function engineProblem(
  type: string,
  source: string | undefined,
  target: string,
  propagation: string | undefined,
): MountProblem | undefined {
  if (!TYPES.has(type)) return { of: "type-unknown", value: type };
  if (type === "tmpfs" && source !== undefined && source !== "") return { of: "tmpfs-with-source" };
  if (propagation !== undefined && !PROPAGATION.has(propagation))
    return { of: "propagation-invalid", mode: propagation };
  if (type === "bind") {
    if (source === undefined || source === "") return { of: "bind-without-source" };
    const isOpen = literalExpansions(source).length > 0 || findPlaceholder(source, "mount") !== undefined;
    if (!isOpen && !source.startsWith("/")) return { of: "bind-source-relative", source };
  }
  if (type === "npipe") return { of: "type-not-here", value: type };
  if (type === "volume" && source !== undefined && source !== "" && !isVolumeName(source)) {
    return { of: "volume-name-invalid", source };
  }
  return targetProblem(target);
}

function isVolumeName(source: string): boolean {
  return (
    VOLUME_NAME.test(source) || literalExpansions(source).length > 0 || findPlaceholder(source, "mount") !== undefined
  );
}

/** One CSV record as Go's encoding/csv reads it. */
function readCsvRecord(text: string): { readonly fields: readonly string[] } | Refused {
  const line = text.split("\n").find((one) => one.trim() !== "") ?? "";
  if (line === "") return { problem: { of: "value-empty" } };
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    if (line[at] === '"') {
      let field = "";
      at += 1;
      for (;;) {
        if (at >= line.length) return { problem: { of: "quote-open" } };
        if (line[at] !== '"') field += line[at++];
        else if (line[at + 1] === '"') {
          field += '"';
          at += 2;
        } else break;
      }
      at += 1;
      if (at < line.length && line[at] !== ",") return { problem: { of: "quote-open" } };
      fields.push(field);
    } else {
      const comma = line.indexOf(",", at);
      const field = line.slice(at, comma < 0 ? line.length : comma);
      if (field.includes('"')) return { problem: { of: "quote-bare" } };
      fields.push(field);
      at = comma < 0 ? line.length : comma;
    }
    if (at >= line.length) return { fields };
    at += 1;
  }
}
