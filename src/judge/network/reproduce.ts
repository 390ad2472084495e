import type { NetworkFailureCode } from "../../contract/index.js";
import { shellLine } from "../../docker/shell.js";

/** Where a request goes, and how. */
export interface Request {
  readonly code: NetworkFailureCode;
  readonly host: string;
  readonly port: number;
  /** The proxy on the way, user-info replaced by `***`. */
  readonly proxy?: string | undefined;
  readonly path: string;
}

const CURL = ["curl", "-sS", "-v", "--max-time", "10"] as const;

/** Failures of which the answer's body tells more. */
const WITH_BODY: ReadonlySet<NetworkFailureCode> = new Set(["not-a-registry", "server-error", "response-timeout"]);

/** `host:port`, with brackets around an IPv6 address. */
export function authority(host: string, port: number): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/** The same request by curl, by the same way; a proxy that wants a password is taken from curl's environment. */
export function curlLine({ host, port, path, proxy, code }: Request): string {
  const way = proxy === undefined ? ["--noproxy", "*"] : proxy.includes("***") ? [] : ["--proxy", proxy];
  const body = WITH_BODY.has(code) ? [] : ["-o", "/dev/null"];
  return shellLine([...CURL, ...body, ...way, `https://${authority(host, port)}${path}`]);
}

/** The same request by curl over plain HTTP. */
export function plainLine({ host, port, path }: Request): string {
  return shellLine([...CURL, `http://${authority(host, port)}${path}`]);
}

/** The TLS handshake with all that the server shows. */
export function handshakeLine({ host, port }: Pick<Request, "host" | "port">): string {
  return `${shellLine(["openssl", "s_client", "-connect", authority(host, port), "-servername", host, "-showcerts"])} </dev/null`;
}

/** The look-up of a name as programs on this host do it. */
export function lookupLine({ host }: Pick<Request, "host">): string {
  return shellLine(["getent", "ahosts", host]);
}
