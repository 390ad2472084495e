import { LIMITS, type ManifestFault, parseForeignJson } from "../../contract/index.js";
import type { Platform } from "../../docker/platform.js";
import { shortened } from "../../secrets/shorten.js";

/** Media types that are asked for, as the engine asks. */
export const MANIFEST_TYPES = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
  "application/vnd.docker.distribution.manifest.v1+prettyjws",
  "application/vnd.docker.distribution.manifest.v1+json",
] as const;

/** Config types that the engine takes for an image: moby distribution/pull_v2.go and containerd images (read 2026-11-01). */
const IMAGE_CONFIG_TYPES = new Set([
  "application/vnd.docker.container.image.v1+json",
  "application/vnd.oci.image.config.v1+json",
  "application/octet-stream",
  "application/json",
  "text/html",
  "",
]);

/** Type and subtype have at most 127 characters each (RFC 6838, section 4.2). */
const LONGEST_MEDIA_TYPE = 255;
/** `sha512:` and 128 digits are the longest digest that engines know. */
const LONGEST_DIGEST = 255;
/** No engine has a system, an architecture or a variant with a longer name. */
const LONGEST_PLATFORM_WORD = 64;

export interface Descriptor {
  readonly digest: string;
  readonly mediaType: string;
  readonly sizeBytes: number;
  /** It names addresses of its own (`urls`), as layers do that a registry may not pass on. */
  readonly isElsewhere?: true;
}

export type Manifest =
  | {
      readonly kind: "index";
      readonly mediaType: string;
      /** The platform of an entry in its own words, of which some may be empty. */
      readonly entries: readonly (Descriptor & { readonly platform?: Platform })[];
    }
  | {
      readonly kind: "image";
      readonly mediaType: string;
      readonly config: Descriptor;
      readonly layers: readonly Descriptor[];
    }
  /** An image of engines before 1.10, which Engine 26 and newer refuse: no config of its own, no sizes. */
  | {
      readonly kind: "schema1";
      readonly mediaType: string;
      /** Of the newest entry of the history, which is the config; absent where that does not say. */
      readonly platform?: Platform;
      /** Layers that are not empty. */
      readonly layers: readonly Descriptor[];
    }
  /** Something that no engine can run: a Helm chart, another artefact. */
  | { readonly kind: "unsupported"; readonly mediaType: string; readonly fault: ManifestFault }
  /** Not a manifest at all. */
  | { readonly kind: "unreadable"; readonly fault: ManifestFault };

/** Decodes a manifest by what it says of itself and, where that is missing, by its shape. */
export function decodeManifest(contentType: string, text: string): Manifest {
  let value: unknown;
  try {
    value = parseForeignJson(text);
  } catch {
    return unreadable("not-json");
  }
  if (!isRecord(value)) return unreadable("no-object");
  const ownType = mediaTypeOf(value["mediaType"]);
  const headerType = mediaTypeOf(contentType.split(";", 1)[0]?.toLowerCase());
  const mediaType = ownType !== "" ? ownType : headerType;
  if (value["schemaVersion"] === 1 || isSchema1(mediaType)) {
    return decodeSchema1(mediaType, value["fsLayers"], value["history"]);
  }
  if (Array.isArray(value["manifests"])) return decodeIndex(mediaType, value["manifests"]);
  if (isRecord(value["config"]) && Array.isArray(value["layers"])) {
    return decodeImage(mediaType, value["config"], value["layers"]);
  }
  return { kind: "unsupported", mediaType, fault: { kind: "no-image", mediaType } };
}

function unreadable(kind: "not-json" | "no-object" | "no-config" | "layer-without-digest"): Manifest {
  return { kind: "unreadable", fault: { kind } };
}

function tooManyLayers(mediaType: string, layers: number): Manifest {
  return { kind: "unsupported", mediaType, fault: { kind: "too-many-layers", layers } };
}

/** Whether a media type is that of schema 1; OCI's manifest type ends in v1 too. */
function isSchema1(mediaType: string): boolean {
  return mediaType.startsWith("application/vnd.docker.distribution.manifest.v1+");
}

function decodeIndex(mediaType: string, entries: readonly unknown[]): Manifest {
  const decoded = entries.flatMap((entry) => {
    const descriptor = decodeDescriptor(entry);
    if (descriptor === undefined || !isRecord(entry)) return [];
    return [{ ...descriptor, ...wordsOfPlatform(entry["platform"]) }];
  });
  return { kind: "index", mediaType, entries: decoded };
}

function decodeImage(mediaType: string, config: unknown, layers: readonly unknown[]): Manifest {
  if (layers.length > LIMITS.layers) return tooManyLayers(mediaType, layers.length);
  const configDescriptor = decodeDescriptor(config);
  if (configDescriptor === undefined) return unreadable("no-config");
  if (!IMAGE_CONFIG_TYPES.has(configDescriptor.mediaType)) {
    const fault = { kind: "artefact", mediaType, configType: configDescriptor.mediaType } as const;
    return { kind: "unsupported", mediaType, fault };
  }
  const descriptors = layers.map(decodeDescriptor);
  const usable = descriptors.filter((layer) => layer !== undefined);
  if (usable.length !== descriptors.length) return unreadable("layer-without-digest");
  return { kind: "image", mediaType, config: configDescriptor, layers: usable };
}

/** One layer for each entry of the history; an engine skips those marked as empty. */
function decodeSchema1(mediaType: string, layers: unknown, history: unknown): Manifest {
  if (!Array.isArray(layers) || !Array.isArray(history) || layers.length === 0 || layers.length !== history.length) {
    return { kind: "unsupported", mediaType, fault: { kind: "wrong-history", mediaType } };
  }
  if (layers.length > LIMITS.layers) return tooManyLayers(mediaType, layers.length);
  const configs = history.map((entry: unknown) => parseRecord(isRecord(entry) ? entry["v1Compatibility"] : undefined));
  const descriptors = layers.map((layer: unknown) =>
    decodeDescriptor(isRecord(layer) ? { digest: layer["blobSum"] } : undefined),
  );
  const usable = descriptors.filter((layer) => layer !== undefined);
  if (usable.length !== descriptors.length) return unreadable("layer-without-digest");
  const platform = decodePlatform(configs[0]);
  return {
    kind: "schema1",
    mediaType,
    ...(platform === undefined ? {} : { platform }),
    layers: usable.filter((_, index) => configs[index]?.["throwaway"] !== true),
  };
}

/** The platform of an image config; `undefined` where it is not a platform that an engine has. */
export function decodePlatform(value: unknown): Platform | undefined {
  const { platform } = wordsOfPlatform(value);
  return platform === undefined || !isPlatform(platform) ? undefined : platform;
}

/** Whether these words name a platform that an engine might have: attestations are listed as unknown/unknown. */
export function isPlatform({ os, architecture, variant = "" }: Platform): boolean {
  if (os === "" || architecture === "" || os === "unknown") return false;
  return Math.max(os.length, architecture.length, variant.length) <= LONGEST_PLATFORM_WORD;
}

function wordsOfPlatform(value: unknown): { readonly platform?: Platform } {
  if (!isRecord(value)) return {};
  const word = (name: string): string => shortened(stringOf(value[name]), LONGEST_PLATFORM_WORD + 1);
  const variant = word("variant");
  return { platform: { os: word("os"), architecture: word("architecture"), ...(variant === "" ? {} : { variant }) } };
}

function decodeDescriptor(value: unknown): Descriptor | undefined {
  if (!isRecord(value)) return undefined;
  const digest = stringOf(value["digest"]);
  if (digest.length > LONGEST_DIGEST) return undefined;
  if (!/^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[a-zA-Z0-9=_-]+$/.test(digest)) return undefined;
  const size = value["size"];
  return {
    digest,
    mediaType: mediaTypeOf(value["mediaType"]),
    sizeBytes: typeof size === "number" && Number.isSafeInteger(size) && size > 0 ? size : 0,
    ...(Array.isArray(value["urls"]) && value["urls"].length > 0 ? { isElsewhere: true } : {}),
  };
}

function mediaTypeOf(value: unknown): string {
  return shortened(stringOf(value), LONGEST_MEDIA_TYPE);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parseRecord(text: unknown): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = parseForeignJson(stringOf(text));
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function stringOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
