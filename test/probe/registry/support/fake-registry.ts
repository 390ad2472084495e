import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { KeyPair } from "../../network/support/certificates.js";
import { httpServer, httpsServer, type Listening } from "../../network/support/servers.js";

/** Answers a request itself (true), or leaves it to the registry. */
export type Misbehaviour = (request: IncomingMessage, response: ServerResponse) => boolean;

export interface FakeOptions {
  readonly pair?: KeyPair;
  /** What is asked for; `bearer` gives tokens at `realm`, by default its own `/token`. */
  readonly auth?: "none" | "basic" | "bearer";
  readonly realm?: string;
  /** Who may pull; without it everybody may (with an anonymous token). */
  readonly user?: { readonly name: string; readonly password: string };
  /** Where blobs are redirected to. */
  readonly blobBase?: string;
  readonly misbehave?: Misbehaviour;
}

interface Seen {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly range: string | undefined;
}

export interface FakeRegistry extends Listening {
  /** Replaces the misbehaviour. */
  misbehave: Misbehaviour;
  readonly seen: Seen[];
  readonly blobs: Map<string, Buffer>;
  put(repository: string, tag: string, mediaType: string, manifest: object): string;
  blob(content: string): { readonly digest: string; readonly size: number };
}

export const TYPES = {
  index: "application/vnd.oci.image.index.v1+json",
  list: "application/vnd.docker.distribution.manifest.list.v2+json",
  image: "application/vnd.docker.distribution.manifest.v2+json",
  ociImage: "application/vnd.oci.image.manifest.v1+json",
  config: "application/vnd.docker.container.image.v1+json",
  layer: "application/vnd.docker.image.rootfs.diff.tar.gzip",
  foreign: "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
} as const;

export function digestOf(content: Buffer | string): string {
  return `sha256:${createHash("sha256").update(content).digest("hex")}`;
}

/** JSON errors as a registry answers them. */
export function refuse(response: ServerResponse, status: number, code: string, message = code.toLowerCase()): true {
  response
    .writeHead(status, { "content-type": "application/json" })
    .end(JSON.stringify({ errors: [{ code, message }] }));
  return true;
}

/** A registry in this process, with scripted misbehaviour. */
export async function fakeRegistry(options: FakeOptions = {}): Promise<FakeRegistry> {
  const { auth = "none", user, pair } = options;
  const manifests = new Map<string, { readonly type: string; readonly body: Buffer }>();
  const repositories = new Set<string>();
  const blobs = new Map<string, Buffer>();
  const seen: Seen[] = [];
  const basic =
    user === undefined ? undefined : `Basic ${Buffer.from(`${user.name}:${user.password}`).toString("base64")}`;

  function challenge(request: IncomingMessage): string {
    const realm = options.realm ?? `https://${request.headers.host}/token`;
    return auth === "basic"
      ? 'Basic realm="fake, quoted"'
      : `Bearer realm="${realm}",service="fake",error="insufficient_scope"`;
  }

  function isAllowed(authorization: string | undefined, path: string): boolean {
    if (auth === "none") return true;
    if (auth === "basic") return authorization !== undefined && authorization === basic;
    if (path === "/v2/") return authorization !== undefined;
    return authorization === "Bearer good";
  }

  function onRequest(request: IncomingMessage, response: ServerResponse): void {
    const { method = "", url = "", headers } = request;
    // A proxy asks in plain HTTP for the whole address.
    const path = url.replace(/^http:\/\/[^/]+/, "");
    const { authorization, range } = headers;
    seen.push({ method, path, authorization, range });
    if (registry.misbehave(request, response)) return;
    if (path.startsWith("/token")) {
      if (authorization !== undefined && authorization !== basic) return void refuse(response, 401, "UNAUTHORIZED");
      const token = user === undefined || authorization === basic ? "good" : "weak";
      return void response.setHeader("content-type", "application/json").end(JSON.stringify({ token }));
    }
    response.setHeader("docker-distribution-api-version", "registry/2.0");
    if (!isAllowed(authorization, path)) {
      response.setHeader("www-authenticate", challenge(request));
      return void refuse(response, 401, "UNAUTHORIZED", "authentication required");
    }
    if (path === "/v2/") return void response.setHeader("content-type", "application/json").end("{}");
    const [, repository = "", kind, wanted = ""] = /^\/v2\/(.+)\/(manifests|blobs|tags)\/([^?]+)/.exec(path) ?? [];
    if (kind === "tags") {
      if (!repositories.has(repository)) return void refuse(response, 404, "NAME_UNKNOWN");
      return void response.end(JSON.stringify({ name: repository, tags: [] }));
    }
    if (kind === "manifests") {
      const found = manifests.get(`${repository} ${wanted}`);
      if (found === undefined) return void refuse(response, 404, "MANIFEST_UNKNOWN");
      const headersOut = { "content-type": found.type, "docker-content-digest": digestOf(found.body) };
      return void response.writeHead(200, headersOut).end(method === "HEAD" ? undefined : found.body);
    }
    const blob = blobs.get(wanted);
    if (blob === undefined) return void refuse(response, 404, "BLOB_UNKNOWN");
    if (options.blobBase !== undefined) {
      return void response.writeHead(307, { location: `${options.blobBase}/${wanted}?signature=abc` }).end();
    }
    response.writeHead(200, { "content-length": blob.length }).end(method === "HEAD" ? undefined : blob);
  }

  const server = pair === undefined ? await httpServer(onRequest) : await httpsServer(pair, onRequest);
  const registry: FakeRegistry = {
    ...server,
    misbehave: options.misbehave ?? (() => false),
    seen,
    blobs,
    put(repository, tag, mediaType, manifest) {
      const body = Buffer.from(JSON.stringify(manifest));
      const digest = digestOf(body);
      repositories.add(repository);
      manifests.set(`${repository} ${tag}`, { type: mediaType, body });
      manifests.set(`${repository} ${digest}`, { type: mediaType, body });
      return digest;
    },
    blob(content) {
      const body = Buffer.from(content);
      blobs.set(digestOf(body), body);
      return { digest: digestOf(body), size: body.length };
    },
  };
  return registry;
}

export interface PutImage {
  readonly architecture?: string;
  readonly layers?: readonly string[];
  readonly configType?: string;
}

/** Puts a runnable image and tells its digest and blobs. */
export function putImage(
  registry: FakeRegistry,
  repository: string,
  tag: string,
  { architecture = "amd64", layers = ["one", "two", "three"], configType = TYPES.config }: PutImage = {},
): { readonly digest: string; readonly config: string; readonly layers: readonly string[]; readonly bytes: number } {
  const config = registry.blob(JSON.stringify({ os: "linux", architecture, repository, tag }));
  const blobs = layers.map((layer) => registry.blob(`${repository} ${layer}`));
  const digest = registry.put(repository, tag, TYPES.image, {
    schemaVersion: 2,
    mediaType: TYPES.image,
    config: { mediaType: configType, ...config },
    layers: blobs.map((blob) => ({ mediaType: TYPES.layer, ...blob })),
  });
  const bytes = [config, ...blobs].reduce((sum, blob) => sum + blob.size, 0);
  return { digest, config: config.digest, layers: blobs.map((blob) => blob.digest), bytes };
}
