/**
 * Which proxy settings apply: the engine's own (from `/info`), the plan's (the runner container's variables), or none.
 */
export type ProxySource = "engine" | "plan" | "none";

/** Which roots TLS is verified with: Node's alone (`public`), or those plus system bundle and certs.d (`engine`). */
export type TrustRoots = "public" | "engine";

export type HopName = "dns" | "tcp" | "proxy" | "tls" | "http" | "identity";

/** An error in its own words: of the system, of OpenSSL, of a name server. */
export interface RawError {
  /** `ECONNREFUSED`, `CERT_HAS_EXPIRED`, `ENOTFOUND`, …; empty where it has none. */
  readonly code: string;
  /** Shortened, free of secrets. */
  readonly message: string;
}

/** What ended a hop before its time, as it was seen; what that means is judged later. */
export type HopStop =
  /** Errors: of every address that was tried, of every kind of record that was asked for. `asked` are the name servers. */
  | { readonly kind: "errors"; readonly errors: readonly RawError[]; readonly asked?: readonly string[] }
  /** Nothing came within the limit, in milliseconds. */
  | { readonly kind: "silence"; readonly limitMs: number; readonly asked?: readonly string[] }
  /** The name has no address of this family, or none at all. */
  | { readonly kind: "no-address"; readonly family?: 4 | 6 }
  | { readonly kind: "no-such-port"; readonly port: number }
  /** A certificate that OpenSSL does not accept; without `error` one that names no host but in its Common Name. */
  | { readonly kind: "certificate"; readonly error?: string }
  /** The peer does not speak TLS; `answer` is the first line that it answers to plain HTTP. */
  | { readonly kind: "not-tls"; readonly error: RawError; readonly answer?: string }
  /** A proxy answered CONNECT with something else than a tunnel. */
  | {
      readonly kind: "refused-tunnel";
      readonly status: number;
      readonly reason: string;
      readonly headers: Readonly<Record<string, string>>;
    }
  /** What came is no HTTP; its start. */
  | { readonly kind: "not-http"; readonly start: string }
  /** The peer closed the connection without an answer. */
  | { readonly kind: "closed" }
  /** The head of the answer is longer than any should be. */
  | { readonly kind: "endless" }
  /** The proxy setting is not a URL, or one of a scheme that cannot be probed (`proxy` shows it). */
  | { readonly kind: "no-such-proxy"; readonly proxy?: string }
  /** The way to the proxy itself, user-info replaced by `***`, ended. */
  | {
      readonly kind: "at-proxy";
      readonly proxy: string;
      readonly hop: "dns" | "tcp" | "tls";
      readonly stop: Exclude<HopStop, { readonly kind: "at-proxy" }>;
      /** What the proxy showed, where it is spoken to over TLS. */
      readonly certificate?: CertificateFact;
    };

/** A hop, and what stopped it; the others were passed. */
export interface HopFact {
  readonly hop: Exclude<HopName, "identity">;
  readonly durationMs: number;
  readonly stop?: HopStop;
}

export interface CertificateFact {
  readonly subject: string;
  readonly issuer: string;
  readonly validFrom: string;
  readonly validTo: string;
  readonly names: readonly string[];
}

/** One layered look at one endpoint: DNS → TCP (→ proxy CONNECT) → TLS → HTTP. */
export interface EndpointFact {
  readonly host: string;
  readonly port: number;
  /** Up to the one that stopped the look. */
  readonly hops: readonly HopFact[];
  readonly addresses: readonly string[];
  /** The answer, where there was one. */
  readonly http?: HttpFact;
  /** The server's error (5xx) after which it was asked once more; `http` is the second answer. */
  readonly repeated?: HttpFact;
  /** What a redirect of a registry led to. */
  readonly redirected?: HttpFact;
  readonly certificate?: CertificateFact;
  /** The proxy used, user-info replaced by `***`. */
  readonly proxy?: string;
  /** What the proxy's name resolved to. */
  readonly proxyAddresses?: readonly string[];
  /** When the look began, RFC 3339. */
  readonly observedAt?: string;
  readonly durationMs: number;
}

/** One error of a JSON body, as registries and token services word it. */
export interface ServerError {
  /** `NAME_UNKNOWN`, `toomanyrequests`, …; empty where it has none. */
  readonly code: string;
  readonly message: string;
}

/** An HTTP answer: its status, and of the rest what tells who answers and is no secret. */
export interface HttpFact {
  readonly status: number;
  /** Lower-case names, only harmless ones: server, date, content-type, location (query removed), docker-distribution-api-version, www-authenticate, retry-after, via, x-squid-error. */
  readonly headers: Readonly<Record<string, string>>;
  /** `empty` is an empty JSON object, too; `page` is HTML. */
  readonly body: "empty" | "json" | "page" | "other";
  /** Title of a page, shortened: names a block page or portal. */
  readonly title?: string;
  /** The first words that a page shows. */
  readonly text?: string;
  /** The errors of a JSON body. */
  readonly errors?: readonly ServerError[];
  /** Members of a JSON body that hold a token; the token itself is never recorded. */
  readonly tokens?: readonly string[];
  /** Server `Date` minus this process's clock, in milliseconds. */
  readonly clockSkewMs?: number;
}

/** What the name servers say about a host. */
export interface NameServersFact {
  readonly host: string;
  /** In the order in which they are asked. */
  readonly servers: readonly {
    readonly address: string;
    /** What came in place of addresses: the server's refusal (`ENOTFOUND`, `ESERVFAIL`), or that nothing came (`ETIMEOUT`). */
    readonly error?: RawError;
    readonly durationMs: number;
  }[];
}

export interface NameFact {
  readonly host: string;
  readonly addresses: readonly string[];
  /** Why there is none. */
  readonly stop?: HopStop;
  readonly durationMs: number;
}
