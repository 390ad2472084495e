import { posix } from "node:path";
import { closest, distance } from "fastest-levenshtein";
import { isMap, type Node } from "yaml";
import {
  BY_DEFAULT,
  type CommandIssue,
  type PlannedImage,
  type PlannedMount,
  type Sourced,
  UsageError,
} from "../../contract/index.js";
import { withoutOddParts, withoutParts } from "../hidden-parts.js";
import { type ComposeFile, entriesOf, lookupWith, nodeAt, openCompose, scalarAt, scalarsIn } from "./file.js";
import { noAmount } from "./amount.js";
import { withCommand } from "./command.js";
import { chooseService, declaredVolumes, firstOf, type ServiceLayer, withExtended, withIncluded } from "./layers.js";
import { composeValues, readComposeSettings } from "./settings.js";
import { readEnvFiles, readEnvironment } from "./variables.js";
import { readVolumes } from "./volumes.js";
import { RUNNER_IMAGE } from "../../requirements.js";
import { clientOfProcess } from "../default-deployment.js";
import { requireShortReference } from "../bounds.js";
import type { Deployment } from "../deployment.js";
import { maskImage } from "../image-text.js";
import type { ComposeInput, PlanWorld } from "../inputs.js";
import { findPlaceholder } from "../placeholder.js";
import { SERVICE_KEYS } from "../../docker/compose-keys.js";
import { readBytes } from "../../docker/options/values.js";
import { normalPlatform } from "../../docker/platform.js";

/**
 * Reads a service of a compose file, with what it extends and includes. Without `--service` it is the only one, or the one
 * that runs the runner's image.
 *
 * @throws UsageError with file and line for invalid YAML, a missing service, or another file that cannot be read
 */
export function parseCompose(input: ComposeInput, world: PlanWorld): Deployment {
  const isStdin = input.file === "-";
  const path = posix.resolve(world.cwd, input.file);
  const directory = isStdin ? world.cwd : posix.dirname(path);
  const amount = noAmount();
  const secrets = new Set<string>();
  const file = openCompose({
    name: isStdin ? "stdin" : input.file,
    ...(isStdin ? {} : { path }),
    text: input.text,
    directory,
    world,
    issues: [],
    amount,
    secrets,
    lookup: lookupWith((name) => world.env[name], posix.join(directory, ".env"), { world, amount, secrets }),
  });
  try {
    const files = withIncluded(file, new Set([path]));
    const { name, layer } = chooseService(files, input.service);
    return readService(file, name, withExtended(layer, name), declaredVolumes(files));
  } catch (error) {
    throw error instanceof UsageError ? new UsageError(withoutParts(error.message, [...secrets])) : error;
  }
}

function readService(
  file: ComposeFile,
  name: string,
  layers: readonly ServiceLayer[],
  declared: ReadonlySet<string>,
): Deployment {
  const valueOf = (option: string): Sourced<string> | undefined => composeValues(layers, option)[0];
  const items = (option: string): readonly Sourced<string>[] => composeValues(outermostLast, option);
  const outermostLast = layers.toReversed();
  const image = firstOf(layers, ({ file, map }) => scalarAt(file, map, "image"));
  const networks = firstOf(layers, (layer) => networkOf(layer.file, nodeAt(layer.file, layer.map, "networks")));
  const memory = valueOf("memory");
  const memoryBytes = memory === undefined ? undefined : readMemory(file, memory);
  const mounts = new Map<string, PlannedMount>();
  for (const mount of outermostLast.flatMap((layer) => readVolumes(layer.file, layer.map, declared)))
    mounts.set(mount.target, mount);
  const variables = [
    ...outermostLast.flatMap((layer) => readEnvFiles(layer.file, layer.map)),
    ...outermostLast.flatMap((layer) => readEnvironment(layer.file, layer.map)),
  ];
  const optional = (key: "containerName" | "user" | "userns", value: Sourced<string> | undefined): object =>
    value === undefined || value.value === "" ? {} : { [key]: value };
  const network = valueOf("network") ?? networks;
  const engine = readComposeSettings(layers);
  const deployment: Deployment = {
    source: "compose",
    description: `${file.name} service ${name}`,
    sudo: false,
    ...(image === undefined ? {} : { runnerImage: readImage(image, valueOf("pull"), valueOf("platform")) }),
    mounts: [...mounts.values()],
    variables,
    ...(network === undefined ? {} : { network }),
    ...optional("containerName", valueOf("name")),
    ...optional("user", valueOf("user")),
    ...optional("userns", valueOf("userns")),
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
    privileged: valueOf("privileged")?.value === "true",
    groups: items("group-add"),
    securityOptions: items("security-opt").map(({ value, origin }) => ({ value: withoutOddParts(value), origin })),
    engine,
    issues: [
      ...(image === undefined ? [noImage(name, layers[0])] : []),
      ...layers.flatMap(unknownKeys),
      ...file.issues,
    ],
    client: clientOfProcess(file.world),
    secrets: [...(image === undefined ? [] : maskImage(image.value).secrets), ...file.secrets],
  };
  return withCommand(deployment, layers, file.world);
}

function noImage(name: string, service: ServiceLayer | undefined): CommandIssue {
  return {
    kind: "option-invalid",
    subject: { of: "image" },
    text: name,
    problem: { of: "image-unnamed", service: name },
    origin: service?.file.originOf(service.map) ?? BY_DEFAULT,
    change: { remove: [], add: [RUNNER_IMAGE.value] },
  };
}

function readImage(
  image: Sourced<string>,
  policy: Sourced<string> | undefined,
  platform: Sourced<string> | undefined,
): PlannedImage {
  requireShortReference(image.value, image.origin);
  const reference = maskImage(image.value).text;
  const placeholder = findPlaceholder(reference, "image");
  const normal = platform === undefined ? "" : withoutOddParts(normalPlatform(platform.value) ?? platform.value);
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

function readMemory(file: ComposeFile, memory: Sourced<string>): Sourced<number> | undefined {
  const bytes = readBytes(memory.value);
  if (bytes === undefined) {
    const value = withoutOddParts(memory.value);
    file.issues.push({
      kind: "option-invalid",
      subject: { of: "option", name: "mem_limit" },
      text: `mem_limit: ${value}`,
      problem: { of: "size-invalid", value },
      origin: memory.origin,
      change: { remove: ["--memory", value], add: [], origin: memory.origin },
    });
  }
  return bytes === undefined || bytes === 0 ? undefined : { value: bytes, origin: memory.origin };
}

const SERVICE_KEYS_LIST = [...SERVICE_KEYS];
/** No key of a service is nearly as long, so that a longer one is compared with none. Characters. */
const LONGEST_KEY = 64;

function unknownKeys({ file, map }: ServiceLayer): readonly CommandIssue[] {
  return entriesOf(file, map).flatMap(({ key: name, origin }) => {
    if (SERVICE_KEYS.has(name) || name.startsWith("x-")) return [];
    const key = withoutOddParts(name);
    const nearest = key.length > LONGEST_KEY ? undefined : closest(key, SERVICE_KEYS_LIST);
    const isNear = nearest !== undefined && distance(nearest, key) <= 2;
    const [subject, problem] = [{ of: "option", name: key } as const, { of: "key-unknown", key } as const];
    const issue = { kind: "option-unknown", subject, text: key, problem, origin } as const;
    return [{ ...issue, ...(isNear ? { suggestion: nearest } : {}) }];
  });
}
