import type { AddressFault, ConnectionDetail, EngineConnection } from "../../contract/index.js";
import { SOCKET_PATH } from "../../requirements.js";

/** Where the engine is. */
export type ValidEndpoint =
  | { readonly transport: "unix"; readonly socketPath: string }
  | { readonly transport: "npipe"; readonly socketPath: string }
  | {
      readonly transport: "tcp";
      /** As in a URL: IPv6 in brackets. */
      readonly host: string;
      readonly port: number;
      /** Path before the API's own paths, without a slash at the end. */
      readonly pathPrefix: string;
      readonly tls: boolean;
    };

/** Where the engine is, or why its URL does not say. */
export type Endpoint =
  | ValidEndpoint
  | {
      readonly transport: EngineConnection["transport"];
      readonly invalid: Extract<ConnectionDetail, { readonly of: "address" }>;
    };

const PLAIN_PORT = 2375;
const TLS_PORT = 2376;
const PIPE = "//./pipe/docker_engine";

/**
 * Reads an engine's URL by the docker client's rules: `unix://PATH`, `tcp://HOST[:PORT]` (the scheme may be left out),
 * `npipe://`; TLS when DOCKER_TLS_VERIFY is set. Answers for every text.
 */
export function readEndpoint(url: string, env: NodeJS.ProcessEnv): Endpoint {
  const text = url.trim();
  if (text === "") return { transport: "unix", socketPath: SOCKET_PATH.value };
  if (text.startsWith("context:")) {
    return { transport: "other", invalid: fault("context", text.slice("context:".length)) };
  }
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  const rest = scheme === undefined ? text : text.slice(scheme.length + "://".length);
  if (scheme === "unix") return readUnix(rest);
  if (scheme === undefined && text.startsWith("/")) {
    return { transport: "unix", invalid: fault("no-scheme", text) };
  }
  if (scheme === undefined || scheme === "tcp") return readTcp(rest, env);
  if (scheme === "npipe") return readPipe(rest);
  if (scheme === "ssh") {
    return { transport: "ssh", invalid: fault("ssh") };
  }
  return { transport: "other", invalid: fault("unknown-scheme", scheme) };
}

function fault(why: AddressFault, part?: string): Extract<ConnectionDetail, { readonly of: "address" }> {
  return { of: "address", fault: why, ...(part === undefined ? {} : { part }) };
}

function readUnix(path: string): Endpoint {
  const socketPath = path === "" ? SOCKET_PATH.value : path;
  if (!socketPath.startsWith("/")) {
    return { transport: "unix", invalid: fault("relative-path", socketPath) };
  }
  return { transport: "unix", socketPath };
}

function readPipe(path: string): Endpoint {
  if (process.platform === "win32") return { transport: "npipe", socketPath: path === "" ? PIPE : path };
  return { transport: "npipe", invalid: fault("named-pipe") };
}

function readTcp(address: string, env: NodeJS.ProcessEnv): Endpoint {
  const tls = (env["DOCKER_TLS_VERIFY"] ?? "") !== "";
  const invalid = (why: AddressFault): Endpoint => ({ transport: "tcp", invalid: fault(why) });
  const withHost = address.startsWith(":") ? `localhost${address}` : address;
  const url = parseHttpUrl(withHost);
  if (url === undefined) return invalid("host-and-port");
  if (url.search !== "" || url.hash !== "") return invalid("query");
  const port = /(?:^|@)(?:\[[^\]]*\]|[^:/[\]@]*):(\d+)(?:\/|$)/.exec(withHost)?.[1];
  return {
    transport: "tcp",
    host: url.hostname,
    port: port === undefined ? (tls ? TLS_PORT : PLAIN_PORT) : Number(port),
    pathPrefix: url.pathname.replace(/\/+$/, ""),
    tls,
  };
}

function parseHttpUrl(address: string): URL | undefined {
  try {
    const url = new URL(`http://${address}`);
    return url.hostname === "" ? undefined : url;
  } catch {
    return undefined;
  }
}
