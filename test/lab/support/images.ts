import { createHash, randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import {
  chmod,
  copyFile,
  cp,
  link,
  mkdir,
  open,
  readFile,
  rename,
  rm,
  stat,
  truncate,
  writeFile,
} from "node:fs/promises";
import { dirname, join } from "node:path";
import { CHECKOUT } from "./checkout.js";
import { SEARCH_PATH } from "./gate.js";
import { digestOf, makeForms } from "./image-forms.js";
import { FOREIGN, NATIVE } from "./platform.js";
import { mustRun } from "./processes.js";

const MANIFEST_TYPE = "application/vnd.docker.distribution.manifest.v2+json";
const INDEX_TYPE = "application/vnd.docker.distribution.manifest.list.v2+json";
const CONFIG_TYPE = "application/vnd.docker.container.image.v1+json";
const LAYER_TYPE = "application/vnd.docker.image.rootfs.diff.tar.gzip";

const TYPES = {
  docker: { manifest: MANIFEST_TYPE, config: CONFIG_TYPE, layer: LAYER_TYPE },
  oci: {
    manifest: "application/vnd.oci.image.manifest.v1+json",
    config: "application/vnd.oci.image.config.v1+json",
    layer: "application/vnd.oci.image.layer.v1.tar",
  },
  chart: {
    manifest: "application/vnd.oci.image.manifest.v1+json",
    config: "application/vnd.cncf.helm.config.v1+json",
    layer: "application/vnd.cncf.helm.chart.content.v1.tar+gzip",
  },
} as const;

interface Blob {
  readonly digest: string;
  readonly size: number;
}

/** What the laboratory's images are called; every flavour of registry serves all of them. */
export const IMAGES = {
  runner: "docker-public.packages.atlassian.com/sox/atlassian/bitbucket-pipelines-runner:1",
  pause: "k8s-docker.packages.atlassian.com/pause:3.8",
  pauseDocumented: "docker-hub.packages.atlassian.com/google/pause:latest",
  authProxy: "docker-public.packages.atlassian.com/sox/atlassian/bitbucket-pipelines-auth-proxy:prod-stable",
  clone: "docker-public.packages.atlassian.com/sox/atlassian/bitbucket-pipelines-dvcs-tools:prod-stable",
} as const;

/** Digests of published images by `repository:tag`. */
export interface Storage {
  /** The folder that the registries serve. */
  readonly folder: string;
  readonly digests: ReadonlyMap<string, string>;
}

async function digestOfFile(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const part of createReadStream(file)) hash.update(part as Buffer);
  return `sha256:${hash.digest("hex")}`;
}

/** Fills a storage folder of `docker-registry` with the laboratory's images, file by file: no engine is needed. */
export async function makeStorage(folder: string, authority: string): Promise<Storage> {
  const root = join(folder, "docker/registry/v2");
  const hex = (digest: string): string => digest.slice("sha256:".length);
  const dataOf = (digest: string): string => join(root, "blobs/sha256", hex(digest).slice(0, 2), hex(digest), "data");
  const digests = new Map<string, string>();

  async function put(file: string, text: string): Promise<void> {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }

  async function putText(text: string): Promise<Blob> {
    const digest = digestOf(text);
    await put(dataOf(digest), text);
    return { digest, size: Buffer.byteLength(text) };
  }

  async function putLayer(name: string, fill: (staging: string) => Promise<void>): Promise<Blob> {
    const staging = join(folder, `staging-${name}`);
    await mkdir(staging, { recursive: true });
    await fill(staging);
    const tar = `${staging}.tar`;
    await mustRun(["tar", "--sort=name", "--owner=0", "--group=0", "--mtime=@0", "-C", staging, "-cf", tar, "."]);
    const digest = await digestOfFile(tar);
    await mkdir(dirname(dataOf(digest)), { recursive: true });
    await rename(tar, dataOf(digest));
    await rm(staging, { recursive: true });
    return { digest, size: (await stat(dataOf(digest))).size };
  }

  async function putManifest(repository: string, tag: string | undefined, text: string): Promise<Blob> {
    const blob = await putText(text);
    const manifests = join(root, "repositories", repository, "_manifests");
    await put(join(manifests, "revisions/sha256", hex(blob.digest), "link"), blob.digest);
    if (tag !== undefined) {
      await put(join(manifests, "tags", tag, "current/link"), blob.digest);
      await put(join(manifests, "tags", tag, "index/sha256", hex(blob.digest), "link"), blob.digest);
      digests.set(`${repository}:${tag}`, blob.digest);
    }
    return blob;
  }

  async function putImage(image: {
    repository: string;
    tag?: string;
    layers: readonly Blob[];
    architecture?: string;
    settings?: Record<string, unknown>;
    /** `docker` by default; `chart` is an artefact that is no image */
    kind?: "docker" | "oci" | "chart";
    /** What happens to the config's blob once the image is complete. */
    config?: "missing" | "changed";
  }): Promise<Blob> {
    const config = await putText(
      JSON.stringify({
        architecture: image.architecture ?? NATIVE,
        os: "linux",
        created: "2026-01-01T00:00:00Z",
        config: { Cmd: ["/bin/true"], Env: ["PATH=/bin"], ...image.settings },
        rootfs: { type: "layers", diff_ids: image.layers.map((layer) => layer.digest) },
        history: image.layers.map(() => ({ created: "2026-01-01T00:00:00Z", created_by: "laboratory" })),
      }),
    );
    for (const { digest } of [config, ...image.layers]) {
      await put(join(root, "repositories", image.repository, "_layers/sha256", hex(digest), "link"), digest);
    }
    const types = TYPES[image.kind ?? "docker"];
    const manifest = await putManifest(
      image.repository,
      image.tag,
      JSON.stringify({
        schemaVersion: 2,
        mediaType: types.manifest,
        config: { mediaType: types.config, ...config },
        layers: image.layers.map((layer) => ({ mediaType: types.layer, ...layer })),
      }),
    );
    if (image.config === "missing") await rm(dataOf(config.digest));
    if (image.config === "changed") {
      await writeFile(dataOf(config.digest), (await readFile(dataOf(config.digest), "utf8")).replace("linux", "linus"));
    }
    return manifest;
  }

  async function putIndex(
    repository: string,
    tag: string,
    entries: readonly (Blob & { architecture: string })[],
  ): Promise<void> {
    await putManifest(
      repository,
      tag,
      JSON.stringify({
        schemaVersion: 2,
        mediaType: INDEX_TYPE,
        manifests: entries.map(({ architecture, ...blob }) => ({
          mediaType: MANIFEST_TYPE,
          ...blob,
          platform: { architecture, os: "linux" },
        })),
      }),
    );
  }

  const busybox = await putLayer("busybox", fillBusybox);
  const node = await putLayer("node", (staging) => fillNode(staging, authority));
  const unique = (name: string): Promise<Blob> =>
    putLayer(name.replaceAll(/\W/g, "-"), (staging) => writeFile(join(staging, "name"), `${name}\n`));

  await putImage({
    repository: "sox/atlassian/bitbucket-pipelines-runner",
    tag: "1",
    layers: [busybox, node],
    settings: {
      Cmd: ["node", "/runner.mjs"],
      Env: ["PATH=/bin", "NODE_EXTRA_CA_CERTS=/authority.pem"],
    },
  });
  for (const name of [
    "sox/atlassian/bitbucket-pipelines-auth-proxy:prod-stable",
    "sox/atlassian/bitbucket-pipelines-dvcs-tools:prod-stable",
    "google/pause:latest",
    "pause:3.8",
    "team/pause:1",
    "team/auth-proxy:1",
    "team/clone:1",
    "private/pause:1",
    "private/clone:1",
    "library/pause:1",
  ]) {
    const [repository = "", tag = ""] = name.split(":");
    await putImage({ repository, tag, layers: [busybox, await unique(name)] });
  }

  const foreignBusybox = await putLayer("foreign-busybox", async (staging) => {
    await fillBusybox(staging);
    await markForeign(join(staging, "bin/busybox"));
  });
  const foreign = {
    repository: "team/multi",
    layers: [foreignBusybox, await unique("foreign")],
    architecture: FOREIGN,
  };
  const native = await putImage({ repository: "team/multi", layers: [busybox, await unique("native")] });
  const other = await putImage(foreign);
  await putIndex("team/multi", "1", [
    { ...native, architecture: NATIVE },
    { ...other, architecture: FOREIGN },
  ]);
  const only = await putImage({ ...foreign, repository: "team/foreign-index" });
  await putIndex("team/foreign-index", "1", [{ ...only, architecture: FOREIGN }]);
  await putImage({ ...foreign, repository: "team/foreign", tag: "1" });

  for (const odd of [{ kind: "oci" }, { kind: "chart" }, { config: "missing" }, { config: "changed" }] as const) {
    const name = "kind" in odd ? odd.kind : `config-${odd.config}`;
    await putImage({
      repository: `team/${name}`,
      tag: "1",
      layers: [busybox, await unique(name)],
      settings: { Labels: { name } },
      ...odd,
    });
  }
  // an index over an image whose config is spoilt
  for (const config of ["missing", "changed"] as const) {
    const repository = `team/index-config-${config}`;
    const layers = [busybox, await unique(repository)];
    const spoilt = await putImage({ repository, layers, settings: { Labels: { name: repository } }, config });
    await putIndex(repository, "1", [{ ...spoilt, architecture: NATIVE }]);
  }
  // the manifest is wrong about how large the layer is
  const sized = await unique("sized");
  await putImage({ repository: "team/sized", tag: "1", layers: [busybox, { ...sized, size: sized.size + 1 }] });
  await putImage({
    repository: "team/pause-twin",
    tag: "1",
    layers: [busybox, await unique("team/pause:1")],
    settings: { Labels: { twin: "of team/pause:1" } },
  });
  const bulky = (name: string, bytes: number): Promise<Blob> =>
    putLayer(name, (staging) => writeFile(join(staging, "bulk"), randomBytes(bytes)));
  await putImage({ repository: "team/large", tag: "1", layers: [busybox, await bulky("large", 4 * 1024 ** 2)] });
  const corrupt = await bulky("corrupt", 200_000);
  await putImage({ repository: "team/corrupt", tag: "1", layers: [busybox, corrupt] });
  await writeFile(dataOf(corrupt.digest), randomBytes(corrupt.size));
  const truncated = await bulky("truncated", 200_000);
  await putImage({ repository: "team/truncated", tag: "1", layers: [busybox, truncated] });
  await truncate(dataOf(truncated.digest), truncated.size / 2);

  const missing = await unique("missing layer");
  await putImage({ repository: "team/missing-layer", tag: "1", layers: [busybox, missing] });
  await rm(dataOf(missing.digest));

  await makeForms({
    base: await readFile(dataOf(busybox.digest)),
    layer: async (name) => readFile(dataOf((await unique(name)).digest)),
    blob: async (repository, content) => {
      const digest = digestOf(content);
      await mkdir(dirname(dataOf(digest)), { recursive: true });
      await writeFile(dataOf(digest), content);
      await put(join(root, "repositories", repository, "_layers/sha256", hex(digest), "link"), digest);
      return { digest, size: content.length };
    },
    manifest: putManifest,
    remove: (digest) => rm(dataOf(digest)),
  });
  return { folder, digests };
}

async function fillBusybox(staging: string): Promise<void> {
  await mkdir(join(staging, "bin"));
  for (const folder of ["tmp", "etc", "root", "var"]) await mkdir(join(staging, folder));
  const path = (await mustRun(["sh", "-c", "command -v busybox"], { env: { PATH: SEARCH_PATH } })).trim();
  await copyFile(path, join(staging, "bin/busybox"));
  await chmod(join(staging, "bin/busybox"), 0o755);
  for (const applet of ["sh", "cat", "true", "false", "sleep", "echo", "env", "ls"]) {
    await link(join(staging, "bin/busybox"), join(staging, "bin", applet));
  }
}

/** Names another machine in the header of an ELF program, which this machine's kernel then refuses to run. */
async function markForeign(program: string): Promise<void> {
  const machine = FOREIGN === "arm64" ? 0xb7 : 0x3e;
  const file = await open(program, "r+");
  await file.write(Buffer.from([machine, 0]), 0, 2, 18);
  await file.close();
}

async function fillNode(staging: string, authority: string): Promise<void> {
  const libraries = (await mustRun(["ldd", process.execPath])).matchAll(/(\/\S+) \(0x/g);
  await mkdir(join(staging, "bin"), { recursive: true });
  await copyFile(process.execPath, join(staging, "bin/node"));
  await chmod(join(staging, "bin/node"), 0o755);
  for (const [, library = ""] of libraries) {
    await mkdir(join(staging, dirname(library)), { recursive: true });
    await cp(library, join(staging, library), { dereference: true });
  }
  await copyFile(join(CHECKOUT, "test/lab/stand-in/runner.mjs"), join(staging, "runner.mjs"));
  await copyFile(authority, join(staging, "authority.pem"));
}
