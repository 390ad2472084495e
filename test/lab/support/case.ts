import type { EngineName } from "./engine-root.js";
import type { Report } from "../../../src/contract/index.js";
import type { Lab } from "./lab.js";

/** Who says that the product is right about a case. */
type Oracle =
  /** the docker client pulls these images through the engine, with the config.json in `config` (none by default) */
  | { readonly kind: "pull"; readonly images: readonly string[]; readonly config?: string }
  /** docker runs the words (the start command by default) */
  | { readonly kind: "run"; readonly words?: readonly string[] }
  /** the start command with the stand-in runner in it */
  | { readonly kind: "stand-in-runner" }
  /** nothing here can tell, the vendor's page does */
  | { readonly kind: "vendor-rule"; readonly source: string };

export interface ExpectedFinding {
  readonly check: string;
  readonly code: string;
  readonly target?: string;
  /** A warning that no remedy takes away: the engine stays what it is. */
  readonly stays?: true;
}

/** One fault, or one healthy variant, as data. */
export interface LabCase {
  readonly name: string;
  /** What is broken; empty for a healthy variant. */
  readonly broken: string;
  /** The words after `runner-preflight`. */
  readonly command: (lab: Lab) => readonly string[];
  /** The start command that the oracle runs; the vendor's by default. */
  readonly start?: (lab: Lab) => readonly string[];
  /** Brings the fault, or the variant, about. */
  readonly inject?: (lab: Lab) => Promise<void>;
  /** Takes the fault back: the same command has to pass afterwards. Absent where the fault is in the command itself. */
  readonly heal?: (lab: Lab) => Promise<void>;
  readonly env?: Readonly<Record<string, string>>;
  readonly user?: "root" | "nobody";
  /** Where the product runs; on the host itself by default. */
  readonly vantage?: "container";
  readonly expect: {
    readonly exit: 0 | 1 | 3;
    readonly findings: readonly ExpectedFinding[];
    /** Texts that the evidence of the findings has to hold. */
    readonly evidence?: readonly string[];
    /** The warnings of `docker-engine`, `mount-paths` and `runner-command`; where given, these and no others. */
    readonly warnings?: readonly ExpectedFinding[];
  };
  /** Why the report on the terminal, of one cause, may be taller than the screen. */
  readonly tall?: string;
  /** More that has to hold right after the product has ended; gives what does not. */
  readonly verify?: (lab: Lab, report: Report) => Promise<readonly string[]>;
  readonly oracle: Oracle;
  /**
   * What fixes it, as the report has it for each finding of the case. `command`: the safe and sudo commands.
   * `destructive-command`: the destructive ones, too. `change`: the changes of the start command, after those commands; they are
   * made to the case's words, compose file, pasted text, env file or container, and the oracle has to succeed with what comes
   * of it. `words`: what only the words say; nothing is tried but `heal`.
   */
  readonly remedy: "command" | "destructive-command" | "change" | "words";
  /**
   * `--timeout` and `--deadline`, where the defaults would only make the test slow; and after how many seconds without
   * success the oracle counts as failed (60 by default).
   */
  readonly limits?: { readonly timeoutS?: number; readonly deadlineS?: number; readonly oracleS?: number };
  /** What is otherwise on newer engines; `false`: it cannot be brought about there. */
  readonly engines?: Partial<
    Readonly<Record<EngineName, Partial<Pick<LabCase, "broken" | "expect" | "oracle" | "remedy">> | false>>
  >;
}
