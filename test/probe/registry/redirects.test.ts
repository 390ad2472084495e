import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Secret, type RegistryWalk, type WalkQuestion } from "../../../src/contract/index.js";
import { createEngineTrust } from "../../../src/probe/network/roots.js";
import { registryProbes } from "../../../src/probe/registry/index.js";
import { type Authority, createAuthority, type KeyPair } from "../network/support/certificates.js";
import { testContext } from "../network/support/context.js";
import { closeAll, connectProxy, type Listening } from "../network/support/servers.js";
import { fakeRegistry, type FakeRegistry, putImage } from "./support/fake-registry.js";

const USER = { name: "bob", password: "s3cret:with:colons" };

/** Servers that a registry may send to. */
const PLACES = {
  registry: { host: "registry.test", scheme: "https" },
  "another port": { host: "registry.test", scheme: "https" },
  "its subdomain": { host: "cdn.registry.test", scheme: "https" },
  stranger: { host: "stranger.test", scheme: "https" },
  "a name that ends like it": { host: "evilregistry.test", scheme: "https" },
  "an unknown authority": { host: "cdn.registry.test", scheme: "https" },
  "plain HTTP": { host: "registry.test", scheme: "http" },
  "plain subdomain": { host: "cdn.registry.test", scheme: "http" },
  "plain stranger": { host: "stranger.test", scheme: "http" },
} as const;
type Place = keyof typeof PLACES;
type Client = "classic" | "containerd";

let authority: Authority;
let pair: KeyPair;
const servers: Listening[] = [];

beforeAll(() => {
  authority = createAuthority();
  const names = [...new Set(Object.values(PLACES).map(({ host }) => `DNS:${host}`))].join(",");
  pair = authority.leaf({ names });
});
afterAll(() => authority.remove());
afterEach(() => closeAll(servers));

function up<T extends Listening>(server: T): T {
  servers.push(server);
  return server;
}

/** A registry that demands credentials, and another place that has all the registry has and demands none. */
interface Scene {
  readonly registry: FakeRegistry;
  readonly other: FakeRegistry;
  readonly at: (place: Place) => string;
  readonly walk: (client: Client) => Promise<RegistryWalk>;
  /** `registry Basic`, `other Bearer`: who was sent what. */
  readonly received: () => readonly string[];
}

async function sceneOf(auth: "basic" | "bearer", place: Place, otherAuth: "none" | "basic" = "none"): Promise<Scene> {
  const registry = up(await fakeRegistry({ auth, user: USER, pair }));
  const ownPair = place === "an unknown authority" ? authority.selfSigned() : pair;
  const tls = PLACES[place].scheme === "http" ? {} : { pair: ownPair };
  const other = up(await fakeRegistry({ auth: otherAuth, user: USER, ...tls }));
  const proxy = up(await connectProxy());
  for (const server of [registry, other]) putImage(server, "app", "1", { layers: ["one"] });
  const at = (where: Place): string => {
    const { host, scheme } = PLACES[where];
    return `${scheme}://${host}:${where === "registry" ? registry.port : other.port}`;
  };
  const url = `http://127.0.0.1:${proxy.port}`;
  const walk = async (client: Client): Promise<RegistryWalk> => {
    const context = testContext({ caFile: authority.caFile, proxy: { http: url, https: url } });
    const opened = { username: USER.name, password: new Secret(USER.password) };
    const probes = registryProbes({ ...context, openCredential: async () => opened }, createEngineTrust(context.env));
    const question: WalkQuestion = {
      reference: `registry.test:${registry.port}/app:1`,
      credential: { kind: "config", file: "/f", key: "k" },
      proxy: "engine",
      insecure: false,
      os: "linux",
      architecture: "amd64",
      ...(client === "containerd" ? { client } : {}),
    };
    try {
      return await probes.walk(question, AbortSignal.timeout(10_000));
    } finally {
      await probes.close();
    }
  };
  const received = (): readonly string[] => {
    const lines = Object.entries({ registry, other }).flatMap(([name, { seen }]) =>
      seen.flatMap(({ authorization }) => (authorization ? [`${name} ${authorization.split(" ")[0]}`] : [])),
    );
    return [...new Set(lines)].toSorted();
  };
  return { registry, other, at, walk, received };
}

/** Sends who is authorized and asks for this to the other place, as registries do with blobs. */
function redirect({ registry, at }: Scene, what: RegExp, place: Place, status: number): void {
  registry.misbehave = ({ method = "", url = "", headers }, response) => {
    // Tokens are given by GET alone.
    if (method === "POST") return (response.writeHead(404).end(), true);
    if (headers.authorization === undefined || !what.test(`${method} ${url}`)) return false;
    response.writeHead(status, { location: `${at(place)}${url}` }).end();
    return true;
  };
}

const WHAT = {
  manifest: { auth: "basic", what: /\/manifests\/1$/, scheme: "Basic", status: 307 },
  layer: { auth: "bearer", what: /\/blobs\//, scheme: "Bearer", status: 307 },
  token: { auth: "bearer", what: /\/token\?/, scheme: "Basic", status: 302 },
} as const;
type What = keyof typeof WHAT;

/** What an engine's client does with its credentials where the registry sends it, at most; plain HTTP gets none from this one. */
type Fate = "carried" | "kept" | "not proven";

const FATES: readonly (readonly [Place, { readonly ofStore: Fate; readonly ofGo: Fate }])[] = [
  ["another port", { ofStore: "kept", ofGo: "carried" }],
  ["its subdomain", { ofStore: "kept", ofGo: "carried" }],
  ["stranger", { ofStore: "kept", ofGo: "kept" }],
  ["a name that ends like it", { ofStore: "kept", ofGo: "kept" }],
  ["plain HTTP", { ofStore: "kept", ofGo: "not proven" }],
  ["plain subdomain", { ofStore: "kept", ofGo: "not proven" }],
  ["plain stranger", { ofStore: "kept", ofGo: "kept" }],
];

const ROWS = FATES.flatMap(([place, { ofStore, ofGo }]) =>
  (["classic", "containerd"] as const).flatMap((client) =>
    (Object.keys(WHAT) as What[]).map((what): readonly [What, Place, Client, Fate] => [
      what,
      place,
      client,
      client === "classic" && what !== "token" ? ofStore : ofGo,
    ]),
  ),
);

describe("credentials, where a registry sends elsewhere", () => {
  it.each(ROWS)("for the %s, to %s, with the %s store are %s", async (name, place, client, fate) => {
    const { auth, what, scheme, status } = WHAT[name];
    const scene = await sceneOf(auth, place);
    redirect(scene, what, place, status);
    const walk = await scene.walk(client);
    const atRegistry = auth === "bearer" ? ["registry Basic", "registry Bearer"] : ["registry Basic"];
    const isRefused = name === "token" && fate === "not proven";
    const expected = isRefused ? ["registry Basic"] : atRegistry;
    expect(scene.received()).toEqual([...(fate === "carried" ? [`other ${scheme}`] : []), ...expected]);
    const host = scene.at(place).replace("http://", "");
    const isOpen = fate === "carried" || (fate === "kept" && name !== "token");
    // A token that was got elsewhere without the password is one for anybody.
    const ended = isOpen ? "found" : fate === "kept" ? "refused" : { kind: "unverified", host, scheme: "http" };
    expect(walk.unproven ?? (walk.stop === undefined ? "found" : "refused")).toEqual(ended);
    expect(scene.other.seen.length > 0).toBe(fate !== "not proven");
  });

  it.each([
    ["classic", []],
    ["containerd", ["Basic"]],
  ] as const)("are those of /v2/ with the %s store, within the registry, too", async (client, expected) => {
    const scene = await sceneOf("basic", "registry");
    const { registry } = scene;
    registry.misbehave = ({ url = "", headers }, response) => {
      const [, digest = ""] = /^\/storage\/(.*)/.exec(url) ?? [];
      if (digest !== "") return (response.end(registry.blobs.get(digest)), true);
      if (headers.authorization === undefined || !url.includes("/blobs/")) return false;
      return (response.writeHead(307, { location: url.replace(/.*\/blobs/, "/storage") }).end(), true);
    };
    expect(await scene.walk(client)).not.toHaveProperty("stop");
    const inStorage = registry.seen.filter(({ path }) => path.startsWith("/storage"));
    expect(inStorage).not.toEqual([]);
    const schemes = inStorage.flatMap(({ authorization }) => authorization?.split(" ")[0] ?? []);
    expect([...new Set(schemes)]).toEqual(expected);
  });

  it("go with the classic store to the registry that /v2/ leads to, and to none else", async () => {
    const scene = await sceneOf("basic", "stranger", "basic");
    scene.registry.misbehave = ({ url = "" }, response) => (
      response.writeHead(307, { location: `${scene.at("stranger")}${url}` }).end(),
      true
    );
    expect(await scene.walk("classic")).not.toHaveProperty("stop");
    expect(scene.received()).toEqual(["other Basic"]);
  });

  it("do not go with the containerd store to a registry that this one leads to", async () => {
    const scene = await sceneOf("basic", "stranger", "basic");
    scene.registry.misbehave = ({ url = "" }, response) => (
      response.writeHead(307, { location: `${scene.at("stranger")}${url}` }).end(),
      true
    );
    expect((await scene.walk("containerd")).stop).toMatchObject({ kind: "answer", http: { status: 401 } });
    expect(scene.received()).toEqual([]);
  });

  it("do not go to a registry in plain HTTP that /v2/ leads to", async () => {
    const scene = await sceneOf("basic", "plain HTTP", "basic");
    scene.registry.misbehave = ({ url = "" }, response) => (
      response.writeHead(307, { location: `${scene.at("plain HTTP")}${url}` }).end(),
      true
    );
    expect((await scene.walk("classic")).unproven).toMatchObject({ kind: "unverified", scheme: "http" });
    expect(scene.received()).toEqual([]);
  });

  it.each(["classic", "containerd"] as const)("do not go to an unknown authority: %s store", async (client) => {
    for (const name of ["manifest", "layer", "token"] as const) {
      const { auth, what, status } = WHAT[name];
      const scene = await sceneOf(auth, "an unknown authority");
      redirect(scene, what, "an unknown authority", status);
      expect((await scene.walk(client)).stop).toMatchObject({ kind: "connection", hop: "tls" });
      expect(scene.other.seen).toEqual([]);
    }
  });

  it("are not posted to where a token service sends them", async () => {
    for (const place of ["another port", "stranger", "plain HTTP"] as const) {
      const scene = await sceneOf("bearer", place);
      scene.registry.misbehave = ({ method, url = "" }, response) => {
        if (method !== "POST") return false;
        return (response.writeHead(307, { location: `${scene.at(place)}${url}` }).end(), true);
      };
      expect((await scene.walk("containerd")).unproven).toMatchObject({ kind: "post-redirected", status: 307 });
      expect(scene.other.seen).toEqual([]);
    }
  });
});
