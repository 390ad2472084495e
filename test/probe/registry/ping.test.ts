import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { JudgedPing } from "../../../src/contract/index.js";
import { registryDemand } from "../../../src/judge/network/answers.js";
import { judgePing } from "../../../src/judge/network/classify.js";
import { createEngineTrust } from "../../../src/probe/network/roots.js";
import { registryProbes } from "../../../src/probe/registry/index.js";
import { type Authority, createAuthority, type KeyPair } from "../network/support/certificates.js";
import { type ContextOptions, testContext } from "../network/support/context.js";
import { closeAll, closedPort, connectProxy, httpServer, type Listening } from "../network/support/servers.js";
import {
  fakeRegistry,
  type FakeOptions,
  type FakeRegistry,
  type Misbehaviour,
  refuse,
} from "./support/fake-registry.js";

let authority: Authority;
let pair: KeyPair;
const servers: Listening[] = [];

beforeAll(() => {
  authority = createAuthority();
  pair = authority.leaf({ names: "DNS:localhost,IP:127.0.0.1,DNS:registry.test" });
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

async function ping(
  registry: string,
  options: ContextOptions & { insecure?: boolean; proxied?: boolean } = {},
): Promise<JudgedPing> {
  const context = testContext({ caFile: authority.caFile, ...options });
  const probes = registryProbes(context, createEngineTrust(context.env));
  try {
    const proxy = options.proxied === true ? "engine" : "none";
    const question = { registry, proxy, insecure: options.insecure ?? false } as const;
    return judgePing(await probes.ping(question, AbortSignal.timeout(10_000)));
  } finally {
    await probes.close();
  }
}

function demandIn({ registry }: JudgedPing): string | undefined {
  return registry.http && registryDemand(registry.http).kind;
}

function html(status: number, headers: Record<string, string> = {}): Misbehaviour {
  return (_request, response) => {
    response
      .writeHead(status, { "content-type": "text/html", ...headers })
      .end("<html><title>Access blocked</title></html>");
    return true;
  };
}

function challenge(value: string, withVersion = true): Misbehaviour {
  return (_request, response) => {
    if (withVersion) response.setHeader("docker-distribution-api-version", "registry/2.0");
    response.setHeader("www-authenticate", value);
    return refuse(response, 401, "UNAUTHORIZED");
  };
}

describe("registry.ping", () => {
  it.each([
    ["none", { auth: "none" }, "none"],
    ["basic", { auth: "basic" }, "basic"],
    ["bearer", { auth: "bearer" }, "bearer"],
  ] as const)("recognises a registry that demands %s", async (_name, options, expected) => {
    const registry = await secureRegistry(options);
    const answer = await ping(`localhost:${registry.port}`);
    expect(answer).toMatchObject({ registry: { ok: true, host: "localhost", port: registry.port } });
    expect(demandIn(answer)).toBe(expected);
    expect(answer.tokenService).toBeUndefined();
    expect(answer.registry.hops.map((hop) => hop.hop)).toEqual(["dns", "tcp", "tls", "http", "identity"]);
  });

  it("looks at a token service on another port, once", async () => {
    const service = await secureRegistry();
    const registry = await secureRegistry({ auth: "bearer", realm: `https://localhost:${service.port}/token?x=1` });
    const answer = await ping(`localhost:${registry.port}`);
    expect(answer).toMatchObject({
      realm: { pathname: "/token" },
      tokenService: { ok: true, port: service.port },
    });
    expect(service.seen).toEqual([
      { method: "GET", path: "/token?x=1&service=fake", authorization: undefined, range: undefined },
    ]);
  });

  it("tells a token service that is down, failing or a portal", async () => {
    const dead = await secureRegistry({ auth: "bearer", realm: `https://localhost:${await closedPort()}/token` });
    expect((await ping(`localhost:${dead.port}`)).tokenService?.failure).toMatchObject({
      code: "connection-refused",
      hop: "tcp",
    });
    for (const [misbehave, code] of [
      [html(503), "server-error"],
      [html(200), "not-a-registry"],
      [html(403), "not-a-registry"],
      [((_request, response) => (response.end("{}"), true)) satisfies Misbehaviour, "not-a-registry"],
    ] as const) {
      const service = await secureRegistry({ misbehave });
      const registry = await secureRegistry({ auth: "bearer", realm: `https://localhost:${service.port}/token` });
      const answer = await ping(`localhost:${registry.port}`);
      expect(answer.registry.ok).toBe(true);
      expect(answer.tokenService?.failure).toMatchObject({ code });
    }
  });

  it.each([
    ["a page", html(200), "not-a-registry", "identity"],
    ["a forbidding page", html(403), "not-a-registry", "identity"],
    [
      "a redirect to a portal",
      html(302, { location: "https://localhost:1/login?secret=x" }),
      "not-a-registry",
      "identity",
    ],
    ["a portal's status", html(511), "not-a-registry", "identity"],
    ["a missing path", html(404), "not-a-registry", "identity"],
    [
      "another service",
      (_request: unknown, response: Parameters<Misbehaviour>[1]) => (response.end('{"status":"up"}'), true),
      "not-a-registry",
      "identity",
    ],
    ["401 without challenge", challenge(""), "not-a-registry", "identity"],
    ["a relative realm", challenge('Bearer realm="/token"'), "not-a-registry", "identity"],
    ["an error", html(503), "server-error", "http"],
  ] as const)("tells %s", async (_name, misbehave, code, hop) => {
    const registry = await secureRegistry({ misbehave });
    const { registry: fact } = await ping(`localhost:${registry.port}`);
    expect(fact).toMatchObject({ ok: false, failure: { code, hop } });
    expect(JSON.stringify(fact)).not.toContain("secret=x");
  });

  it("names the page, the place and the issuer of whoever answers instead", async () => {
    const registry = await secureRegistry({ misbehave: html(302, { location: "https://localhost:1/login" }) });
    const detail = (await ping(`localhost:${registry.port}`)).registry.failure?.detail;
    expect(detail).toContain("Access blocked");
    expect(detail).toContain("https://localhost:1/login");
    expect(detail).toContain("Test Authority");
  });

  it("says that a challenge is unusable", async () => {
    const registry = await secureRegistry({ misbehave: challenge('Bearer realm="/token"') });
    expect(demandIn(await ping(`localhost:${registry.port}`))).toBe("unusable");
  });

  it("takes a challenge without version header for a registry", async () => {
    const registry = await secureRegistry({ misbehave: challenge('Basic realm="x"', false) });
    const answer = await ping(`localhost:${registry.port}`);
    expect(answer.registry.ok).toBe(true);
    expect(demandIn(answer)).toBe("basic");
  });

  it("retries a failing server once, and tells its first answer", async () => {
    let count = 0;
    const failFirst: Misbehaviour = (_request, response) => {
      count += 1;
      return count === 1 ? refuse(response, 500, "UNKNOWN") : false;
    };
    const registry = await secureRegistry({ misbehave: failFirst });
    const repeated = { status: 500, errors: [{ code: "UNKNOWN" }] };
    expect(await ping(`localhost:${registry.port}`)).toMatchObject({
      registry: { ok: true, repeated, http: { status: 200 } },
    });
    expect(count).toBe(2);
    count = 0;
    const service = await secureRegistry({ misbehave: failFirst });
    const elsewhere = await secureRegistry({ auth: "bearer", realm: `https://localhost:${service.port}/token` });
    const answer = await ping(`localhost:${elsewhere.port}`);
    expect(answer.tokenService).toMatchObject({ ok: true, repeated, http: { status: 200 } });
    expect(answer.registry).not.toHaveProperty("repeated");
  });

  it("tells the first answer of a failing server that then gives none", async () => {
    let count = 0;
    const registry = await secureRegistry({
      misbehave: (request, response) => {
        count += 1;
        if (count === 1) return refuse(response, 503, "UNAVAILABLE");
        request.socket.destroy();
        return true;
      },
    });
    const answer = await ping(`localhost:${registry.port}`);
    expect(answer.registry).toMatchObject({ failure: { code: "connection-reset" }, repeated: { status: 503 } });
    expect(answer.registry).not.toHaveProperty("http");
  });

  it("follows a redirect to another registry", async () => {
    const other = await secureRegistry();
    const registry = await secureRegistry({
      misbehave: (_request, response) => {
        response.writeHead(302, { location: `https://localhost:${other.port}/v2/` }).end();
        return true;
      },
    });
    expect(await ping(`localhost:${registry.port}`)).toMatchObject({ registry: { ok: true } });
  });

  it("speaks plain HTTP, or TLS without verification, only to insecure registries", async () => {
    const plain = up(await fakeRegistry());
    expect((await ping(`localhost:${plain.port}`)).registry.failure).toMatchObject({ code: "plain-http" });
    expect(await ping(`localhost:${plain.port}`, { insecure: true })).toMatchObject({ registry: { ok: true } });
    const unverified = up(await fakeRegistry({ pair: authority.selfSigned() }));
    expect((await ping(`localhost:${unverified.port}`)).registry.failure).toMatchObject({ code: "tls-untrusted" });
    expect(await ping(`localhost:${unverified.port}`, { insecure: true })).toMatchObject({ registry: { ok: true } });
    const port = await closedPort();
    expect((await ping(`localhost:${port}`, { insecure: true })).registry.failure).toMatchObject({
      code: "connection-refused",
    });
  });

  it("asks through the engine's proxy, plain registries too", async () => {
    const registry = await secureRegistry();
    const proxy = up(await connectProxy("tunnel", { "registry.test": registry.port }));
    const url = `http://127.0.0.1:${proxy.port}`;
    const answer = await ping("registry.test", { proxied: true, proxy: { https: url } });
    expect(answer).toMatchObject({ registry: { ok: true, proxy: url } });
    const plain = up(await fakeRegistry());
    const forward = up(await connectProxy("tunnel", { "plain.test": plain.port }));
    const forwarded = await ping("plain.test:80", {
      proxied: true,
      insecure: true,
      proxy: { http: `http://u:p@127.0.0.1:${forward.port}`, https: `http://127.0.0.1:${await closedPort()}` },
    });
    expect(forwarded).toMatchObject({ registry: { ok: true } });
    expect(forward.heads[0]).toMatch(/^GET http:\/\/plain\.test(?::80)?\/v2\/ HTTP\/1\.1/);
    expect(forward.heads[0]?.toLowerCase()).toContain("proxy-authorization: basic dtpw");
  });

  it("cannot ask behind a masked proxy", async () => {
    const proxy = up(await httpServer(() => undefined));
    const options = { proxied: true, proxy: { https: `http://***@127.0.0.1:${proxy.port}`, masked: true } };
    await expect(ping("registry.test", options)).rejects.toMatchObject({ kind: "not-visible" });
  });
});
