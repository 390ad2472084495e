import type { Origin } from "../origin.js";
import type { ConnectionDetail } from "./connection-detail.js";

export type ConnectionOutcome =
  | "answered"
  | "missing"
  | "not-a-socket"
  | "permission-denied"
  | "refused"
  | "timeout"
  | "not-docker"
  | "error"
  | "invalid-endpoint"
  | "tls-failed"
  | "unreachable";

export interface EngineConnection {
  /** URL without user-info, for example `unix:///var/run/docker.sock`. */
  readonly endpoint: string;
  readonly origin: Origin;
  readonly transport: "unix" | "tcp" | "ssh" | "npipe" | "other";
  readonly outcome: ConnectionOutcome;
  readonly detail?: ConnectionDetail;
  /** The path of a unix socket, and what it resolves to through symbolic links. */
  readonly socketPath?: string;
  readonly resolvedSocketPath?: string;
  /** Mode (octal, `0660`), owner and group of the socket, where this process can see them. */
  readonly socketMode?: string;
  readonly socketOwner?: string;
  readonly socketGroup?: string;
  /** With outcome `answered`: engine version such as `20.10.24+dfsg1`, API versions, `linux`, `amd64`, platform name such as `Docker Engine - Community`, component names such as `Podman Engine`. */
  readonly version?: string;
  readonly apiVersion?: string;
  readonly minApiVersion?: string;
  readonly os?: string;
  readonly architecture?: string;
  readonly kernelVersion?: string;
  readonly platformName?: string;
  readonly components?: readonly string[];
  readonly durationMs: number;
}

export interface EngineInfo {
  readonly serverVersion: string;
  readonly operatingSystem: string;
  readonly os: string;
  /** As the kernel names it: `x86_64`, `aarch64`. */
  readonly architecture: string;
  readonly kernelVersion: string;
  /** The engine's data root, `/var/lib/docker` by default. */
  readonly rootDirectory: string;
  /** As reported: `name=rootless`, `name=userns`, `name=selinux`, `name=seccomp,profile=default`. */
  readonly securityOptions: readonly string[];
  readonly memoryBytes: number;
  readonly cpuCount: number;
  readonly storageDriver: string;
  /** `containerd`: the containerd image store; `graph`: the classic one. */
  readonly imageStore: "graph" | "containerd";
  /** The runtime of containers that ask for none, and its program: a path, or a name on the engine's PATH. */
  readonly defaultRuntime?: string;
  readonly defaultRuntimePath?: string;
  readonly loggingDriver: string;
  /** Logging drivers that are there; absent where the engine does not say. */
  readonly loggingDrivers?: readonly string[];
  /** Plugins that decide about every request to the engine. */
  readonly authorizationPlugins?: readonly string[];
  readonly cgroupVersion?: string;
  /** Absent where the engine does not say. */
  readonly memoryLimit?: boolean;
  readonly swapLimit?: boolean;
  readonly cpuQuota?: boolean;
  readonly ipv4Forwarding?: boolean;
  readonly liveRestore?: boolean;
  /** The engine's own proxy; user-info replaced by `***`. */
  readonly httpProxy?: string;
  readonly httpsProxy?: string;
  readonly noProxy?: string;
  readonly mirrors: readonly string[];
  /** Registries (`host[:port]`) and networks (CIDR) that the engine talks to without verified TLS. */
  readonly insecureRegistries: readonly string[];
  readonly insecureCidrs: readonly string[];
  readonly warnings: readonly string[];
  /** RFC 3339. */
  readonly systemTime?: string;
  /** When this process received the answer, RFC 3339. */
  readonly receivedAt: string;
  /** Host name as the engine knows it. */
  readonly name?: string;
}

/** Why an engine cannot be asked about a path: it looks for the image first, or even makes the container. */
export type EngineUnasked = "image-first" | "container-created";

/** `indeterminate`: the engine's answer told neither. */
export interface EnginePath {
  readonly path: string;
  readonly outcome: "directory" | "not-a-directory" | "missing" | "indeterminate";
  readonly unasked?: EngineUnasked;
  /** The engine's words. */
  readonly detail?: string;
}

/** `indeterminate`: this engine looks for the image before the options. */
export interface EngineAcceptance {
  readonly outcome: "accepted" | "refused" | "indeterminate";
  /** The engine's words. */
  readonly detail?: string;
}

export interface EngineNetwork {
  readonly outcome: "found" | "missing";
  readonly name?: string;
  /** `bridge`, `overlay`, … */
  readonly driver?: string;
}

export interface EngineContainer {
  readonly outcome: "found" | "missing";
  readonly id?: string;
  readonly name?: string;
  readonly image?: string;
  /** `running`, `exited`, `created`, … */
  readonly state?: string;
  /** When it was last started, RFC 3339; absent if never. */
  readonly startedAt?: string;
  /** RUNNER_UUID of that container, if it has one. */
  readonly runnerUuid?: string;
  readonly mounts?: readonly { readonly type: string; readonly source: string; readonly target: string }[];
}

export interface LocalImage {
  readonly outcome: "found" | "missing";
  readonly id?: string;
  readonly os?: string;
  readonly architecture?: string;
  readonly variant?: string;
  readonly repoTags?: readonly string[];
  readonly repoDigests?: readonly string[];
  readonly sizeBytes?: number;
}

/** Which credential a probe has to use; the probe reads the secret itself, it never travels in a question. */
export type CredentialRef =
  { readonly kind: "anonymous" } | { readonly kind: "config"; readonly file: string; readonly key: string };

export interface DistributionQuestion {
  readonly reference: string;
  readonly credential: CredentialRef;
}

export interface EngineDistribution {
  readonly outcome: "resolved" | "failed";
  readonly digest?: string;
  readonly mediaType?: string;
  /** `os/architecture[/variant]`; null where the engine does not say (facts §3: OCI single manifests). */
  readonly platforms?: readonly string[] | null;
  /** HTTP status of the engine's answer and its message, whole but for secrets. */
  readonly status?: number;
  readonly message?: string;
  /** When the engine answered, RFC 3339. */
  readonly observedAt?: string;
  readonly durationMs: number;
}

export interface EnginePullQuestion {
  readonly reference: string;
  readonly credential: CredentialRef;
  /** `os/architecture[/variant]`; the engine's own by default. */
  readonly platform?: string;
  /** Whether the image stays afterwards (`--keep-images`). */
  readonly keep: boolean;
}

/** How far a pull is. */
export interface EnginePullProgress {
  /** Layers that are there: fetched, or cached before. */
  readonly layersDone: number;
  /** Layers named so far. */
  readonly layersTotal: number;
  readonly downloadedBytes: number;
  /** Compressed bytes of the layers whose size the engine has told. */
  readonly totalBytes: number;
  /** Over the last seconds. */
  readonly bytesPerSecond: number;
  /** The engine's words while it waits to try a layer again. */
  readonly retrying?: string;
}

export interface EnginePull {
  readonly outcome: "pulled" | "failed";
  /** The engine had this very image. Only with `pulled`. */
  readonly upToDate: boolean;
  /** Digest that the engine names at the end. */
  readonly digest?: string;
  /** Layers as the engine names them (the first twelve digits of the digest), in its order. One with a containerd store does not name those that it had. */
  readonly layers: readonly { readonly id: string; readonly state: "fetched" | "cached" | "unfinished" }[];
  readonly downloadedBytes: number;
  /** With `failed`: HTTP status of a refusal before the first layer, and the engine's words. */
  readonly status?: number;
  readonly message?: string;
  readonly durationMs: number;
}
