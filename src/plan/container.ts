import {
  type Origin,
  type PlannedImage,
  type PlannedMount,
  type Sourced,
  UsageError,
  type Written,
} from "../contract/index.js";
import { requireShortReference } from "./bounds.js";
import { clientOfProcess } from "./default-deployment.js";
import type { Deployment, RawVariable } from "./deployment.js";
import { maskImage } from "./image-text.js";
import { hideInMount } from "../secrets/user-info.js";
import type { PlanWorld } from "./inputs.js";
import { isJsonObject, type JsonObject, listAt, objectAt, textAt, valueAt } from "./json.js";
import { findPlaceholder } from "./placeholder.js";
import { readVolume } from "./command/volume.js";

/** Variables that images bring along; they say nothing about the deployment. */
const OF_THE_IMAGE = /^(?:PATH|HOME|HOSTNAME|TERM|LANG|LANGUAGE|LC_\w+|JAVA_(?:HOME|VERSION|VENDOR)\w*|container)$/;

/**
 * What an existing container really has.
 *
 * @param inspect the raw answer of `GET /containers/NAME/json`
 * @throws UsageError when it is not such an answer
 */
export function parseContainer(
  { name, inspect }: { readonly name: string; readonly inspect: unknown },
  world: PlanWorld,
): Deployment {
  const origin: Origin = { from: "answer", request: `GET /containers/${name}/json` };
  const container = isJsonObject(inspect) ? inspect : undefined;
  const config = objectAt(container, "Config");
  if (container === undefined || config === undefined) {
    throw new UsageError(`--container ${name}: the engine's answer is not the description of a container`);
  }
  const hostConfig = objectAt(container, "HostConfig");
  const sourced = (value: string | undefined): Sourced<string> | undefined =>
    value === undefined || value === "" ? undefined : { value, origin };
  const containerName = sourced(textAt(container, "Name")?.replace(/^\//, "") ?? name);
  const user = sourced(textAt(config, "User"));
  const userns = sourced(textAt(hostConfig, "UsernsMode"));
  const network = textAt(hostConfig, "NetworkMode") ?? "";
  const memory = valueAt(hostConfig, "Memory");
  requireShortReference(textAt(config, "Image") ?? "", origin);
  const image = maskImage(textAt(config, "Image") ?? "");
  const placeholder = findPlaceholder(image.text, "image");
  const runnerImage: PlannedImage = {
    role: "runner",
    reference: image.text,
    puller: "start-command",
    origin,
    ...(placeholder === undefined ? {} : { placeholder }),
  };
  return {
    source: "container",
    description: `container ${containerName?.value ?? name}`,
    sudo: false,
    ...(image.text === "" ? {} : { runnerImage }),
    mounts: readMounts(container, hostConfig, origin, world),
    variables: readVariables(config, origin),
    ...(network === "" || network === "default" ? {} : { network: { value: network, origin } }),
    ...(containerName === undefined ? {} : { containerName }),
    ...(user === undefined ? {} : { user }),
    ...(userns === undefined ? {} : { userns }),
    ...(typeof memory === "number" && memory > 0 ? { memoryBytes: { value: memory, origin } } : {}),
    privileged: valueAt(hostConfig, "Privileged") === true,
    groups: listAt(hostConfig, "GroupAdd").flatMap((one) => (typeof one === "string" ? [{ value: one, origin }] : [])),
    securityOptions: listAt(hostConfig, "SecurityOpt").flatMap((one) =>
      typeof one === "string" ? [{ value: one, origin }] : [],
    ),
    issues: [],
    client: clientOfProcess(world, false),
    secrets: image.secrets,
  };
}

/** `Mounts` says what is mounted; a container that was only created by an old engine may lack it. */
function readMounts(
  container: JsonObject,
  hostConfig: JsonObject | undefined,
  origin: Origin,
  world: PlanWorld,
): readonly PlannedMount[] {
  const effective = listAt(container, "Mounts").flatMap((one) => readEffective(one, origin));
  const paths = { directory: world.cwd, home: world.home };
  const binds = listAt(hostConfig, "Binds").flatMap((one): readonly PlannedMount[] => {
    if (typeof one !== "string") return [];
    const { text } = hideInMount(one);
    const { mount } = readVolume(text, paths);
    return mount === undefined ? [] : [{ form: "container", ...mount, origin, ...asOption("-v", text) }];
  });
  const configured = listAt(hostConfig, "Mounts").flatMap((one) =>
    readEffective(one, origin).map((mount) => ({ ...mount, ...asOption("--mount", mountCsv(mount)) })),
  );
  const asked = new Map([...binds, ...configured].map((mount) => [mount.target, mount]));
  const seen = new Set(effective.map(({ target }) => target));
  return [
    ...effective.map((mount) => {
      const { text, words } = asked.get(mount.target) ?? mount;
      return { ...mount, text, words };
    }),
    ...[...asked.values()].filter(({ target }) => !seen.has(target)),
  ];
}

function readEffective(entry: unknown, origin: Origin): readonly PlannedMount[] {
  if (!isJsonObject(entry)) return [];
  const kind = (textAt(entry, "Type") ?? "bind").toLowerCase();
  const type = kind === "bind" || kind === "volume" || kind === "tmpfs" ? kind : "other";
  const target = textAt(entry, "Destination") ?? textAt(entry, "Target") ?? "";
  if (target === "") return [];
  const source = (type === "volume" ? textAt(entry, "Name") : undefined) ?? textAt(entry, "Source") ?? "";
  const readOnly = valueAt(entry, "RW") === false || valueAt(entry, "ReadOnly") === true;
  const modes = (textAt(entry, "Mode") ?? "").split(",").filter((mode) => !["", "ro", "rw"].includes(mode));
  const propagation = textAt(entry, "Propagation") ?? "";
  return [
    {
      form: "container",
      type,
      ...(source === "" ? {} : { source }),
      target,
      readOnly,
      options: [...new Set([...modes, ...(propagation === "" ? [] : [propagation])])],
      origin,
      // an anonymous volume has a name that nobody gave
      ...asOption("-v", `${type === "bind" && source !== "" ? `${source}:` : ""}${target}${readOnly ? ":ro" : ""}`),
    },
  ];
}

/** The option that makes such a mount. */
function asOption(name: "-v" | "--mount", value: string): Written {
  return { text: `${name} ${value}`, words: [name, value] };
}

function mountCsv({ type, source, target, readOnly }: PlannedMount): string {
  return [`type=${type}`, ...(source === undefined ? [] : [`source=${source}`]), `target=${target}`]
    .concat(readOnly ? ["readonly"] : [])
    .join(",");
}

function readVariables(config: JsonObject, origin: Origin): readonly RawVariable[] {
  return listAt(config, "Env").flatMap((one): readonly RawVariable[] => {
    if (typeof one !== "string") return [];
    const equals = one.indexOf("=");
    const name = equals < 0 ? one : one.slice(0, equals);
    if (OF_THE_IMAGE.test(name)) return [];
    const common = { name, origin, via: "container", unexpanded: [] } as const;
    return [equals < 0 ? common : { ...common, value: one.slice(equals + 1) }];
  });
}
