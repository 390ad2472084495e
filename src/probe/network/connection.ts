import { isIP, type Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type { CertificateFact, HopFact } from "../../contract/index.js";
import { resolveHost } from "./dns.js";
import { shortened } from "../../secrets/shorten.js";
import { asStep } from "../steps.js";
import { HopError } from "./failure.js";
import { abortReason, withinLimit } from "./limit.js";
import { parseProxyUrl, shownProxy } from "./proxy-choice.js";
import { PUBLIC_TRUST, type Trust } from "./roots.js";
import { connectTcp } from "./tcp.js";
import { NotTls, secure } from "./tls.js";
import { openTunnel, proxyAuthorization } from "./tunnel.js";

/** Where a connection goes, and how. */
export interface Route {
  readonly scheme: "https" | "http";
  readonly host: string;
  readonly port: number;
  readonly proxy?: URL;
  readonly trust: Trust;
  /** Whether the certificate is verified. */
  readonly verify: boolean;
  /** Only addresses of this family are connected to; both by default. */
  readonly family?: 4 | 6;
}

/** Looks up a host's addresses; throws HopError. */
export type Resolve = (host: string, limitMs: number, signal: AbortSignal) => Promise<readonly string[]>;

/** A socket ready for HTTP, and how it came about. */
export interface Connection {
  readonly socket: Socket | TLSSocket;
  readonly hops: readonly HopFact[];
  readonly addresses: readonly string[];
  readonly proxyAddresses?: readonly string[];
  readonly certificate?: CertificateFact;
}

/** `host:port`, with brackets around an IPv6 address. */
export function authorityOf(host: string, port: number): string {
  return isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;
}

/** A `Proxy-Authorization` for requests that a proxy forwards itself (plain HTTP), or `undefined`. */
export function forwardAuthorization(route: Route): string | undefined {
  return route.scheme === "http" && route.proxy !== undefined ? proxyAuthorization(route.proxy) : undefined;
}

/**
 * Connects hop by hop, each with its own limit: DNS and TCP, or the proxy; then TLS.
 * @throws HopError whose `way` tells every hop up to the failing one
 */
// oxlint-disable-next-line max-lines-per-function -- the hops of one connection, which share what was seen on the way
export async function openConnection(
  route: Route,
  limitMs: number,
  signal: AbortSignal,
  resolve: Resolve = resolveHost,
): Promise<Connection> {
  const hops: HopFact[] = [];
  let addresses: readonly string[] = [];
  let proxyAddresses: readonly string[] | undefined;

  const resolveProxy: Resolve = async (...question) => {
    proxyAddresses = await resolve(...question);
    return proxyAddresses;
  };

  async function hop<T>(name: HopFact["hop"], work: () => Promise<T>): Promise<T> {
    const started = performance.now();
    const elapsed = (): number => Math.round(performance.now() - started);
    try {
      const result = await work();
      hops.push({ hop: name, durationMs: elapsed() });
      return result;
    } catch (error) {
      if (error instanceof HopError) hops.push({ hop: name, durationMs: elapsed(), stop: error.stop });
      throw error;
    }
  }

  async function transport(): Promise<Socket> {
    const { proxy, host, port } = route;
    if (proxy !== undefined) {
      const through = route.scheme === "https" ? authorityOf(host, port) : undefined;
      return hop("proxy", () => connectThrough(proxy, through, limitMs, signal, resolveProxy));
    }
    addresses = await hop("dns", async () => ofFamily(await resolve(host, limitMs, signal), route.family));
    return hop("tcp", () => connectAt({ host, port }, addresses, limitMs, signal));
  }

  try {
    const socket = await transport();
    const found = { addresses, ...(proxyAddresses === undefined ? {} : { proxyAddresses }) };
    if (route.scheme === "http") return { socket, hops, ...found };
    const secured = await hop("tls", () => secureOrTellPlain(socket, route, limitMs, signal, transportAgain));
    const { certificate } = secured;
    return { socket: secured.socket, hops, ...found, ...(certificate === undefined ? {} : { certificate }) };
  } catch (error) {
    if (error instanceof HopError) {
      const { certificate } = error;
      error.way = {
        hops,
        addresses,
        ...(proxyAddresses === undefined ? {} : { proxyAddresses }),
        ...(certificate === undefined ? {} : { certificate }),
      };
    }
    throw error;
  }

  function transportAgain(): Promise<Socket> {
    if (route.proxy !== undefined) {
      return connectThrough(route.proxy, authorityOf(route.host, route.port), limitMs, signal, resolve);
    }
    return connectAt(route, addresses, limitMs, signal);
  }
}

/** Connects to the addresses of a host. */
function connectAt(
  { host, port }: Pick<Route, "host" | "port">,
  addresses: readonly string[],
  limitMs: number,
  signal: AbortSignal,
): Promise<Socket> {
  return asStep({ hop: "tcp", host, port }, () => connectTcp(addresses, port, limitMs, signal));
}

function ofFamily(addresses: readonly string[], family: 4 | 6 | undefined): readonly string[] {
  if (family === undefined) return addresses;
  const wanted = addresses.filter((address) => isIP(address) === family);
  if (wanted.length > 0) return wanted;
  throw new HopError("dns", { kind: "no-address", family });
}

/**
 * Connects to a proxy alone, to tell a dead proxy from one that this process cannot use.
 * @throws HopError at hop `proxy`
 */
export async function openProxy(
  proxy: URL,
  limitMs: number,
  signal: AbortSignal,
  resolve: Resolve = resolveHost,
): Promise<Socket> {
  if (proxy.protocol !== "http:" && proxy.protocol !== "https:") {
    throw new HopError("proxy", { kind: "no-such-proxy", proxy: shownProxy(proxy) });
  }
  const { host, port } = placeOfProxy(proxy);
  const socket = await atProxy(proxy, async () => {
    const addresses = await resolve(host, limitMs, signal);
    return connectAt({ host, port }, addresses, limitMs, signal);
  });
  if (proxy.protocol === "http:") return socket;
  const options = { host, context: PUBLIC_TRUST.context(), verify: true, limitMs, signal };
  return atProxy(proxy, async () => (await asStep({ hop: "tls", host, port }, () => secure(socket, options))).socket);
}

function placeOfProxy({ hostname, port, protocol }: URL): Pick<Route, "host" | "port"> {
  const host = hostname.replaceAll(/^\[|\]$/g, "");
  return { host, port: port === "" ? (protocol === "https:" ? 443 : 80) : Number(port) };
}

async function connectThrough(
  proxy: URL,
  authority: string | undefined,
  limitMs: number,
  signal: AbortSignal,
  resolve: Resolve,
): Promise<Socket> {
  const socket = await openProxy(proxy, limitMs, signal, resolve);
  if (authority === undefined) return socket;
  const step = { hop: "proxy", ...placeOfProxy(proxy), asked: `CONNECT ${authority}` } as const;
  await asStep(step, () => openTunnel(socket, authority, proxy, limitMs, signal));
  return socket;
}

/** What stops the way to the proxy stops the hop `proxy`. */
async function atProxy(proxy: URL, work: () => Promise<Socket>): Promise<Socket> {
  try {
    return await work();
  } catch (error) {
    const seen = error instanceof NotTls ? new HopError("tls", { kind: "not-tls", error: error.raw }) : error;
    if (!(seen instanceof HopError) || seen.hop === "proxy" || seen.hop === "http" || seen.stop.kind === "at-proxy") {
      throw seen;
    }
    const { hop, stop, certificate } = seen;
    const shown = certificate === undefined ? {} : { certificate };
    throw new HopError("proxy", { kind: "at-proxy", proxy: shownProxy(proxy), hop, stop, ...shown });
  }
}

async function secureOrTellPlain(
  socket: Socket,
  route: Route,
  limitMs: number,
  signal: AbortSignal,
  again: () => Promise<Socket>,
): ReturnType<typeof secure> {
  const { host, port, trust, verify } = route;
  const options = { host, context: trust.context(), verify, limitMs, signal };
  try {
    return await asStep({ hop: "tls", host, port }, () => secure(socket, options));
  } catch (error) {
    if (!(error instanceof NotTls)) throw error;
    const answer = await firstLine(again, route, Math.min(limitMs, 3000), signal);
    throw new HopError("tls", { kind: "not-tls", error: error.raw, answer });
  }
}

/** The first line that a peer answers to a plain HTTP request; empty if there is none. */
async function firstLine(
  open: () => Promise<Socket>,
  route: Route,
  limitMs: number,
  signal: AbortSignal,
): Promise<string> {
  let socket: Socket | undefined;
  try {
    return await withinLimit(limitMs, signal, async () => {
      socket = await open();
      const opened = socket;
      opened.write(`GET / HTTP/1.1\r\nHost: ${authorityOf(route.host, route.port)}\r\nConnection: close\r\n\r\n`);
      return await new Promise<string>((resolve) => {
        let text = "";
        opened.on("data", (chunk: Buffer) => {
          text += chunk.toString("latin1");
          if (text.includes("\n") || text.length > 1024) resolve(shortened(text.split("\n", 1)[0] ?? "", 80));
        });
        opened.on("error", () => resolve(shortened(text, 80)));
        opened.on("close", () => resolve(shortened(text, 80)));
      });
    });
  } catch {
    if (signal.aborted) throw abortReason(signal);
    return "";
  } finally {
    socket?.destroy();
  }
}

/** A proxy setting as URL. @throws HopError if it is none */
export function proxyUrl(text: string): URL {
  const url = parseProxyUrl(text);
  if (url === undefined) throw new HopError("proxy", { kind: "no-such-proxy" });
  return url;
}
