import type { RequestListener } from "node:http";
import { connect } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { EndpointFact, JudgedEndpoint, ProxySource, TrustRoots } from "../../../src/contract/index.js";
import { judgeEndpoint } from "../../../src/judge/network/classify.js";
import { createEngineTrust } from "../../../src/probe/network/roots.js";
import { networkProbes } from "../../../src/probe/network/index.js";
import { type Authority, createAuthority, type KeyPair } from "./support/certificates.js";
import { type ContextOptions, testContext } from "./support/context.js";
import {
  closeAll,
  closedPort,
  connectProxy,
  httpServer,
  httpsServer,
  type Listening,
  type ProxyAnswer,
  tcpServer,
  untilIdle,
} from "./support/servers.js";

let authority: Authority;
let leaf: KeyPair;
const servers: Listening[] = [];

beforeAll(() => {
  authority = createAuthority();
  leaf = authority.leaf({ names: "DNS:localhost,DNS:registry.test,DNS:api.atlassian.com,IP:127.0.0.1" });
});
afterAll(() => authority.remove());
afterEach(() => closeAll(servers));

function up<T extends Listening>(server: T): T {
  servers.push(server);
  return server;
}

interface Asked extends ContextOptions {
  readonly host?: string;
  readonly port: number;
  readonly roots?: TrustRoots;
  readonly source?: ProxySource;
  readonly family?: 4 | 6;
}

/** What was seen, and what it comes down to. */
interface Looked extends JudgedEndpoint {
  readonly seen: EndpointFact;
}

async function look(asked: Asked): Promise<Looked> {
  const context = testContext({ caFile: authority.caFile, ...asked });
  const probes = networkProbes(context, createEngineTrust(context.env));
  try {
    const seen = await probes.endpoint(
      {
        host: asked.host ?? "localhost",
        port: asked.port,
        proxy: asked.source ?? "none",
        roots: asked.roots ?? "engine",
        ...(asked.family === undefined ? {} : { family: asked.family }),
      },
      AbortSignal.timeout(10_000),
    );
    return { ...judgeEndpoint(seen), seen };
  } finally {
    await probes.close();
  }
}

const hello: RequestListener = (_request, response) => {
  response.setHeader("content-type", "text/html").end("<html><title> Welcome\n home </title></html>");
};

async function secureServer(onRequest: RequestListener = hello, pair: KeyPair = leaf): Promise<Listening> {
  return up(await httpsServer(pair, onRequest));
}

describe("network.endpoint", () => {
  it("reaches a service hop by hop", async () => {
    const server = await secureServer();
    const fact = await look({ port: server.port });
    expect(fact).toMatchObject({
      host: "localhost",
      port: server.port,
      ok: true,
      http: { status: 200, title: "Welcome home", headers: { "content-type": "text/html" } },
      certificate: { subject: "CN=leaf", issuer: "CN=Test Authority" },
    });
    expect(fact.hops.map((hop) => [hop.hop, hop.ok])).toEqual([
      ["dns", true],
      ["tcp", true],
      ["tls", true],
      ["http", true],
      ["identity", true],
    ]);
    expect(fact.addresses).toContain("127.0.0.1");
    expect(fact.certificate?.names).toContain("registry.test");
    expect(Math.abs(fact.http?.clockSkewMs ?? 1e9)).toBeLessThan(60_000);
  });

  it("counts every answer of the service as reached", async () => {
    const server = await secureServer((_request, response) => response.writeHead(404).end());
    expect(await look({ port: server.port })).toMatchObject({ ok: true, http: { status: 404 } });
  });

  it("tells a clock that differs", async () => {
    const server = await secureServer((_request, response) => {
      response.setHeader("date", new Date(Date.now() - 3_600_000).toUTCString()).end();
    });
    const fact = await look({ port: server.port });
    expect(Math.round((fact.http?.clockSkewMs ?? 0) / 60_000)).toBe(-60);
  });

  it("knows no private issuer with public roots", async () => {
    const server = await secureServer();
    const fact = await look({ port: server.port, roots: "public" });
    expect(fact).toMatchObject({
      ok: false,
      failure: { code: "tls-untrusted", hop: "tls" },
      certificate: { issuer: "CN=Test Authority" },
    });
    expect(fact.failure?.detail).toContain("Test Authority");
  });

  it.each([
    ["a self-signed certificate", () => authority.selfSigned(), "tls-untrusted"],
    [
      "an expired certificate",
      () => authority.leaf({ names: "DNS:localhost", from: "20200101000000Z", to: "20210101000000Z" }),
      "tls-expired",
    ],
    [
      "a certificate of the future",
      () => authority.leaf({ names: "DNS:localhost", from: "20400101000000Z", to: "20410101000000Z" }),
      "tls-not-yet-valid",
    ],
    ["another name", () => authority.leaf({ names: "DNS:other.test" }), "tls-name-mismatch"],
    ["a common name alone", () => authority.leaf({ commonName: "localhost" }), "tls-name-mismatch"],
  ])("refuses %s", async (_name, pair, code) => {
    const server = await secureServer(hello, pair());
    const fact = await look({ port: server.port });
    expect(fact.failure).toMatchObject({ code, hop: "tls" });
    expect(fact.certificate?.validTo).toMatch(/^20\d\d-/);
  });

  it("tells plain HTTP", async () => {
    const server = up(await httpServer(hello));
    expect((await look({ port: server.port })).failure).toMatchObject({ code: "plain-http", hop: "tls" });
  });

  it("tells something that speaks neither TLS nor HTTP", async () => {
    const server = up(await tcpServer((socket) => void socket.end("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n")));
    expect((await look({ port: server.port })).failure).toMatchObject({ code: "tls-failed", hop: "tls" });
  });

  it("tells an old protocol", async () => {
    const server = up(
      await httpsServer({ ...leaf, maxVersion: "TLSv1.1", minVersion: "TLSv1", ciphers: "DEFAULT@SECLEVEL=0" }, hello),
    );
    expect((await look({ port: server.port })).failure).toMatchObject({ code: "tls-failed", hop: "tls" });
  });

  it.each(["TLSv1.2", "TLSv1.3"] as const)("tells a wanted client certificate over %s", async (version) => {
    const server = up(
      await httpsServer(
        {
          ...leaf,
          requestCert: true,
          rejectUnauthorized: true,
          ca: authority.caPem,
          minVersion: version,
          maxVersion: version,
        },
        hello,
      ),
    );
    const fact = await look({ port: server.port });
    expect(fact).toMatchObject({ ok: false, failure: { code: "tls-failed", hop: "tls" } });
    expect(fact.hops.filter((hop) => hop.hop === "tls")).toHaveLength(1);
  });

  it("tells a reset after the greeting", async () => {
    const server = up(await tcpServer((socket) => socket.once("data", () => socket.resetAndDestroy())));
    expect((await look({ port: server.port })).failure).toMatchObject({ code: "connection-reset", hop: "tls" });
  });

  it("tells a handshake that hangs, within its limit", async () => {
    const server = up(await tcpServer(() => undefined));
    const fact = await look({ port: server.port, timeoutMs: 300 });
    expect(fact.failure).toMatchObject({ code: "tls-failed", hop: "tls", limitMs: 300 });
  });

  it("tells a refused connection", async () => {
    const fact = await look({ port: await closedPort() });
    expect(fact.failure).toMatchObject({ code: "connection-refused", hop: "tcp" });
    expect(fact.hops.map((hop) => hop.hop)).toEqual(["dns", "tcp"]);
  });

  it("tells a name that does not exist", async () => {
    const fact = await look({ host: "nothing.invalid", port: 443, timeoutMs: 3000 });
    expect(fact.failure?.hop).toBe("dns");
    expect(fact.failure?.code).toMatch(/^dns-/);
  });

  it("tells a server that never answers", async () => {
    const server = await secureServer(() => undefined);
    expect((await look({ port: server.port, timeoutMs: 300 })).failure).toMatchObject({
      code: "response-timeout",
      hop: "http",
      limitMs: 300,
    });
  });

  it("tells a body that never ends in time", async () => {
    const server = await secureServer((_request, response) => void response.write("x"));
    expect((await look({ port: server.port, timeoutMs: 300 })).failure).toMatchObject({ code: "response-timeout" });
  });

  it("reads no more than it needs of a long body", async () => {
    const server = await secureServer((_request, response) => void response.end(Buffer.alloc(5_000_000)));
    expect(await look({ port: server.port })).toMatchObject({ ok: true });
  });

  it("tells a server that hangs up on the request", async () => {
    const server = await secureServer((request) => request.socket.destroy());
    expect((await look({ port: server.port })).failure).toMatchObject({ code: "connection-reset", hop: "http" });
  });

  it.each([
    [511, {}, { code: "not-a-registry", hop: "identity" }],
    [503, {}, { code: "server-error", hop: "http" }],
    [302, { location: "https://portal.example/login?token=x" }, { code: "not-a-registry", hop: "identity" }],
    [302, { location: "http://192.0.2.1/blocked" }, { code: "not-a-registry", hop: "identity" }],
    [302, { location: "https://developer.atlassian.com/" }, undefined],
    [301, { location: "/login" }, undefined],
    [500, {}, undefined],
    [403, {}, undefined],
  ])("judges %d %j of a vendor service", async (status, headers, failure) => {
    const server = await secureServer((_request, response) => response.writeHead(status, headers).end());
    const proxy = up(await connectProxy("tunnel", { "api.atlassian.com": server.port }));
    const fact = await look({
      host: "api.atlassian.com",
      port: 443,
      source: "plan",
      proxy: { https: `http://127.0.0.1:${proxy.port}` },
    });
    expect(fact.ok).toBe(failure === undefined);
    expect(fact).toMatchObject(failure === undefined ? {} : { failure });
    expect(JSON.stringify(fact)).not.toContain("token=x");
  });

  it("gives up when the asker does", async () => {
    const server = await secureServer(() => undefined);
    const context = testContext({ caFile: authority.caFile, timeoutMs: 5000 });
    const probes = networkProbes(context, createEngineTrust(context.env));
    const controller = new AbortController();
    const asked = probes.endpoint(
      { host: "localhost", port: server.port, proxy: "none", roots: "engine" },
      controller.signal,
    );
    setTimeout(() => controller.abort(new Error("enough")), 100);
    await expect(asked).rejects.toThrow("enough");
    await probes.close();
  });

  it("closes connections that are under way", async () => {
    const server = up(await tcpServer(() => undefined));
    const context = testContext({ timeoutMs: 5000 });
    const probes = networkProbes(context, createEngineTrust(context.env));
    const asked = probes.endpoint(
      { host: "localhost", port: server.port, proxy: "none", roots: "engine" },
      AbortSignal.timeout(5000),
    );
    asked.catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await probes.close();
    await expect(asked).rejects.toMatchObject({ kind: "abandoned" });
    expect(await untilIdle(server)).toBe(0);
  });
});

describe("network.endpoint over one family", () => {
  it("connects to addresses of that family alone", async () => {
    const server = await secureServer();
    expect(await look({ port: server.port, family: 4 })).toMatchObject({ ok: true, addresses: ["127.0.0.1"] });
    const other = await look({ host: "127.0.0.1", port: server.port, family: 6 });
    expect(other.failure).toMatchObject({ code: "dns-not-found", hop: "dns" });
  });
});

describe("network.endpoint through a proxy", () => {
  async function through(answer: ProxyAnswer, userInfo = ""): Promise<Looked & { readonly heads: readonly string[] }> {
    const server = await secureServer();
    const proxy = up(await connectProxy(answer, { "registry.test": server.port }));
    const fact = await look({
      host: "registry.test",
      port: 443,
      timeoutMs: 1500,
      source: "plan",
      proxy: { https: `http://${userInfo}127.0.0.1:${proxy.port}` },
    });
    return { ...fact, heads: proxy.heads };
  }

  it("reaches a name that only the proxy can look up", async () => {
    const fact = await through("tunnel");
    expect(fact).toMatchObject({ ok: true, http: { status: 200 } });
    expect(fact.hops.map((hop) => hop.hop)).toEqual(["proxy", "tls", "http", "identity"]);
    expect(fact.proxy).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(fact.heads[0]).toMatch(/^CONNECT registry\.test:443 HTTP\/1\.1\r\nHost: registry\.test:443\r\n/);
  });

  it("sends user-info as Basic and shows it nowhere", async () => {
    const fact = await through("tunnel", "bob:s%23cret@");
    const { heads, ...shown } = fact;
    expect(fact.ok).toBe(true);
    expect(heads[0]).toContain(`Proxy-Authorization: Basic ${Buffer.from("bob:s#cret").toString("base64")}\r\n`);
    expect(fact.proxy).toContain("***@");
    expect(JSON.stringify(shown)).not.toMatch(/bob|s#cret|s%23cret/);
  });

  it.each([
    [{ status: 407, headers: ['Proxy-Authenticate: Basic realm="gate"'] }, "proxy-auth-required"],
    [{ status: 403, headers: ["X-Squid-Error: ERR_ACCESS_DENIED 0"] }, "proxy-denied"],
    [{ status: 405 }, "proxy-denied"],
    [{ status: 503, headers: ["X-Squid-Error: ERR_CONNECT_FAIL 111"] }, "proxy-failed"],
    [{ status: 302 }, "proxy-failed"],
    ["close", "proxy-failed"],
    ["garbage", "proxy-failed"],
    ["hang", "proxy-failed"],
  ] as const)("tells %j as %s", async (answer, code) => {
    const fact = await through(answer);
    expect(fact.failure).toMatchObject({ code, hop: "proxy" });
    const words = typeof answer === "object" && "headers" in answer ? answer.headers[0] : "";
    expect(fact.failure?.detail.toLowerCase()).toContain(words.toLowerCase());
  });

  it("tells a dead proxy and one that has no address", async () => {
    for (const proxy of [`http://127.0.0.1:${await closedPort()}`, "http://proxy.invalid:3128"]) {
      const fact = await look({ host: "registry.test", port: 443, source: "plan", proxy: { https: proxy } });
      expect(fact.failure).toMatchObject({ code: "proxy-unreachable", hop: "proxy" });
      expect(fact.proxyAddresses).toEqual(proxy.includes("127.0.0.1") ? ["127.0.0.1"] : undefined);
      expect(Date.parse(fact.observedAt ?? "")).toBeGreaterThan(Date.now() - 60_000);
    }
  });

  it("tells https:// written for a plain proxy, and a setting that is no URL", async () => {
    const proxy = up(await connectProxy());
    const plain = await look({
      host: "registry.test",
      port: 443,
      source: "plan",
      proxy: { https: `https://127.0.0.1:${proxy.port}` },
    });
    expect(plain.failure).toMatchObject({ code: "proxy-failed", hop: "proxy" });
    const broken = await look({ host: "registry.test", port: 443, source: "plan", proxy: { https: "http://:::" } });
    expect(broken.failure).toMatchObject({ code: "proxy-failed", hop: "proxy" });
  });

  it("goes directly where NO_PROXY says so", async () => {
    const server = await secureServer();
    const proxy = { https: "http://127.0.0.1:1", no: "localhost" };
    expect(await look({ port: server.port, source: "plan", proxy })).toMatchObject({ ok: true });
  });

  it("does not try a masked password, but tells a dead proxy", async () => {
    const proxy = up(await connectProxy());
    const asked = { host: "registry.test", port: 443, source: "engine" as const };
    await expect(
      look({ ...asked, proxy: { https: `http://***@127.0.0.1:${proxy.port}`, masked: true } }),
    ).rejects.toMatchObject({ name: "ProbeError", kind: "not-visible" });
    expect(proxy.heads).toEqual([]);
    const dead = await look({ ...asked, proxy: { https: `http://***@127.0.0.1:${await closedPort()}`, masked: true } });
    expect(dead.failure).toMatchObject({ code: "proxy-unreachable", hop: "proxy" });
  });

  it("tells an untrusted certificate behind a proxy that looks into TLS", async () => {
    const server = await secureServer(hello, authority.selfSigned());
    const proxy = up(await connectProxy("tunnel", { "registry.test": server.port }));
    const fact = await look({
      host: "registry.test",
      port: 443,
      source: "plan",
      proxy: { https: `127.0.0.1:${proxy.port}` },
    });
    expect(fact.failure).toMatchObject({ code: "tls-untrusted", hop: "tls" });
  });
});

it("finds no leak in the test's own servers", async () => {
  const server = up(await tcpServer(() => undefined));
  const socket = connect(server.port, "127.0.0.1");
  await new Promise((resolve) => socket.once("connect", resolve));
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await server.connections()).toBe(1);
  socket.destroy();
});
