import { describe, expect, it } from "vitest";
import { CHECKS } from "../../checks/index.js";
import { Secret } from "../../src/contract/index.js";
import { liveHost, type LiveHost } from "../../src/probe/live.js";
import { hideForms } from "../../src/secrets/forms.js";
import { DOCKER_HEADERS, fakeEngine, HEALTHY, type Routes } from "../probe/engine/fake-engine.js";
import { fakeRegistry, putImage, refuse } from "../probe/registry/support/fake-registry.js";
import { planFor } from "../probe/plan.js";
import { leaksIn } from "./leaks.js";
import { outputOf } from "./output.js";

const SECRET = "Zq7XkV9w/3TbN2m";
const BASE64 = Buffer.from(`px:${SECRET}`).toString("base64");

/** Words of others with a secret in them that nobody knows beforehand: its form has to tell. */
const WORDS: Readonly<Record<string, string>> = {
  "a proxy's URL": `proxyconnect tcp: dial http://px:${SECRET}@proxy:3129: refused`,
  "a proxy's URL without a scheme": `cannot use px:${SECRET}@proxy:3129`,
  "a proxy's URL in a variable": `HTTPS_PROXY=px:${SECRET}@proxy:3129 is set`,
  "a URL, encoded": `for http%3A%2F%2Fpx%3A${encodeURIComponent(SECRET)}%40proxy%3A3129`,
  "a URL that cannot be parsed": `parse "http://px:${SECRET}@proxy": invalid port ":Zq7XkV9w" after host`,
  "a signed URL of S3": `Get "https://s3.example/b?X-Amz-Date=1&X-Amz-Security-Token=${SECRET}&X-Amz-Signature=${SECRET}": EOF`,
  "a signed URL of Azure": `https://h.blob.example/x?sv=2024&sig=${encodeURIComponent(SECRET)}&se=1`,
  "a signed URL of Google": `https://h.example/x?X-Goog-Signature=${SECRET}&X-Goog-Credential=${SECRET}`,
  "a signed URL of a CDN": `https://cdn.example/x?Expires=1&Signature=${SECRET}&verify=17-${SECRET}`,
  "a signed URL, escaped for HTML": `https://h.example/x?a=1&amp;sig=${SECRET}`,
  "a signed URL without its beginning": `/x/data?token=${SECRET}&sig=${SECRET} is gone`,
  "a header": `sent Authorization: Basic ${BASE64} and Proxy-Authorization: Bearer ${SECRET}`,
  "headers as Go prints them": `map[Authorization:[Bearer ${SECRET}] X-Registry-Auth:[${BASE64}]]`,
  "a bearer token": `the token "Bearer ${SECRET}" is not valid`,
  JSON: `got {"access_token":"${SECRET}","refresh_token": "${SECRET}"}`,
  "JSON, escaped": JSON.stringify(`{"password":"${SECRET}"}`),
  "a token of a known kind": `rejected eyJhbGciOi.${Buffer.from(SECRET).toString("base64url")}.c2ln`,
  "an option": `mount failed: o=addr=h,username=u,password=${SECRET}`,
  "a URL that is cut": `${"x ".repeat(130)} dial http://px:${SECRET}@proxy.example:3129: refused by the proxy`,
  "a URL that is cut late": `${"x".repeat(4080)} dial http://px:${SECRET}@proxy.example:3129: refused by the proxy`,
  "a URL that is cut very late": `${"x ".repeat(4090)} dial http://px:${SECRET}@proxy.example:3129`,
};

/** Where such words come from: what is asked of a host whose engine or registry says them. */
type Channel = (words: string) => Promise<string>;

function hostFor(url: string, values: readonly string[] = []): LiveHost {
  return liveHost({
    plan: planFor(url),
    secrets: { dockerHost: new Secret(url), proxies: {}, values: values.map((value) => new Secret(value)) },
    timeoutMs: 5000,
    signal: new AbortController().signal,
    env: {},
  });
}

async function seenBy(live: LiveHost, asking: Promise<unknown>): Promise<string> {
  const answer = await asking.catch((error: unknown) => String(error));
  const facts = live.facts();
  await live.close();
  return JSON.stringify([answer, facts]);
}

const engine =
  (routes: (words: string) => Routes, ask: (live: LiveHost) => Promise<unknown>): Channel =>
  async (words) => {
    const { url } = await fakeEngine({ ...HEALTHY, ...routes(words) });
    const live = hostFor(url);
    return seenBy(live, ask(live));
  };

const INFO = {
  ServerVersion: "20.10.24",
  OSType: "linux",
  Architecture: "x86_64",
  DockerRootDir: "/var/lib/docker",
  MemTotal: 1,
  NCPU: 1,
};
const anonymous = { kind: "anonymous" } as const;

const registry =
  (
    answer: (words: string) => {
      readonly path: RegExp;
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly body?: string;
    },
  ): Channel =>
  async (words) => {
    const { path, status, headers, body } = answer(words);
    const server = await fakeRegistry({
      misbehave(request, response) {
        if (!path.test(request.url ?? "")) return false;
        response.writeHead(status, { "content-type": "application/json", ...headers }).end(body);
        return true;
      },
    });
    putImage(server, "app", "1");
    const { url } = await fakeEngine({ ...HEALTHY, "GET /info": { body: INFO } });
    const live = hostFor(url);
    const registryName = `localhost:${server.port}`;
    const common = { proxy: "none", insecure: true } as const;
    const walk = { ...common, credential: anonymous, os: "linux", architecture: "amd64" };
    const asking = Promise.all([
      live.host.registry.ping({ registry: registryName, ...common }),
      live.host.registry.walk({ reference: `${registryName}/app:1`, ...walk }),
    ]);
    const seen = await seenBy(live, asking);
    await server.close();
    return seen;
  };

const oneLine = (words: string): string => words.replaceAll(/[^\x20-\x7e]/gu, "?");

const CHANNELS: Readonly<Record<string, Channel>> = {
  "the engine's error": engine(
    (message) => ({ "GET /info": { status: 500, body: { message } } }),
    ({ host }) => host.engine.info({}),
  ),
  "the engine's error as text": engine(
    (body) => ({ "GET /version": { status: 500, body } }),
    ({ host }) => host.engine.connection({}),
  ),
  "the engine's warnings": engine(
    (words) => ({ "GET /info": { body: { ...INFO, Warnings: [words], OperatingSystem: words, Name: words } } }),
    ({ host }) => host.engine.info({}),
  ),
  "the engine's headers": engine(
    (words) => ({
      "GET /_ping": { status: 404, headers: { server: oneLine(words), "content-type": oneLine(words) }, body: "" },
    }),
    ({ host }) => host.engine.connection({}),
  ),
  "the engine's word about an image": engine(
    (message) => ({ "GET /distribution/a/b/json": { status: 500, body: { message } } }),
    ({ host }) => host.engine.distribution({ reference: "a/b", credential: anonymous }),
  ),
  "the engine's refusal of options": engine(
    (message) => ({ "POST /containers/create": { status: 400, headers: DOCKER_HEADERS, body: { message } } }),
    ({ host }) => Promise.all([host.engine.acceptance({ body: {} }), host.engine.path({ path: "/tmp" })]),
  ),
  "the engine's pull": engine(
    (error) => ({
      "GET /images/json": { body: [] },
      "POST /images/create": {
        body: `${JSON.stringify({ status: "Pulling", id: "1" })}\n${JSON.stringify({ error })}\n`,
      },
    }),
    ({ host }) => host.engine.pull({ reference: "a/b:1", credential: anonymous, keep: true }),
  ),
  "a registry's error": registry((message) => ({
    path: /manifests/u,
    status: 403,
    body: JSON.stringify({ errors: [{ code: "DENIED", message }] }),
  })),
  "a registry's page": registry((words) => ({
    path: /^\/v2\/$/u,
    status: 403,
    headers: { "content-type": "text/html" },
    body: `<title>${words}</title>`,
  })),
  "a registry's headers": registry((words) => ({
    path: /^\/v2\/$/u,
    status: 200,
    headers: { server: oneLine(words), via: oneLine(words), location: oneLine(words) },
    body: "nothing",
  })),
  "a registry's challenge": registry((words) => ({
    path: /^\/v2\/$/u,
    status: 401,
    headers: { "www-authenticate": `Bearer realm="${oneLine(words).replaceAll('"', "'")}",service="s"` },
    body: "{}",
  })),
  "a registry's failure": registry((message) => ({
    path: /manifests/u,
    status: 500,
    body: JSON.stringify({ errors: [{ code: "UNKNOWN", message }] }),
  })),
  "a layer host's error": registry((message) => ({
    path: /blobs/u,
    status: 403,
    body: JSON.stringify({ errors: [{ code: "DENIED", message }] }),
  })),
};

const ROWS = Object.entries(CHANNELS).flatMap(([channel, ask]) =>
  Object.entries(WORDS).map(([kind, words]) => ({ channel, kind, ask, words })),
);

describe("a secret in the words of others", () => {
  it("is planted in more than 220 places", () => {
    expect(ROWS.length).toBeGreaterThan(220);
  });

  it.each(ROWS)("$channel: $kind", async ({ ask, words }) => {
    const seen = await ask(words);
    expect(leaksIn(seen, SECRET)).toEqual([]);
    expect(leaksIn(seen, BASE64)).toEqual([]);
  });
});

it.each(Object.entries(CHANNELS))("%s is heard at all", async (_name, ask) => {
  expect(await ask("a complaint of theirs")).toContain("a complaint of theirs");
});

describe("a secret that is known", () => {
  const known = "correct horse 9 battery-staple";

  it.each(Array.from({ length: 12 }, (_, index) => 262 + index * 3))(
    "leaves nothing where the words of others are cut after it began: %i characters before it",
    async (before) => {
      for (const form of [known, Buffer.from(`me:${known}`).toString("base64"), encodeURIComponent(known)]) {
        const message = `${"x".repeat(before)} ${form} and much more that nobody has to read in such a message at all`;
        const server = await fakeRegistry({
          misbehave: (request, response) =>
            request.url?.includes("manifests") === true && refuse(response, 403, "DENIED", message),
        });
        const { url } = await fakeEngine({
          ...HEALTHY,
          "GET /info": { status: 500, body: { message: `${"x".repeat(before + 3800)} ${form} and more` } },
        });
        const live = hostFor(url, [known]);
        const walk = {
          proxy: "none",
          insecure: true,
          credential: anonymous,
          os: "linux",
          architecture: "amd64",
        } as const;
        const asking = Promise.allSettled([
          live.host.registry.walk({ reference: `localhost:${server.port}/app:1`, ...walk }),
          live.host.engine.info({}),
        ]);
        expect(leaksIn(await seenBy(live, asking), known)).toEqual([]);
        await server.close();
      }
    },
  );
});

describe("proxies and mirrors of an engine", () => {
  const places: Readonly<Record<string, object>> = {
    HttpProxy: { HttpProxy: `http://px:${SECRET}@127.0.0.1:9` },
    "HttpProxy without a scheme": { HttpProxy: `px:${SECRET}@127.0.0.1:9` },
    HttpsProxy: { HttpsProxy: `http://px:${SECRET}@127.0.0.1:9` },
    "HttpsProxy, @ encoded": { HttpsProxy: `http://px:${SECRET}%40127.0.0.1:9` },
    "HttpsProxy, its query": { HttpsProxy: `http://127.0.0.1:9/?token=${SECRET}` },
    "HttpsProxy without a host": { HttpsProxy: `http://px:${SECRET}` },
    NoProxy: { NoProxy: `localhost,http://px:${SECRET}@h` },
    "NoProxy without a scheme": { NoProxy: `localhost,px:${SECRET}@h` },
    Mirrors: { RegistryConfig: { Mirrors: [`https://px:${SECRET}@127.0.0.1:9/`] } },
    "Mirrors, a query": { RegistryConfig: { Mirrors: [`https://127.0.0.1:9/?token=${SECRET}`] } },
    Warnings: { Warnings: [`WARNING: px:${SECRET}@proxy:3129 and http://px:${SECRET}@proxy`] },
    "DefaultRuntime's path": { DefaultRuntime: "x", Runtimes: { x: { path: `/usr/bin/x --token=${SECRET}` } } },
    "names of plugins": { Plugins: { Log: [`http://px:${SECRET}@plugin`], Authorization: [`px:${SECRET}@plugin`] } },
    "insecure registries": { RegistryConfig: { IndexConfigs: { [`px:${SECRET}@registry`]: { Secure: false } } } },
  };

  it.each(Object.entries(places))("%s: nothing comes out, nor in a printed command", async (_name, info) => {
    const { url } = await fakeEngine({ ...HEALTHY, "GET /info": { body: { ...INFO, ...info } } });
    const live = hostFor(url);
    const plan = {
      ...planFor(url),
      images: [
        { role: "runner", reference: "127.0.0.1:9/app:1", puller: "start-command", origin: { from: "default" } },
      ],
    } as const;
    const checks = CHECKS.filter(({ id }) => id !== "service-reachable");
    const secrets = { dockerHost: new Secret(url), proxies: {}, values: [] };
    const output = await outputOf({ plan, secrets, host: live.host, facts: live.facts, checks });
    await live.close();
    expect(leaksIn(output, SECRET)).toEqual([]);
  });
});

it("what this program says itself is changed by none of it", () => {
  const said = CHECKS.flatMap(({ title, codes }) => [
    title,
    ...Object.values(codes).flatMap(({ meaning, cause, remedy, source }) => [meaning, cause, remedy, source]),
  ]);
  expect(said.map(hideForms)).toEqual(said);
});
