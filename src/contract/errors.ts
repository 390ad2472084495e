/** Why a probe could not answer. */
export type ProbeErrorKind =
  /** the probe's own limit ran out before there was an answer */
  | "timeout"
  /** the run's deadline came, or the run was interrupted */
  | "deadline"
  /** the asker gave the question up because another answer had already decided */
  | "abandoned"
  /** a recording does not hold this answer */
  | "not-recorded"
  /** this process is not allowed to look */
  | "not-permitted"
  /** this process cannot see what was asked about (another machine, another file system, a masked password) */
  | "not-visible"
  /** the answer came, but could not be understood */
  | "unreadable"
  /** the engine closed the connection or takes none any more, or answers with an error or with nonsense */
  | "engine-failed";

/** A probe could not answer: makes the check (or its target) `inconclusive`. Never thrown for a problem of the host. */
export class ProbeError extends Error {
  override readonly name = "ProbeError";
  readonly kind: ProbeErrorKind;
  /** What would make the answer possible, in the imperative; for example "run again with sudo". */
  readonly remedy: string | undefined;

  constructor(kind: ProbeErrorKind, message: string, remedy?: string) {
    super(message);
    this.kind = kind;
    this.remedy = remedy;
  }
}

/** Input that cannot be read: one line on stderr, exit code 2. The message says what, where, and what was expected. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** A file that cannot be read. `reason` says why, in words that follow the file's name and a colon. */
export class UnreadableFile extends UsageError {
  readonly reason: string;

  constructor(path: string, reason: string) {
    super(`${path}: ${reason}`);
    this.reason = reason;
  }
}
