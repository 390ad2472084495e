import { lstat, readlink, realpath, stat } from "node:fs/promises";
import type { ConnectionDetail, ConnectionOutcome, EngineConnection, Origin } from "../../contract/index.js";
import { groupName, userName } from "../accounts.js";
import { shortenForeign } from "../../secrets/shorten.js";
import { withLimit } from "../limit.js";
import { codeOf, type EngineClient, type EngineReply } from "./client.js";
import { decodeVersion, type VersionFact } from "./decode.js";
import type { Endpoint, ValidEndpoint } from "./endpoint.js";
import { outcomeOf } from "./failure.js";
import { withoutUndefined } from "./json.js";
import { jsonOf, messageOf } from "./reply.js";

/** Where to look, and through what. */
export interface ConnectionTarget {
  readonly endpoint: Endpoint;
  /** For a valid endpoint. */
  readonly client?: EngineClient;
  /** As shown: without user-info. */
  readonly shown: string;
  readonly origin: Origin;
}

type Seen = { readonly outcome: ConnectionOutcome; readonly detail?: ConnectionDetail } & VersionFact;
type SocketFact = Pick<
  EngineConnection,
  "socketPath" | "resolvedSocketPath" | "socketMode" | "socketOwner" | "socketGroup"
>;

/** Connects to the engine and asks `/_ping` and `/version`; every state of the socket is an answer. */
export async function readConnection(
  target: ConnectionTarget,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<EngineConnection> {
  const { endpoint, client, shown, origin } = target;
  const startedMs = performance.now();
  const base = { endpoint: shown, origin, transport: endpoint.transport };
  const finish = (seen: Seen, socket: SocketFact = {}): EngineConnection =>
    withoutUndefined({ ...base, ...seen, ...socket, durationMs: Math.round(performance.now() - startedMs) });

  if ("invalid" in endpoint || client === undefined) {
    return finish({ outcome: "invalid-endpoint", ...("invalid" in endpoint && { detail: endpoint.invalid }) });
  }
  let connected = false;
  let socket: SocketFact = {};
  const look = async (limited: AbortSignal): Promise<Seen> => {
    if (endpoint.transport === "unix") {
      const found = await readSocket(endpoint.socketPath);
      socket = found.socket;
      if (found.problem !== undefined) return found.problem;
    }
    return askVersion(client, endpoint, limited, () => {
      connected = true;
    });
  };
  const seen = await withLimit(timeoutMs, signal, look, () => timedOut(endpoint, connected, timeoutMs));
  return finish(seen, socket);
}

function timedOut(endpoint: ValidEndpoint, connected: boolean, timeoutMs: number): Seen {
  const silence = { of: "silence", limitMs: timeoutMs, isConnected: connected } as const;
  if (endpoint.transport === "tcp" && !connected)
    return { outcome: "unreachable", detail: { ...silence, address: `${endpoint.host}:${endpoint.port}` } };
  return { outcome: "timeout", detail: silence };
}

async function askVersion(
  client: EngineClient,
  endpoint: ValidEndpoint,
  signal: AbortSignal,
  onConnect: () => void,
): Promise<Seen> {
  try {
    const ping = await client({ method: "GET", path: "/_ping", limitBytes: 64 * 1024, onConnect }, signal);
    const refusal = judgePing(ping, endpoint);
    if (refusal !== undefined) return refusal;
    const reply = await client({ method: "GET", path: "/version", onConnect }, signal);
    const version = reply.status === 200 ? decodeVersion(jsonOf(reply)) : undefined;
    if (version !== undefined) return { outcome: "answered", ...version };
    if (!isDocker(ping)) return { outcome: "not-docker", detail: stranger(reply) };
    return { outcome: "error", detail: answered(reply, "/version") };
  } catch (error) {
    return outcomeOf(error, endpoint);
  }
}

/** What the answer to `/_ping` rules out; `undefined` if an engine may be there. */
function judgePing(ping: EngineReply, endpoint: ValidEndpoint): Seen | undefined {
  if (ping.status === 200) return undefined;
  if (ping.status === 400 && endpoint.transport === "tcp" && /HTTP request to an HTTPS server/i.test(ping.body)) {
    return { outcome: "tls-failed", detail: { of: "tls-wanted", words: messageOf(ping) } };
  }
  if (ping.status >= 500 || isDocker(ping)) return { outcome: "error", detail: answered(ping, "/_ping") };
  return { outcome: "not-docker", detail: stranger(ping) };
}

function isDocker(reply: EngineReply): boolean {
  return reply.headers["api-version"] !== undefined || /\b(?:docker|libpod)\b/i.test(reply.headers["server"] ?? "");
}

/** What an engine said in the place of what it was asked for. */
function answered(reply: EngineReply, path: "/_ping" | "/version"): ConnectionDetail {
  const { status } = reply;
  return { of: "answer", path, status, ...(status === 200 ? {} : { words: messageOf(reply) }) };
}

/** What something that is no engine said of itself; without its words, which may be a whole page. */
function stranger({ status, headers }: EngineReply): ConnectionDetail {
  const { server, "content-type": mediaType } = headers;
  return {
    of: "stranger",
    status,
    ...(server ? { server: shortenForeign(server, 100) } : {}),
    ...(mediaType ? { mediaType: shortenForeign(mediaType, 100) } : {}),
  };
}

/** Looks at a unix socket without connecting. */
async function readSocket(path: string): Promise<{ readonly socket: SocketFact; readonly problem?: Seen }> {
  const socket: SocketFact = { socketPath: path };
  try {
    const found = await stat(path);
    const resolvedSocketPath = await realpath(path).catch(() => undefined);
    const known = withoutUndefined({
      ...socket,
      resolvedSocketPath,
      socketMode: (found.mode & 0o7777).toString(8).padStart(4, "0"),
      socketOwner: await userName(found.uid),
      socketGroup: await groupName(found.gid),
    });
    if (found.isSocket()) return { socket: known };
    const entry = found.isDirectory() ? "directory" : found.isFile() ? "file" : "other";
    return { socket: known, problem: { outcome: "not-a-socket", detail: { of: "entry", entry } } };
  } catch (error) {
    return { socket, problem: await unseenSocket(path, error) };
  }
}

async function unseenSocket(path: string, error: unknown): Promise<Seen> {
  const code = codeOf(error) ?? String(error);
  const detail = { of: "path", errorCode: code } as const;
  if (code === "EACCES" || code === "EPERM") return { outcome: "permission-denied", detail: { ...detail, path } };
  if (code === "ENAMETOOLONG" || code === "ERR_INVALID_ARG_VALUE") return { outcome: "invalid-endpoint", detail };
  const link = await lstat(path).then(
    (found) => found.isSymbolicLink(),
    () => false,
  );
  if (!link) return { outcome: "missing", detail: { ...detail, path } };
  const leadsTo = await readlink(path).catch(() => "");
  return { outcome: "missing", detail: { ...detail, path, leadsTo } };
}
