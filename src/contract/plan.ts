import type { StartCommandChange } from "./finding.js";
import type { Origin, Sourced } from "./origin.js";
import type { CommandProblem, MountProblem } from "./plan-problem.js";

export type PlanSource = "default" | "docker-run" | "command-file" | "compose" | "container";

/** Who wants the image: the start command itself, one of the runner's three helper images, or `--image`. */
export type ImageRole = "runner" | "pause" | "pause-documented" | "auth-proxy" | "clone" | "extra";

/**
 * Who pulls: the operator's docker client (a local copy is enough unless `--pull always`; the operator's own config
 * counts) or the runner (always remotely, with the config.json it is given, basic auth only).
 */
export type Puller = "start-command" | "runner";

export interface PlannedImage {
  readonly role: ImageRole;
  /** As configured, not normalised. */
  readonly reference: string;
  readonly puller: Puller;
  readonly origin: Origin;
  /** `--pull` of the start command; `missing` unless given. Only for the runner image. */
  readonly pullPolicy?: "always" | "missing" | "never";
  /** `--platform` of the start command, for example `linux/arm64`, or what the client takes for it. Only for the runner image. */
  readonly platform?: string;
  /** Where the platform comes from, if not from the start command. */
  readonly platformOrigin?: Origin;
  /** What makes the client ask for a signature. Only for the runner image. */
  readonly contentTrust?: Origin;
  /** Present when the reference holds a placeholder: the part that has to be replaced. Such an image is asked of no registry. */
  readonly placeholder?: string;
}

/** Something of the start command, free of secrets. */
export interface Written {
  /** As written: the option of `docker run`; in a compose file the setting (`cpus: 64`) or the item of a list. */
  readonly text: string;
  /** The words of `docker run` for it, as written where it is one: `--cpus`, `64`. */
  readonly words: readonly string[];
}

/** A mount; for a container, as the option that makes such a one. */
export interface PlannedMount extends Written {
  /** `-v` or a compose short volume (the engine creates what is missing), `--mount` or a compose long volume (it does not), or what a container has. */
  readonly form: "volume" | "mount" | "container";
  readonly type: "bind" | "volume" | "tmpfs" | "other";
  /** Host path with `~` expanded to the invoking user's home, or the volume's name; absent for an anonymous volume. */
  readonly source?: string;
  /** Path in the runner container. */
  readonly target: string;
  readonly readOnly: boolean;
  /** Other options, for example `z`, `rshared`. */
  readonly options: readonly string[];
  readonly origin: Origin;
  /** Parts that the shell would expand and this program did not, for example `$HOME` or `$(pwd)`. */
  readonly unexpanded?: readonly string[];
  /** Present when the source holds a placeholder, for example `<path_to_docker_config_directory>`. */
  readonly placeholder?: string;
  /** docker refuses it; there is an issue about it. */
  readonly refused?: true;
}

/** The name of the runner's container. */
export interface PlannedName extends Sourced<string> {
  /** The part of it that was left to be replaced: `<uuid>`. */
  readonly placeholder?: string;
}

/** What is known about a variable's value without showing it. */
export interface ValueTraits {
  readonly empty: boolean;
  readonly length: number;
  /** The placeholder found in it: `<my-account-id>`, `xxx`. */
  readonly placeholder?: string;
  /** Set when the value, without braces and quotes, is a UUID: its version digit. */
  readonly uuidVersion?: number;
  readonly braces: "none" | "both" | "unbalanced";
  /** It begins as Atlassian's OAuth secrets and tokens do (`ATOA…`). */
  readonly secretLike?: boolean;
  /** Contains a line break, a quote at either end, or white space at either end. */
  readonly lineBreak: boolean;
  readonly quoted: boolean;
  readonly padded: boolean;
  /** Shell expansions left in it: `$SECRET`, `$(cat …)`. */
  readonly unexpanded?: readonly string[];
}

export interface PlannedVariable {
  readonly name: string;
  readonly origin: Origin;
  /** How it is given: on the command line (visible in the process list), by an env file, inherited from the environment, in a compose file, or found in a container. */
  readonly via: "command-line" | "env-file" | "inherited" | "compose" | "container";
  /** Only for allow-listed names that are never secret; user-info in proxies is replaced. */
  readonly value?: string;
  readonly traits: ValueTraits;
  /** `-e NAME` with NAME unset in the environment: docker passes nothing. */
  readonly absent?: boolean;
}

type CommandIssueKind =
  /** docker would refuse this: a malformed `-v`, `--mount`, `-e`, a value flag with no value */
  | "option-invalid"
  /** an option that no known docker client has */
  | "option-unknown"
  /** the text was a one-line documentation copy and has been put back together */
  | "command-flattened"
  /** something that only a shell could expand, left as it is */
  | "unexpanded"
  /** a variable whose option is missing or misspelt, so that docker takes it for something else */
  | "variable-without-option"
  /** an option of `docker run` that docker hands to the container as its command */
  | "option-after-image";

/** What an issue is about. */
export type IssueSubject =
  /** A mount, with the paths that were plainly meant, as far as they are clear. */
  | { readonly of: "mount"; readonly source?: string; readonly target?: string }
  /** An option by its name without dashes, or a key of a compose file. */
  | { readonly of: "option"; readonly name: string }
  | { readonly of: "variable"; readonly name: string }
  | { readonly of: "image" }
  /** Something that only a shell expands: `$HOME`. */
  | { readonly of: "expansion"; readonly written: string }
  /** The text of the start command as a whole. */
  | { readonly of: "command" };

/** A malformed mount; told apart from other options because it belongs to mount-paths. */
export interface MountIssue extends Written {
  readonly kind: "mount-invalid";
  readonly subject: IssueSubject;
  readonly problem: MountProblem;
  readonly origin: Origin;
  /** The same as docker takes it, if that is known. */
  readonly suggestion?: Written;
}

/** Something else that is wrong with the start command. */
export interface CommandIssue {
  readonly kind: CommandIssueKind;
  readonly subject: IssueSubject;
  /** The offending words, free of secrets. */
  readonly text: string;
  readonly problem: CommandProblem;
  readonly origin: Origin;
  /** The nearest known word, if there is one. */
  readonly suggestion?: string;
  /** What would mend it, where that is known. */
  readonly change?: StartCommandChange;
  /** Of `unexpanded`: it may stand for options of any kind, or for variables, and not only for a part of a value. */
  readonly mayGive?: "options" | "variables";
}

/** Something about the input itself that a check reports. */
export type PlanIssue = MountIssue | CommandIssue;

/** JSON in the terms of the engine's interface. */
export type EngineJson = string | number | boolean | readonly EngineJson[] | { readonly [member: string]: EngineJson };

/** An option of the start command that the docker client accepts, so that the engine decides about it. */
export interface PlannedSetting extends Written {
  readonly origin: Origin;
  /** Its part of the body of `POST /containers/create`: `{ HostConfig: { NanoCpus: 64000000000 } }`. */
  readonly body: Readonly<Record<string, EngineJson>>;
}

/** An option or key that docker takes for engines alone whose interface is new enough. */
export interface NewerOption extends Written {
  readonly origin: Origin;
  /** Least version of the engine's interface: `1.43`. */
  readonly leastApi: string;
}

/** Something on the engine's host that an option names and that has to be there when the runner starts. */
export interface PlannedReference extends Written {
  readonly kind: "network" | "container" | "device" | "log-driver";
  readonly name: string;
  /** The container has to run, not just to exist. */
  readonly isRunning?: boolean;
  readonly origin: Origin;
}

/** How containers of the start command reach the network: `bridge` (default), `host`, `none` or a network's name. */
export type NetworkMode = string;

/** The config.json location that the operator's docker client, or the runner, is going to read. */
export interface ConfigLocation {
  /** Folder that holds config.json. */
  readonly directory: string;
  /** Full path of the file. */
  readonly file: string;
  readonly origin: Origin;
}

/** Everything the checks read about the deployment. Plain JSON, free of secrets; recorded with the facts. */
export interface RunnerPlan {
  readonly source: PlanSource;
  /** For a human: `docker run … (words after --)`, `runner.sh`, `compose.yaml service runner`, `container runner-1`, `default deployment`. */
  readonly description: string;
  /** The folder in which the start command is going to be typed: relative paths in it count from there. */
  readonly directory?: string;
  /** Whether the start command uses `sudo`. */
  readonly sudo: boolean;
  /** The program that starts the runner where it is not docker: `podman`, `nerdctl`. */
  readonly client?: string;
  readonly images: readonly PlannedImage[];
  /** `--pull`: the engine really pulls the images. Absent: nothing is pulled. */
  readonly pull?: PullWish;
  readonly mounts: readonly PlannedMount[];
  /** Variables of the runner container, last value wins, env-file first. Empty for the default deployment. */
  readonly env: readonly PlannedVariable[];
  readonly network: Sourced<NetworkMode>;
  readonly containerName?: PlannedName;
  readonly user?: Sourced<string>;
  /** More groups of that user: `--group-add`. */
  readonly groups?: readonly Sourced<string>[];
  /** `--userns` of the start command. */
  readonly userns?: Sourced<string>;
  readonly privileged?: boolean;
  /** `--security-opt` values. */
  readonly securityOptions: readonly Sourced<string>[];
  /** Options that the engine has to accept. */
  readonly settings?: readonly PlannedSetting[];
  /** What options name on the engine's host. */
  readonly references?: readonly PlannedReference[];
  /** Options that older engines do not know, so that docker refuses them there. */
  readonly newerOptions?: readonly NewerOption[];
  /** Options that only a real start proves, as written: `--gpus all`. */
  readonly unprovable?: readonly string[];
  /** Memory limit of the runner container in bytes, if given. */
  readonly memoryBytes?: Sourced<number>;
  readonly issues: readonly PlanIssue[];
  /** More services to reach, as `host:port`, from `--domain`. */
  readonly domains: readonly Sourced<string>[];
  /** The engine to ask, as a URL (user-info removed): `--docker-host`, the command's `-H`, DOCKER_HOST, the context, or the default socket. */
  readonly dockerHost: Sourced<string>;
  /** The file that the runner is given (`null`: none), through a mount, `--docker-config`, or the default deployment's rule. */
  readonly runnerConfig: ConfigLocation | null;
  /** Why `runnerConfig` is null: nothing is mounted, or `--docker-config none`. */
  readonly runnerConfigNone?: "not-mounted" | "declared-none" | "not-found";
  /** DOCKER_API_VERSION: the version of the engine's interface that the operator's client insists on. */
  readonly clientApiVersion?: Sourced<string>;
  /** The config that the operator's docker client reads for the start command. */
  readonly clientConfig: ConfigLocation;
  /** Proxy variables that the runner container gets, user-info replaced by `***`. */
  readonly proxies: ProxySettings;
}

/** What `--pull` asks for. */
export interface PullWish {
  /** `--keep-images`: what was pulled stays. */
  readonly keepImages: boolean;
}

/** Proxy settings in Go's sense. Values are free of secrets: user-info is replaced by `***`. */
export interface ProxySettings {
  readonly http?: Sourced<string>;
  readonly https?: Sourced<string>;
  readonly no?: Sourced<string>;
}
