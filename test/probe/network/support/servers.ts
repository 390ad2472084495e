import { createServer as createHttpServer, type RequestListener } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, connect, createServer as createTcpServer, type Server, type Socket } from "node:net";
import type { SecureContextOptions, TlsOptions } from "node:tls";

export interface Listening {
  readonly port: number;
  /** Connections that are open now. */
  connections(): Promise<number>;
  /** Connections ever accepted. */
  accepted(): number;
  close(): Promise<void>;
}

async function listen(server: Server): Promise<Listening> {
  const sockets = new Set<Socket>();
  let accepted = 0;
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    accepted += 1;
    socket.on("error", () => undefined);
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    accepted: () => accepted,
    connections: () =>
      new Promise((resolve, reject) => {
        server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)));
      }),
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

export function tcpServer(onSocket: (socket: Socket) => void): Promise<Listening> {
  return listen(
    createTcpServer((socket) => {
      onSocket(socket);
      // A socket that nobody reads never learns that its peer has gone.
      socket.resume();
    }),
  );
}

export function httpServer(onRequest: RequestListener): Promise<Listening> {
  return listen(createHttpServer(onRequest));
}

export function httpsServer(
  options: SecureContextOptions & TlsOptions,
  onRequest: RequestListener,
): Promise<Listening> {
  const server = createHttpsServer(options, onRequest);
  server.on("tlsClientError", () => undefined);
  return listen(server);
}

/** A port where nothing listens. */
export async function closedPort(): Promise<number> {
  const server = await tcpServer(() => undefined);
  await server.close();
  return server.port;
}

export type ProxyAnswer =
  "tunnel" | "hang" | "close" | "garbage" | { readonly status: number; readonly headers?: readonly string[] };

export interface TestProxy extends Listening {
  /** Heads of the CONNECT requests so far. */
  readonly heads: readonly string[];
}

/** A CONNECT proxy that leads every name to 127.0.0.1; forwards plain requests to `forwardPort`. */
export async function connectProxy(
  answer: ProxyAnswer = "tunnel",
  hosts: Readonly<Record<string, number>> = {},
): Promise<TestProxy> {
  const heads: string[] = [];
  const server = await tcpServer((socket) => {
    let head = "";
    const onData = (chunk: Buffer): void => {
      head += chunk.toString("latin1");
      if (!head.includes("\r\n\r\n")) return;
      socket.off("data", onData);
      heads.push(head);
      if (answer === "hang") return;
      if (answer === "close") return void socket.destroy();
      if (answer === "garbage") return void socket.end("SSH-2.0-OpenSSH\r\n\r\n");
      if (typeof answer === "object") {
        const lines = [`HTTP/1.1 ${answer.status} Word`, ...(answer.headers ?? []), "Content-Length: 0", "", ""];
        return void socket.end(lines.join("\r\n"));
      }
      const target = /^(?:CONNECT ([^:\s]+):(\d+)|\w+ http:\/\/([^:/\s]+):?(\d*))/.exec(head);
      const name = target?.[1] ?? target?.[3] ?? "";
      const upstream = connect(hosts[name] ?? Number(target?.[2] ?? target?.[4]), "127.0.0.1");
      upstream.on("connect", () => {
        if (target?.[1] === undefined) upstream.write(head);
        else socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
        socket.pipe(upstream).pipe(socket);
      });
      upstream.on("error", () => socket.destroy());
      upstream.on("close", () => socket.destroy());
      socket.on("close", () => upstream.destroy());
    };
    socket.on("data", onData);
  });
  return { ...server, heads };
}

/** Waits until a server has no connection any more. */
export async function untilIdle(server: Listening, limitMs = 2000): Promise<number> {
  const end = Date.now() + limitMs;
  for (;;) {
    const count = await server.connections();
    if (count === 0 || Date.now() > end) return count;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Closes servers. @throws Error if a probe has left a connection open */
export async function closeAll(servers: Listening[]): Promise<void> {
  for (const server of servers.splice(0)) {
    const left = await untilIdle(server);
    await server.close();
    if (left > 0) throw new Error(`${left} connections were left open`);
  }
}
