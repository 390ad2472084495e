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
import { type ComposeFile, entriesOf, lookupWith, mapAt, nodeAt, openCompose, scalarAt, scalarsIn } from "./file.js";
import { noAmount } from "./amount.js";
import { chooseService, declaredVolumes, type ServiceLayer, withExtended, withIncluded } from "./layers.js";
import { readComposeSettings } from "./settings.js";
import { readEnvFiles, readEnvironment } from "./variables.js";
import { readVolumes } from "./volumes.js";
import { RUNNER_IMAGE } from "../../requirements.js";
import { clientOfProcess } from "../default-deployment.js";
import { requireShortReference } from "../bounds.js";
import type { Deployment } from "../deployment.js";
import { readBytes } from "../command/flag-values.js";
import { maskImage } from "../image-text.js";
import type { PlanInputs, PlanWorld } from "../inputs.js";
import { findPlaceholder } from "../placeholder.js";
import { normalPlatform } from "../../docker/platform.js";

/**
 * Reads a service of a compose file, with what it extends and includes. Without `--service` it is the only one, or the one
 * that runs the runner's image.
 *
 * @throws UsageError with file and line for invalid YAML, a missing service, or another file that cannot be read
 */
export function parseCompose(input: NonNullable<PlanInputs["compose"]>, world: PlanWorld): Deployment {
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
  const first = <T>(read: (layer: ServiceLayer) => T | undefined): T | undefined => {
    for (const layer of layers) {
      const value = read(layer);
      if (value !== undefined) return value;
    }
    return undefined;
  };
  const text = (key: string): Sourced<string> | undefined => first((layer) => scalarAt(layer.file, layer.map, key));
  const outermostLast = layers.toReversed();
  const image = text("image");
  const networkMode = text("network_mode");
  const networks = first((layer) => networkOf(layer.file, nodeAt(layer.file, layer.map, "networks")));
  const memory = text("mem_limit") ?? first((layer) => limitOfDeploy(layer, "memory"));
  const cpus = text("cpus") ?? first((layer) => limitOfDeploy(layer, "cpus"));
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
  const network = networkMode ?? networks;
  const engine = readComposeSettings(layers, { memory, cpus });
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
    groups: outermostLast.flatMap((layer) => scalarsIn(layer.file, nodeAt(layer.file, layer.map, "group_add"))),
    securityOptions: outermostLast.flatMap((layer) =>
      scalarsIn(layer.file, nodeAt(layer.file, layer.map, "security_opt")).map(({ value, origin }) => ({
        value: withoutOddParts(value),
        origin,
      })),
    ),
    engine,
    issues: [
      ...(image === undefined ? [noImage(name, layers[0])] : []),
      ...layers.flatMap(unknownKeys),
      ...file.issues,
    ],
    client: clientOfProcess(file.world),
    secrets: [...(image === undefined ? [] : maskImage(image.value).secrets), ...file.secrets],
  };
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
  const placeholder = findPlaceholder(reference);
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

function limitOfDeploy({ file, map }: ServiceLayer, name: string): Sourced<string> | undefined {
  const deploy = mapAt(file, map, "deploy");
  const resources = deploy === undefined ? undefined : mapAt(file, deploy, "resources");
  const limits = resources === undefined ? undefined : mapAt(file, resources, "limits");
  return limits === undefined ? undefined : scalarAt(file, limits, name);
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

/** Keys of a service. https://github.com/compose-spec/compose-spec/blob/main/schema/compose-spec.json, read November 2026. */
const SERVICE_KEYS: ReadonlySet<string> = new Set(
  "annotations attach blkio_config build cap_add cap_drop cgroup cgroup_parent command configs container_name cpu_count cpu_percent cpu_period cpu_quota cpu_rt_period cpu_rt_runtime cpu_shares cpus cpuset credential_spec depends_on deploy develop device_cgroup_rules devices dns dns_opt dns_search domainname entrypoint env_file environment expose extends external_links extra_hosts gpus group_add healthcheck hostname image init ipc isolation label_file labels links logging mac_address mem_limit mem_reservation mem_swappiness memswap_limit models network_mode networks oom_kill_disable oom_score_adj pid pids_limit platform ports post_start pre_stop privileged profiles provider pull_policy pull_refresh_after read_only restart runtime scale secrets security_opt shm_size stdin_open stop_grace_period stop_signal storage_opt sysctls tmpfs tty ulimits use_api_socket user userns_mode uts volume_driver volumes volumes_from working_dir".split(
    " ",
  ),
);

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
