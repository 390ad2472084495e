/**
 * Which proxy settings apply: the engine's own (from `/info`), the plan's (the runner container's variables), or none.
 */
export type ProxySource = "engine" | "plan" | "none";

/** Which roots TLS is verified with: Node's alone (`public`), or those plus system bundle and certs.d (`engine`). */
export type TrustRoots = "public" | "engine";

/** Codes of a failed hop; the same words as in the catalogue. */
export const NETWORK_FAILURES = [
  "dns-not-found",
  "dns-failed",
  "dns-timeout",
  "connection-refused",
  "connection-timeout",
  "connection-reset",
  "network-unreachable",
  "tls-untrusted",
  "tls-expired",
  "tls-not-yet-valid",
  "tls-name-mismatch",
  "tls-failed",
  "plain-http",
  "proxy-unreachable",
  "proxy-auth-required",
  "proxy-denied",
  "proxy-failed",
  "not-a-registry",
  "server-error",
  "response-timeout",
] as const;
export type NetworkFailureCode = (typeof NETWORK_FAILURES)[number];

export type HopName = "dns" | "tcp" | "proxy" | "tls" | "http" | "identity";

export interface HopFact {
  readonly hop: HopName;
  readonly ok: boolean;
  readonly durationMs: number;
  /** `104.192.136.1, 2401:…`, `TLSv1.3`, `HTTP 401`. */
  readonly detail: string;
}

export interface CertificateFact {
  readonly subject: string;
  readonly issuer: string;
  readonly validFrom: string;
  readonly validTo: string;
  readonly names: readonly string[];
}

/** One layered look at one endpoint: DNS → TCP (→ proxy CONNECT) → TLS → HTTP → identity. */
export interface EndpointFact {
  readonly host: string;
  readonly port: number;
  readonly hops: readonly HopFact[];
  readonly addresses: readonly string[];
  readonly ok: boolean;
  readonly failure?: NetworkFailure;
  readonly http?: HttpFact;
  readonly certificate?: CertificateFact;
  /** The proxy used, user-info replaced by `***`. */
  readonly proxy?: string;
  /** What the proxy's name resolved to. */
  readonly proxyAddresses?: readonly string[];
  /** When the look began, RFC 3339. */
  readonly observedAt?: string;
  readonly durationMs: number;
}

export interface NetworkFailure {
  readonly code: NetworkFailureCode;
  readonly hop: HopName;
  /** The system's or server's own words, shortened, free of secrets. */
  readonly detail: string;
  /** Seconds since 1970 are never used here: the limit that ran out, in milliseconds, for time-outs. */
  readonly limitMs?: number;
}

export interface HttpFact {
  readonly status: number;
  /** Lower-case names, only harmless ones: server, date, content-type, location (query removed), docker-distribution-api-version, www-authenticate, retry-after, via, x-squid-error. */
  readonly headers: Readonly<Record<string, string>>;
  /** Title of an HTML page, shortened: names a block page or portal. */
  readonly title?: string;
  /** Server `Date` minus this process's clock, in milliseconds. */
  readonly clockSkewMs?: number;
}

/** What the name servers say about a host. */
export interface NameServersFact {
  readonly host: string;
  /** In the order in which they are asked. An answer may be that there is no such name. */
  readonly servers: readonly { readonly address: string; readonly isAnswering: boolean; readonly durationMs: number }[];
}

export interface NameFact {
  readonly host: string;
  readonly addresses: readonly string[];
  readonly failure?: NetworkFailure;
  readonly durationMs: number;
}
