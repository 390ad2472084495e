import type { CredentialRef } from "./engine.js";
import type { CertificateFact, EndpointFact, HopFact, HopStop, HttpFact, ProxySource } from "./network.js";

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

/** What a request of a walk asks for. */
export type WalkRequest = "token" | "manifest" | "config" | "layer";

/** One line of an index, in its own words. */
export interface IndexEntry {
  readonly mediaType: string;
  /** Absent where the line has none; words that it leaves out are empty. */
  readonly platform?: { readonly os: string; readonly architecture: string; readonly variant?: string };
}

export interface RegistryWalk {
  readonly reference: string;
  /** `host:port` that was asked. */
  readonly registry: string;
  readonly repository: string;
  /** The step reached: the one that was stopped, if one was. */
  readonly step: WalkStep;
  /** What stopped it. */
  readonly stop?: WalkStop;
  /** What this process does not do in the engine's place: nothing was proven about what comes behind it. */
  readonly unproven?: WalkUnproven;
  /** The look at `/v2/`. */
  readonly contact?: EndpointFact;
  /** What the registry demanded where the client looks: at `/v2/`, or for the manifest. */
  readonly demand?: "none" | "basic" | "bearer" | "unusable";
  /** Whether there were a user name and a password. */
  readonly hasCredential?: boolean;
  /** Digest of the manifest that the reference names. */
  readonly digest?: string;
  readonly mediaType?: string;
  /** Platforms offered by an index, or the one of the image config. */
  readonly platforms?: readonly string[];
  /** Digest of the manifest chosen for the engine's platform. */
  readonly platformDigest?: string;
  /** The index that the reference names, and those that were chosen below it, the first 100 lines of each. */
  readonly indexes?: readonly (readonly IndexEntry[])[];
  /** Media types of the image's config, and of its layers, each once. */
  readonly configType?: string;
  readonly layerTypes?: readonly string[];
  /** Layers that the image's config lists (`rootfs.diff_ids`), and those that the manifest does; each as often as it stands there. */
  readonly configLayers?: number;
  readonly manifestLayers?: number;
  /** Layers, each digest once. */
  readonly layerCount?: number;
  /** Sum of the compressed layer sizes in bytes. */
  readonly compressedBytes?: number;
  /** `host:port` that served config and layers. */
  readonly layerHosts?: readonly string[];
  readonly rateLimit?: { readonly limit: number; readonly remaining: number };
  readonly steps: readonly { readonly step: WalkStep; readonly durationMs: number }[];
  /** Servers' errors (5xx) that a second request got past. */
  readonly repeated?: readonly RepeatedRequest[];
  readonly durationMs: number;
}

/** What stopped a walk, as it was seen; what that means is judged later. */
export type WalkStop =
  /** Nobody answered `/v2/`; `contact` tells how far the look came. */
  | { readonly kind: "no-contact" }
  /** A connection was stopped. */
  | (WalkPlace & {
      readonly kind: "connection";
      readonly hop: HopFact["hop"];
      readonly stop: HopStop;
      readonly certificate?: CertificateFact;
      readonly way?: WalkWay;
    })
  /** An answer that a pull cannot go on with. */
  | (WalkPlace & {
      readonly kind: "answer";
      readonly http: HttpFact;
      /** A token was asked for by POST. */
      readonly byPost?: true;
      /** The list of tags, asked for where there is no such manifest. */
      readonly tags?: HttpFact;
    })
  /** What was served as a manifest. */
  | { readonly kind: "manifest"; readonly host: string; readonly http?: HttpFact; readonly fault: ManifestFault }
  /** What was served as a part of the image: another length, or another digest. */
  | (WalkPlace & {
      readonly kind: "part";
      readonly status: number;
      readonly digest: string;
      readonly served: { readonly bytes: number; readonly expectedBytes: number } | { readonly digest: string };
    })
  /** The image has other platforms, `os/architecture[/variant]`. */
  | { readonly kind: "platform"; readonly host: string; readonly wanted: string; readonly offered: readonly string[] };

/** Where a request of a walk went. */
interface WalkPlace {
  readonly asked: WalkRequest;
  /** `host:port`. */
  readonly host: string;
  /** Another host than the registry: one that it sends to for layers. */
  readonly isElsewhere?: true;
  /** The server's error (5xx) after which it was asked once more. */
  readonly repeated?: HttpFact;
  /** Digest of the part of the image that was asked for; none for the manifest that the reference names. */
  readonly digest?: string;
}

/** Why a document is no manifest of an image. */
export type ManifestFault =
  | { readonly kind: "not-json" | "no-object" | "no-config" | "layer-without-digest" }
  | { readonly kind: "too-long" }
  | { readonly kind: "too-many-layers"; readonly layers: number }
  /** Neither an image nor an index, or of schema 1 with a history that does not fit its layers. */
  | { readonly kind: "no-image" | "wrong-history"; readonly mediaType: string }
  /** Something else than an image, by the type of its config. */
  | { readonly kind: "artefact"; readonly mediaType: string; readonly configType: string }
  /** Not what was asked for. */
  | { readonly kind: "other-digest"; readonly digest: string }
  /** An index of indexes, however deep. */
  | { readonly kind: "only-indexes" };

/** What this process does not do in the engine's place. */
export type WalkUnproven =
  /** The engine hides the password of its proxy, which is shown with `***`. */
  | { readonly kind: "proxy-hidden"; readonly proxy: string }
  /** Credentials would go in plain HTTP, or over TLS that is not verified. */
  | { readonly kind: "unverified"; readonly host: string; readonly scheme: "http" | "https" }
  /** The POST with the password is sent elsewhere. */
  | { readonly kind: "post-redirected"; readonly host: string; readonly status: number }
  /** A look at the layers would have taken one of the last pulls. */
  | { readonly kind: "pulls-spared"; readonly limit: number; readonly remaining: number };

/** A request that was answered 5xx, and well when it was repeated. */
export interface RepeatedRequest {
  readonly asked: WalkRequest;
  /** `host:port` that answered. */
  readonly host: string;
  /** The first answer. */
  readonly http: HttpFact;
}

/** The way to the host where a walk was stopped. */
export interface WalkWay {
  readonly addresses: readonly string[];
  /** The proxy used, user-info replaced by `***`. */
  readonly proxy?: string;
  readonly proxyAddresses?: readonly string[];
  /** How long the failing hop took, in milliseconds. */
  readonly durationMs?: number;
  /** RFC 3339. */
  readonly observedAt: string;
}
