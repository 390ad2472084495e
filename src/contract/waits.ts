import type { HopFact } from "./facts/network.js";

/** A step of a connection that has had no answer yet. */
export interface OpenStep {
  readonly hop: HopFact["hop"];
  /** Who has to answer: the server, the proxy, or for `dns` the name that is looked up. */
  readonly host: string;
  readonly port?: number;
  /** What was asked, where the hop alone does not say it: `GET /v2/`, `CONNECT registry.example:443`. */
  readonly asked?: string;
  /** By `performance.now()`. */
  readonly sinceMs: number;
}

/** How far a question is: its steps that are open now, oldest first. For show and for the reason of an abort, never a fact. */
export type OpenSteps = readonly OpenStep[];

/** Something that a target waits for. */
export interface Wait {
  /** Who has not answered what: `no answer from registry.example:443 to TCP connect`. */
  readonly words: string;
  /** The step of a connection that it is, where it is one. */
  readonly hop?: OpenStep["hop"];
  /** By `performance.now()`. */
  readonly sinceMs: number;
}
