import type {
  EngineConnection,
  EngineContainer,
  EngineDistribution,
  EngineInfo,
  EngineNetwork,
  LocalImage,
} from "../../contract/index.js";
import { type HiddenUrl, hideInList, hideInProxy, hideUserInfo } from "../../secrets/user-info.js";
import {
  asObject,
  isObject,
  type JsonObject,
  readBoolean,
  readList,
  readNumber,
  readText,
  readTexts,
  withoutUndefined,
} from "./json.js";
import { cleanText } from "./text.js";

/** What `GET /version` tells. */
export type VersionFact = Pick<
  EngineConnection,
  "version" | "apiVersion" | "minApiVersion" | "os" | "architecture" | "kernelVersion" | "platformName" | "components"
>;

/** `GET /version`; `undefined` if this is not an engine's answer. */
export function decodeVersion(value: unknown): VersionFact | undefined {
  if (!isObject(value)) return undefined;
  const version = readText(value, "Version");
  const apiVersion = readText(value, "ApiVersion");
  if (version === undefined || apiVersion === undefined) return undefined;
  const components = readList(value, "Components").flatMap((entry) => readText(asObject(entry), "Name") ?? []);
  return withoutUndefined({
    version,
    apiVersion,
    minApiVersion: readText(value, "MinAPIVersion"),
    os: readText(value, "Os"),
    architecture: readText(value, "Arch"),
    kernelVersion: readText(value, "KernelVersion"),
    platformName: readText(asObject(value["Platform"]), "Name"),
    components: components.length === 0 ? undefined : components,
  });
}

/** `GET /info`; `missing` names the members without which nothing can be judged. */
export function decodeInfo(value: unknown, receivedAt: string): { info: EngineInfo } | { missing: readonly string[] } {
  const object = asObject(value);
  const serverVersion = readText(object, "ServerVersion");
  const os = readText(object, "OSType");
  const architecture = readText(object, "Architecture");
  const rootDirectory = readText(object, "DockerRootDir");
  const memoryBytes = readNumber(object, "MemTotal");
  const cpuCount = readNumber(object, "NCPU");
  if (
    serverVersion === undefined ||
    os === undefined ||
    architecture === undefined ||
    rootDirectory === undefined ||
    memoryBytes === undefined ||
    cpuCount === undefined
  ) {
    const needed = { ServerVersion: serverVersion, OSType: os, Architecture: architecture };
    const all = { ...needed, DockerRootDir: rootDirectory, MemTotal: memoryBytes, NCPU: cpuCount };
    return { missing: Object.entries(all).flatMap(([name, member]) => (member === undefined ? [name] : [])) };
  }
  const registries = asObject(object["RegistryConfig"]);
  const plugins = asObject(object["Plugins"]);
  const defaultRuntime = readText(object, "DefaultRuntime");
  const runtime = asObject(asObject(object["Runtimes"])[defaultRuntime ?? ""]);
  const configs = asObject(registries["IndexConfigs"]);
  const indexes = Object.keys(configs).slice(0, 1000);
  const info: EngineInfo = withoutUndefined({
    serverVersion,
    operatingSystem: readText(object, "OperatingSystem") ?? "",
    os,
    architecture,
    kernelVersion: readText(object, "KernelVersion") ?? "",
    rootDirectory,
    securityOptions: readTexts(object, "SecurityOptions"),
    memoryBytes,
    cpuCount,
    storageDriver: readText(object, "Driver") ?? "",
    imageStore: usesContainerdStore(object) ? "containerd" : "graph",
    defaultRuntime,
    defaultRuntimePath: readText(runtime, "path"),
    loggingDriver: readText(object, "LoggingDriver") ?? "",
    loggingDrivers: namesOf(plugins, "Log"),
    authorizationPlugins: namesOf(plugins, "Authorization"),
    cgroupVersion: readText(object, "CgroupVersion"),
    memoryLimit: readBoolean(object, "MemoryLimit"),
    swapLimit: readBoolean(object, "SwapLimit"),
    cpuQuota: readBoolean(object, "CpuCfsQuota") ?? readBoolean(object, "CPUCfsQuota"),
    ipv4Forwarding: readBoolean(object, "IPv4Forwarding"),
    liveRestore: readBoolean(object, "LiveRestoreEnabled"),
    httpProxy: shown(object["HttpProxy"], hideInProxy),
    httpsProxy: shown(object["HttpsProxy"], hideInProxy),
    noProxy: shown(object["NoProxy"], hideInList),
    mirrors: readList(registries, "Mirrors").flatMap((url) => shown(url, hideUserInfo) ?? []),
    insecureRegistries: indexes.filter((name) => asObject(configs[name])["Secure"] === false),
    insecureCidrs: readTexts(registries, "InsecureRegistryCIDRs"),
    warnings: readTexts(object, "Warnings"),
    systemTime: readText(object, "SystemTime"),
    receivedAt,
    name: readText(object, "Name"),
  });
  return { info };
}

/** The names of a list; `undefined` where there are none, which is also what an engine says that does not know. */
function namesOf(object: JsonObject, member: string): readonly string[] | undefined {
  const names = readTexts(object, member);
  return names.length === 0 ? undefined : names;
}

function usesContainerdStore(info: JsonObject): boolean {
  return readList(info, "DriverStatus").some(
    (row) => Array.isArray(row) && row[0] === "driver-type" && row[1] === "io.containerd.snapshotter.v1",
  );
}

/** A URL or a list of them without secrets. */
function shown(value: unknown, hide: (text: string) => HiddenUrl): string | undefined {
  if (typeof value !== "string") return undefined;
  const text = cleanText(hide(value.trim()).text);
  return text === "" ? undefined : text;
}

/** `GET /containers/NAME/json`, reduced to what is safe; `undefined` if this is not a container. */
export function decodeContainer(value: unknown): EngineContainer | undefined {
  if (!isObject(value)) return undefined;
  const id = readText(value, "Id");
  if (id === undefined) return undefined;
  const config = asObject(value["Config"]);
  const runnerUuid = readTexts(config, "Env").find((line) => line.startsWith("RUNNER_UUID="));
  return withoutUndefined({
    outcome: "found",
    id,
    name: readText(value, "Name")?.replace(/^\//, ""),
    image: readText(config, "Image"),
    state: readText(asObject(value["State"]), "Status"),
    startedAt: timeOf(readText(asObject(value["State"]), "StartedAt")),
    runnerUuid: runnerUuid?.slice("RUNNER_UUID=".length),
    mounts: readList(value, "Mounts").map((entry) => {
      const mount = asObject(entry);
      return {
        type: readText(mount, "Type") ?? "",
        source: readText(mount, "Source") ?? readText(mount, "Name") ?? "",
        target: readText(mount, "Destination") ?? "",
      };
    }),
  } as const);
}

/** `GET /networks/NAME`; `undefined` if this is not a network. */
export function decodeNetwork(value: unknown): EngineNetwork | undefined {
  const object = asObject(value);
  const name = readText(object, "Name");
  if (name === undefined) return undefined;
  return withoutUndefined({ outcome: "found", name, driver: readText(object, "Driver") } as const);
}

/** Go's zero time stands for never. */
function timeOf(text: string | undefined): string | undefined {
  return text === undefined || text.startsWith("0001-") ? undefined : text;
}

/** `GET /images/REF/json`; `undefined` if this is not an image. */
export function decodeImage(value: unknown): LocalImage | undefined {
  if (!isObject(value)) return undefined;
  const id = readText(value, "Id");
  if (id === undefined) return undefined;
  return withoutUndefined({
    outcome: "found",
    id,
    os: readText(value, "Os"),
    architecture: readText(value, "Architecture"),
    variant: readText(value, "Variant"),
    repoTags: readTexts(value, "RepoTags"),
    repoDigests: readTexts(value, "RepoDigests"),
    sizeBytes: readNumber(value, "Size"),
  } as const);
}

/** `GET /distribution/REF/json`; `undefined` if this is no descriptor. */
export function decodeDistribution(
  value: unknown,
): Pick<EngineDistribution, "digest" | "mediaType" | "platforms"> | undefined {
  const descriptor = asObject(asObject(value)["Descriptor"]);
  const digest = readText(descriptor, "digest");
  if (digest === undefined) return undefined;
  const platforms = readList(asObject(value), "Platforms").flatMap((entry) => platformName(asObject(entry)) ?? []);
  return withoutUndefined({
    digest,
    mediaType: readText(descriptor, "mediaType"),
    platforms: platforms.length === 0 ? null : platforms,
  });
}

function platformName(platform: JsonObject): string | undefined {
  const os = readText(platform, "os");
  const architecture = readText(platform, "architecture");
  if (os === undefined || architecture === undefined) return undefined;
  const variant = readText(platform, "variant");
  return [os, architecture, ...(variant === undefined ? [] : [variant])].join("/");
}
