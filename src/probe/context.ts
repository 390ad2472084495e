import type { CredentialRef, ProxySource, RunnerPlan, Secret } from "../contract/index.js";

/** Proxy URLs with their user-info, as one source gives them. */
export interface OpenProxies {
  readonly http?: Secret;
  readonly https?: Secret;
  /** `NO_PROXY` as written. */
  readonly no?: string;
  /** The source hides user names and passwords (the engine does): the proxy cannot be used in the engine's place. */
  readonly masked: boolean;
}

/** A user name and a password, for the one probe that hands them to a server. */
export interface OpenCredential {
  readonly username: string;
  readonly password: Secret;
}

/** What a folder of probes is built with. */
export interface ProbeContext {
  readonly plan: RunnerPlan;
  /** Limit of one hop, in milliseconds. */
  readonly timeoutMs: number;
  readonly env: NodeJS.ProcessEnv;
  /**
   * The proxies of a source; the engine's come from `/info`, which hides user-info (`masked`).
   * @throws ProbeError where the source cannot be asked (no engine)
   */
  proxies(source: ProxySource, signal: AbortSignal): Promise<OpenProxies>;
  /**
   * Opens a credential; `undefined` for an anonymous one and where the file holds no usable pair under that key.
   * @throws ProbeError if the file cannot be read
   */
  openCredential(ref: CredentialRef, signal: AbortSignal): Promise<OpenCredential | undefined>;
  /** Makes a value known as secret: from now on no answer and no error shows it. */
  addSecret(value: Secret | string): void;
  /** Replaces known secret values and user-info of URLs. Every answer passes through it anyway. */
  redact(text: string): string;
}

/** One underlying probe, as a folder of probes gives it: no memory, no recording; rejects soon after the signal aborts. */
export type Probe<Question, Answer> = (question: Question, signal: AbortSignal) => Promise<Answer>;

/** A probe that takes long, and tells how far it is. */
export type ReportingProbe<Question, Answer, Progress> = (
  question: Question,
  signal: AbortSignal,
  report: (progress: Progress) => void,
) => Promise<Answer>;
