import type { CertificateFact, HopFact, HopStop, RawError } from "../../contract/index.js";
import { shortened } from "../../judge/text.js";

/** What was learned on the way to the hop that failed. */
export interface WayFacts {
  readonly hops: readonly HopFact[];
  readonly addresses: readonly string[];
  /** What the proxy's name resolved to. */
  readonly proxyAddresses?: readonly string[];
  readonly certificate?: CertificateFact;
}

/** A hop of a layered connection was stopped. It never leaves the probes: it becomes the `stop` of a fact. */
export class HopError extends Error {
  override readonly name = "HopError";
  readonly hop: HopFact["hop"];
  readonly stop: HopStop;
  readonly certificate: CertificateFact | undefined;
  /** Set once the whole way is known. */
  way: WayFacts | undefined;

  constructor(hop: HopFact["hop"], stop: HopStop, certificate?: CertificateFact) {
    super(`${hop}: ${stop.kind}`);
    this.hop = hop;
    this.stop = stop;
    this.certificate = certificate;
  }
}

/** `ECONNREFUSED`, `CERT_HAS_EXPIRED`, … or an empty string. */
export function errorCode(error: unknown): string {
  if (typeof error !== "object" || error === null || !("code" in error)) return "";
  return typeof error.code === "string" ? error.code : "";
}

/** An error's code and its words, shortened. */
export function rawError(error: unknown): RawError {
  return { code: errorCode(error), message: shortened(error instanceof Error ? error.message : String(error)) };
}

/** A hop that a single error stopped. */
export function failedHop(hop: HopFact["hop"], error: unknown): HopError {
  return new HopError(hop, { kind: "errors", errors: [rawError(error)] });
}
