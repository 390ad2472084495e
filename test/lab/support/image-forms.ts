import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { FOREIGN, NATIVE } from "./platform.js";

/** Something in a registry, as a manifest names it. */
interface Descriptor {
  readonly digest: string;
  readonly size: number;
  readonly mediaType?: string;
}

/** The storage that the forms are put into. */
interface FormStore {
  /** A layer that a container can start from, uncompressed. */
  readonly base: Buffer;
  /** A layer of its own for each name, uncompressed. */
  layer(name: string): Promise<Buffer>;
  /** Puts a part of an image of that repository. */
  blob(repository: string, content: Buffer): Promise<Descriptor>;
  manifest(repository: string, tag: string | undefined, text: string): Promise<Descriptor>;
  remove(digest: string): Promise<void>;
}

const INDEX = "application/vnd.oci.image.index.v1+json";
const MANIFEST = "application/vnd.oci.image.manifest.v1+json";
const LAYER = "application/vnd.oci.image.layer.v1.tar";

interface ImageForm {
  readonly layerType?: string;
  readonly packing?: (content: Buffer) => Buffer;
  readonly isLayerGone?: true;
  readonly configType?: string;
  /** What differs in the config. */
  readonly config?: Readonly<Record<string, unknown>>;
}

/** Images that are there alone, by their repository below `form/`. */
const IMAGES: Readonly<Record<string, ImageForm>> = {
  zstd: { layerType: `${LAYER}+zstd`, packing: inZstdFrame },
  "docker-zstd": { layerType: "application/vnd.docker.image.rootfs.diff.tar.zstd", packing: inZstdFrame },
  encrypted: { layerType: `${LAYER}+gzip+encrypted`, packing: scrambled },
  statement: { layerType: "application/vnd.in-toto+json" },
  "foreign-layer": { layerType: "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip" },
  "foreign-layer-gone": {
    layerType: "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
    isLayerGone: true,
  },
  "untyped-config": { configType: "application/octet-stream" },
  "unlisted-layers": { config: { rootfs: { type: "layers", diff_ids: [] } } },
  variant: { config: { variant: "v9" } },
};

type Line = object;

/** Indexes by their repository below `form/`: what they list of an image, and of another one. */
const INDEXES: Readonly<Record<string, (image: Descriptor, other: Descriptor) => readonly Line[]>> = {
  "index-attested": (image) => [{ ...image, platform: { os: "unknown", architecture: "unknown" } }, on(image, NATIVE)],
  "index-variant": (image) => [on(image, NATIVE, "v2")],
  "index-sibling": (image) => [on(image, NATIVE === "arm64" ? "arm" : "386")],
  "index-of-kernel": (image) => [on(image, NATIVE === "arm64" ? "aarch64" : "x86_64")],
  "index-bare": (image) => [image],
  "index-bare-among": (image, other) => [on(other, FOREIGN), image],
  "index-empty-platform": (image) => [{ ...image, platform: {} }],
  "index-untyped": (image) => [on({ ...image, mediaType: "application/vnd.example+json" }, NATIVE)],
};

function on(image: Descriptor, architecture: string, variant?: string): Line {
  return { ...image, platform: { os: "linux", architecture, ...(variant === undefined ? {} : { variant }) } };
}

/** Puts an image of each form into a storage: `form/NAME:1`. */
export async function makeForms(store: FormStore): Promise<void> {
  for (const [name, form] of Object.entries(IMAGES)) await putForm(store, `form/${name}`, "1", form);
  for (const [name, linesOf] of Object.entries(INDEXES)) {
    const image = await putForm(store, `form/${name}`, undefined, {});
    const other = await putForm(store, `form/${name}`, undefined, { config: { architecture: FOREIGN } });
    await store.manifest(`form/${name}`, "1", indexText(linesOf(image, other)));
  }
  const inner = await putForm(store, "form/index-in-index", undefined, {});
  const index = await store.manifest("form/index-in-index", undefined, indexText([on(inner, NATIVE)]));
  const outer = on({ mediaType: INDEX, ...index }, NATIVE);
  await store.manifest("form/index-in-index", "1", indexText([outer]));
}

function indexText(manifests: readonly Line[]): string {
  return JSON.stringify({ schemaVersion: 2, mediaType: INDEX, manifests });
}

async function putForm(
  store: FormStore,
  repository: string,
  tag: string | undefined,
  { packing = gzipSync, layerType = `${LAYER}+gzip`, isLayerGone, configType, config }: ImageForm,
): Promise<Descriptor> {
  const content = await store.layer(repository);
  const layer = await store.blob(repository, packing(content));
  const layers = [
    { mediaType: LAYER, ...(await store.blob(repository, store.base)) },
    { mediaType: layerType, ...layer },
  ];
  const settings = {
    architecture: NATIVE,
    os: "linux",
    config: { Cmd: ["/bin/true"], Env: ["PATH=/bin"], Labels: { form: repository } },
    rootfs: { type: "layers", diff_ids: [digestOf(store.base), digestOf(content)] },
    ...config,
  };
  const text = JSON.stringify({
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: {
      mediaType: configType ?? "application/vnd.oci.image.config.v1+json",
      ...(await store.blob(repository, Buffer.from(JSON.stringify(settings)))),
    },
    layers,
  });
  const manifest = await store.manifest(repository, tag, text);
  if (isLayerGone === true) await store.remove(layer.digest);
  return { mediaType: MANIFEST, ...manifest };
}

export function digestOf(content: Buffer | string): string {
  return `sha256:${createHash("sha256").update(content).digest("hex")}`;
}

/** One frame of zstd (RFC 8878) with one block that is not compressed: at most 128 KiB. */
function inZstdFrame(content: Buffer): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32LE(content.length);
  const block = Buffer.alloc(3);
  block.writeUIntLE(content.length * 8 + 1, 0, 3);
  return Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0xa0]), size, block, content]);
}

/** What nobody can read without a key. */
function scrambled(content: Buffer): Buffer {
  return Buffer.from(content.map((byte, at) => (byte + at * 31 + 13) % 256));
}
