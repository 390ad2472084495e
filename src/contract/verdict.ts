import type { EngineSite } from "./engine-site.js";
import type { Evidence, Finding, Vantage } from "./finding.js";

/** One finding at least. */
export type Findings = readonly [Finding, ...Finding[]];

/** The check holds. */
export interface Passed {
  readonly status: "pass";
  readonly findings?: never;
  readonly reason?: never;
}

/** Whether it counts as `fail` or as `warn` follows from the severities. */
export interface Failed {
  readonly status: "fail";
  readonly findings: Findings;
  readonly reason?: never;
}

/** There is nothing to judge. */
export interface Skipped {
  readonly status: "skip";
  readonly reason: string;
  readonly findings?: never;
}

/** What is needed for a judgement could not be seen. */
export interface Inconclusive {
  readonly status: "inconclusive";
  readonly reason: string;
  /** What holds all the same: what follows from the plan alone, what was seen before. */
  readonly findings?: readonly Finding[];
}

/** The four ways in which a question ends. */
export type Judgement = Passed | Failed | Skipped | Inconclusive;

/** A look at a host of the network. Those of all checks are compared: what fails for all of them alike is told once. */
export interface NetworkLook {
  /** Who has to get there. */
  readonly asker: "engine" | "runner";
  readonly host: string;
  readonly port: number;
  /** The proxy on the way, user-info replaced by `***`. */
  readonly proxy?: string | undefined;
  /** How the engine is set up, where it is the one who asks. */
  readonly site?: EngineSite | undefined;
  /** The name servers that did not resolve the host. */
  readonly nameServers?: readonly string[] | undefined;
}

/** What stands beside the judgement of a target, whatever it is. */
export interface TargetDetails {
  readonly evidence?: readonly Evidence[];
  readonly vantage?: Vantage;
  /** Milliseconds per hop, for example `{ dns: 3, tcp: 41, tls: 83 }`. */
  readonly timings?: Readonly<Record<string, number>>;
  /** What needs this target, in the words of other checks' targets (image references): a failure here blocks those there. */
  readonly neededFor?: readonly string[];
  readonly look?: NetworkLook;
}

/** The outcome of one target (an image, a `host:port`) of a check. */
export type TargetVerdict = Judgement & TargetDetails;

/** The outcome of one target, with its name. */
export type NamedTargetVerdict = TargetVerdict & { readonly target: string };

/** What stands beside the judgement of a check, whatever it is. */
export interface VerdictDetails {
  readonly evidence?: readonly Evidence[];
  readonly targets?: readonly NamedTargetVerdict[];
  /** What a PASS of this check does not claim; printed with the verdict. */
  readonly unproven?: readonly string[];
}

/**
 * What a check concludes. A check with targets gives one entry per target in `targets`; its own status is then the
 * worst of them.
 */
export type Verdict = Judgement & VerdictDetails;

/** The findings of a judgement; none where its status has none. */
export function findingsOf(judgement: Judgement): readonly Finding[] {
  return judgement.findings ?? [];
}

/** Why something was skipped or is inconclusive. */
export function reasonOf(judgement: Judgement): string | undefined {
  return judgement.reason;
}

/** Whether a list has an entry at least. */
export function isFilled<T>(list: readonly T[]): list is readonly [T, ...T[]] {
  return list.length > 0;
}
