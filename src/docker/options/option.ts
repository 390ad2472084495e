import type { PlannedReference, PlannedSetting, ValueProblem } from "../../contract/index.js";

/** How docker reads a value, and what of a value that it refuses may be said: it might be a secret. */
export interface ValueKind {
  /**
   * Why docker or its engine refuses a value whatever the host is like; undefined if they accept it. Measured against
   * docker CLI 28.2 and Engine 20.10, November 2026.
   */
  readonly problemOf: (text: string) => ValueProblem | undefined;
  /**
   * Of a refused value: `all` of it; the `value` as far as its form is plain; the `reason` alone, in which it does not
   * stand; `nothing`.
   */
  readonly shows: "all" | "value" | "reason" | "nothing";
  /** Which values docker looks at: `every` one, or the `last`, after all words have been read. */
  readonly looksAt: "every" | "last";
  /** Whether the name alone says `true`, so that no word after it is its value. */
  readonly isSwitch: boolean;
  /** What docker takes, where that is few words; else empty. */
  readonly choices: readonly string[];
}

/** What an option looks like in a command. */
export interface OptionSyntax {
  /** Long name, without dashes. */
  readonly name: string;
  /** One letter, without its dash. */
  readonly short?: string;
  /** More long names that docker takes for it. */
  readonly aliases?: readonly string[];
  /** What compose, Kubernetes, podman and older habits call it, where the same value will do. docker refuses these. */
  readonly otherNames?: readonly string[];
  readonly kind: ValueKind;
}

/** Where an option stands in a service of a compose file. Keys are separated by dots. */
export type ComposeKey =
  /** `mem_limit: 1g`; of several places the first that is there counts. */
  | { readonly form: "value"; readonly at: readonly [string, ...string[]] }
  /** `cap_add: [KILL]`. */
  | { readonly form: "item"; readonly at: readonly [string] }
  /** `environment: { NAME: value }`. */
  | { readonly form: "entry"; readonly at: readonly [string] }
  /** In words that differ from those of `docker run`. */
  | { readonly form: "own"; readonly at: readonly [string] }
  | { readonly form: "none"; readonly at: readonly [] };

/** A part of the body of `POST /containers/create`. */
export type EngineBody = PlannedSetting["body"];

/** What is asked of the engine before the image is looked for. */
export interface EngineQuestion {
  /** What the engine is told of a value; undefined for a value that it cannot be asked about. */
  readonly body: (value: string) => EngineBody | undefined;
  /** Which values count: `every` one, for a list or a mapping, or the `last`. */
  readonly counts: "every" | "last";
  /** Whether an engine may say no to the value. */
  readonly isOpen: (value: string) => boolean;
}

/** Something on the engine's host that has to be there. */
export type NamedOnHost = Pick<PlannedReference, "kind" | "name" | "isRunning">;

/** What an option asks of the engine and its host. */
export interface EngineUse {
  /** Absent for what the engine judges only later, or never. */
  readonly question?: EngineQuestion;
  readonly names?: (value: string) => NamedOnHost | undefined;
  /** Absent where no start is needed to know whether the option is right. */
  readonly start?: StartProof;
}

/** What only the start of a container proves. */
export interface StartProof {
  readonly proves: (value: string) => boolean;
  /** What of the option is said then: its `value` where its form is plain, or only the `key` in front of its `=`. */
  readonly shows: "value" | "key";
}

/**
 * Least versions of the engine's interface with which an option is taken, by the docker client and the engine after it, and by
 * compose; any where one is absent. Docker CLI 28.2 on Engine 20.10 and with DOCKER_API_VERSION, November 2026.
 */
interface LeastApi {
  readonly run?: string;
  readonly compose?: string;
  /** Values that ask for it; every value where it is absent. */
  readonly where?: RegExp;
  /** It is the second of its name that asks for it. */
  readonly isForSecond?: true;
}

/** An option of `docker run`: all that is known of it. */
export interface RunOption extends OptionSyntax {
  readonly compose: ComposeKey;
  readonly engine: EngineUse;
  /** Absent for what engines of every version have that a docker client still speaks to. */
  readonly leastApi?: readonly LeastApi[];
  /** No check reads the value: what a shell would expand in it does not matter, and may be secret. */
  readonly isUnread?: true;
}
