import type { ClientOptionsFact, ClientOptionsQuestion, ClientVersionFact } from "./facts/client.js";
import type {
  DistributionQuestion,
  EngineAcceptance,
  EngineConnection,
  EngineContainer,
  EngineDistribution,
  EngineInfo,
  EngineNetwork,
  EnginePath,
  EnginePull,
  EnginePullProgress,
  EnginePullQuestion,
  LocalImage,
} from "./facts/engine.js";
import type { DockerConfigFact, FileStat } from "./facts/files.js";
import type { EndpointFact, NameFact, NameServersFact, ProxySource, TrustRoots } from "./facts/network.js";
import type { ProcessFact } from "./facts/process.js";
import type { RegistryPing, RegistryQuestion, RegistryWalk, WalkQuestion } from "./facts/registry.js";
import type { PlannedSetting } from "./plan.js";
import type { OpenSteps } from "./waits.js";

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

export interface FilesHost {
  /** `stat` by this process, with the file system it is on. */
  readonly stat: Ask<{ readonly path: string }, FileStat>;
  /** Reads and decodes a docker config.json. Bounded in size and time; secrets stay in the probe. */
  readonly dockerConfig: Ask<{ readonly file: string }, DockerConfigFact>;
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
    EndpointFact,
    OpenSteps
  >;
}

export interface RegistryHost {
  /** `/v2/` of a registry, and its token service if it names one, as far as possible without credentials. */
  readonly ping: Ask<RegistryQuestion, RegistryPing, OpenSteps>;
  /** Walks an image without pulling: manifest, platform, config, every layer by HEAD. */
  readonly walk: Ask<WalkQuestion, RegistryWalk, OpenSteps>;
}

export interface EnvHost {
  /** This process and its user. */
  readonly process: Ask<Nothing, ProcessFact>;
  /** What `--help` of a client of this host lists, within 2 s. It decides about options that this program does not know. */
  readonly clientOptions: Ask<ClientOptionsQuestion, ClientOptionsFact>;
  /** What `docker --version` of this host says, within 2 s: for the report alone. */
  readonly clientVersion: Ask<Nothing, ClientVersionFact>;
}

export interface ClockHost {
  /** RFC 3339. */
  readonly now: Ask<Nothing, { readonly iso: string }>;
}
