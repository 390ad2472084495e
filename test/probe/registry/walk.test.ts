import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { JudgedWalk, RegistryWalk, WalkQuestion } from "../../../src/contract/index.js";
import { judgeWalk } from "../../../src/judge/images/classify-walk.js";
import { createEngineTrust } from "../../../src/probe/network/roots.js";
import { type RegistryProbes, registryProbes } from "../../../src/probe/registry/index.js";
import { type Authority, createAuthority, type KeyPair } from "../network/support/certificates.js";
import { type ContextOptions, testContext } from "../network/support/context.js";
import { closeAll, closedPort, connectProxy, httpsServer, type Listening } from "../network/support/servers.js";
import {
  digestOf,
  fakeRegistry,
  type FakeOptions,
  type FakeRegistry,
  type Misbehaviour,
  putImage,
  refuse,
  TYPES,
} from "./support/fake-registry.js";

const USER = { name: "bob", password: "s3cret:with:colons" };
const CREDENTIAL = { username: USER.name, password: USER.password };

let authority: Authority;
let pair: KeyPair;
const servers: Listening[] = [];

beforeAll(() => {
  authority = createAuthority();
  pair = authority.leaf({
    names: "DNS:localhost,IP:127.0.0.1,DNS:registry.test,DNS:registry-1.docker.io,DNS:auth.docker.io",
  });
});
afterAll(() => authority.remove());
afterEach(() => closeAll(servers));

function up<T extends Listening>(server: T): T {
  servers.push(server);
  return server;
}

async function secureRegistry(options: FakeOptions = {}): Promise<FakeRegistry> {
  return up(await fakeRegistry({ pair, ...options }));
}

function questionOf(reference: string, more: Partial<WalkQuestion> = {}): WalkQuestion {
  return {
    reference,
    credential: { kind: "anonymous" },
    proxy: "none",
    insecure: false,
    os: "linux",
    architecture: "amd64",
    ...more,
  };
}

async function withProbes<T>(options: ContextOptions, work: (probes: RegistryProbes) => Promise<T>): Promise<T> {
  const context = testContext({ caFile: authority.caFile, ...options });
  const probes = registryProbes(context, createEngineTrust(context.env));
  try {
    return await work(probes);
  } finally {
    await probes.close();
  }
}

interface WalkOptions extends ContextOptions {
  readonly architecture?: string;
}

/** What was seen, and what it comes down to. */
interface Walked extends JudgedWalk {
  readonly seen: RegistryWalk;
}

function walk(reference: string, options: WalkOptions = {}): Promise<Walked> {
  const { architecture = "amd64", ...context } = options;
  const question = questionOf(reference, {
    architecture,
    ...(context.credential === undefined ? {} : { credential: { kind: "config", file: "/f", key: "k" } }),
    ...(context.proxy === undefined ? {} : { proxy: "engine" }),
  });
  return withProbes(context, async (probes) => {
    const seen = await probes.walk(question, AbortSignal.timeout(10_000));
    return { ...judgeWalk(seen), seen };
  });
}

function onPath(pattern: RegExp, misbehave: Misbehaviour): Misbehaviour {
  return (request, response) =>
    pattern.test(`${request.method} ${request.url}`) ? misbehave(request, response) : false;
}

function page(status: number): Misbehaviour {
  return (_request, response) => {
    response.writeHead(status, { "content-type": "text/html" }).end("<html><title>Blocked</title></html>");
    return true;
  };
}

/** How a layer and what is said of its length can be at odds. */
const NO_FAULT = { cut: 0, isMisstated: false, isHeadRefused: false, isHeadWrong: false };

const AMD64 = { os: "linux", architecture: "amd64" };
const AMD64_V3 = { ...AMD64, variant: "v3" };

describe("registry.walk of an image that is right", () => {
  it("proves manifest, platform, config and layers", async () => {
    const registry = await secureRegistry();
    const image = putImage(registry, "org/app", "1");
    const fact = await walk(`localhost:${registry.port}/org/app:1`);
    expect(fact).toMatchObject({
      ok: true,
      step: "layers",
      registry: `localhost:${registry.port}`,
      repository: "org/app",
      digest: image.digest,
      mediaType: TYPES.image,
      platforms: ["linux/amd64"],
      layerCount: 3,
      compressedBytes: image.bytes,
      layerHosts: [`localhost:${registry.port}`],
    });
    expect(fact.steps.map((step) => step.step)).toEqual([
      "connect",
      "token",
      "manifest",
      "platform",
      "config",
      "layers",
    ]);
    const layerMethods = registry.seen.filter((seen) => image.layers.some((layer) => seen.path.endsWith(layer)));
    expect(layerMethods.map((seen) => seen.method)).toEqual(["HEAD", "HEAD", "HEAD"]);
  });

  it("chooses the platform from an index and passes attestations over", async () => {
    const registry = await secureRegistry();
    const amd = putImage(registry, "app", "amd");
    const arm = putImage(registry, "app", "arm", { architecture: "arm64", layers: ["arm"] });
    const entry = (digest: string, platform: object): object => ({
      mediaType: TYPES.image,
      digest,
      size: 10,
      platform,
    });
    const digest = registry.put("app", "1", TYPES.index, {
      schemaVersion: 2,
      manifests: [
        entry(arm.digest, { os: "linux", architecture: "arm64", variant: "v8" }),
        entry(digestOf("attestation"), { os: "unknown", architecture: "unknown" }),
        entry(amd.digest, { os: "linux", architecture: "amd64" }),
      ],
    });
    const reference = `localhost:${registry.port}/app:1`;
    expect(await walk(reference)).toMatchObject({
      ok: true,
      digest,
      platformDigest: amd.digest,
      platforms: ["linux/arm64/v8", "linux/amd64"],
      layerCount: 3,
    });
    expect(await walk(reference, { architecture: "arm64" })).toMatchObject({ ok: true, platformDigest: arm.digest });
    expect(await walk(reference, { architecture: "s390x" })).toMatchObject({
      ok: false,
      step: "platform",
      failure: { code: "platform-mismatch", hop: "platform" },
      platforms: ["linux/arm64/v8", "linux/amd64"],
    });
  });

  it("walks by digest", async () => {
    const registry = await secureRegistry();
    const { digest } = putImage(registry, "app", "1");
    expect(await walk(`localhost:${registry.port}/app@${digest}`)).toMatchObject({ ok: true, digest });
  });

  it.each([
    ["an anonymous token", { auth: "bearer" }, undefined],
    ["a user's token", { auth: "bearer", user: USER }, CREDENTIAL],
    ["Basic", { auth: "basic", user: USER }, CREDENTIAL],
  ] as const)("gets in with %s", async (_name, options, credential) => {
    const registry = await secureRegistry(options);
    putImage(registry, "app", "1");
    const fact = await walk(`localhost:${registry.port}/app:1`, credential === undefined ? {} : { credential });
    expect(fact).toMatchObject({ ok: true });
    expect(JSON.stringify(fact)).not.toMatch(/s3cret|good/);
  });

  it("sends the credential to the realm alone, the token to the registry alone", async () => {
    const cdn = await secureRegistry();
    const service = await secureRegistry({ auth: "bearer", user: USER });
    const registry = await secureRegistry({
      auth: "bearer",
      user: USER,
      realm: `https://localhost:${service.port}/token`,
      blobBase: `https://127.0.0.1:${cdn.port}/cdn`,
    });
    const image = putImage(registry, "app", "1");
    cdn.misbehave = (_request, response) => (response.writeHead(200).end(registry.blobs.get(image.config)), true);
    const fact = await walk(`localhost:${registry.port}/app:1`, { credential: CREDENTIAL, architecture: "amd64" });
    expect(fact.failure?.code).toBeUndefined();
    expect(fact.layerHosts).toEqual([`127.0.0.1:${cdn.port}`]);
    expect(
      registry.seen.every((seen) => seen.authorization === undefined || seen.authorization === "Bearer good"),
    ).toBe(true);
    expect(service.seen.some((seen) => seen.authorization?.startsWith("Basic ") === true)).toBe(true);
    expect(cdn.seen.length).toBeGreaterThan(image.layers.length);
    expect(cdn.seen.map((seen) => seen.authorization)).toEqual(cdn.seen.map(() => undefined));
    expect(JSON.stringify(fact)).not.toContain("signature=abc");
  });

  it("proves a blob by its first byte where HEAD is refused", async () => {
    for (const status of [403, 405, 501]) {
      const registry = await secureRegistry({
        misbehave: onPath(/^HEAD .*\/blobs\//, (_request, response) => (response.writeHead(status).end(), true)),
      });
      const image = putImage(registry, "app", "1");
      expect(await walk(`localhost:${registry.port}/app:1`)).toMatchObject({ ok: true });
      const gets = registry.seen.filter((seen) => seen.method === "GET" && seen.path.endsWith(image.layers[0] ?? "?"));
      expect(gets.map((seen) => seen.range)).toEqual(["bytes=0-0"]);
    }
  });

  it.each([
    ["a layer that was cut off", "classic", { cut: 4 }, "layer-corrupt"],
    ["a layer that was cut off", "containerd", { cut: 4 }, "layer-corrupt"],
    ["a layer that was cut off, where HEAD is refused", "classic", { cut: 4, isHeadRefused: true }, "layer-corrupt"],
    ["a manifest that is wrong about the length", "classic", { isMisstated: true }, undefined],
    ["a manifest that is wrong about the length", "containerd", { isMisstated: true }, "layer-corrupt"],
    ["a server that tells a wrong length by HEAD", "classic", { isHeadWrong: true }, undefined],
    ["a server that tells a wrong length by HEAD", "containerd", { isHeadWrong: true }, undefined],
  ] as const)("judges %s as the %s store does", async (_name, client, fault, expected) => {
    const { cut, isMisstated, isHeadRefused, isHeadWrong } = { ...NO_FAULT, ...fault };
    const registry = await secureRegistry();
    const config = registry.blob('{"os":"linux","architecture":"amd64"}');
    const layer = registry.blob("0123456789");
    const whole = registry.blobs.get(layer.digest) ?? Buffer.alloc(0);
    registry.blobs.set(layer.digest, whole.subarray(cut));
    registry.put("app", "1", TYPES.image, {
      schemaVersion: 2,
      config: { mediaType: TYPES.config, ...config },
      layers: [{ mediaType: TYPES.layer, ...layer, size: layer.size + (isMisstated ? 1 : 0) }],
    });
    registry.misbehave = (request, response) => {
      if (request.url?.endsWith(layer.digest) !== true) return false;
      if (isHeadRefused && request.method === "HEAD") return (response.writeHead(405).end(), true);
      if (isHeadWrong && request.method === "HEAD") {
        return (response.writeHead(200, { "content-length": "1" }).end(), true);
      }
      const body = registry.blobs.get(layer.digest) ?? Buffer.alloc(0);
      if (request.headers.range === undefined) return false;
      response.writeHead(206, { "content-range": `bytes 0-0/${body.length}` }).end(body.subarray(0, 1));
      return true;
    };
    const question = questionOf(`localhost:${registry.port}/app:1`, client === "classic" ? {} : { client });
    const fact = judgeWalk(await withProbes({}, (probes) => probes.walk(question, AbortSignal.timeout(10_000))));
    expect(fact.failure?.code).toBe(expected);
    expect(fact.ok).toBe(expected === undefined);
  });

  it("compares the config of an image that an index names with its digest", async () => {
    const registry = await secureRegistry();
    const image = putImage(registry, "app", "amd");
    const platform = { os: "linux", architecture: "amd64" };
    registry.put("app", "1", TYPES.index, {
      schemaVersion: 2,
      manifests: [{ mediaType: TYPES.image, digest: image.digest, size: 10, platform }],
    });
    registry.blobs.set(image.config, Buffer.from('{"os":"linux","architecture":"amd64"}'));
    const fact = await walk(`localhost:${registry.port}/app:1`);
    expect(fact).toMatchObject({ ok: false, step: "config", failure: { code: "layer-corrupt", hop: "config" } });
  });

  it.each([
    ["classic", false, "layer-missing"],
    ["containerd", false, "layer-missing"],
    ["classic", true, "layer-missing"],
    ["containerd", true, undefined],
  ] as const)(
    "%s: a foreign layer that is not there, with an address of its own: %s",
    async (client, hasUrl, expected) => {
      const registry = await secureRegistry();
      const config = registry.blob('{"os":"linux","architecture":"amd64"}');
      const layer = { mediaType: TYPES.foreign, digest: digestOf("foreign"), size: 9 };
      registry.put("app", "1", TYPES.image, {
        schemaVersion: 2,
        config: { mediaType: TYPES.config, ...config },
        layers: [{ ...layer, ...(hasUrl ? { urls: ["https://elsewhere.example/layer"] } : {}) }],
      });
      const question = questionOf(`localhost:${registry.port}/app:1`, client === "classic" ? {} : { client });
      const fact = judgeWalk(await withProbes({}, (probes) => probes.walk(question, AbortSignal.timeout(10_000))));
      expect(fact.failure?.code).toBe(expected);
      expect(fact).toMatchObject({ layerCount: 1, layerTypes: [TYPES.foreign], manifestLayers: 1 });
    },
  );

  it("tells what an image is made of", async () => {
    const registry = await secureRegistry();
    const layers = ["one", "two", "one"].map((text) => ({ mediaType: `${TYPES.layer}+zstd`, ...registry.blob(text) }));
    const config = registry.blob(
      JSON.stringify({ os: "linux", architecture: "amd64", rootfs: { type: "layers", diff_ids: ["sha256:1"] } }),
    );
    registry.put("app", "1", TYPES.image, { schemaVersion: 2, config: { mediaType: "text/html", ...config }, layers });
    expect(await walk(`localhost:${registry.port}/app:1`)).toMatchObject({
      ok: true,
      layerCount: 2,
      manifestLayers: 3,
      configLayers: 1,
      configType: "text/html",
      layerTypes: [`${TYPES.layer}+zstd`],
    });
  });

  it.each<[string, readonly (readonly [tag: string, platform: object | undefined])[], string]>([
    [
      "the plain one before a variant",
      [
        ["b", AMD64_V3],
        ["a", AMD64],
      ],
      "a",
    ],
    ["a variant that only newer CPUs run", [["a", AMD64_V3]], "a"],
    [
      "the lowest variant",
      [
        ["b", { ...AMD64, variant: "v2" }],
        ["a", AMD64],
      ],
      "a",
    ],
    [
      "one without a platform",
      [
        ["b", { os: "linux", architecture: "s390x" }],
        ["a", undefined],
      ],
      "a",
    ],
    [
      "one with an empty platform",
      [
        ["b", { os: "unknown", architecture: "unknown" }],
        ["a", {}],
      ],
      "a",
    ],
    [
      "a variant before one without a platform",
      [
        ["b", undefined],
        ["a", AMD64_V3],
      ],
      "a",
    ],
    ["the kernel's name", [["a", { os: "linux", architecture: "x86_64" }]], "a"],
  ])("chooses from an index %s", async (_name, entries, chosen) => {
    const registry = await secureRegistry();
    const digests = new Map(["a", "b"].map((tag) => [tag, putImage(registry, "app", tag, { layers: [tag] }).digest]));
    const manifests = entries.map(([tag, platform]) => ({
      mediaType: TYPES.image,
      digest: digests.get(tag),
      size: 10,
      ...(platform === undefined ? {} : { platform }),
    }));
    registry.put("app", "1", TYPES.index, { schemaVersion: 2, manifests });
    const fact = await walk(`localhost:${registry.port}/app:1`);
    expect(fact).toMatchObject({ ok: true, platformDigest: digests.get(chosen) });
    const words = { os: "", architecture: "" };
    expect(fact.indexes).toEqual([
      entries.map(([, platform]) => ({
        mediaType: TYPES.image,
        ...(platform === undefined ? {} : { platform: { ...words, ...platform } }),
      })),
    ]);
  });

  it("tells of an index in an index", async () => {
    const registry = await secureRegistry();
    const image = putImage(registry, "app", "image");
    const inner = registry.put("app", "inner", TYPES.index, {
      schemaVersion: 2,
      manifests: [{ mediaType: TYPES.image, digest: image.digest, size: 10, platform: AMD64 }],
    });
    registry.put("app", "1", TYPES.index, {
      schemaVersion: 2,
      manifests: [{ mediaType: TYPES.index, digest: inner, size: 10 }],
    });
    expect(await walk(`localhost:${registry.port}/app:1`)).toMatchObject({
      ok: true,
      indexes: [[{ mediaType: TYPES.index }], [{ mediaType: TYPES.image, platform: AMD64 }]],
    });
  });

  it("takes no offence at what /v2/ answers where the image is there", async () => {
    for (const misbehave of [page(200), page(403), page(404), page(503)]) {
      const registry = await secureRegistry();
      registry.misbehave = onPath(/ \/v2\/$/, misbehave);
      putImage(registry, "app", "1");
      expect(await walk(`localhost:${registry.port}/app:1`)).toMatchObject({ ok: true });
    }
  });

  it.each([
    ["manifest", /\/manifests\/1/],
    ["config", /^GET .*\/blobs\/.*#config/],
    ["layer", /^HEAD .*\/blobs\/.*#layer/],
    ["token", /\/token\?.*scope=/],
  ] as const)("tells of a 503 that a second request got past, for the %s", async (hop, pattern) => {
    const registry = await secureRegistry({ auth: "bearer" });
    const image = putImage(registry, "app", "1", { layers: ["one"] });
    let left = 1;
    registry.misbehave = (request, response) => {
      const role = request.url?.endsWith(image.config) === true ? "config" : "layer";
      if (!pattern.test(`${request.method} ${request.url}#${role}`) || left === 0) return false;
      left -= 1;
      return refuse(response, 503, "UNAVAILABLE", "come again");
    };
    const fact = await walk(`localhost:${registry.port}/app:1`);
    const place = `localhost:${registry.port}`;
    expect(fact).toMatchObject({ ok: true, recovered: [{ hop, host: place, status: 503 }] });
    expect(fact.recovered?.[0]?.detail).toContain("503");
  });

  it.each([
    ["manifest", "fails again", /\/manifests\/1/, undefined],
    ["token", "fails again", /\/token\?.*scope=/, undefined],
    ["token by POST", "fails again", /^POST /, CREDENTIAL],
    ["manifest", "is cut", /\/manifests\/1/, undefined],
    ["token", "is cut", /\/token\?.*scope=/, undefined],
  ] as const)("tells the first of two answers, for the %s, where the second %s", async (_, second, on, credential) => {
    const registry = await secureRegistry({ auth: "bearer" });
    putImage(registry, "app", "1");
    let count = 0;
    registry.misbehave = onPath(on, (request, response) => {
      count += 1;
      if (count === 1) return refuse(response, 503, "UNAVAILABLE", "come again");
      if (second === "fails again") return refuse(response, 500, "UNKNOWN");
      request.socket.destroy();
      return true;
    });
    const asUser = { client: "containerd", credential: { kind: "config", file: "/f", key: "k" } } as const;
    const question = questionOf(`localhost:${registry.port}/app:1`, credential === undefined ? {} : asUser);
    const options = credential === undefined ? {} : { credential };
    const seen = await withProbes(options, (probes) => probes.walk(question, AbortSignal.timeout(10_000)));
    expect(seen.stop).toMatchObject({
      ...(second === "fails again" ? { kind: "answer", http: { status: 500 } } : { kind: "connection" }),
      repeated: { status: 503, errors: [{ code: "UNAVAILABLE", message: "come again" }] },
    });
    expect(seen).not.toHaveProperty("repeated");
  });

  it("shares contact, tokens and blobs between walks and the ping", async () => {
    const registry = await secureRegistry({ auth: "bearer" });
    putImage(registry, "app", "1");
    await withProbes({}, async (probes) => {
      const signal = AbortSignal.timeout(10_000);
      const question = questionOf(`localhost:${registry.port}/app:1`);
      await probes.ping({ registry: `localhost:${registry.port}`, proxy: "none", insecure: false }, signal);
      const both = await Promise.all([probes.walk(question, signal), probes.walk({ ...question }, signal)]);
      expect(both.map((fact) => judgeWalk(fact).ok)).toEqual([true, true]);
    });
    const counts = registry.seen.map((seen) => `${seen.method} ${seen.path.split("?")[0]}`);
    expect(counts.filter((line) => line === "GET /v2/")).toHaveLength(1);
    expect(counts.filter((line) => line === "GET /token")).toHaveLength(1);
    expect(counts.filter((line) => line.startsWith("HEAD ") && line.includes("/blobs/"))).toHaveLength(3);
    expect(counts.filter((line) => line.startsWith("GET ") && line.includes("/blobs/"))).toHaveLength(1);
  });

  it("asks no more than six things at once", async () => {
    const registry = await secureRegistry();
    let now = 0;
    let most = 0;
    registry.misbehave = onPath(/^HEAD .*\/blobs\//, (_request, response) => {
      now += 1;
      most = Math.max(most, now);
      setTimeout(() => {
        now -= 1;
        response.writeHead(200).end();
      }, 30);
      return true;
    });
    putImage(registry, "app", "1", { layers: Array.from({ length: 20 }, (_, index) => `layer ${index}`) });
    expect(await walk(`localhost:${registry.port}/app:1`)).toMatchObject({ ok: true, layerCount: 20 });
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(6);
    expect(registry.accepted()).toBeLessThanOrEqual(6);
  });

  it("goes on when a kept connection is closed by the server", async () => {
    const registry = await secureRegistry();
    putImage(registry, "app", "1");
    registry.misbehave = (_request, response) => {
      response.setHeader("connection", "close");
      return false;
    };
    expect(await walk(`localhost:${registry.port}/app:1`)).toMatchObject({ ok: true });
  });

  it("goes on when a kept connection dies as it is used again", async () => {
    const registry = await secureRegistry();
    putImage(registry, "app", "1");
    const known = new WeakSet<object>();
    registry.misbehave = (request) => {
      if (known.has(request.socket)) {
        request.socket.destroy();
        return true;
      }
      known.add(request.socket);
      return false;
    };
    expect(await walk(`localhost:${registry.port}/app:1`)).toMatchObject({ ok: true });
  });

  it("spends no pull of Docker Hub's when few are left", async () => {
    const registry = await secureRegistry({ auth: "bearer", realm: "https://auth.docker.io/token" });
    putImage(registry, "library/app", "1");
    const proxy = up(
      await connectProxy("tunnel", { "registry-1.docker.io": registry.port, "auth.docker.io": registry.port }),
    );
    let remaining = 3;
    registry.misbehave = onPath(/manifests/, (_request, response) => {
      response.setHeader("ratelimit-limit", "100;w=21600").setHeader("ratelimit-remaining", `${remaining};w=21600`);
      return false;
    });
    const options = { proxy: { https: `http://127.0.0.1:${proxy.port}` } };
    const few = await walk("app:1", options);
    expect(few).toMatchObject({ ok: false, step: "manifest", rateLimit: { limit: 100, remaining: 3 } });
    expect(few.failure).toBeUndefined();
    expect(few.notProven).toContain("3 of 100");
    expect(registry.seen.filter((seen) => seen.method === "GET" && seen.path.includes("manifests"))).toEqual([]);
    remaining = 80;
    expect(await walk("app:1", options)).toMatchObject({
      ok: true,
      registry: "registry-1.docker.io:443",
      repository: "library/app",
      layerHosts: ["registry-1.docker.io:443"],
    });
  });

  it("walks an insecure registry over plain HTTP", async () => {
    const registry = up(await fakeRegistry());
    putImage(registry, "app", "1");
    await withProbes({}, async (probes) => {
      const question = questionOf(`localhost:${registry.port}/app:1`, { insecure: true });
      expect(judgeWalk(await probes.walk(question, AbortSignal.timeout(5000)))).toMatchObject({ ok: true });
    });
  });

  it("records what Docker Hub's headers say about the limit", async () => {
    const registry = await secureRegistry();
    putImage(registry, "app", "1");
    registry.misbehave = onPath(/manifests/, (_request, response) => {
      response.setHeader("ratelimit-limit", "100;w=21600").setHeader("ratelimit-remaining", "76;w=21600");
      return false;
    });
    expect(await walk(`localhost:${registry.port}/app:1`)).toMatchObject({ rateLimit: { limit: 100, remaining: 76 } });
  });
});

describe("registry.walk of an image that cannot be pulled", () => {
  it.each([
    ["a tag that does not exist", "app:2", "image-not-found", "manifest"],
    ["a repository that does not exist", "nothing:1", "repository-not-found", "manifest"],
    ["a digest that does not exist", `app@${digestOf("nothing")}`, "image-not-found", "manifest"],
  ])("tells %s", async (_name, name, code, hop) => {
    const registry = await secureRegistry();
    putImage(registry, "app", "1");
    expect(await walk(`localhost:${registry.port}/${name}`)).toMatchObject({
      ok: false,
      step: "manifest",
      failure: { code, hop, status: 404, host: `localhost:${registry.port}` },
    });
  });

  it.each([
    ["no credentials for Basic", { auth: "basic", user: USER }, undefined, "credentials-missing", "manifest"],
    [
      "wrong credentials for Basic",
      { auth: "basic", user: USER },
      { username: "bob", password: "wrong" },
      "credentials-rejected",
      "manifest",
    ],
    ["no credentials for a token", { auth: "bearer", user: USER }, undefined, "credentials-missing", "manifest"],
    [
      "wrong credentials for a token",
      { auth: "bearer", user: USER },
      { username: "bob", password: "wrong" },
      "credentials-rejected",
      "token",
    ],
  ] as const)("tells %s", async (_name, options, credential, code, hop) => {
    const registry = await secureRegistry(options);
    putImage(registry, "app", "1");
    const fact = await walk(`localhost:${registry.port}/app:1`, credential === undefined ? {} : { credential });
    expect(fact).toMatchObject({ ok: false, failure: { code, hop, status: 401 } });
    expect(JSON.stringify(fact)).not.toContain("wrong");
  });

  it("tells a right user without the right", async () => {
    const registry = await secureRegistry({ auth: "bearer", user: USER });
    registry.misbehave = onPath(/ \/token/, (_request, response) => (response.end('{"token":"weak"}'), true));
    putImage(registry, "app", "1");
    expect(await walk(`localhost:${registry.port}/app:1`, { credential: CREDENTIAL })).toMatchObject({
      failure: { code: "access-denied", hop: "manifest" },
    });
  });

  it.each([
    [
      "403",
      / .*manifests/,
      (_q: unknown, r: Parameters<Misbehaviour>[1]) => refuse(r, 403, "DENIED"),
      "access-denied",
      "manifest",
    ],
    [
      "an expired password",
      / .*manifests/,
      (_q: unknown, r: Parameters<Misbehaviour>[1]) =>
        refuse(r, 403, "DENIED", "Your authorization token has expired. Reauthenticate and try again."),
      "credentials-rejected",
      "manifest",
    ],
    ["a block page", / .*manifests/, page(403), "not-a-registry", "manifest"],
    ["a page for a manifest", / .*manifests/, page(200), "not-a-registry", "manifest"],
    [
      "429",
      / .*manifests/,
      (_q: unknown, r: Parameters<Misbehaviour>[1]) => refuse(r, 429, "TOOMANYREQUESTS"),
      "rate-limited",
      "manifest",
    ],
    [
      "5xx",
      / .*manifests/,
      (_q: unknown, r: Parameters<Misbehaviour>[1]) => refuse(r, 500, "UNKNOWN"),
      "server-error",
      "manifest",
    ],
    ["a page for a token", / \/token/, page(200), "not-a-registry", "token"],
    [
      "an empty answer for a token",
      / \/token/,
      (_q: unknown, r: Parameters<Misbehaviour>[1]) => (r.end("{}"), true),
      "not-a-registry",
      "token",
    ],
    [
      "429 for a token",
      / \/token/,
      (_q: unknown, r: Parameters<Misbehaviour>[1]) => refuse(r, 429, "TOOMANYREQUESTS"),
      "rate-limited",
      "token",
    ],
    [
      "403 for an anonymous token",
      / \/token/,
      (_q: unknown, r: Parameters<Misbehaviour>[1]) => refuse(r, 403, "DENIED"),
      "credentials-missing",
      "token",
    ],
  ] as const)("tells %s", async (_name, pattern, misbehave, code, hop) => {
    const registry = await secureRegistry({ auth: "bearer", misbehave: onPath(pattern, misbehave) });
    putImage(registry, "app", "1");
    expect(await walk(`localhost:${registry.port}/app:1`)).toMatchObject({ ok: false, failure: { code, hop } });
  });

  it("tells another architecture of a single image", async () => {
    const registry = await secureRegistry();
    putImage(registry, "app", "1", { architecture: "arm64" });
    expect(await walk(`localhost:${registry.port}/app:1`)).toMatchObject({
      failure: { code: "platform-mismatch", hop: "platform" },
      platforms: ["linux/arm64"],
    });
  });

  it("tells a config that does not match its digest, whatever it says", async () => {
    const registry = await secureRegistry();
    const image = putImage(registry, "app", "1");
    registry.blobs.set(image.config, Buffer.from('{"os":"linux","architecture":"arm64"}'));
    expect(await walk(`localhost:${registry.port}/app:1`)).toMatchObject({
      failure: { code: "layer-corrupt", hop: "config", digest: image.config, status: 200 },
    });
  });

  it("tells what is lost of an image of schema 1", async () => {
    const registry = await secureRegistry();
    const [old, recent] = [registry.blob("old"), registry.blob("recent")];
    const v1Compatibility = JSON.stringify({ os: "linux", architecture: "amd64" });
    const type = "application/vnd.docker.distribution.manifest.v1+prettyjws";
    registry.put("old", "1", type, {
      schemaVersion: 1,
      fsLayers: [{ blobSum: recent.digest }, { blobSum: old.digest }],
      history: [{ v1Compatibility }, { v1Compatibility }],
    });
    const reference = `localhost:${registry.port}/old:1`;
    const whole = await walk(reference);
    expect(whole).toMatchObject({ ok: true, mediaType: type, platforms: ["linux/amd64"], layerCount: 2 });
    expect(whole).not.toHaveProperty("compressedBytes");
    registry.blobs.delete(old.digest);
    expect(await walk(reference)).toMatchObject({
      failure: { code: "layer-missing", hop: "layer", digest: old.digest },
    });
  });

  it("tells schema 1 without layers and artefacts", async () => {
    const registry = await secureRegistry();
    putImage(registry, "chart", "1", { configType: "application/vnd.cncf.helm.config.v1+json" });
    registry.put("old", "1", "application/vnd.docker.distribution.manifest.v1+prettyjws", {
      schemaVersion: 1,
      fsLayers: [],
    });
    for (const name of ["chart", "old"]) {
      expect(await walk(`localhost:${registry.port}/${name}:1`)).toMatchObject({
        failure: { code: "manifest-unsupported", hop: "manifest" },
      });
    }
  });

  it("tells a missing layer, a missing config and a missing platform manifest", async () => {
    const registry = await secureRegistry();
    const image = putImage(registry, "app", "1");
    const layer = image.layers[1] ?? "";
    const kept = registry.blobs.get(layer);
    registry.blobs.delete(layer);
    const reference = `localhost:${registry.port}/app:1`;
    expect(await walk(reference)).toMatchObject({
      step: "layers",
      failure: { code: "layer-missing", hop: "layer", digest: layer, status: 404 },
      layerCount: 3,
    });
    registry.blobs.set(layer, kept ?? Buffer.alloc(0));
    registry.blobs.delete(image.config);
    expect(await walk(reference)).toMatchObject({
      failure: { code: "layer-missing", hop: "config", digest: image.config },
    });
    registry.put("app", "2", TYPES.list, {
      schemaVersion: 2,
      manifests: [
        { mediaType: TYPES.image, digest: digestOf("gone"), size: 1, platform: { os: "linux", architecture: "amd64" } },
      ],
    });
    expect(await walk(`localhost:${registry.port}/app:2`)).toMatchObject({
      failure: { code: "layer-missing", digest: digestOf("gone") },
    });
  });

  it.each(["basic", "bearer"] as const)(
    "sends no credentials over a connection that is not verified: %s",
    async (auth) => {
      const plain = up(await fakeRegistry({ auth, user: USER }));
      const unverified = up(await fakeRegistry({ auth, user: USER, pair: authority.selfSigned() }));
      for (const registry of [plain, unverified]) {
        putImage(registry, "app", "1");
        const credential = { kind: "config", file: "/f", key: "k" } as const;
        const question = questionOf(`localhost:${registry.port}/app:1`, { insecure: true, credential });
        const fact = await withProbes({ credential: CREDENTIAL }, (probes) =>
          probes.walk(question, AbortSignal.timeout(10_000)),
        );
        expect(judgeWalk(fact)).toMatchObject({
          ok: false,
          notProven: expect.stringContaining("verified TLS") as string,
        });
        expect(registry.seen.filter(({ authorization }) => authorization !== undefined)).toEqual([]);
      }
    },
  );

  it("takes no page for a layer", async () => {
    const cdn = up(await httpsServer(pair, (request, response) => void page(200)(request, response)));
    const registry = await secureRegistry({ blobBase: `https://127.0.0.1:${cdn.port}/cdn` });
    putImage(registry, "app", "1");
    expect(await walk(`localhost:${registry.port}/app:1`)).toMatchObject({
      ok: false,
      failure: { code: "layer-host-unreachable", networkCode: "not-a-registry", host: `127.0.0.1:${cdn.port}` },
    });
  });

  it("tells a layer host that is dead, untrusted, missing blobs or denying", async () => {
    const untrusted = up(await httpsServer(authority.selfSigned(), (_request, response) => void response.end()));
    const absent = up(await httpsServer(pair, (_request, response) => void response.writeHead(404).end()));
    const denying = up(await httpsServer(pair, (_request, response) => void response.writeHead(403).end("<Error/>")));
    const dead = await closedPort();
    for (const [port, failure] of [
      [
        dead,
        {
          code: "layer-host-unreachable",
          networkCode: "connection-refused",
          host: `127.0.0.1:${dead}`,
          way: { hop: "tcp", addresses: ["127.0.0.1"] },
        },
      ],
      [
        untrusted.port,
        { code: "layer-host-unreachable", networkCode: "tls-untrusted", host: `127.0.0.1:${untrusted.port}` },
      ],
      [absent.port, { code: "layer-missing", status: 404 }],
      [denying.port, { code: "access-denied", status: 403 }],
    ] as const) {
      const registry = await secureRegistry({ blobBase: `https://127.0.0.1:${port}/cdn` });
      const config = registry.blob('{"os":"linux","architecture":"amd64"}');
      const layer = registry.blob("layer");
      const image = registry.put("app", "amd", TYPES.image, {
        schemaVersion: 2,
        config: { mediaType: TYPES.config, ...config },
        layers: [{ mediaType: TYPES.layer, ...layer }],
      });
      registry.put("app", "1", TYPES.index, {
        schemaVersion: 2,
        manifests: [
          { mediaType: TYPES.image, digest: image, size: 1, platform: { os: "linux", architecture: "amd64" } },
        ],
      });
      const fact = await walk(`localhost:${registry.port}/app:1`);
      expect(fact).toMatchObject({ ok: false, failure });
      expect(["config", "layer"]).toContain(fact.failure?.hop);
      expect(JSON.stringify(fact)).not.toContain("signature=abc");
    }
  });

  it("tells a registry that cannot be reached, and one that is none", async () => {
    const port = await closedPort();
    expect(await walk(`localhost:${port}/app:1`)).toMatchObject({
      ok: false,
      step: "connect",
      failure: { code: "connection-refused", hop: "tcp", host: `localhost:${port}` },
    });
    const portal = await secureRegistry({ misbehave: page(200) });
    expect(await walk(`localhost:${portal.port}/app:1`)).toMatchObject({
      failure: { code: "not-a-registry", hop: "identity" },
    });
  });

  it("tells a registry that falls silent midway, within its limit", async () => {
    const registry = await secureRegistry({ misbehave: onPath(/manifests/, () => true) });
    expect(await walk(`localhost:${registry.port}/app:1`, { timeoutMs: 300 })).toMatchObject({
      failure: { code: "response-timeout", hop: "http" },
    });
  });

  it("proves nothing behind a proxy whose password is masked", async () => {
    const proxy = up(await httpsServer(pair, () => undefined));
    const fact = await walk("registry.test/app:1", {
      proxy: { https: `http://***@127.0.0.1:${proxy.port}`, masked: true },
    });
    expect(fact.ok).toBe(false);
    expect(fact.failure).toBeUndefined();
    expect(fact.notProven).toContain("password");
  });

  it("gives up when the asker does, and others go on", async () => {
    const registry = await secureRegistry();
    putImage(registry, "app", "1");
    registry.misbehave = onPath(/ \/v2\/$/, (_request, response) => {
      setTimeout(() => {
        response.setHeader("docker-distribution-api-version", "registry/2.0").end("{}");
      }, 200);
      return true;
    });
    await withProbes({}, async (probes) => {
      const controller = new AbortController();
      const question = questionOf(`localhost:${registry.port}/app:1`);
      const given = probes.walk(question, controller.signal);
      const other = probes.walk({ ...question }, AbortSignal.timeout(5000));
      setTimeout(() => controller.abort(new Error("enough")), 50);
      await expect(given).rejects.toThrow("enough");
      expect(judgeWalk(await other)).toMatchObject({ ok: true });
    });
  });
});
