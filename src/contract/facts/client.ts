/** What `--help` of the client that the start command names lists, where this process runs. Its engine is not asked. */
export type ClientOptionsFact =
  | {
      readonly outcome: "listed";
      /** With their dashes: `--name`, `-a`. */
      readonly options: readonly string[];
    }
  /** No such program is on PATH. */
  | { readonly outcome: "no-client" }
  /** It did not end in time, could not be started or failed, or listed no options. */
  | { readonly outcome: "no-answer"; readonly why: "time-limit" | "failed" | "unreadable" };

/** Programs that take a start command. */
export const CLIENTS = ["docker", "podman", "nerdctl"] as const;

/** Whose `--help` is read: the client's own, or that of its `run`. */
export interface ClientOptionsQuestion {
  readonly client: (typeof CLIENTS)[number];
  readonly subcommand?: "run";
}

/** What the docker client of this host says of itself; nothing where there is none, or it says nothing in time. */
export interface ClientVersionFact {
  /** `28.5.2`. */
  readonly version?: string;
}
