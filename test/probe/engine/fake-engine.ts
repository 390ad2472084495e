import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createNetServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

export interface FakeEngine {
  readonly socketPath: string;
  readonly url: string;
  /** `GET /_ping`, in the order of arrival. */
  readonly requests: string[];
  readonly bodies: string[];
  readonly headers: IncomingMessage["headers"][];
  /** Connections that are open now. */
  readonly connections: () => number;
}

export type Answer = { readonly status?: number; readonly headers?: Record<string, string>; readonly body?: unknown };
/** Answers by `METHOD /path`; a function answers by hand. */
export type Routes = Readonly<
  Record<string, Answer | ((request: IncomingMessage, response: ServerResponse, body: string) => void)>
>;

export const DOCKER_HEADERS = { "api-version": "1.41", server: "Docker/20.10.24 (linux)" };

export const HEALTHY: Routes = {
  "GET /_ping": { headers: DOCKER_HEADERS, body: "OK" },
  "GET /version": {
    body: {
      Version: "20.10.24+dfsg1",
      ApiVersion: "1.41",
      MinAPIVersion: "1.12",
      Os: "linux",
      Arch: "amd64",
      KernelVersion: "6.1.0",
      Platform: { Name: "" },
      Components: [{ Name: "Engine" }, { Name: "containerd" }],
    },
  },
};

export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "probe-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** An HTTP server on a unix socket. */
export async function fakeEngine(routes: Routes): Promise<FakeEngine> {
  const requests: string[] = [];
  const bodies: string[] = [];
  const headers: IncomingMessage["headers"][] = [];
  const server = createHttpServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const line = `${request.method} ${request.url}`;
      const body = Buffer.concat(parts).toString();
      requests.push(line);
      bodies.push(body);
      headers.push(request.headers);
      const route = routes[line] ??
        routes[line.split("?")[0] ?? ""] ?? { status: 404, body: { message: "page not found" } };
      if (typeof route === "function") return route(request, response, body);
      const isText = typeof route.body === "string";
      response.writeHead(route.status ?? 200, {
        "content-type": isText ? "text/plain" : "application/json",
        ...route.headers,
      });
      response.end(isText ? route.body : JSON.stringify(route.body ?? null));
    });
  });
  return { ...(await listen(server)), requests, bodies, headers };
}

/** A bare server on a unix socket: whatever `serve` does with a connection. */
export async function rawEngine(serve: (socket: Socket) => void): Promise<FakeEngine> {
  const server = createNetServer((socket) => {
    socket.on("error", () => undefined);
    socket.resume();
    serve(socket);
  });
  return { ...(await listen(server)), requests: [], bodies: [], headers: [] };
}

async function listen(server: Server): Promise<Pick<FakeEngine, "socketPath" | "url" | "connections">> {
  const socketPath = join(newFolder(), "docker.sock");
  const open = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  );
  return { socketPath, url: `unix://${socketPath}`, connections: () => open.size };
}
