import type {
  Origin,
  PlanIssue,
  PlannedImage,
  PlannedMount,
  PlannedVariable,
  PlanSource,
  Sourced,
} from "../contract/index.js";
import type { EngineSettings } from "./command/engine-settings.js";

/** A variable with its value; only `merge` sees these, and takes the value away unless it may be shown. */
export interface RawVariable {
  readonly name: string;
  /** Absent: the variable is named, but nothing gives it a value. */
  readonly value?: string;
  readonly origin: Origin;
  readonly via: PlannedVariable["via"];
  /** Expansions that a shell would make in the value. */
  readonly unexpanded: readonly string[];
}

/** How the operator's docker client is called: where its engine and its config.json come from. */
export interface ClientUse {
  /** Environment that docker sees (after sudo). */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Says where a variable of that environment comes from. */
  readonly envOrigin: (name: string) => Origin;
  /** Home of the user docker runs as, and why it is that one. */
  readonly home: Sourced<string>;
  /** `-H` and `--context` before `run`, and `--config`. */
  readonly host?: Sourced<string>;
  readonly context?: Sourced<string>;
  readonly config?: Sourced<string>;
  /** Whether this client adds the proxies of its config.json to the containers that it creates. */
  readonly injectsProxies: boolean;
}

/** What every way to describe a deployment comes down to, before flags are merged in and secrets taken out. */
export interface Deployment {
  readonly source: PlanSource;
  readonly description: string;
  readonly sudo: boolean;
  /** The program that starts the runner where it is not docker. */
  readonly foreignClient?: string;
  readonly runnerImage?: PlannedImage;
  readonly mounts: readonly PlannedMount[];
  /** In docker's order: a later one of the same name wins. */
  readonly variables: readonly RawVariable[];
  /** Where PAUSE_IMAGE and its like come from when `variables` has none; the default deployment reads the environment. */
  readonly imageOverrides?: Readonly<Record<string, Sourced<string> | undefined>>;
  readonly network?: Sourced<string>;
  readonly containerName?: Sourced<string>;
  readonly user?: Sourced<string>;
  readonly groups?: readonly Sourced<string>[];
  readonly userns?: Sourced<string>;
  readonly privileged: boolean;
  readonly securityOptions: readonly Sourced<string>[];
  readonly memoryBytes?: Sourced<number>;
  /** What it asks of the engine besides; nothing for what exists already. */
  readonly engine?: EngineSettings;
  /** `--disable-content-trust` of the start command, turned round. */
  readonly contentTrust?: boolean;
  readonly issues: readonly PlanIssue[];
  readonly client: ClientUse;
  /** More texts that must not be shown, for example a password in an image reference. */
  readonly secrets: readonly string[];
}
