import { posix } from "node:path";
import { isMap, isSeq, type Node, type YAMLMap } from "yaml";
import { type Origin, originText, type Sourced, UsageError } from "../../contract/index.js";
import { RUNNER_REPOSITORY_NAME } from "../../requirements.js";
import { requireShallow } from "./amount.js";
import {
  type ComposeFile,
  entriesOf,
  itemsOf,
  lookupWith,
  mapAt,
  namedIn,
  nodeAt,
  openCompose,
  pathIn,
  resolved,
  rootOf,
  scalarAt,
  scalarOf,
} from "./file.js";
import { readNamedFile } from "../named-file.js";

/** Settings of a service, and the file that they stand in. */
export interface ServiceLayer {
  readonly file: ComposeFile;
  readonly map: YAMLMap;
}

/** What the first layer gives that has it. */
export function firstOf<T>(
  layers: readonly ServiceLayer[],
  read: (layer: ServiceLayer) => T | undefined,
): T | undefined {
  for (const layer of layers) {
    const value = read(layer);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** A service by its name. */
interface NamedService {
  readonly key: string;
  readonly file: ComposeFile;
  readonly value: Node | null;
  readonly origin: Origin;
}

const PRINT_IT = "(print it with: docker compose config)";

/** All files of a project: the given one, and those that it includes. */
export function withIncluded(file: ComposeFile, seen: ReadonlySet<string> = new Set()): readonly ComposeFile[] {
  const root = rootOf(file);
  const include = root === undefined ? undefined : nodeAt(file, root, "include");
  const included = itemsOf(file, include).flatMap((item) => {
    const entry = resolved(file, item);
    const { path, directory, envFile } = readInclude(file, entry);
    const full = pathIn(file, path.value);
    if (seen.has(full))
      throw new UsageError(`${originText(path.origin)}: ${path.value} includes itself; expected another file`);
    const folder = directory === undefined ? posix.dirname(full) : pathIn(file, directory.value);
    const dotEnv = envFile === undefined ? posix.join(folder, ".env") : pathIn(file, envFile.value);
    const opened = openCompose({
      name: path.value,
      path: full,
      text: readOther(file, "include", path),
      directory: folder,
      world: file.world,
      issues: file.issues,
      amount: file.amount,
      secrets: file.secrets,
      lookup: lookupWith((name) => file.lookup(name), dotEnv, file),
    });
    return withIncluded(opened, new Set([...seen, full]));
  });
  return [file, ...included];
}

function readInclude(
  file: ComposeFile,
  entry: Node | undefined,
): { readonly path: Sourced<string>; readonly directory?: Sourced<string>; readonly envFile?: Sourced<string> } {
  const only = (node: Node | undefined): Sourced<string> | undefined => {
    const single = isSeq(node) && node.items.length === 1 ? resolved(file, node.items[0]) : node;
    return isSeq(single) ? undefined : scalarOf(file, single);
  };
  if (!isMap(entry)) {
    const path = only(entry);
    if (path !== undefined) return { path };
  } else {
    const path = only(nodeAt(file, entry, "path"));
    const envNode = nodeAt(file, entry, "env_file");
    const envFile = only(envNode);
    const directory = scalarAt(file, entry, "project_directory");
    if (path !== undefined && (envNode === undefined || envFile !== undefined)) {
      return { path, ...(directory === undefined ? {} : { directory }), ...(envFile === undefined ? {} : { envFile }) };
    }
  }
  throw new UsageError(
    `${originText(file.originOf(entry))}: includes several files as one; expected one path ${PRINT_IT}`,
  );
}

/** The text of another file of the project. */
function readOther(file: ComposeFile, by: "include" | "extends", path: Sourced<string>): string {
  if (/^[a-z][a-z0-9+.-]*:|^git@/i.test(path.value)) {
    throw new UsageError(
      `${originText(path.origin)}: ${by} ${path.value} is on another machine; expected a file ${PRINT_IT}`,
    );
  }
  return readNamedFile(file.world, namedIn(file, by, path));
}

/**
 * The service that is asked for; without a name the only one, or the one that runs the runner's image.
 *
 * @throws UsageError with the names there are
 */
export function chooseService(
  files: readonly ComposeFile[],
  wanted: string | undefined,
): { readonly name: string; readonly layer: ServiceLayer } {
  const [main] = files;
  const where = main?.name ?? "";
  const entries = files.flatMap(servicesOf);
  if (entries.length === 0) throw new UsageError(`${where}: no services were found; expected a compose file`);
  const list = entries.map(({ key }) => key).join(", ");
  const runs = ({ file, value }: NamedService): boolean =>
    isMap(value) && (scalarAt(file, value, "image")?.value ?? "").includes(RUNNER_REPOSITORY_NAME.value);
  const named = entries.filter(({ key }) => key === wanted).slice(0, 1);
  const candidates = wanted !== undefined ? named : entries.length === 1 ? entries : entries.filter(runs);
  const [chosen] = candidates;
  if (chosen === undefined || candidates.length > 1) {
    throw new UsageError(
      wanted === undefined
        ? `${where}: no service alone runs the runner image; expected --service with one of: ${list}`
        : `${where}: there is no service ${wanted}; expected one of: ${list}`,
    );
  }
  if (!isMap(chosen.value))
    throw new UsageError(`${originText(chosen.origin)}: service ${chosen.key} is empty; expected its settings`);
  return { name: chosen.key, layer: { file: chosen.file, map: chosen.value } };
}

function servicesOf(file: ComposeFile): readonly NamedService[] {
  const root = rootOf(file);
  const services = root === undefined ? undefined : mapAt(file, root, "services");
  return services === undefined ? [] : entriesOf(file, services).map((entry) => ({ ...entry, file }));
}

/** The settings of a service and, where it lacks them, of those that it extends, in this file or in another. */
export function withExtended(
  layer: ServiceLayer,
  name: string,
  seen: ReadonlySet<string> = new Set(),
): readonly ServiceLayer[] {
  const { file, map } = layer;
  const here = `${file.directory}/${file.name} ${name}`;
  const extended = nodeAt(file, map, "extends");
  const wanted = isMap(extended) ? scalarAt(file, extended, "service")?.value : scalarOf(file, extended)?.value;
  if (wanted === undefined) return [layer];
  requireShallow(seen.size + 1, "extends is", file.originOf(extended));
  if (seen.has(here)) {
    throw new UsageError(
      `${originText(file.originOf(extended))}: service ${name} extends itself, so there is none to extend; expected another`,
    );
  }
  const path = isMap(extended) ? scalarAt(file, extended, "file") : undefined;
  const other = path === undefined ? file : openExtended(file, path);
  const base = servicesOf(other).find(({ key }) => key === wanted)?.value;
  if (!isMap(base)) {
    throw new UsageError(
      `${originText(file.originOf(extended))}: there is no service ${wanted} to extend; expected one of ${path?.value ?? "the same file"}`,
    );
  }
  return [layer, ...withExtended({ file: other, map: base }, wanted, new Set([...seen, here]))];
}

/** A file that is extended has the variables of the project, and its own folder for paths. */
function openExtended(file: ComposeFile, path: Sourced<string>): ComposeFile {
  const { world, issues, amount, secrets } = file;
  const full = pathIn(file, path.value);
  const text = readOther(file, "extends", path);
  const place = { name: path.value, path: full, directory: posix.dirname(full) };
  return openCompose({ ...place, text, world, issues, amount, secrets, lookup: (name) => file.lookup(name) });
}

/** Names of the volumes that the files declare at their top level. */
export function declaredVolumes(files: readonly ComposeFile[]): ReadonlySet<string> {
  return new Set(
    files.flatMap((file) => {
      const root = rootOf(file);
      const volumes = root === undefined ? undefined : mapAt(file, root, "volumes");
      return volumes === undefined ? [] : entriesOf(file, volumes).map(({ key }) => key);
    }),
  );
}
