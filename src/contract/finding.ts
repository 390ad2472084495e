import type { Place } from "./origin.js";

/** Whether a finding fails the run (`error`) or only warns (unless `--strict`). */
export type Severity = "error" | "warning";

/**
 * From where an answer was seen: this program, the Docker Engine (which does the pulling), or a container on the host.
 * A network or registry answer is true only from its vantage.
 */
export type Vantage = "process" | "engine" | "container";

/** One observed fact that supports a verdict. */
export interface Evidence {
  /** What was looked at, for example `WORKING_DIRECTORY` or `GET https://registry.example/v2/`. */
  readonly what: string;
  /** What was seen, already free of secrets. */
  readonly observed: string;
  /** What a right host would have shown. */
  readonly expected?: string;
  /** Where the value comes from: in the start command, or what was asked or read, as `GET /info`. */
  readonly origin?: Place;
  readonly vantage?: Vantage;
}

/** How much a printed command can change: nothing (or only what it names), needs root, or loses something. */
export type CommandRisk = "safe" | "sudo" | "destructive";

/**
 * What a printed command is for: `fix` changes something so that the fault goes away, `see` changes nothing and shows the
 * fault again, `then` is what follows the fix (restart, log in again).
 */
export type CommandRole = "fix" | "see" | "then";

export interface RemedyCommand {
  /** A command that works when pasted as it stands into a POSIX shell: one line. One with line breaks or hidden characters is left out. */
  readonly run: string;
  readonly risk: CommandRisk;
  /** `fix` where it is absent. */
  readonly role?: CommandRole;
}

/**
 * Words of `docker run` that have to be others, one word per element and without a shell's quotes. `…` stands for a value
 * that is not known or not shown: `-e OAUTH_CLIENT_SECRET=…`. At least one of `remove` and `add` has words.
 */
export interface StartCommandChange {
  /** The words that go, as written; none where words only come. */
  readonly remove: readonly string[];
  /** The words that come: in the place of the removed ones, else before the image. */
  readonly add: readonly string[];
  /** Where the removed words, or the setting that stands for them, are written. */
  readonly origin?: Place;
  /** The env file whose lines (`NAME=value`) the words are, where the fault is in one and not in the command itself. */
  readonly envFile?: string;
}

export interface Remedy {
  /** One imperative sentence. It does not repeat the changes, but may name other ways. */
  readonly summary: string;
  /** One sentence on what follows once that is done: a restart, a new login. */
  readonly afterwards?: string;
  readonly commands: readonly RemedyCommand[];
  /** One way to change the start command that suffices, together with the commands, which come first. */
  readonly changes?: readonly StartCommandChange[];
  /** The page, specification or measurement that says so. */
  readonly source: string;
}

/** Where the network stops a connection: what whoever runs the network has to know. */
export interface BlockedEndpoint {
  readonly protocol: "https" | "http";
  /** The host that is not reached; the proxy itself where that is what cannot be reached. */
  readonly host: string;
  readonly port: number;
  /** What the host's name resolved to, as this process saw it; empty where it did not, or where a proxy resolves it. */
  readonly addresses: readonly string[];
  /** The proxy on the way, user-info replaced by `***`. */
  readonly proxy?: string;
  /** Who saw the failure. */
  readonly vantage: Vantage;
  /** The failing hop (`dns`, `tcp`, `proxy`, `tls`, `http`, …) and its network code. */
  readonly hop: string;
  readonly code: string;
  /** When it was seen, RFC 3339, and after how many milliseconds it failed. */
  readonly observedAt?: string;
  readonly durationMs?: number;
  /** Images and services that need it. */
  readonly neededFor: readonly string[];
  /** One command that shows the failure again, for a POSIX shell. */
  readonly reproduce: string;
}

/** Names a finding of the same run by its code and, where that is not enough, its target. */
export interface FindingName {
  readonly code: string;
  readonly target?: string;
}

/** One problem of the host or of the start command. */
export interface Finding {
  /** Kebab-case code out of the check's catalogue; public and stable. */
  readonly code: string;
  /** One sentence: what is wrong. */
  readonly message: string;
  /** The image, `host:port`, path or variable it is about, as the user would recognise it. */
  readonly target?: string;
  /** The failing hop (`dns`, `tcp`, `proxy`, `tls`, `http`, `token`, `manifest`, `layer host cdn.example:443`, …): same code at the same hop is one cause. */
  readonly hop?: string;
  readonly evidence: readonly Evidence[];
  /** Wins over the severity in the catalogue. */
  readonly severity?: Severity;
  readonly remedy: Remedy;
  /** The finding that this one follows from and goes away with. Where the run has it as well, this one is no cause of its own. */
  readonly followsFrom?: FindingName;
  /** Set where the network is in the way. */
  readonly blocked?: BlockedEndpoint;
}

/** The catalogue entry of a code: where `explain CODE` and the docs come from. */
export interface CodeEntry {
  readonly severity: Severity;
  /** One sentence: what the code means. */
  readonly meaning: string;
  /** What usually causes it, in a sentence or two. */
  readonly cause: string;
  /** What to do, in general; the finding's own remedy is the specific one. */
  readonly remedy: string;
  readonly source: string;
}
