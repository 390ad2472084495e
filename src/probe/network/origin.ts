import type { Socket } from "node:net";
import type { Client } from "undici";
import type { CertificateFact, HopFact } from "../../contract/index.js";
import {
  authorityOf,
  type Connection,
  forwardAuthorization,
  openConnection,
  type Resolve,
  type Route,
} from "./connection.js";
import { failureCode } from "../../judge/network/rules.js";
import { asStep, shareWork, type SharedWork } from "../steps.js";
import { failedHop, HopError } from "./failure.js";
import { abortReason, createLanes, LimitReached, pause, withinLimit } from "./limit.js";
import { lateTlsFailure } from "./tls.js";

export type HttpMethod = "GET" | "HEAD" | "POST";

export interface HttpQuestion {
  readonly method: HttpMethod;
  /** Path and query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** What is posted. */
  readonly body?: string;
  /** How much of the answer's body is read; the rest is thrown away with the connection. Default 64 KiB. */
  readonly bodyLimitBytes?: number;
}

export interface HttpAnswer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
  /** The body was longer than the limit. */
  readonly truncated: boolean;
  /** Until the headers came. */
  readonly durationMs: number;
}

/** How the first connection to an origin came about. */
export interface OriginReport {
  readonly hops: readonly HopFact[];
  readonly addresses: readonly string[];
  readonly proxyAddresses?: readonly string[];
  readonly certificate?: CertificateFact;
}

/** One server by one way: connects layer by layer, keeps a few connections, and speaks HTTP over them. */
export interface Origin {
  readonly route: Route;
  /** Connects if nobody has yet. @throws HopError */
  open(signal: AbortSignal): Promise<OriginReport>;
  /** Opens connections ahead of need, in the background, up to `count` in all. */
  warm(count: number): void;
  /** @throws HopError for every failure of the network */
  request(question: HttpQuestion, signal: AbortSignal): Promise<HttpAnswer>;
  close(): void;
}

/** Requests under way at one origin. */
const LANES = 6;
const BODY_LIMIT_BYTES = 64 * 1024;
/** Idle connections are closed after this time. */
const IDLE_LIMIT_MS = 15_000;
/** The share of the limit that is as long as all of it: who waits for a turn comes a moment after those who are asked. */
const AS_LONG = 0.9;
/** A first connection that is reset is tried once more after this time. */
const RESET_RETRY_MS = 200;

interface Line {
  readonly client: Client;
  readonly socket: Socket;
  /** Has already answered a request. */
  used: boolean;
  /** What the socket itself complained about. */
  readonly socketError: () => unknown;
}

export interface OriginOptions {
  readonly limitMs: number;
  /** Ends everything. */
  readonly lifetime: AbortSignal;
  readonly resolve: Resolve;
}

/** An origin that has not connected yet. */
// oxlint-disable-next-line max-lines-per-function -- the steps of one pool, which share its sockets and lines
export function createOrigin(route: Route, options: OriginOptions): Origin {
  const { limitMs, lifetime, resolve } = options;
  const ready: Socket[] = [];
  const idle: Line[] = [];
  const lines = new Set<Line>();
  const lanes = createLanes(LANES);
  /** Connections on their way that nobody has claimed yet. */
  const coming = new Set<SharedWork<Socket>>();
  let connecting = 0;
  let asking = 0;
  let isDead = false;
  let first: SharedWork<OriginReport> | undefined;
  /** Paths that had no answer within the limit: nobody waits for them again. */
  const silent = new Set<string>();
  /** When the last answer came. */
  let answeredMs = performance.now();

  async function connect(): Promise<Connection> {
    connecting += 1;
    try {
      return await openConnection(route, limitMs, lifetime, resolveThenLoad);
    } finally {
      connecting -= 1;
    }
  }

  function connectMore(): SharedWork<Socket> {
    return shareWork(async () => (await connect()).socket);
  }

  /** The client is loaded while the connection is made, and not at all where no name is found. */
  async function resolveThenLoad(...question: Parameters<Resolve>): Promise<readonly string[]> {
    const addresses = await resolve(...question);
    loadClient().catch(() => undefined);
    return addresses;
  }

  async function openFirst(): Promise<OriginReport> {
    const { socket, ...report } = await connect().catch(async (error: unknown) => {
      if (!(error instanceof HopError) || !isReset(error)) throw error;
      await pause(RESET_RETRY_MS, lifetime);
      return connect();
    });
    keep(socket);
    return report;
  }

  function keep(socket: Socket): void {
    if (lifetime.aborted) {
      socket.destroy();
      return;
    }
    const leave = (): void => {
      const index = ready.indexOf(socket);
      if (index !== -1) ready.splice(index, 1);
    };
    socket.on("error", () => undefined);
    socket.once("close", leave);
    socket.setTimeout(IDLE_LIMIT_MS, () => {
      if (ready.includes(socket)) socket.destroy();
    });
    ready.push(socket);
  }

  async function takeLine(signal: AbortSignal): Promise<Line> {
    for (let line = idle.pop(); line !== undefined; line = idle.pop()) {
      if (!line.client.destroyed && !line.socket.destroyed) return line;
      drop(line);
    }
    for (let socket = ready.pop(); socket !== undefined; socket = ready.pop()) {
      if (!socket.destroyed && socket.readable && socket.writable) return newLine(socket);
      socket.destroy();
    }
    const [next] = coming;
    if (next !== undefined) coming.delete(next);
    const opening = next ?? connectMore();
    // Whoever comes next gets the connection if this asker has left meanwhile.
    const socket = await opening.join(signal).catch((error: unknown) => {
      opening.result.then(keep, () => undefined);
      throw error;
    });
    return newLine(socket);
  }

  async function newLine(socket: Socket): Promise<Line> {
    let socketError: unknown;
    socket.on("error", (error) => {
      socketError ??= error;
    });
    socket.setTimeout(0);
    const { Client } = await loadClient();
    let given = false;
    const client = new Client(`${route.scheme}://${authorityOf(route.host, route.port)}`, {
      connect(_options, callback) {
        const isUsable = !given && !socket.destroyed;
        given = true;
        // The client does not notice a socket that it is handed before `connect` has returned.
        queueMicrotask(() => {
          if (isUsable) callback(null, socket);
          else callback(Object.assign(new Error("the connection was closed"), { code: "ECONNRESET" }), null);
        });
      },
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: IDLE_LIMIT_MS,
    });
    const line: Line = { client, socket, used: false, socketError: () => socketError };
    lines.add(line);
    client.on("disconnect", () => drop(line));
    client.on("connectionError", () => drop(line));
    if (lifetime.aborted) {
      drop(line);
      throw abortReason(lifetime);
    }
    return line;
  }

  function drop(line: Line): void {
    lines.delete(line);
    const index = idle.indexOf(line);
    if (index !== -1) idle.splice(index, 1);
    line.client.destroy().catch(() => undefined);
    line.socket.destroy();
  }

  async function exchange(question: HttpQuestion, signal: AbortSignal): Promise<HttpAnswer> {
    for (;;) {
      const line = await takeLine(signal);
      const wasUsed = line.used;
      try {
        const answer = await asStep(stepOf(question), () => speak(line, question, signal));
        answeredMs = performance.now();
        line.used = true;
        if (lines.has(line) && !answer.truncated && !line.socket.destroyed) idle.push(line);
        else drop(line);
        return answer;
      } catch (error) {
        drop(line);
        if (signal.aborted) throw abortReason(signal);
        const failure = httpFailure(error, limitMs);
        // A server may close a kept connection at the very moment it is used again.
        if (wasUsed && isReset(failure)) continue;
        if (failure.hop === "http" && failure.stop.kind === "silence") silent.add(pathnameOf(question));
        throw failure;
      }
    }
  }

  async function speak(line: Line, question: HttpQuestion, signal: AbortSignal): Promise<HttpAnswer> {
    const started = performance.now();
    const forward = forwardAuthorization(route);
    const isForwarded = route.scheme === "http" && route.proxy !== undefined;
    const base = isForwarded ? `http://${authorityOf(route.host, route.port)}` : "";
    try {
      const response = await withinLimit(limitMs, signal, (inner) =>
        line.client.request({
          method: question.method,
          path: `${base}${question.path}`,
          headers: {
            "user-agent": "runner-preflight",
            ...question.headers,
            ...(forward === undefined ? {} : { "proxy-authorization": forward }),
          },
          ...(question.body === undefined ? {} : { body: question.body }),
          signal: inner,
          // Without this the client closes the connection after every HEAD.
          reset: false,
        }),
      );
      const durationMs = Math.round(performance.now() - started);
      const limit = question.bodyLimitBytes ?? BODY_LIMIT_BYTES;
      const { body, truncated } = await withinLimit(limitMs, signal, (inner) => readBody(response.body, limit, inner));
      return { status: response.statusCode, headers: response.headers, body, truncated, durationMs };
    } catch (error) {
      const tlsFailure = lateTlsFailure(error) ?? lateTlsFailure(line.socketError());
      throw tlsFailure ?? error;
    }
  }

  function stepOf(question: HttpQuestion): Parameters<typeof asStep>[0] {
    const { host, port } = route;
    return { hop: "http", host, port, asked: `${question.method} ${pathnameOf(question)}` };
  }

  /** Asks, unless that has been waited for in vain before, or nobody was answered while this waited for its turn. */
  async function exchangeUnlessSilent(
    question: HttpQuestion,
    signal: AbortSignal,
    queuedMs: number,
  ): Promise<HttpAnswer> {
    const isSilent = answeredMs < queuedMs && performance.now() - queuedMs >= limitMs * AS_LONG;
    if (isSilent || silent.has(pathnameOf(question))) throw new HopError("http", { kind: "silence", limitMs });
    return exchange(question, signal);
  }

  async function open(signal: AbortSignal): Promise<OriginReport> {
    first ??= shareWork(openFirst);
    first.result.catch(() => {
      isDead = true;
    });
    return first.join(signal);
  }

  function warm(count: number): void {
    const missing = isDead ? 0 : count - lines.size - ready.length - connecting;
    for (let index = 0; index < missing; index += 1) {
      const opening = connectMore();
      coming.add(opening);
      void keepUnlessClaimed(opening);
    }
  }

  async function keepUnlessClaimed(opening: SharedWork<Socket>): Promise<void> {
    try {
      const socket = await opening.result;
      if (coming.delete(opening)) keep(socket);
    } catch {
      coming.delete(opening);
    }
  }

  return {
    route,
    open,
    warm,
    async request(question, signal) {
      asking += 1;
      try {
        // Those who ask side by side do not wait for one another's connection.
        if (asking > 1) warm(Math.min(asking, LANES));
        const report = await open(signal);
        const queuedMs = performance.now();
        const answer = lanes(signal, () => exchangeUnlessSilent(question, signal, queuedMs));
        return await answer.catch((error: unknown) => {
          // A connection that HTTP failed on has come as far as the first one did.
          if (error instanceof HopError) error.way ??= report;
          throw error;
        });
      } finally {
        asking -= 1;
      }
    },
    close() {
      for (const line of lines) drop(line);
      for (const socket of ready.splice(0)) socket.destroy();
    },
  };
}

let undici: Promise<typeof import("undici")> | undefined;

/** Loaded with the first connection: no command that asks nothing pays for it. */
function loadClient(): Promise<typeof import("undici")> {
  undici ??= import("undici");
  return undici;
}

async function readBody(
  stream: NodeJS.ReadableStream & { destroy(): unknown },
  limitBytes: number,
  signal: AbortSignal,
): Promise<{ body: Buffer; truncated: boolean }> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    if (signal.aborted) throw abortReason(signal);
    const bytes = Buffer.from(chunk);
    chunks.push(bytes.subarray(0, limitBytes - length));
    length += bytes.length;
    if (length > limitBytes) {
      stream.destroy();
      return { body: Buffer.concat(chunks), truncated: true };
    }
  }
  return { body: Buffer.concat(chunks), truncated: false };
}

function pathnameOf({ path }: HttpQuestion): string {
  return path.split("?", 1)[0] ?? path;
}

function isReset({ hop, stop }: HopError): boolean {
  return failureCode(hop, stop) === "connection-reset";
}

function httpFailure(error: unknown, limitMs: number): HopError {
  if (error instanceof HopError) return error;
  if (error instanceof LimitReached) return new HopError("http", { kind: "silence", limitMs });
  return failedHop("http", error);
}
