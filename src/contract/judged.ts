import type { EndpointFact, HopName } from "./facts/network.js";
import type { ManifestFault, RegistryWalk, WalkRequest, WalkWay } from "./facts/registry.js";

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

/** What a fact of the network comes down to. */
export interface NetworkFailure {
  readonly code: NetworkFailureCode;
  readonly hop: HopName;
  /** The system's or server's own words, shortened, free of secrets. */
  readonly detail: string;
  /** The limit that ran out, in milliseconds. */
  readonly limitMs?: number;
  /** The name servers that were asked, for failures of DNS. */
  readonly nameServers?: readonly string[];
}

export interface JudgedHop {
  readonly hop: HopName;
  readonly ok: boolean;
  readonly durationMs: number;
  /** Of a failed hop. */
  readonly detail?: string;
}

/** An endpoint with what the look at it comes down to; whoever answers there is the last hop, `identity`. */
export interface JudgedEndpoint extends Omit<EndpointFact, "hops"> {
  readonly hops: readonly JudgedHop[];
  readonly ok: boolean;
  readonly failure?: NetworkFailure;
}

/** A registry and its token service with what the looks at them come down to. */
export interface JudgedPing {
  readonly registry: JudgedEndpoint;
  /** Absent if it is the registry's own host and port. */
  readonly tokenService?: JudgedEndpoint;
  /** Of the registry's Bearer challenge. */
  readonly realm?: URL;
}

/** What stopped a walk: a network code, or one of the content codes of `image-pullable`. */
export type WalkFailureCode =
  | NetworkFailureCode
  | "image-not-found"
  | "repository-not-found"
  | "credentials-missing"
  | "credentials-rejected"
  | "access-denied"
  | "rate-limited"
  | "platform-mismatch"
  | "manifest-unsupported"
  | "layer-missing"
  | "layer-corrupt"
  | "layer-host-unreachable";

/** What stopped a walk, and what that comes down to. */
export interface WalkFailure {
  readonly code: WalkFailureCode;
  /** `host:port` of the failing hop. */
  readonly host: string;
  readonly hop: HopName | WalkRequest | "platform";
  /** HTTP status, where there was one. */
  readonly status?: number;
  readonly detail: string;
  /** For `layer-host-unreachable`: the network code at the layer host. */
  readonly networkCode?: NetworkFailureCode;
  /** For `manifest-unsupported`: what was served in the place of an image. */
  readonly fault?: ManifestFault;
  /** Digest of the blob it is about. */
  readonly digest?: string;
  /** For failures of the network: the hop at that host, and what is known of the way there. */
  readonly way?: WalkWay & { readonly hop: HopName };
}

/** A server's error that a second request got past. */
export interface WalkRecovery {
  readonly hop: WalkRequest;
  /** `host:port` that answered. */
  readonly host: string;
  readonly status: number;
  /** The server's words, shortened, free of secrets. */
  readonly detail: string;
}

/** A walk with what it comes down to. */
export interface JudgedWalk extends Omit<RegistryWalk, "stop" | "unproven" | "contact" | "repeated"> {
  readonly ok: boolean;
  readonly failure?: WalkFailure;
  readonly recovered?: readonly WalkRecovery[];
  /** What this process could not do in the engine's place. */
  readonly notProven?: string;
}
