import type { ProbeErrorKind } from "./errors.js";
import type { RunnerPlan } from "./plan.js";

/** One recorded answer of the host. Plain JSON, free of secrets. */
export interface FactRecord {
  /** `engine.info`, `registry.walk`, … */
  readonly probe: string;
  readonly question: unknown;
  /** Exactly one of `answer` and `error` is present. */
  readonly answer?: unknown;
  readonly error?: { readonly kind: ProbeErrorKind; readonly message: string; readonly remedy?: string };
  /** Milliseconds since the start of the run, and how long the answer took. */
  readonly startedMs: number;
  readonly durationMs: number;
}

/** The file that `--facts` writes and `--from` reads. */
export interface Recording {
  readonly schemaVersion: 3;
  readonly tool: { readonly name: "runner-preflight"; readonly version: string };
  /** RFC 3339. */
  readonly recordedAt: string;
  readonly plan: RunnerPlan;
  readonly facts: readonly FactRecord[];
}
