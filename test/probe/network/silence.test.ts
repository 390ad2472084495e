import { setMaxListeners } from "node:events";
import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { OpenSteps } from "../../../src/contract/index.js";
import { HopError } from "../../../src/probe/network/failure.js";
import type { HttpAnswer, Origin } from "../../../src/probe/network/origin.js";
import { createOrigins, type Origins } from "../../../src/probe/network/origins.js";
import { createEngineTrust, PUBLIC_TRUST } from "../../../src/probe/network/roots.js";
import { registryProbes } from "../../../src/probe/registry/index.js";
import { tellingSteps } from "../../../src/probe/steps.js";
import { testContext } from "./support/context.js";
import { closeAll, httpServer, type Listening, tcpServer } from "./support/servers.js";

const SIGNAL = AbortSignal.timeout(30_000);
setMaxListeners(0, SIGNAL);
const SILENCE = { hop: "http", stop: { kind: "silence" } };

const servers: Listening[] = [];
const pools: Origins[] = [];
afterEach(async () => {
  for (const pool of pools.splice(0)) await pool.close();
  await closeAll(servers);
});

/** A server, and the paths that it was asked for. */
async function server(answer: (path: string, response: ServerResponse) => void) {
  const asked: string[] = [];
  const listening = await httpServer(({ url = "" }, response) => {
    asked.push(url);
    answer(url, response);
  });
  servers.push(listening);
  return { asked, port: listening.port };
}

function originAt(port: number, limitMs: number): Origin {
  const pool = createOrigins(limitMs);
  pools.push(pool);
  return pool.get({ scheme: "http", host: "127.0.0.1", port, trust: PUBLIC_TRUST, verify: false });
}

const get = (origin: Origin, path: string): Promise<HttpAnswer> => origin.request({ method: "GET", path }, SIGNAL);

describe("what had no answer within its limit", () => {
  it("is not asked for again, whatever the query; other things are", async () => {
    const { asked, port } = await server((path, response) => void (path === "/fine" && response.end("yes")));
    const origin = originAt(port, 1500);
    await expect(get(origin, "/token?scope=a")).rejects.toMatchObject(SILENCE);
    await expect(get(origin, "/token?scope=b")).rejects.toMatchObject(SILENCE);
    expect((await get(origin, "/fine")).status).toBe(200);
    expect(asked).toEqual(["/token?scope=a", "/fine"]);
  });

  it("keeps what waits for its turn behind it from waiting as long again", async () => {
    const { asked, port } = await server(() => undefined);
    const origin = originAt(port, 500);
    const all = await Promise.allSettled(Array.from({ length: 20 }, (_, index) => get(origin, `/${index}`)));
    expect(all.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => "rejected"));
    expect(asked.length).toBeLessThan(10);
  });

  it("keeps nothing from its turn where others are answered meanwhile", async () => {
    const { port } = await server((path, response) => {
      if (path === "/0") return;
      setTimeout(() => response.end("yes"), 400);
    });
    const origin = originAt(port, 2000);
    const all = await Promise.allSettled(Array.from({ length: 40 }, (_, index) => get(origin, `/${index}`)));
    expect(all.map(({ status }) => status === "fulfilled")).toEqual([false, ...Array.from({ length: 39 }, () => true)]);
  });

  it.each([
    ["a name that no name server answers is", { kind: "silence", limitMs: 1 } as const, 1],
    ["a name that does not exist is not", { kind: "errors", errors: [] } as const, 2],
  ])("%s remembered", async (_name, stop, times) => {
    let asked = 0;
    const pool = createOrigins(300, () => {
      asked += 1;
      return Promise.reject(new HopError("dns", stop));
    });
    pools.push(pool);
    for (const port of [443, 80]) {
      const route = { scheme: "https", host: "r.test", port, trust: PUBLIC_TRUST, verify: true } as const;
      await expect(pool.get(route).open(SIGNAL)).rejects.toMatchObject({ hop: "dns", stop });
    }
    expect(asked).toBe(times);
  });
});

describe("a registry", () => {
  it("that the engine takes over plain HTTP too is asked that way while HTTPS is silent", async () => {
    const silent = new Set<Socket>();
    let beside = 0;
    const listening = await tcpServer((socket) => {
      socket.once("close", () => silent.delete(socket));
      socket.once("data", (chunk: Buffer) => {
        if (chunk[0] === 0x16) {
          silent.add(socket);
          return;
        }
        beside = silent.size;
        socket.end("HTTP/1.1 200 OK\r\nDocker-Distribution-Api-Version: registry/2.0\r\nContent-Length: 2\r\n\r\n{}");
      });
    });
    servers.push(listening);
    const context = testContext({ timeoutMs: 4000 });
    const probes = registryProbes(context, createEngineTrust(context.env));
    const question = { registry: `127.0.0.1:${listening.port}`, proxy: "none", insecure: true } as const;
    expect(await probes.ping(question, SIGNAL)).toMatchObject({ registry: { http: { status: 200 } } });
    expect(beside).toBe(1);
    await probes.close();
  });

  it("tells all who ask about it the hop that is silent", async () => {
    const listening = await tcpServer(() => undefined);
    servers.push(listening);
    const { port } = listening;
    const context = testContext({ timeoutMs: 20_000 });
    const probes = registryProbes(context, createEngineTrust(context.env));
    const registry = `127.0.0.1:${port}`;
    const leaving = new AbortController();
    const asked = { proxy: "none", insecure: false } as const;
    const told: Record<string, OpenSteps> = {};
    const asking = [
      tellingSteps(probes.ping)({ registry, ...asked }, leaving.signal, (steps) => (told["ping"] = steps)),
      tellingSteps(probes.walk)(
        {
          ...asked,
          reference: `${registry}/a:1`,
          credential: { kind: "anonymous" },
          os: "linux",
          architecture: "amd64",
        },
        leaving.signal,
        (steps) => (told["walk"] = steps),
      ),
    ];
    const step = { hop: "tls", host: "127.0.0.1", port };
    await expect.poll(() => told, { timeout: 10_000 }).toMatchObject({ ping: [step], walk: [step] });
    leaving.abort(new Error("left"));
    await Promise.allSettled(asking);
    await probes.close();
  });
});
