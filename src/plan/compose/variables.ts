import { isCollection, isMap, isScalar, isSeq, type Node, type YAMLMap } from "yaml";
import type { Origin } from "../../contract/index.js";
import { count } from "./amount.js";
import {
  type ComposeFile,
  entriesOf,
  itemsOf,
  namedIn,
  nodeAt,
  pathIn,
  resolved,
  scalarAt,
  scalarOf,
  valueOf,
} from "./file.js";
import { interpolate } from "./interpolate.js";
import type { RawVariable } from "../deployment.js";
import { readDotEnv } from "./dot-env.js";
import { parseEnvFile } from "../env-file.js";
import { nameOf, readNamedFile } from "../named-file.js";

/** The variables under `environment` of one layer of a service. */
export function readEnvironment(file: ComposeFile, layer: YAMLMap): readonly RawVariable[] {
  const environment = nodeAt(file, layer, "environment");
  if (isMap(environment)) {
    return entriesOf(file, environment).map(({ key, value, origin }) => {
      if (isCollection(value)) return flowValue(file, key, value, origin);
      const text = valueOf(file, value, key);
      return variable(file, key, text?.value, origin);
    });
  }
  return itemsOf(file, environment).flatMap((item): readonly RawVariable[] => {
    const node = resolved(file, item);
    if (isMap(node)) {
      return entriesOf(file, node).map(({ key, value, origin }) =>
        variable(file, key, valueOf(file, value, key)?.value, origin),
      );
    }
    const raw = isScalar(node) ? String(node.value) : "";
    const text = valueOf(file, node, /^[A-Za-z_]\w*/.exec(raw)?.[0] ?? "");
    if (text === undefined) return [];
    const equals = text.value.indexOf("=");
    if (equals < 0) return [variable(file, text.value, undefined, text.origin)];
    return [variable(file, text.value.slice(0, equals), text.value.slice(equals + 1), text.origin)];
  });
}

/** A bare name takes its value from the environment or from `.env`. */
function variable(file: ComposeFile, name: string, value: string | undefined, origin: Origin): RawVariable {
  if (value !== undefined) return { name, value, origin, via: "compose", unexpanded: [] };
  const inherited = file.lookup(name);
  return { name, origin, via: "inherited", unexpanded: [], ...(inherited === undefined ? {} : { value: inherited }) };
}

/** `ACCOUNT_UUID: {…}` without quotes: YAML takes the braces for a mapping. The value is kept as it was written. */
function flowValue(file: ComposeFile, name: string, node: Node, origin: Origin): RawVariable {
  file.issues.push({
    kind: "option-invalid",
    subject: { of: "variable", name },
    text: name,
    problem: { of: "braces-unquoted", name },
    origin,
    suggestion: `${name}: "{…}"`,
    change: { remove: ["-e", `${name}=…`], add: ["-e", `${name}={…}`], origin },
  });
  return { name, value: sourceOf(node), origin, via: "compose", unexpanded: [] };
}

function sourceOf(node: Node): string {
  if (!isMap(node)) return "";
  const keys = node.items.map(({ key }) => (isScalar(key) ? String(key.source ?? key.value) : ""));
  return `{${keys.join(",")}}`;
}

/**
 * The variables of the env files of one layer of a service.
 *
 * @throws UsageError for a file that is required and missing, or that cannot be read
 */
export function readEnvFiles(file: ComposeFile, layer: YAMLMap): readonly RawVariable[] {
  const node = nodeAt(file, layer, "env_file");
  const items = isSeq(node) ? itemsOf(file, node) : node === undefined ? [] : [node];
  return items.flatMap((item): readonly RawVariable[] => {
    const entry = resolved(file, item);
    const path = isMap(entry) ? scalarAt(file, entry, "path") : scalarOf(file, entry);
    if (path === undefined) return [];
    const isRequired = !isMap(entry) || scalarAt(file, entry, "required")?.value !== "false";
    const isRaw = isMap(entry) && scalarAt(file, entry, "format")?.value === "raw";
    const full = pathIn(file, path.value);
    if (!isRequired && !file.world.exists(full)) return [];
    const named = namedIn(file, "env_file", path);
    const text = readNamedFile(file.world, named);
    const { amount } = file;
    count(amount, "files", 1, path.origin);
    count(amount, "characters", text.length, path.origin);
    const expand = (value: string, known: ReadonlyMap<string, string>, line: number): string =>
      interpolate(value, (one) => file.lookup(one) ?? known.get(one), { amount, place: `${path.value}:${line}` }).text;
    const entries = isRaw ? parseEnvFile(text, nameOf(named)) : readDotEnv(text, expand);
    return entries.map(({ name, value, line }) => {
      const origin: Origin = { from: "file", file: path.value, line, path: full };
      if (value === undefined) return variable(file, name, undefined, origin);
      return { name, value, origin, via: "env-file", unexpanded: [] };
    });
  });
}
