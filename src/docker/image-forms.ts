import type { EngineInfo } from "../contract/index.js";
import { compareVersions } from "./engine-versions.js";

/** A form that an image may have and that not every engine can make a container of. */
export type ImageForm =
  | "zstd-layers"
  | "docker-zstd-layers"
  | "encrypted-layers"
  | "foreign-layers"
  | "untyped-layers"
  | "untyped-config"
  | "layers-unlisted"
  | "entry-without-platform"
  | "entry-without-platform-among-others"
  | "entry-with-empty-platform"
  | "entry-of-unknown-type"
  | "index-in-index";

/** From which engine on a form is taken: by every one, from a version on, or by none yet. */
export type TakenFrom = "every" | "none" | `${number}.${number}`;

/**
 * What image stores make of each form. Measured by pull, create and start on Docker Engine 20.10.24, 26.1.5 and 28.5.2, the latter
 * two with both stores, in November 2026; the versions between are those whose source has it first (moby and its containerd).
 */
export const IMAGE_FORMS: Readonly<Record<ImageForm, Readonly<Record<EngineInfo["imageStore"], TakenFrom>>>> = {
  "zstd-layers": { graph: "23.0", containerd: "every" },
  // OCI has a type for it; docker's has no specification
  "docker-zstd-layers": { graph: "23.0", containerd: "28.0" },
  "encrypted-layers": { graph: "none", containerd: "none" },
  // of no type that an image has: in-toto statements, WebAssembly
  "foreign-layers": { graph: "none", containerd: "none" },
  // `application/octet-stream` and its like, of old registries; packings that no specification has, `+xz`
  "untyped-layers": { graph: "every", containerd: "none" },
  "untyped-config": { graph: "every", containerd: "none" },
  // the config lists another number of layers than the manifest
  "layers-unlisted": { graph: "none", containerd: "none" },
  "entry-without-platform": { graph: "23.0", containerd: "every" },
  "entry-without-platform-among-others": { graph: "23.0", containerd: "28.0" },
  "entry-with-empty-platform": { graph: "23.0", containerd: "none" },
  "entry-of-unknown-type": { graph: "every", containerd: "none" },
  "index-in-index": { graph: "23.0", containerd: "28.0" },
};

type Engine = Pick<EngineInfo, "serverVersion" | "imageStore">;

/** Whether an engine can make containers of images of this form. */
export function takesForm({ serverVersion, imageStore }: Engine, form: ImageForm): boolean {
  return isFrom(serverVersion, IMAGE_FORMS[form][imageStore]);
}

/** First engine of this image store that takes a form; `undefined` where there is none, or every one does. */
export function firstToTake({ imageStore }: Engine, form: ImageForm): string | undefined {
  const from = IMAGE_FORMS[form][imageStore];
  return from === "every" || from === "none" ? undefined : from;
}

/** How engines choose from an index; the same sources. */
const CHOICE = {
  /** Older variants and 32-bit siblings will do, too. */
  siblings: { graph: "23.0", containerd: "every" },
  /** Variants of amd64 as far as the engine's own CPU goes; else the first alone. */
  cpuLevel: { graph: "23.0", containerd: "29.6" },
} as const satisfies Readonly<Record<string, Readonly<Record<EngineInfo["imageStore"], TakenFrom>>>>;

/** Whether an engine chooses from an index in this way. */
export function choosesBy({ serverVersion, imageStore }: Engine, way: keyof typeof CHOICE): boolean {
  return isFrom(serverVersion, CHOICE[way][imageStore]);
}

/** An engine that does not say its version is taken for a new one. */
function isFrom(version: string, from: TakenFrom): boolean {
  if (from === "every" || from === "none") return from === "every";
  return (compareVersions(version, from) ?? 0) >= 0;
}

const OF_OLD_REGISTRIES: ReadonlySet<string> = new Set([
  "",
  "application/octet-stream",
  "application/json",
  "text/html",
]);
const LAYER =
  /^application\/vnd\.(?:oci\.image\.layer\.(?:nondistributable\.)?v1\.tar|docker\.image\.rootfs\.(?:foreign\.)?diff\.tar)(?<packing>.*)$/;

/** The form that a layer's media type stands for; `undefined` for those that every engine unpacks. */
export function formOfLayer(mediaType: string): ImageForm | undefined {
  const type = mediaType.toLowerCase();
  if (OF_OLD_REGISTRIES.has(type)) return "untyped-layers";
  const packing = LAYER.exec(type)?.groups?.["packing"];
  if (packing === undefined) return "foreign-layers";
  if (packing.endsWith("+encrypted")) return "encrypted-layers";
  if (packing === "+zstd") return "zstd-layers";
  if (packing === ".zstd") return "docker-zstd-layers";
  return ["", "+gzip", ".gzip"].includes(packing) ? undefined : "untyped-layers";
}

/** The form that the media type of a config stands for; `undefined` for an image's own. */
export function formOfConfig(mediaType: string): ImageForm | undefined {
  return OF_OLD_REGISTRIES.has(mediaType.toLowerCase()) ? "untyped-config" : undefined;
}

const INDEXES = /^application\/vnd\.(?:oci\.image\.index\.v1|docker\.distribution\.manifest\.list\.v2)\+json$/;
const MANIFESTS =
  /^application\/vnd\.(?:oci\.image\.manifest\.v1|docker\.distribution\.manifest\.v[12])\+(?:json|prettyjws)$/;

/** What a line of an index is, by its media type. */
export function formOfEntry(mediaType: string): "manifest" | "index-in-index" | "entry-of-unknown-type" {
  if (INDEXES.test(mediaType)) return "index-in-index";
  return MANIFESTS.test(mediaType) ? "manifest" : "entry-of-unknown-type";
}
