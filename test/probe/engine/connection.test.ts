import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { ConnectionOutcome, EngineConnection } from "../../../src/contract/index.js";
import { liveHost } from "../../../src/probe/index.js";
import { planFor, secretsFor } from "../plan.js";
import { DOCKER_HEADERS, fakeEngine, HEALTHY, newFolder, rawEngine, type Routes } from "./fake-engine.js";

const TIMEOUT_MS = 1500;

async function connect(url: string, env: NodeJS.ProcessEnv = {}, timeoutMs = TIMEOUT_MS): Promise<EngineConnection> {
  const { host, close } = liveHost({
    plan: planFor(url),
    secrets: secretsFor(url),
    timeoutMs,
    signal: new AbortController().signal,
    env,
  });
  try {
    return await host.engine.connection({});
  } finally {
    await close();
  }
}

describe("an engine that answers", () => {
  it("tells its version, and what the socket is", async () => {
    const { url, socketPath, connections } = await fakeEngine(HEALTHY);
    const connection = await connect(url);
    expect(connection).toMatchObject({
      endpoint: url,
      transport: "unix",
      outcome: "answered",
      version: "20.10.24+dfsg1",
      apiVersion: "1.41",
      minApiVersion: "1.12",
      os: "linux",
      architecture: "amd64",
      components: ["Engine", "containerd"],
      socketPath,
      resolvedSocketPath: socketPath,
    });
    expect(connection.socketMode).toMatch(/^0[0-7]{3}$/);
    expect(connection).not.toHaveProperty("platformName");
    await expect.poll(connections).toBe(0);
  });

  it("is found through a symbolic link", async () => {
    const { socketPath } = await fakeEngine(HEALTHY);
    const link = join(newFolder(), "link.sock");
    symlinkSync(socketPath, link);
    expect(await connect(`unix://${link}`)).toMatchObject({
      outcome: "answered",
      socketPath: link,
      resolvedSocketPath: socketPath,
    });
  });

  it("is asked where the plan says, whatever DOCKER_HOST says", async () => {
    const { url } = await fakeEngine(HEALTHY);
    const before = process.env["DOCKER_HOST"];
    process.env["DOCKER_HOST"] = "tcp://nonsense:port:1";
    onTestFinished(() => {
      if (before === undefined) delete process.env["DOCKER_HOST"];
      else process.env["DOCKER_HOST"] = before;
    });
    expect(await connect(url)).toMatchObject({ outcome: "answered" });
  });
});

describe("a server that is no healthy engine", () => {
  const cases: readonly (readonly [string, Routes, ConnectionOutcome])[] = [
    ["a web server", { "GET /_ping": { status: 404, headers: { server: "nginx" }, body: "<html>" } }, "not-docker"],
    ["a web server that says 200", { "GET /_ping": { body: "hi" }, "GET /version": { body: "<html>" } }, "not-docker"],
    [
      "JSON of something else",
      { "GET /_ping": { body: "OK" }, "GET /version": { body: { Version: 1 } } },
      "not-docker",
    ],
    ["a redirect", { "GET /_ping": { status: 302, headers: { location: "gopher://else.where/" } } }, "not-docker"],
    ["an engine that fails", { "GET /_ping": { status: 500, body: { message: "no space" } } }, "error"],
    [
      "an authorization plugin",
      { "GET /_ping": { status: 403, headers: DOCKER_HEADERS, body: { message: "no" } } },
      "error",
    ],
    ["/version fails", { ...HEALTHY, "GET /version": { status: 503, body: "busy" } }, "error"],
    ["/version is garbage", { ...HEALTHY, "GET /version": { body: "{{{{" } }, "error"],
    ["/version is never answered", { ...HEALTHY, "GET /version": () => undefined }, "timeout"],
    [
      "/version never ends",
      { ...HEALTHY, "GET /version": (_request, response) => void response.writeHead(200).write("{") },
      "timeout",
    ],
    [
      "/version breaks off",
      {
        ...HEALTHY,
        "GET /version": (_request, response) => {
          response.writeHead(200, { "content-length": "1000" }).write('{"Version"');
          setTimeout(() => response.destroy(), 20);
        },
      },
      "error",
    ],
  ];
  it.each(cases)("%s", async (_name, routes, outcome) => {
    const { url, connections } = await fakeEngine(routes);
    expect(await connect(url)).toMatchObject({ outcome });
    await expect.poll(connections).toBe(0);
  });

  it("sends gigabytes", async () => {
    const block = Buffer.alloc(1024 ** 2, "x");
    let sent = 0;
    const { url, connections } = await fakeEngine({
      ...HEALTHY,
      "GET /version": (_request, response) => {
        response.writeHead(200);
        const pump = (): void => {
          while (sent < 1024 && !response.destroyed) {
            sent += 1;
            if (!response.write(block)) return void response.once("drain", pump);
          }
        };
        pump();
      },
    });
    expect(await connect(url, {}, 5000)).toMatchObject({ outcome: "error" });
    expect(sent).toBeLessThan(64);
    await expect.poll(connections).toBe(0);
  });

  it.each([
    ["accepts and never answers", () => undefined, "timeout"],
    [
      "speaks another protocol",
      (socket: { write(text: string): void }) => socket.write("SSH-2.0-OpenSSH_9\r\n"),
      "not-docker",
    ],
    ["hangs up", (socket: { destroy(): void }) => socket.destroy(), "error"],
    [
      "sends endless headers",
      (socket: { write(text: string): void }) => socket.write(`HTTP/1.1 200 OK\r\nX: ${"y".repeat(100_000)}`),
      "not-docker",
    ],
    [
      "sends one byte at a time",
      (socket: { write(text: string): void; on(event: "close", done: () => void): void }) => {
        socket.write("HTTP/1.1 200 OK\r\n\r\n");
        const timer = setInterval(() => socket.write("x"), 50);
        socket.on("close", () => clearInterval(timer));
      },
      "timeout",
    ],
  ] as const)("%s", async (_name, serve, outcome) => {
    const { url, connections } = await rawEngine(serve);
    expect(await connect(url)).toMatchObject({ outcome });
    await expect.poll(connections).toBe(0);
  });

  it("has its terminal sequences taken out, and its words cut", async () => {
    const message = `\u001B[31mred\u001B[0m\u0007\u202E ${"x".repeat(10_000)}`;
    const { url } = await fakeEngine({ "GET /_ping": { status: 500, body: { message } } });
    const { detail } = await connect(url);
    expect(detail).toMatchObject({ of: "answer", path: "/_ping", status: 500 });
    const words = detail?.of === "answer" ? (detail.words ?? "") : "";
    expect(words).toMatch(/^red/);
    expect(words).not.toMatch(/[\u0000-\u001F\u202E]/);
    expect(words.length).toBeLessThan(4200);
  });
});

describe("no server", () => {
  it("missing", async () => {
    expect(await connect(`unix://${newFolder()}/none.sock`)).toMatchObject({ outcome: "missing" });
  });

  it("missing, a folder on the way is a file", async () => {
    const file = join(newFolder(), "file");
    writeFileSync(file, "");
    expect(await connect(`unix://${file}/docker.sock`)).toMatchObject({ outcome: "missing" });
  });

  it("a dangling symbolic link", async () => {
    const link = join(newFolder(), "docker.sock");
    symlinkSync("/nowhere/docker.sock", link);
    const connection = await connect(`unix://${link}`);
    expect(connection).toMatchObject({ outcome: "missing" });
    expect(connection.detail).toEqual({ of: "path", errorCode: "ENOENT", path: link, leadsTo: "/nowhere/docker.sock" });
  });

  it("a file, a folder, a named pipe", async () => {
    const folder = newFolder();
    writeFileSync(join(folder, "file"), "");
    mkdirSync(join(folder, "folder"));
    execFileSync("mkfifo", [join(folder, "fifo")]);
    for (const [name, entry] of [
      ["file", "file"],
      ["folder", "directory"],
      ["fifo", "other"],
    ]) {
      const detail = { of: "entry", entry };
      expect(await connect(`unix://${folder}/${name}`)).toMatchObject({ outcome: "not-a-socket", detail });
    }
  });

  it("a socket that nobody listens on any more", async () => {
    const path = join(newFolder(), "stale.sock");
    const script = `require("net").createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, "SIGKILL"))`;
    expect(() => execFileSync(process.execPath, ["-e", script], { stdio: "ignore" })).toThrow(/./);
    expect(await connect(`unix://${path}`)).toMatchObject({ outcome: "refused", socketPath: path });
  });

  it("a path too long for a socket", async () => {
    expect(await connect(`unix:///${"a".repeat(5000)}`)).toMatchObject({ outcome: "invalid-endpoint" });
  });

  it.each([
    ["context:other", "other", "context"],
    ["ssh://me@host", "ssh", "ssh"],
    ["http://localhost:2375", "other", "unknown-scheme"],
    ["unix://relative/docker.sock", "unix", "relative-path"],
    ["/var/run/docker.sock", "unix", "no-scheme"],
    ["tcp://", "tcp", "host-and-port"],
    ["tcp://host:99999", "tcp", "host-and-port"],
    ["tcp://ho st:1", "tcp", "host-and-port"],
    ["tcp://host:1?x=1", "tcp", "query"],
    ["npipe:////./pipe/docker_engine", "npipe", "named-pipe"],
  ] as const)("%s", async (url, transport, fault) => {
    const connection = await connect(url);
    expect(connection).toMatchObject({ outcome: "invalid-endpoint", transport });
    expect(connection.detail).toMatchObject({ of: "address", fault });
  });
});

describe("over tcp", () => {
  async function listenTcp(serve: (socket: import("node:net").Socket) => void): Promise<number> {
    const server = createServer((socket) => {
      socket.on("error", () => undefined);
      serve(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const address = server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  it("refused", async () => {
    expect(await connect("tcp://127.0.0.1:1")).toMatchObject({ outcome: "refused", transport: "tcp" });
  });

  it("a name that does not exist", async () => {
    expect(await connect("tcp://engine.invalid:2375", {}, 5000)).toMatchObject({ outcome: "unreachable" });
  });

  it("accepts and never answers", async () => {
    const port = await listenTcp(() => undefined);
    expect(await connect(`tcp://127.0.0.1:${port}`)).toMatchObject({ outcome: "timeout" });
  });

  it("an engine that wants TLS and gets none", async () => {
    const port = await listenTcp((socket) => {
      const body = "Client sent an HTTP request to an HTTPS server.\n";
      socket.end(`HTTP/1.0 400 Bad Request\r\n\r\n${body}`);
    });
    expect(await connect(`tcp://127.0.0.1:${port}`)).toMatchObject({ outcome: "tls-failed" });
  });

  it("TLS is wanted and plain HTTP is spoken", async () => {
    const port = await listenTcp((socket) => {
      socket.once("data", () => socket.end("HTTP/1.0 400 Bad Request\r\n\r\n"));
    });
    const env = { DOCKER_TLS_VERIFY: "1", DOCKER_CERT_PATH: newFolder() };
    expect(await connect(`tcp://127.0.0.1:${port}`, env, 3000)).toMatchObject({ outcome: "tls-failed" });
  });

  it.each(["a pipe", "a folder", "what is too large"])(
    "%s in the place of a certificate is read by nobody",
    async (what) => {
      const folder = newFolder();
      const file = join(folder, "ca.pem");
      if (what === "a pipe") execFileSync("mkfifo", [file]);
      else if (what === "a folder") mkdirSync(file);
      else writeFileSync(file, Buffer.alloc(1024 ** 2 + 1));
      const env = { DOCKER_TLS_VERIFY: "1", DOCKER_CERT_PATH: folder };
      expect(await connect("tcp://127.0.0.1:1", env)).toMatchObject({ outcome: "tls-failed" });
    },
  );

  it("an engine that answers, IPv6 and user-info", async () => {
    const port = await listenTcp((socket) => {
      socket.once("data", (data) => {
        const isPing = data.toString().startsWith("GET /_ping");
        const body = isPing ? "OK" : JSON.stringify({ Version: "1", ApiVersion: "1.41" });
        socket.end(`HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
      });
    });
    expect(await connect(`tcp://127.0.0.1:${port}`)).toMatchObject({ outcome: "answered", version: "1" });
    expect(await connect(`127.0.0.1:${port}`)).toMatchObject({ outcome: "answered" });
    expect(await connect("tcp://[::1]:1")).toMatchObject({ outcome: expect.stringMatching(/refused|unreachable/) });
  });
});
