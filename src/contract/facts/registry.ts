import type { CredentialRef } from "./engine.js";
import type { WalkFailure } from "../judged.js";
import type { EndpointFact, HopName, ProxySource } from "./network.js";

export interface RegistryQuestion {
  /** `host[:port]` as in the normalised reference; `docker.io` is asked at `registry-1.docker.io`. */
  readonly registry: string;
  readonly proxy: ProxySource;
  /** The engine talks to it without verified TLS (insecure-registries). */
  readonly insecure: boolean;
}

export interface RegistryPing {
  readonly registry: EndpointFact;
  /** A look at the token service's host; absent if it is the registry's own host and port. */
  readonly tokenService?: EndpointFact;
}

export interface WalkQuestion {
  readonly reference: string;
  readonly credential: CredentialRef;
  readonly proxy: ProxySource;
  readonly insecure: boolean;
  /** The engine's platform, in Go's words: `linux`, `amd64`. */
  readonly os: string;
  readonly architecture: string;
  /** `v6` of `linux/arm/v6`; that of a plain architecture is not named. */
  readonly variant?: string;
  /**
   * Whose way of asking is gone: that of engines with the classic image store by default, which ask `/v2/` what a registry
   * demands and get tokens by GET; `containerd` asks the manifest itself, and gets a user's token by POST.
   */
  readonly client?: "containerd";
}

export type WalkStep = "connect" | "token" | "manifest" | "platform" | "config" | "layers";

export interface RegistryWalk {
  readonly reference: string;
  /** `host:port` that was asked. */
  readonly registry: string;
  readonly repository: string;
  readonly ok: boolean;
  /** The step reached (the failing one if not ok). */
  readonly step: WalkStep;
  readonly failure?: WalkFailure;
  /** Digest of the manifest that the reference names. */
  readonly digest?: string;
  readonly mediaType?: string;
  /** Platforms offered by an index, or the one of the image config. */
  readonly platforms?: readonly string[];
  /** Digest of the manifest chosen for the engine's platform. */
  readonly platformDigest?: string;
  /** Layers, each digest once. */
  readonly layerCount?: number;
  /** Sum of the compressed layer sizes in bytes. */
  readonly compressedBytes?: number;
  /** `host:port` that served config and layers. */
  readonly layerHosts?: readonly string[];
  readonly rateLimit?: { readonly limit: number; readonly remaining: number };
  readonly steps: readonly {
    readonly step: WalkStep;
    readonly ok: boolean;
    readonly durationMs: number;
    readonly detail: string;
  }[];
  /** Servers' errors (5xx) that a second request got past. */
  readonly recovered?: readonly WalkRecovery[];
  /** What this process could not do in the engine's place (masked proxy password, …): nothing was proven about layers. */
  readonly notProven?: string;
  readonly durationMs: number;
}

/** A request that was answered 5xx, and well when it was repeated. */
export interface WalkRecovery {
  readonly hop: "token" | "manifest" | "config" | "layer";
  /** `host:port` that answered. */
  readonly host: string;
  readonly status: number;
  /** The server's words, shortened, free of secrets. */
  readonly detail: string;
}

/** The way to the host where a walk failed. */
export interface WalkWay {
  readonly hop: HopName;
  readonly addresses: readonly string[];
  /** The proxy used, user-info replaced by `***`. */
  readonly proxy?: string;
  readonly proxyAddresses?: readonly string[];
  /** How long the failing hop took, in milliseconds. */
  readonly durationMs?: number;
  /** RFC 3339. */
  readonly observedAt: string;
}
