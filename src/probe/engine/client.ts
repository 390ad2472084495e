import { Agent as HttpAgent, type ClientRequest, IncomingMessage } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { join } from "node:path";
import type Dockerode from "dockerode";
import { LIMITS } from "../../contract/index.js";
import { readBoundedBeside } from "../bounded-file.js";
import { ownHome } from "../home.js";
import type { ValidEndpoint } from "./endpoint.js";

/** One request to the engine's API. */
export interface EngineRequest {
  readonly method: "GET" | "POST" | "DELETE";
  /** Without version prefix, query and host. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: Readonly<Record<string, unknown>>;
  /** Becomes X-Registry-Auth: base64url with padding (the engine ignores it silently without). */
  readonly credential?: { readonly username: string; readonly password: string; readonly serveraddress: string };
  /** The engine changes nothing for it, so that it can be sent again; so is every GET. */
  readonly isHarmless?: true;
  /** More than this is not read; 1 MiB by default. */
  readonly limitBytes?: number;
  /** Takes the body of a 200 piece by piece, in place of keeping it; what it throws ends the request. */
  readonly onChunk?: (chunk: Buffer) => void;
  /** Called once the connection to the engine stands. */
  readonly onConnect?: () => void;
}

/** Whatever the engine answered, of any status. */
export interface EngineReply {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The body was longer than the limit; the rest is missing. */
  readonly truncated: boolean;
}

/** Asks the engine. Rejects with the system's error if there was no whole answer. */
export type EngineClient = (request: EngineRequest, signal: AbortSignal) => Promise<EngineReply>;

const LIMIT_BYTES = 1024 ** 2;
const EVERY_STATUS: Record<number, boolean> = Object.fromEntries(
  Array.from({ length: 900 }, (_unused, index) => [index + 100, true]),
);

interface TlsFiles {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
}

/** A client for a valid endpoint. Loads dockerode with the first request; holds no connection between requests. */
export function engineClient(endpoint: ValidEndpoint, env: NodeJS.ProcessEnv): EngineClient {
  let files: Promise<TlsFiles> | undefined;
  return async (request, signal) => {
    const usesTls = endpoint.transport === "tcp" && endpoint.tls;
    files ??= usesTls ? readTlsFiles(env) : Promise.resolve({});
    const [Docker, tlsFiles] = await Promise.all([loadDockerode(), files]);
    signal.throwIfAborted();
    const agent = watchedAgent(usesTls, request.onConnect);
    try {
      const docker = construct(Docker, endpoint, tlsFiles, agent);
      const response = await dial(docker, endpoint, request, signal);
      return await readReply(response, request, signal);
    } finally {
      agent.destroy();
    }
  };
}

let loading: Promise<typeof Dockerode> | undefined;

/** Loads the client's package, once. On a slow host that takes a while, which must not count as the engine's silence. */
export function loadDockerode(): Promise<typeof Dockerode> {
  loading ??= (async () => {
    // With DEBUG set, dockerode prints every request to stderr, X-Registry-Auth included.
    const debug = process.env["DEBUG"];
    delete process.env["DEBUG"];
    try {
      return (await import("dockerode")).default;
    } finally {
      if (debug !== undefined) process.env["DEBUG"] = debug;
    }
  })();
  return loading;
}

/** The files that the docker client reads for TLS; those that are missing are left out as the client does. */
async function readTlsFiles(env: NodeJS.ProcessEnv): Promise<TlsFiles> {
  const folder = env["DOCKER_CERT_PATH"] ?? join(ownHome(env), ".docker");
  const [ca, cert, key] = await Promise.all(
    ["ca.pem", "cert.pem", "key.pem"].map((name) => readTlsFile(join(folder, name))),
  );
  return { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) };
}

async function readTlsFile(path: string): Promise<Buffer | undefined> {
  const refuse = (problem: string): never => {
    throw Object.assign(new Error(`${path}: ${problem}`), { code: "ERR_TLS_FILES" });
  };
  const file = await readBoundedBeside(path, LIMITS.textBytes).catch((error: unknown) =>
    codeOf(error) === "ENOENT" ? undefined : refuse(String(codeOf(error))),
  );
  if (file === undefined || file.of === "read") return file?.bytes;
  return refuse(file.of === "too-large" ? "larger than 1 MiB" : "no regular file");
}

/** The code of a system or Node error. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

/** Node's agents have this method, its types do not. */
interface RequestTaker {
  addRequest(request: ClientRequest, ...rest: readonly unknown[]): void;
}

/**
 * An agent for one request. docker-modem follows redirects wherever they lead, and throws out of reach on unknown
 * schemes; an engine never redirects for good, so the address is taken out of the answer before docker-modem sees it.
 */
function watchedAgent(usesTls: boolean, onConnect: (() => void) | undefined): HttpAgent {
  const agent = usesTls ? new HttpsAgent({ keepAlive: false }) : new HttpAgent({ keepAlive: false });
  const taker = agent as HttpAgent & RequestTaker;
  const addRequest = taker.addRequest.bind(agent);
  taker.addRequest = (request, ...rest) => {
    request.prependOnceListener("response", (response) => {
      delete response.headers.location;
    });
    request.once("socket", (socket) => {
      if (socket.connecting) socket.once("connect", () => onConnect?.());
      else onConnect?.();
    });
    addRequest(request, ...rest);
  };
  return agent;
}

function construct(Docker: typeof Dockerode, endpoint: ValidEndpoint, tlsFiles: TlsFiles, agent: HttpAgent): Dockerode {
  // docker-modem reads DOCKER_HOST even when it is told where the engine is, and prefers it; or throws if it is malformed.
  const dockerHost = process.env["DOCKER_HOST"];
  delete process.env["DOCKER_HOST"];
  try {
    return new Docker(optionsFor(endpoint, tlsFiles, agent));
  } finally {
    if (dockerHost !== undefined) process.env["DOCKER_HOST"] = dockerHost;
  }
}

/** The types of dockerode do not know `agent`; docker-modem does. */
function optionsFor(
  endpoint: ValidEndpoint,
  tlsFiles: TlsFiles,
  agent: HttpAgent,
): Dockerode.DockerOptions & { readonly agent: HttpAgent } {
  if (endpoint.transport !== "tcp") return { socketPath: endpoint.socketPath, agent };
  const protocol = endpoint.tls ? "https" : "http";
  return { protocol, host: `${protocol}://${endpoint.host}`, port: endpoint.port, agent, ...tlsFiles };
}

function dial(
  docker: Dockerode,
  endpoint: ValidEndpoint,
  request: EngineRequest,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const prefix = "pathPrefix" in endpoint ? endpoint.pathPrefix : "";
  return new Promise((resolve, reject) => {
    docker.modem.dial(
      {
        // docker-modem takes a path with a question mark at its end as a wish for a query.
        path: `${prefix}${request.path}${request.query === undefined ? "" : "?"}`,
        method: request.method,
        options: {
          ...(request.query === undefined ? {} : { _query: request.query }),
          ...(request.body === undefined ? {} : { _body: request.body }),
        },
        ...(request.credential === undefined ? {} : { authconfig: { ...request.credential } }),
        abortSignal: signal,
        isStream: true,
        statusCodes: EVERY_STATUS,
      },
      (error, result) => {
        if (error !== null && error !== undefined) reject(error);
        else if (result instanceof IncomingMessage) resolve(result);
        else reject(new Error("no HTTP answer"));
      },
    );
  });
}

async function readReply(
  response: IncomingMessage,
  { limitBytes = LIMIT_BYTES, onChunk }: EngineRequest,
  signal: AbortSignal,
): Promise<EngineReply> {
  const onAbort = (): void => {
    response.destroy();
  };
  signal.addEventListener("abort", onAbort, { once: true });
  const chunks: Buffer[] = [];
  let length = 0;
  let truncated = false;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      if (onChunk !== undefined && response.statusCode === 200) {
        onChunk(chunk);
        continue;
      }
      chunks.push(chunk);
      length += chunk.length;
      if (length > limitBytes) {
        truncated = true;
        break;
      }
    }
    signal.throwIfAborted();
  } finally {
    signal.removeEventListener("abort", onAbort);
    response.destroy();
  }
  return {
    status: response.statusCode ?? 0,
    headers: Object.fromEntries(
      Object.entries(response.headers).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.join(", ") : (value ?? ""),
      ]),
    ),
    body: Buffer.concat(chunks).subarray(0, limitBytes).toString("utf8"),
    truncated,
  };
}
