import type { CertificateFact, HopFact, NetworkFailure } from "../../contract/index.js";
import { shortenForeign } from "../../secrets/shorten.js";

/** What was learned on the way to the hop that failed. */
export interface WayFacts {
  readonly hops: readonly HopFact[];
  readonly addresses: readonly string[];
  /** What the proxy's name resolved to. */
  readonly proxyAddresses?: readonly string[];
  readonly certificate?: CertificateFact;
}

/** A hop of a layered connection failed. It never leaves the probes: it becomes the `failure` of an answer. */
export class HopError extends Error {
  override readonly name = "HopError";
  readonly failure: NetworkFailure;
  readonly certificate: CertificateFact | undefined;
  /** Set once the whole way is known. */
  way: WayFacts | undefined;

  constructor(failure: NetworkFailure, certificate?: CertificateFact) {
    super(`${failure.hop}: ${failure.code}: ${failure.detail}`);
    this.failure = failure;
    this.certificate = certificate;
  }
}

/** The longest quotation of somebody else's words. */
const DETAIL_LIMIT = 300;

/** Somebody else's words on one line, without secrets, shortened, without control characters. */
export function shortened(text: string, limit = DETAIL_LIMIT): string {
  return shortenForeign(text.replaceAll(/[\u0000-\u0020\u007F-\u009F]+/g, " ").trim(), limit);
}

/** `ECONNREFUSED`, `CERT_HAS_EXPIRED`, … or an empty string. */
export function errorCode(error: unknown): string {
  if (typeof error !== "object" || error === null || !("code" in error)) return "";
  return typeof error.code === "string" ? error.code : "";
}

/** The words of an error, shortened. */
export function errorWords(error: unknown): string {
  return shortened(error instanceof Error ? error.message : String(error));
}
