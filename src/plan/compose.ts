import { posix } from "node:path";
import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type Pair,
  type YAMLMap,
} from "yaml";
import { type PlanIssue, type PlannedImage, type PlannedMount, type Sourced, UsageError } from "../contract/index.js";
import { RUNNER_REPOSITORY_NAME } from "../requirements.js";
import { interpolate } from "./compose-interpolate.js";
import { clientOfProcess } from "./default-deployment.js";
import type { Deployment, RawVariable } from "./deployment.js";
import { readDotEnv } from "./dot-env.js";
import { parseEnvFile } from "./env-file.js";
import { readBytes } from "./flag-values.js";
import { maskImage } from "./image-text.js";
import type { PlanInputs, PlanWorld } from "./inputs.js";
import { findPlaceholder } from "./placeholder.js";
import { normalPlatform } from "./platform.js";
import { maySayExpansions } from "./variables.js";
import { readVolume, targetProblem } from "./volume.js";
import { isNamedExpansion } from "./word.js";

/** A compose file while it is being read: places, variables, and what has been noticed. */
interface ComposeFile {
  /** As given, for messages and origins. */
  readonly name: string;
  /** Folder that relative paths start from, absolute. */
  readonly directory: string;
  readonly world: PlanWorld;
  readonly document: Document;
  readonly issues: PlanIssue[];
  originOf(node: unknown): string;
  lookup(name: string): string | undefined;
}

interface Entry {
  readonly key: string;
  readonly value: Node | null;
  readonly origin: string;
}

/**
 * Reads a service of a compose file. Without `--service` it is the only one, or the one that runs the runner's image.
 *
 * @throws UsageError with file and line for invalid YAML, a missing service, or an env file that cannot be read
 */
export function parseCompose(input: NonNullable<PlanInputs["compose"]>, world: PlanWorld): Deployment {
  const file = openCompose(input, world);
  const root = file.document.contents;
  const services = isMap(root) ? mapAt(file, root, "services") : undefined;
  if (services === undefined) throw new UsageError(`${file.name}: no services were found; expected a compose file`);
  const { name, service } = chooseService(file, services, input.service);
  const full = withExtended(file, services, service, new Set([name]));
  return readService(file, name, full);
}

function openCompose({ file: path, text }: NonNullable<PlanInputs["compose"]>, world: PlanWorld): ComposeFile {
  const name = path === "-" ? "stdin" : path;
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false, logLevel: "error" });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0]);
    throw new UsageError(
      `${name}:${line}:${col}: invalid YAML (${error.code.toLowerCase().replaceAll("_", " ")}); expected a compose file`,
    );
  }
  const directory = path === "-" ? world.cwd : posix.dirname(posix.resolve(world.cwd, path));
  const dotEnv = posix.join(directory, ".env");
  const fromEnv = (one: string): string | undefined => world.env[one];
  const beside = new Map(
    world.exists(dotEnv)
      ? readDotEnv(
          world.readText(dotEnv),
          (value, known) => interpolate(value, (one) => fromEnv(one) ?? known.get(one)).text,
        ).flatMap(({ name: one, value }) => (value === undefined ? [] : [[one, value] as const]))
      : [],
  );
  return {
    name,
    directory,
    world,
    document,
    issues: [],
    originOf: (node) => {
      const range = (node as Node | null | undefined)?.range;
      return range === undefined || range === null ? name : `${name}:${lines.linePos(range[0]).line}`;
    },
    lookup: (one) => fromEnv(one) ?? beside.get(one),
  };
}

function chooseService(
  file: ComposeFile,
  services: YAMLMap,
  wanted: string | undefined,
): { readonly name: string; readonly service: YAMLMap } {
  const entries = entriesOf(file, services);
  const list = entries.map(({ key }) => key).join(", ");
  const runs = ({ value }: Entry): boolean =>
    isMap(value) && (scalarAt(file, value, "image")?.value ?? "").includes(RUNNER_REPOSITORY_NAME.value);
  const candidates =
    wanted === undefined
      ? entries.length === 1
        ? entries
        : entries.filter(runs)
      : entries.filter(({ key }) => key === wanted);
  const [chosen] = candidates;
  if (chosen === undefined || candidates.length > 1) {
    throw new UsageError(
      wanted === undefined
        ? `${file.name}: which service is the runner cannot be told; expected --service with one of: ${list}`
        : `${file.name}: there is no service ${wanted}; expected one of: ${list}`,
    );
  }
  if (!isMap(chosen.value))
    throw new UsageError(`${chosen.origin}: service ${chosen.key} is empty; expected its settings`);
  return { name: chosen.key, service: chosen.value };
}

/** The settings of a service and, where it lacks them, of the service in the same file that it extends. */
function withExtended(
  file: ComposeFile,
  services: YAMLMap,
  service: YAMLMap,
  seen: ReadonlySet<string>,
): readonly YAMLMap[] {
  const extended = service.get("extends", true) as Node | undefined;
  const name = isMap(extended) ? scalarAt(file, extended, "service")?.value : scalarOf(file, extended)?.value;
  if (name === undefined) return [service];
  const otherFile = isMap(extended) ? scalarAt(file, extended, "file")?.value : undefined;
  if (
    otherFile !== undefined &&
    posix.resolve(file.directory, otherFile) !== posix.resolve(file.directory, posix.basename(file.name))
  ) {
    throw new UsageError(
      `${file.originOf(extended)}: extends another file, ${otherFile}; expected one file (print it with: docker compose config)`,
    );
  }
  const base = mapAt(file, services, name);
  if (base === undefined || seen.has(name)) {
    throw new UsageError(
      `${file.originOf(extended)}: there is no service ${name} to extend; expected one of the same file`,
    );
  }
  return [service, ...withExtended(file, services, base, new Set([...seen, name]))];
}

function readService(file: ComposeFile, name: string, layers: readonly YAMLMap[]): Deployment {
  const first = <T>(read: (layer: YAMLMap) => T | undefined): T | undefined => {
    for (const layer of layers) {
      const value = read(layer);
      if (value !== undefined) return value;
    }
    return undefined;
  };
  const text = (key: string): Sourced<string> | undefined => first((layer) => scalarAt(file, layer, key));
  const outermostLast = layers.toReversed();
  const image = text("image");
  const networkMode = text("network_mode");
  const networks = first((layer) => nodeAt(file, layer, "networks"));
  const memory = text("mem_limit") ?? first((layer) => memoryOfDeploy(file, layer));
  const memoryBytes = memory === undefined ? undefined : readMemory(file, memory);
  const mounts = new Map<string, PlannedMount>();
  for (const mount of outermostLast.flatMap((layer) => readVolumes(file, layer))) mounts.set(mount.target, mount);
  const variables = [
    ...outermostLast.flatMap((layer) => readEnvFiles(file, layer)),
    ...outermostLast.flatMap((layer) => readEnvironment(file, layer)),
  ];
  const optional = (key: "containerName" | "user" | "userns", value: Sourced<string> | undefined): object =>
    value === undefined || value.value === "" ? {} : { [key]: value };
  const network = networkMode ?? networkOf(file, networks);
  return {
    source: "compose",
    description: `${file.name} service ${name}`,
    sudo: false,
    ...(image === undefined ? {} : { runnerImage: readImage(image, text("pull_policy"), text("platform")) }),
    mounts: [...mounts.values()],
    variables,
    ...(network === undefined ? {} : { network }),
    ...optional("containerName", text("container_name")),
    ...optional("user", text("user")),
    ...optional("userns", text("userns_mode")),
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
    privileged: text("privileged")?.value === "true",
    groups: outermostLast.flatMap((layer) => scalarsIn(file, nodeAt(file, layer, "group_add"))),
    securityOptions: outermostLast.flatMap((layer) => scalarsIn(file, nodeAt(file, layer, "security_opt"))),
    issues: [...(image === undefined ? [noImage(file, name, layers[0])] : []), ...file.issues],
    client: clientOfProcess(file.world),
    secrets: image === undefined ? [] : maskImage(image.value).secrets,
  };
}

function noImage(file: ComposeFile, name: string, service: YAMLMap | undefined): PlanIssue {
  return {
    kind: "option-invalid",
    text: name,
    message: `service ${name} names no image`,
    origin: file.originOf(service),
  };
}

function readImage(
  image: Sourced<string>,
  policy: Sourced<string> | undefined,
  platform: Sourced<string> | undefined,
): PlannedImage {
  const reference = maskImage(image.value).text;
  const placeholder = findPlaceholder(reference);
  const normal = platform === undefined ? "" : (normalPlatform(platform.value) ?? platform.value);
  const pull = policy?.value === "if_not_present" ? "missing" : policy?.value;
  return {
    role: "runner",
    reference,
    puller: "start-command",
    origin: image.origin,
    ...(pull === "always" || pull === "missing" || pull === "never" ? { pullPolicy: pull } : {}),
    ...(normal === "" ? {} : { platform: normal }),
    ...(placeholder === undefined ? {} : { placeholder }),
  };
}

function networkOf(file: ComposeFile, networks: Node | undefined): Sourced<string> | undefined {
  const entry = isMap(networks) ? entriesOf(file, networks)[0] : undefined;
  if (entry !== undefined) return { value: entry.key, origin: entry.origin };
  return scalarsIn(file, networks)[0];
}

function memoryOfDeploy(file: ComposeFile, layer: YAMLMap): Sourced<string> | undefined {
  const deploy = mapAt(file, layer, "deploy");
  const resources = deploy === undefined ? undefined : mapAt(file, deploy, "resources");
  const limits = resources === undefined ? undefined : mapAt(file, resources, "limits");
  return limits === undefined ? undefined : scalarAt(file, limits, "memory");
}

function readMemory(file: ComposeFile, memory: Sourced<string>): Sourced<number> | undefined {
  const bytes = readBytes(memory.value);
  if (bytes === undefined) {
    file.issues.push({
      kind: "option-invalid",
      text: `mem_limit: ${memory.value}`,
      message: `invalid size: '${memory.value}'`,
      origin: memory.origin,
    });
  }
  return bytes === undefined || bytes === 0 ? undefined : { value: bytes, origin: memory.origin };
}

// ---------------------------------------------------------------- volumes

function readVolumes(file: ComposeFile, layer: YAMLMap): readonly PlannedMount[] {
  const volumes = nodeAt(file, layer, "volumes");
  const nodes = isSeq(volumes) ? (volumes.items as (Node | null)[]) : [];
  return nodes.flatMap((item) => {
    const node = resolved(file, item);
    return isMap(node) ? readLongVolume(file, node) : readShortVolume(file, node);
  });
}

function readShortVolume(file: ComposeFile, node: Node | undefined): readonly PlannedMount[] {
  const volume = scalarOf(file, node);
  if (volume === undefined) return [];
  const text = expandHome(volume.value, file.world.home);
  const { mount, problem, suggestion } = readVolume(text, {
    directory: file.directory,
    home: file.world.home,
    reader: "compose",
  });
  if (problem !== undefined) {
    file.issues.push({
      kind: "mount-invalid",
      text: volume.value,
      message: problem,
      origin: volume.origin,
      ...(suggestion === undefined ? {} : { suggestion }),
    });
  }
  return mount === undefined ? [] : [planned("volume", mount, volume.value, volume.origin)];
}

function readLongVolume(file: ComposeFile, node: YAMLMap): readonly PlannedMount[] {
  const origin = file.originOf(node);
  const at = (key: string): string | undefined => scalarAt(file, node, key)?.value;
  const kind = at("type") ?? "volume";
  const target = at("target") ?? "";
  const given = at("source");
  const expanded = given === undefined ? undefined : expandHome(given, file.world.home);
  const type = kind === "bind" || kind === "volume" || kind === "tmpfs" ? kind : "other";
  const isRelative =
    type === "bind" &&
    expanded !== undefined &&
    /^\.{0,2}(?:\/|$)|^[^/]/.test(expanded) &&
    !/^[A-Za-z]:|^<|\$/.test(expanded);
  const source = isRelative ? posix.resolve(file.directory, expanded) : expanded;
  const problem = target === "" ? "target is required" : targetProblem(target);
  const text = `type=${kind}${given === undefined ? "" : `,source=${given}`},target=${target}`;
  if (problem !== undefined) file.issues.push({ kind: "mount-invalid", text, message: problem, origin });
  if (target === "") return [];
  const bind = mapAt(file, node, "bind");
  const creates = bind === undefined ? undefined : scalarAt(file, bind, "create_host_path")?.value;
  const options = ["propagation", "selinux"].flatMap((key) =>
    bind === undefined ? [] : (scalarAt(file, bind, key)?.value ?? []),
  );
  const mount = {
    type,
    ...(source === undefined ? {} : { source }),
    target,
    readOnly: at("read_only") === "true",
    options,
  } as const;
  return [planned(creates === "true" ? "volume" : "mount", mount, text, origin)];
}

function planned(
  form: "volume" | "mount",
  mount: Pick<PlannedMount, "type" | "source" | "target" | "readOnly" | "options">,
  text: string,
  origin: string,
): PlannedMount {
  const placeholder = mount.source === undefined ? undefined : findPlaceholder(mount.source);
  return { form, ...mount, origin, text, ...(placeholder === undefined ? {} : { placeholder }) };
}

function expandHome(path: string, home: string): string {
  return path === "~" || path.startsWith("~/") ? path.replace("~", home) : path;
}

// ---------------------------------------------------------------- variables

function readEnvironment(file: ComposeFile, layer: YAMLMap): readonly RawVariable[] {
  const environment = nodeAt(file, layer, "environment");
  if (isMap(environment)) {
    return entriesOf(file, environment).map(({ key, value, origin }) => {
      if (isCollection(value)) return flowValue(file, key, value, origin);
      const text = valueOf(file, value, key);
      return variable(file, key, text?.value, origin);
    });
  }
  return itemsOf(environment).flatMap((item): readonly RawVariable[] => {
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
function variable(file: ComposeFile, name: string, value: string | undefined, origin: string): RawVariable {
  if (value !== undefined) return { name, value, origin, via: "compose", unexpanded: [] };
  const inherited = file.lookup(name);
  return { name, origin, via: "inherited", unexpanded: [], ...(inherited === undefined ? {} : { value: inherited }) };
}

/** `ACCOUNT_UUID: {…}` without quotes: YAML takes the braces for a mapping. The value is kept as it was written. */
function flowValue(file: ComposeFile, name: string, node: Node, origin: string): RawVariable {
  file.issues.push({
    kind: "option-invalid",
    text: name,
    message: `YAML takes the braces of ${name} for a mapping, and compose refuses it; put the value in quotes`,
    origin,
    suggestion: `${name}: "{…}"`,
  });
  return { name, value: sourceOf(node), origin, via: "compose", unexpanded: [] };
}

function sourceOf(node: Node): string {
  if (!isMap(node)) return "";
  const keys = node.items.map(({ key }) => (isScalar(key) ? String(key.source ?? key.value) : ""));
  return `{${keys.join(",")}}`;
}

function readEnvFiles(file: ComposeFile, layer: YAMLMap): readonly RawVariable[] {
  const node = nodeAt(file, layer, "env_file");
  const items = isSeq(node) ? itemsOf(node) : node === undefined ? [] : [node];
  return items.flatMap((item): readonly RawVariable[] => {
    const entry = resolved(file, item);
    const path = isMap(entry) ? scalarAt(file, entry, "path") : scalarOf(file, entry);
    if (path === undefined) return [];
    const isRequired = !isMap(entry) || scalarAt(file, entry, "required")?.value !== "false";
    const isRaw = isMap(entry) && scalarAt(file, entry, "format")?.value === "raw";
    const full = posix.resolve(file.directory, expandHome(path.value, file.world.home));
    if (!file.world.exists(full)) {
      if (!isRequired) return [];
      throw new UsageError(`${path.origin}: env_file ${path.value} does not exist; expected the path of a file`);
    }
    const text = file.world.readText(full);
    const expand = (value: string, known: ReadonlyMap<string, string>): string =>
      interpolate(value, (one) => file.lookup(one) ?? known.get(one)).text;
    const entries = isRaw ? parseEnvFile(text, path.value) : readDotEnv(text, expand);
    return entries.map(({ name, value, line }) => {
      const origin = `${path.value}:${line}`;
      if (value === undefined) return variable(file, name, undefined, origin);
      return { name, value, origin, via: "env-file", unexpanded: [] };
    });
  });
}

// ---------------------------------------------------------------- YAML

function resolved(file: ComposeFile, node: unknown): Node | undefined {
  if (isAlias(node)) return node.resolve(file.document);
  return node === null || node === undefined ? undefined : (node as Node);
}

/** Entries of a map, with merged ones (`<<`) where the map has none of the name. */
function entriesOf(file: ComposeFile, map: YAMLMap): readonly Entry[] {
  const entries = new Map<string, Entry>();
  const pairs = map.items as Pair<unknown, Node | null>[];
  for (const { key, value } of pairs) {
    const name = isScalar(key) ? String(key.value) : String(key);
    if (name !== "<<")
      entries.set(name, { key: name, value: resolved(file, value) ?? null, origin: file.originOf(key) });
  }
  for (const { key, value } of pairs) {
    if (!isScalar(key) || String(key.value) !== "<<") continue;
    const merged = resolved(file, value);
    for (const one of isSeq(merged) ? itemsOf(merged).map((item) => resolved(file, item)) : [merged]) {
      if (!isMap(one)) continue;
      for (const entry of entriesOf(file, one)) if (!entries.has(entry.key)) entries.set(entry.key, entry);
    }
  }
  return [...entries.values()];
}

function itemsOf(node: Node | undefined): readonly (Node | null)[] {
  return isSeq(node) ? (node.items as (Node | null)[]) : [];
}

function nodeAt(file: ComposeFile, map: YAMLMap, key: string): Node | undefined {
  return entriesOf(file, map).find((entry) => entry.key === key)?.value ?? undefined;
}

function mapAt(file: ComposeFile, map: YAMLMap, key: string): YAMLMap | undefined {
  const node = nodeAt(file, map, key);
  return isMap(node) ? node : undefined;
}

function scalarAt(file: ComposeFile, map: YAMLMap, key: string): Sourced<string> | undefined {
  return scalarOf(file, nodeAt(file, map, key), { label: key });
}

function scalarsIn(file: ComposeFile, node: Node | undefined): readonly Sourced<string>[] {
  return itemsOf(node).flatMap((item) => scalarOf(file, resolved(file, item)) ?? []);
}

/** The value of an environment variable; of one that may be secret, no part is named in an issue. */
function valueOf(file: ComposeFile, node: Node | null | undefined, name: string): Sourced<string> | undefined {
  const written = isScalar(node) && typeof node.value === "string" ? node.value.replace(`${name}=`, "") : "";
  return scalarOf(file, node, { label: name, isHidden: !maySayExpansions(name) && !isNamedExpansion(written) });
}

/** A scalar as text with its variables replaced; what is missing for that becomes an issue. */
function scalarOf(
  file: ComposeFile,
  node: Node | null | undefined,
  { label, isHidden }: { readonly label?: string; readonly isHidden?: boolean } = {},
): Sourced<string> | undefined {
  if (!isScalar(node) || node.value === null || node.value === undefined) return undefined;
  const written = typeof node.value === "string" ? node.value : (node.source ?? JSON.stringify(node.value));
  const origin = file.originOf(node);
  const { text, missing, problem } = interpolate(written, (one) => file.lookup(one));
  if (problem !== undefined) {
    const what = isHidden === true ? "write $$ for a plain $" : problem;
    report(file, {
      kind: "option-invalid",
      text: label ?? written,
      message: `invalid interpolation: ${what}`,
      origin,
    });
  }
  for (const one of missing) {
    const [shown, subject] = isHidden === true ? ["$…", `a variable in ${label}`] : [`\${${one}}`, one];
    report(file, {
      kind: "unexpanded",
      text: shown,
      message: `neither the environment nor .env gives ${subject} a value, so compose puts nothing in its place`,
      origin,
    });
  }
  return { value: text, origin };
}

function report(file: ComposeFile, issue: PlanIssue): void {
  if (!file.issues.some((one) => one.message === issue.message && one.origin === issue.origin)) file.issues.push(issue);
}
