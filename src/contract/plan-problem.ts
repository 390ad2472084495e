import type { Origin } from "./origin.js";

/**
 * Names of problems, each with the names of its arguments: texts that the words about it quote. No argument is called like a
 * member that holds words of the contract (`type`, `kind`), of which no secret is taken out.
 */
type Table = Readonly<Record<string, readonly string[]>>;

/** A problem as a value: its name in `of`, and its arguments. */
type ProblemIn<Rows extends Table> = {
  readonly [Of in keyof Rows]: { readonly of: Of } & { readonly [Argument in Rows[Of][number]]: string };
}[keyof Rows];

/** What docker, its engine or compose refuses about a mount. */
export const MOUNT_PROBLEMS = {
  /** A sentence that an older recording has in the place of a value. */
  said: ["words"],
  // the paths, whatever the form
  "target-missing": [],
  "target-relative": ["target"],
  "target-is-root": [],
  // `-v`, and a short volume of compose
  "volume-empty": [],
  "section-empty": [],
  "colons-too-many": [],
  "source-neither": ["source"],
  "source-tilde": ["source"],
  "mode-invalid": ["mode"],
  "mode-foreign": ["mode", "mount"],
  "volume-undeclared": ["source"],
  // `--mount`
  "value-empty": [],
  "quote-open": [],
  "quote-bare": [],
  "field-without-value": ["field"],
  "key-unknown": ["key", "field"],
  "key-value-invalid": ["key", "value"],
  "type-missing": [],
  "type-unknown": ["value"],
  "type-not-here": ["value"],
  "options-mixed": ["options", "value"],
  "tmpfs-with-source": [],
  "propagation-invalid": ["mode"],
  "bind-without-source": [],
  "bind-source-relative": ["source"],
  "volume-name-invalid": ["source"],
  // `--tmpfs`
  "tmpfs-option-invalid": ["option"],
} as const satisfies Table;

/** What is wrong with a mount; of one that is there already, `also` is where. */
export type MountProblem =
  ProblemIn<typeof MOUNT_PROBLEMS> | { readonly of: "target-repeated"; readonly target: string; readonly also: Origin };

/** What is wrong with a value of an option, by whatever the host is like. */
const VALUE_PROBLEMS = {
  "boolean-invalid": ["value"],
  "integer-invalid": ["value"],
  "unsigned-invalid": ["value", "most"],
  "size-invalid": ["value"],
  "cpus-unreadable": ["value"],
  "cpus-too-precise": [],
  "cpus-negative": [],
  "duration-unreadable": ["value"],
  "duration-negative": ["value"],
  "duration-too-short": ["value"],
  "variable-nameless": [],
  "label-nameless": [],
  "label-name-blank": [],
  "stream-unknown": [],
  "host-entry-unreadable": ["value"],
  "host-entry-address": ["address"],
  "address-unreadable": ["value"],
  "pull-policy-unknown": ["value"],
  "restart-unreadable": [],
  "restart-policy-missing": [],
  "restart-policy-unknown": ["policy"],
  "restart-count-unreadable": [],
  "restart-count-negative": [],
  "restart-count-foreign": ["policy"],
  "network-nameless": [],
  "network-container-nameless": [],
  "network-field-invalid": ["field"],
  "network-key-unknown": ["key"],
  "network-driver-option-invalid": [],
  "network-priority-invalid": ["value"],
  "hardware-address-invalid": ["value"],
  "port-invalid": ["value"],
  "port-range-invalid": ["value"],
  "ulimit-unreadable": ["value"],
  "ulimit-type-unknown": ["value"],
  "ulimit-soft-above-hard": ["soft", "hard"],
  "security-option-invalid": ["value"],
  "storage-option-invalid": [],
  "mode-not-host": ["value"],
  "mode-not-host-or-private": ["value"],
  "ipc-mode-invalid": ["value"],
  "pid-mode-invalid": [],
  "gpu-key-unknown": ["key"],
  "gpu-key-repeated": ["key"],
  "gpu-count-invalid": ["value"],
  "device-unreadable": ["value"],
  "device-mode-invalid": ["mode"],
  "device-path-relative": ["path"],
  "device-rule-invalid": ["value"],
  "device-rate-unreadable": ["value"],
  "device-rate-path": ["value"],
  "device-rate-invalid": ["value"],
  "search-domain-invalid": ["value"],
  "link-empty": [],
  "link-unreadable": ["value"],
  "ip-invalid": ["version", "value"],
  "capability-unknown": ["value"],
  "sysctl-not-allowed": [],
  "isolation-unknown": ["value"],
  "name-invalid": ["value"],
  "path-relative": ["value"],
  "windows-only": [],
  "platform-unreadable": ["value"],
} as const satisfies Table;

/** Why docker or its engine refuses a value. */
export type ValueProblem = ProblemIn<typeof VALUE_PROBLEMS>;

/** Options that are refused together, and numbers outside of what the engine takes. */
const CONFLICTS = {
  "hosts-repeated": [],
  "host-and-context": [],
  "restart-and-rm": [],
  "attach-and-detach": [],
  "healthcheck-and-none": [],
  "hostname-and-uts": [],
  "log-options-without-driver": [],
  "memory-too-small": [],
  "swap-without-memory": [],
  "swap-below-memory": [],
  "reservation-too-small": [],
  "reservation-above-memory": [],
  "swappiness-out-of-range": [],
  "oom-score-out-of-range": [],
  "cpu-period-out-of-range": [],
  "cpu-quota-too-small": [],
  "cpus-and-period": [],
  "cpus-and-quota": [],
  "networks-mixed": [],
  "network-not-user-defined": [],
  "host-network-and-link": [],
  "container-network-and-option": ["option"],
} as const satisfies Table;

/** Why options are refused together. */
export type ConflictProblem = ProblemIn<typeof CONFLICTS>;

/** What had to be put back together before the text could be read. */
const TEXT_PROBLEMS = {
  "blank-after-mark": ["mark"],
  /** The next line begins with an option, or is the image. */
  "image-missing-line-cut": ["command"],
  "breaks-lost": ["mark"],
  "blank-typographic": ["character"],
  "quote-typographic": ["character"],
} as const satisfies Table;

/** What was lost in copying a text. */
export type TextProblem = ProblemIn<typeof TEXT_PROBLEMS>;

/** What is wrong with an expression of a compose file: `${NAME:?}`. */
const EXPRESSION_PROBLEMS = {
  "expression-unclosed": ["part"],
  "expression-unreadable": [],
  "variable-required": ["name"],
} as const satisfies Table;

/** Why compose refuses an expression. */
export type ExpressionProblem = ProblemIn<typeof EXPRESSION_PROBLEMS>;

/** What is wrong with the words of a start command, or the keys of a compose service, besides its mounts. */
export const COMMAND_PROBLEMS = {
  /** A sentence that an older recording has in the place of a value. */
  said: ["words"],
  ...VALUE_PROBLEMS,
  /** docker refuses the value, which may be secret and so may what is said of it. */
  "value-refused": [],
  ...CONFLICTS,
  // words of `docker run`
  "value-missing": ["option"],
  /** This program does not know it; the client may. */
  "option-unknown": ["command", "option"],
  "option-malformed": ["option"],
  "image-missing": ["command"],
  "id-file-exists": ["file"],
  "seccomp-profile-missing": ["file"],
  "expansion-left": ["expression"],
  // one word too many or too few, so that docker takes another word for the image
  /** A blank in the value of the option. */
  "value-split": ["option"],
  "word-taken-for-image": ["word"],
  /** The option has no value, and takes the image for it. */
  "image-taken-for-value": ["option"],
  // options behind the image, which docker hands to the container
  "option-after-image": ["option"],
  /** The runner does not work without what it gives. */
  "needed-option-after-image": ["option"],
  // the same under `command:` of a compose service
  "option-in-command": ["option"],
  "needed-option-in-command": ["option"],
  // a variable in the place of something else
  "value-taken-for-image": ["name"],
  "variable-taken-for-image": ["name"],
  "variable-taken-for-file": ["name"],
  "equals-taken-for-variable": ["name"],
  "env-misspelt": [],
  // the text of the command
  ...TEXT_PROBLEMS,
  "dash-typographic": [],
  "line-numbers-in-front": [],
  // compose
  ...EXPRESSION_PROBLEMS,
  /** An expression in a value that may be secret. */
  "expression-in-secret": [],
  "variable-unset": ["name"],
  /** The value of the variable `within` may be secret, and so may be what it names. */
  "variable-unset-in-secret": ["within"],
  "image-unnamed": ["service"],
  "key-unknown": ["key"],
  "braces-unquoted": ["name"],
} as const satisfies Table;

/** What is wrong with a start command besides its mounts. */
export type CommandProblem = ProblemIn<typeof COMMAND_PROBLEMS>;
