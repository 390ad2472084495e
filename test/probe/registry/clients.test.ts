import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { JudgedWalk, RegistryWalk, WalkQuestion } from "../../../src/contract/index.js";
import { judgeWalk } from "../../../src/judge/images/classify-walk.js";
import { createEngineTrust } from "../../../src/probe/network/roots.js";
import { registryProbes } from "../../../src/probe/registry/index.js";
import { type Authority, createAuthority, type KeyPair } from "../network/support/certificates.js";
import { testContext, type TestContext } from "../network/support/context.js";
import { closeAll, type Listening } from "../network/support/servers.js";
import { fakeRegistry, type FakeRegistry, type Misbehaviour, putImage, refuse } from "./support/fake-registry.js";

const USER = { name: "bob", password: "s3cret with:colons+&" };
const FORM_PASSWORD = "s3cret+with%3Acolons%2B%26";

let authority: Authority;
let pair: KeyPair;
const servers: Listening[] = [];

beforeAll(() => {
  authority = createAuthority();
  pair = authority.leaf({ names: "DNS:localhost,IP:127.0.0.1" });
});
afterAll(() => authority.remove());
afterEach(() => closeAll(servers));

type Client = WalkQuestion["client"];

/** Posted forms, and how they are answered. */
interface Service {
  readonly registry: FakeRegistry;
  readonly forms: string[];
}

/** A registry whose images are one user's, and whose token service answers POST as told. */
async function serviceWith(answer: Misbehaviour): Promise<Service> {
  const registry = await fakeRegistry({ pair, auth: "bearer", user: USER });
  servers.push(registry);
  putImage(registry, "app", "1");
  const forms: string[] = [];
  registry.misbehave = (request, response) => {
    if (request.method !== "POST") return false;
    let text = "";
    request.on("data", (part: Buffer) => (text += part.toString()));
    request.on("end", () => {
      forms.push(text);
      if (!answer(request, response)) refuse(response, 501, "UNSUPPORTED");
    });
    return true;
  };
  return { registry, forms };
}

async function walk(
  { registry }: Service,
  client: Client,
  isUser = true,
): Promise<{ readonly fact: JudgedWalk & { readonly seen: RegistryWalk }; readonly context: TestContext }> {
  const context = testContext({
    caFile: authority.caFile,
    ...(isUser ? { credential: { username: USER.name, password: USER.password } } : {}),
  });
  const probes = registryProbes(context, createEngineTrust(context.env));
  const question: WalkQuestion = {
    reference: `localhost:${registry.port}/app:1`,
    credential: isUser ? { kind: "config", file: "/f", key: "k" } : { kind: "anonymous" },
    proxy: "none",
    insecure: false,
    os: "linux",
    architecture: "amd64",
    ...(client === undefined ? {} : { client }),
  };
  try {
    const seen = await probes.walk(question, AbortSignal.timeout(10_000));
    return { fact: { ...judgeWalk(seen), seen }, context };
  } finally {
    await probes.close();
  }
}

const json =
  (value: object): Misbehaviour =>
  (_request, response) => {
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value));
    return true;
  };
const status =
  (code: number): Misbehaviour =>
  (_request, response) =>
    refuse(response, code, "UNSUPPORTED", "no POST here");
const page: Misbehaviour = (_request, response) => {
  response.writeHead(200, { "content-type": "text/html" }).end("<html><title>Log in</title></html>");
  return true;
};
const redirect: Misbehaviour = (_request, response) => {
  response.writeHead(307, { location: "https://elsewhere.test/token" }).end();
  return true;
};

describe("registry.walk in containerd's way", () => {
  it("posts user and password for a token, and nothing of it is told", async () => {
    const service = await serviceWith(json({ access_token: "good" }));
    const { fact, context } = await walk(service, "containerd");
    expect(fact).toMatchObject({ ok: true });
    expect(Object.fromEntries(new URLSearchParams(service.forms[0]))).toEqual({
      grant_type: "password",
      service: "fake",
      client_id: "containerd-client",
      scope: "repository:app:pull",
      username: USER.name,
      password: USER.password,
    });
    expect(service.forms).toHaveLength(1);
    expect(context.known).toContain(FORM_PASSWORD);
    expect(context.known).toContain("good");
    expect(JSON.stringify(fact)).not.toMatch(/s3cret|good/);
    const methods = service.registry.seen.filter(({ path }) => path.startsWith("/token"));
    expect(methods.filter(({ authorization }) => authorization !== undefined)).toEqual([]);
  });

  it.each([
    [400, undefined],
    [401, undefined],
    [404, undefined],
    [405, undefined],
    [403, "access-denied token 403"],
    [500, "server-error token 500"],
    [429, "rate-limited token 429"],
  ] as const)("asks by GET after %s, or fails as containerd does", async (code, expected) => {
    const { fact } = await walk(await serviceWith(status(code)), "containerd");
    const { failure } = fact;
    expect(failure && `${failure.code} ${failure.hop} ${failure.status}`).toBe(expected);
    expect(fact.ok).toBe(expected === undefined);
  });

  it.each([
    ["a page", page, "not-a-registry", "token"],
    ["no token", json({}), "not-a-registry", "token"],
    ["a token under the name that GET has for it", json({ token: "good" }), "not-a-registry", "token"],
    ["a stranger's token", json({ access_token: "weak" }), "access-denied", "manifest"],
  ] as const)("fails on %s", async (_name, answer, code, hop) => {
    const { fact } = await walk(await serviceWith(answer), "containerd");
    expect(fact).toMatchObject({ ok: false, failure: { code, hop } });
  });

  it("takes the password nowhere else", async () => {
    const service = await serviceWith(redirect);
    const { fact } = await walk(service, "containerd");
    expect(fact.notProven).toContain("redirects");
    expect(service.forms).toHaveLength(1);
  });

  it("asks for a stranger's token by GET", async () => {
    const service = await serviceWith(json({ access_token: "good" }));
    await walk(service, "containerd", false);
    expect(service.forms).toEqual([]);
  });

  it("leaves POST to containerd", async () => {
    const service = await serviceWith(json({ access_token: "bad" }));
    const { fact } = await walk(service, undefined);
    expect(fact).toMatchObject({ ok: true });
    expect(service.forms).toEqual([]);
  });
});

/** Registries that say one thing at /v2/ and another for the manifest. */
async function twoFaced(at: "ping" | "manifest"): Promise<Service> {
  const registry = await fakeRegistry({ pair, auth: at === "manifest" ? "basic" : "none", user: USER });
  servers.push(registry);
  putImage(registry, "app", "1");
  registry.misbehave = (request, response) => {
    if (request.url !== "/v2/") return false;
    if (at === "manifest") {
      response.setHeader("docker-distribution-api-version", "registry/2.0").end("{}");
      return true;
    }
    response.setHeader("www-authenticate", 'Basic realm="fake"');
    return refuse(response, 401, "UNAUTHORIZED");
  };
  return { registry, forms: [] };
}

describe("what a registry demands is taken", () => {
  it.each([
    ["from /v2/, which wants nothing", "manifest", undefined, "credentials-missing"],
    ["from the manifest, by containerd", "manifest", "containerd", "ok"],
    ["from /v2/, and there is no password to send", "ping", undefined, "credentials-missing"],
    ["from the open manifest, by containerd", "ping", "containerd", "ok"],
  ] as const)("%s", async (_name, at, client, expected) => {
    const { fact } = await walk(await twoFaced(at), client, at === "manifest");
    expect(fact.failure?.code ?? "ok").toBe(expected);
  });
});
