import type { PlannedSetting } from "./plan.js";

/**
 * The host answers questions about the world. Every question and every answer is plain JSON without secrets, memoised
 * within a run and recorded as a fact. A question that cannot be answered rejects with a `ProbeError`; a problem of
 * the host is an ordinary answer.
 */
export interface AskOptions<Progress = never> {
  /** Gives the question up; when every asker has, the probe is cancelled. */
  readonly signal?: AbortSignal;
  /** Is told how far a long question is; for show only, never a fact, and silent in a recording. */
  readonly onProgress?: (progress: Progress) => void;
}

export type Ask<Question, Answer, Progress = never> = (
  question: Question,
  options?: AskOptions<Progress>,
) => Promise<Answer>;

/** A question without parameters. */
export type Nothing = Readonly<Record<string, never>>;

export interface Host {
  readonly engine: EngineHost;
  readonly files: FilesHost;
  readonly network: NetworkHost;
  readonly registry: RegistryHost;
  readonly env: EnvHost;
  readonly clock: ClockHost;
}

// ---------------------------------------------------------------- engine

export interface EngineHost {
  /** Connects to the planned engine and asks `/_ping` and `/version`. Answers for every state of the socket. */
  readonly connection: Ask<Nothing, EngineConnection>;
  /** `GET /info`, decoded. Fails with ProbeError if the engine did not answer. */
  readonly info: Ask<Nothing, EngineInfo>;
  /** What the engine sees at a path (nothing is created: codes.md "Paths"). */
  readonly path: Ask<{ readonly path: string }, EnginePath>;
  /** `GET /containers/NAME/json`, decoded to what is safe. */
  readonly container: Ask<{ readonly name: string }, EngineContainer>;
  /** Whether the engine would accept options of a start command (nothing is created, as with `path`). */
  readonly acceptance: Ask<{ readonly body: PlannedSetting["body"] }, EngineAcceptance>;
  /** `GET /networks/NAME`. */
  readonly network: Ask<{ readonly name: string }, EngineNetwork>;
  /** `GET /images/REF/json`: the engine's local copy. */
  readonly localImage: Ask<{ readonly reference: string }, LocalImage>;
  /** `GET /distribution/REF/json` with X-Registry-Auth from the credential: what the engine resolves remotely. Own limit 45 s. */
  readonly distribution: Ask<DistributionQuestion, EngineDistribution>;
  /**
   * `POST /images/create`: the engine really pulls. Only where the plan says so (`plan.pull`). What it created is removed
   * when the host is closed, unless the question says `keep`. Without a limit of its own: the run's deadline ends it.
   */
  readonly pull: Ask<EnginePullQuestion, EnginePull, EnginePullProgress>;
}

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
  readonly origin: string;
  readonly transport: "unix" | "tcp" | "ssh" | "npipe" | "other";
  readonly outcome: ConnectionOutcome;
  /** The system's or the server's own words. */
  readonly detail?: string;
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

/** `indeterminate`: the engine's answer told neither. */
export interface EnginePath {
  readonly path: string;
  readonly outcome: "directory" | "not-a-directory" | "missing" | "indeterminate";
  /** The engine's words. */
  readonly detail?: string;
}

/** `indeterminate`: this engine does not look at the options first. */
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

// ---------------------------------------------------------------- files

export interface FilesHost {
  /** `stat` by this process, with the file system it is on. */
  readonly stat: Ask<{ readonly path: string }, FileStat>;
  /** Reads and decodes a docker config.json. Bounded in size and time; secrets stay in the probe. */
  readonly dockerConfig: Ask<{ readonly file: string }, DockerConfigFact>;
}

export interface FileStat {
  readonly path: string;
  readonly outcome: "found" | "missing" | "not-permitted" | "error";
  readonly detail?: string;
  readonly type?: "file" | "directory" | "socket" | "fifo" | "device" | "other";
  /** Octal with four digits: `0644`. */
  readonly mode?: string;
  readonly uid?: number;
  readonly gid?: number;
  readonly sizeBytes?: number;
  /** Inode number; tells a replaced file. */
  readonly inode?: number;
  /** When this inode was made, RFC 3339: later than a container's start for a file that was replaced since. Absent where the file system does not say. */
  readonly bornAt?: string;
  /** Path with every symbolic link resolved. */
  readonly realPath?: string;
  /** Free for an unprivileged user on this file system. */
  readonly freeBytes?: number;
  readonly freeInodes?: number;
  /** Mount options of the file system it is on, for example `["rw","noexec"]`; absent where unknown. */
  readonly mountOptions?: readonly string[];
}

export type AuthState =
  /** decodes to a non-empty user and password */
  | "basic"
  /** user without password, or password without user */
  | "incomplete"
  /** `{}` or an empty `auth`, and no username/password fields */
  | "empty"
  /** not strict base64, or no colon in it */
  | "malformed";

export interface DockerConfigAuth {
  /** As written, without user-info. */
  readonly key: string;
  readonly state: AuthState;
  /** What exactly is wrong with it, free of secrets: `no colon after decoding`, `url-safe base64 alphabet`. */
  readonly problem?: string;
  readonly username?: string;
  /** The decoded value ends with white space: `\n`, `\r\n` or a blank (the classic `echo | base64`). */
  readonly trailing?: "newline" | "blank";
  /** The pair comes from `username`/`password` fields, not from `auth`. */
  readonly fromFields?: boolean;
  readonly identityToken: boolean;
  readonly registryToken: boolean;
  /** The password is one that expires by its kind: named by user name or by JWT `exp`. */
  readonly timed?: { readonly kind: string; readonly expiresAt?: string; readonly expired?: boolean };
  /** Line breaks inside the base64: the docker client accepts them, the runner's reader does not. */
  readonly wrapped?: boolean;
}

export interface DockerConfigFact {
  readonly file: string;
  readonly outcome:
    "read" | "missing" | "is-directory" | "not-a-file" | "not-permitted" | "too-large" | "timeout" | "invalid";
  /** For `invalid`: what is wrong and where (line, column), without quoting the content. */
  readonly detail?: string;
  readonly mode?: string;
  readonly uid?: number;
  readonly sizeBytes?: number;
  /** A non-empty `credsStore`. */
  readonly credsStore?: string;
  readonly credHelpers: readonly { readonly key: string; readonly helper: string }[];
  readonly auths: readonly DockerConfigAuth[];
  /** `docker-credential-X` programs found on PATH, by X. */
  readonly helpersOnPath: readonly string[];
  readonly currentContext?: string;
  /** Things only one of the two readers accepts (byte-order mark, text after the first value, field names in another case, duplicate keys). */
  readonly notes: readonly string[];
  /** The docker client refuses the file and goes on without it, although the runner's reader takes it: a byte-order mark. */
  readonly clientRefuses?: boolean;
}

// ---------------------------------------------------------------- network

/**
 * Which proxy settings apply: the engine's own (from `/info`), the plan's (the runner container's variables), or none.
 */
export type ProxySource = "engine" | "plan" | "none";

/** Which roots TLS is verified with: Node's alone (`public`), or those plus system bundle and certs.d (`engine`). */
export type TrustRoots = "public" | "engine";

/** Codes of a failed hop; the same words as in the catalogue. */
export const NETWORK_FAILURES = [
  "dns-not-found",
  "dns-failed",
  "dns-timeout",
  "connection-refused",
  "connection-timeout",
  "connection-reset",
  "network-unreachable",
  "tls-untrusted",
  "tls-expired",
  "tls-not-yet-valid",
  "tls-name-mismatch",
  "tls-failed",
  "plain-http",
  "proxy-unreachable",
  "proxy-auth-required",
  "proxy-denied",
  "proxy-failed",
  "not-a-registry",
  "server-error",
  "response-timeout",
] as const;
export type NetworkFailureCode = (typeof NETWORK_FAILURES)[number];

export type HopName = "dns" | "tcp" | "proxy" | "tls" | "http" | "identity";

export interface HopFact {
  readonly hop: HopName;
  readonly ok: boolean;
  readonly durationMs: number;
  /** `104.192.136.1, 2401:…`, `TLSv1.3`, `HTTP 401`. */
  readonly detail: string;
}

export interface CertificateFact {
  readonly subject: string;
  readonly issuer: string;
  readonly validFrom: string;
  readonly validTo: string;
  readonly names: readonly string[];
}

/** One layered look at one endpoint: DNS → TCP (→ proxy CONNECT) → TLS → HTTP → identity. */
export interface EndpointFact {
  readonly host: string;
  readonly port: number;
  readonly hops: readonly HopFact[];
  readonly addresses: readonly string[];
  readonly ok: boolean;
  readonly failure?: NetworkFailure;
  readonly http?: HttpFact;
  readonly certificate?: CertificateFact;
  /** The proxy used, user-info replaced by `***`. */
  readonly proxy?: string;
  /** What the proxy's name resolved to. */
  readonly proxyAddresses?: readonly string[];
  /** When the look began, RFC 3339. */
  readonly observedAt?: string;
  readonly durationMs: number;
}

export interface NetworkFailure {
  readonly code: NetworkFailureCode;
  readonly hop: HopName;
  /** The system's or server's own words, shortened, free of secrets. */
  readonly detail: string;
  /** Seconds since 1970 are never used here: the limit that ran out, in milliseconds, for time-outs. */
  readonly limitMs?: number;
}

export interface HttpFact {
  readonly status: number;
  /** Lower-case names, only harmless ones: server, date, content-type, location (query removed), docker-distribution-api-version, www-authenticate, retry-after, via, x-squid-error. */
  readonly headers: Readonly<Record<string, string>>;
  /** Title of an HTML page, shortened: names a block page or portal. */
  readonly title?: string;
  /** Server `Date` minus this process's clock, in milliseconds. */
  readonly clockSkewMs?: number;
}

/** What the name servers say about a host. */
export interface NameServersFact {
  readonly host: string;
  /** In the order in which they are asked. An answer may be that there is no such name. */
  readonly servers: readonly { readonly address: string; readonly isAnswering: boolean; readonly durationMs: number }[];
}

export interface NameFact {
  readonly host: string;
  readonly addresses: readonly string[];
  readonly failure?: NetworkFailure;
  readonly durationMs: number;
}

export interface NetworkHost {
  /** The addresses of a host, by /etc/hosts and the configured name servers. */
  readonly resolve: Ask<{ readonly host: string }, NameFact>;
  /** What each configured name server by itself has to say to a host, within 2 s. */
  readonly nameServers: Ask<{ readonly host: string }, NameServersFact>;
  /** A service over HTTPS (`GET /`): any HTTP answer of the service itself counts as reached. */
  readonly endpoint: Ask<
    {
      readonly host: string;
      readonly port: number;
      readonly proxy: ProxySource;
      readonly roots: TrustRoots;
      /** Only addresses of this family are connected to; both by default. */
      readonly family?: 4 | 6;
    },
    EndpointFact
  >;
}

// ---------------------------------------------------------------- registry

export interface RegistryHost {
  /** `/v2/` of a registry, and its token service if it names one, as far as possible without credentials. */
  readonly ping: Ask<RegistryQuestion, RegistryPing>;
  /** Walks an image without pulling: manifest, platform, config, every layer by HEAD. */
  readonly walk: Ask<WalkQuestion, RegistryWalk>;
}

export interface RegistryQuestion {
  /** `host[:port]` as in the normalised reference; `docker.io` is asked at `registry-1.docker.io`. */
  readonly registry: string;
  readonly proxy: ProxySource;
  /** The engine talks to it without verified TLS (insecure-registries). */
  readonly insecure: boolean;
}

export interface RegistryPing {
  readonly registry: EndpointFact;
  /** The challenge: `Basic`, `Bearer`, none (200), or `unusable`. */
  readonly challenge: "basic" | "bearer" | "none" | "unusable" | "unknown";
  /** Realm URL of a Bearer challenge, without query. */
  readonly realm?: string;
  readonly service?: string;
  /** A look at the token service's host; absent if it is the registry's own host and port. */
  readonly tokenService?: EndpointFact;
}

export interface WalkQuestion {
  readonly reference: string;
  readonly credential: CredentialRef;
  readonly proxy: ProxySource;
  readonly insecure: boolean;
  /** The engine's platform, in Go's words: `linux`, `amd64`. */
  readonly os: string;
  readonly architecture: string;
  /**
   * Whose way of asking is gone: that of engines with the classic image store by default, which ask `/v2/` what a registry
   * demands and get tokens by GET; `containerd` asks the manifest itself, and gets a user's token by POST.
   */
  readonly client?: "containerd";
}

export type WalkStep = "connect" | "token" | "manifest" | "platform" | "config" | "layers";

/** What stopped a walk: a network code, or one of the content codes of `image-pullable`. */
export type WalkFailureCode =
  | NetworkFailureCode
  | "image-not-found"
  | "repository-not-found"
  | "credentials-missing"
  | "credentials-rejected"
  | "access-denied"
  | "rate-limited"
  | "platform-mismatch"
  | "manifest-unsupported"
  | "layer-missing"
  | "layer-corrupt"
  | "layer-host-unreachable";

export interface RegistryWalk {
  readonly reference: string;
  /** `host:port` that was asked. */
  readonly registry: string;
  readonly repository: string;
  readonly ok: boolean;
  /** The step reached (the failing one if not ok). */
  readonly step: WalkStep;
  readonly failure?: WalkFailure;
  /** Digest of the manifest that the reference names. */
  readonly digest?: string;
  readonly mediaType?: string;
  /** Platforms offered by an index, or the one of the image config. */
  readonly platforms?: readonly string[];
  /** Digest of the manifest chosen for the engine's platform. */
  readonly platformDigest?: string;
  /** Layers, each digest once. */
  readonly layerCount?: number;
  /** Sum of the compressed layer sizes in bytes. */
  readonly compressedBytes?: number;
  /** `host:port` that served config and layers. */
  readonly layerHosts?: readonly string[];
  readonly rateLimit?: { readonly limit: number; readonly remaining: number };
  readonly steps: readonly {
    readonly step: WalkStep;
    readonly ok: boolean;
    readonly durationMs: number;
    readonly detail: string;
  }[];
  /** Servers' errors (5xx) that a second request got past. */
  readonly recovered?: readonly WalkRecovery[];
  /** What this process could not do in the engine's place (masked proxy password, …): nothing was proven about layers. */
  readonly notProven?: string;
  readonly durationMs: number;
}

/** A request that was answered 5xx, and well when it was repeated. */
export interface WalkRecovery {
  readonly hop: "token" | "manifest" | "config" | "layer";
  /** `host:port` that answered. */
  readonly host: string;
  readonly status: number;
  /** The server's words, shortened, free of secrets. */
  readonly detail: string;
}

export interface WalkFailure {
  readonly code: WalkFailureCode;
  /** `host:port` of the failing hop. */
  readonly host: string;
  readonly hop: HopName | "token" | "manifest" | "platform" | "config" | "layer";
  /** HTTP status, where there was one. */
  readonly status?: number;
  readonly detail: string;
  /** For `layer-host-unreachable`: the network code at the layer host. */
  readonly networkCode?: NetworkFailureCode;
  /** Digest of the blob it is about. */
  readonly digest?: string;
  /** For failures of the network: the hop at that host, and what is known of the way there. */
  readonly way?: WalkWay;
}

/** The way to the host where a walk failed. */
export interface WalkWay {
  readonly hop: HopName;
  readonly addresses: readonly string[];
  /** The proxy used, user-info replaced by `***`. */
  readonly proxy?: string;
  readonly proxyAddresses?: readonly string[];
  /** How long the failing hop took, in milliseconds. */
  readonly durationMs?: number;
  /** RFC 3339. */
  readonly observedAt: string;
}

// ---------------------------------------------------------------- env, clock

export interface EnvHost {
  /** This process and its user. */
  readonly process: Ask<Nothing, ProcessFact>;
}

export interface ProcessFact {
  readonly platform: string;
  readonly architecture: string;
  readonly uid?: number;
  readonly gid?: number;
  readonly groups: readonly number[];
  readonly userName?: string;
  readonly home: string;
  /** SUDO_USER, if this process was started with sudo. */
  readonly sudoUser?: string;
  /** Whether this process itself runs in a container. */
  readonly inContainer: boolean;
  readonly hostName: string;
  /** Whether the kernel forwards IPv4 where this process runs; absent where that cannot be read. */
  readonly ipv4Forwarding?: boolean;
}

export interface ClockHost {
  /** RFC 3339. */
  readonly now: Ask<Nothing, { readonly iso: string }>;
}
