import {
  type EndpointFact,
  type HopFact,
  type NetworkFailure,
  ProbeError,
  type ProxySource,
} from "../../contract/index.js";
import type { ProbeContext } from "../context.js";
import { openProxy, proxyUrl } from "./connection.js";
import { HopError } from "./failure.js";
import type { HttpAnswer, Origin, OriginReport } from "./origin.js";
import { httpFact } from "./http-fact.js";
import { chooseProxy, type ProxyTarget, shownProxy } from "./proxy-choice.js";
import { proxyAuthorization } from "./tunnel.js";

/** The proxy on the way to a target, or that there is none, or that it cannot be used by this process. */
export type Way =
  | { readonly kind: "direct" }
  | { readonly kind: "proxy"; readonly proxy: URL }
  /** The engine hides the proxy's password. */
  | { readonly kind: "masked"; readonly proxy: URL };

/**
 * Which way a target is asked.
 * @throws HopError if the proxy setting is not a URL; ProbeError if the settings cannot be read
 */
export async function readWay(
  context: ProbeContext,
  source: ProxySource,
  target: ProxyTarget,
  signal: AbortSignal,
): Promise<Way> {
  if (source === "none") return { kind: "direct" };
  const { http, https, no, masked } = await context.proxies(source, signal);
  const chosen = chooseProxy(
    {
      ...(http === undefined ? {} : { http: http.open() }),
      ...(https === undefined ? {} : { https: https.open() }),
      ...(no === undefined ? {} : { no }),
    },
    target,
  );
  if (chosen === undefined) return { kind: "direct" };
  const proxy = proxyUrl(chosen);
  const authorization = proxyAuthorization(proxy);
  if (authorization !== undefined && !masked) context.addSecret(authorization.slice("Basic ".length));
  const hasUserInfo = proxy.username !== "" || proxy.password !== "";
  return { kind: masked && hasUserInfo ? "masked" : "proxy", proxy };
}

/** What is not proven behind a masked proxy, in one sentence. */
function maskedWords(proxy: URL): string {
  return `the engine hides the password of its proxy ${shownProxy(proxy)}, so this process cannot ask in its place`;
}

/**
 * A proxy whose password is hidden can only be connected to: a dead one is a failure.
 * @throws HopError if it is dead; otherwise ProbeError `not-visible`
 */
export async function refuseMasked(proxy: URL, limitMs: number, signal: AbortSignal): Promise<never> {
  const socket = await openProxy(proxy, limitMs, signal);
  socket.destroy();
  throw new ProbeError("not-visible", maskedWords(proxy));
}

/** The fact about an endpoint whose connection failed. */
export function failedFact(
  place: { readonly host: string; readonly port: number; readonly proxy?: URL },
  error: HopError,
  startedMs: number,
  extra: readonly HopFact[] = [],
): EndpointFact {
  const { way, failure } = error;
  const hops = way?.hops ?? [{ hop: failure.hop, ok: false, durationMs: 0, detail: failure.detail }];
  return endpointFact(place, { hops, addresses: [], ...way }, startedMs, extra, failure);
}

/** The fact about an endpoint that answered (or failed above the connection). */
function endpointFact(
  place: { readonly host: string; readonly port: number; readonly proxy?: URL },
  report: OriginReport,
  startedMs: number,
  extra: readonly HopFact[],
  failure?: NetworkFailure,
  answer?: HttpAnswer,
): EndpointFact {
  const { certificate, proxyAddresses } = report;
  const durationMs = Math.round(performance.now() - startedMs);
  return {
    host: place.host,
    port: place.port,
    hops: [...report.hops, ...extra],
    addresses: report.addresses,
    ok: failure === undefined,
    ...(failure === undefined ? {} : { failure }),
    ...(answer === undefined ? {} : { http: httpFact(answer) }),
    ...(certificate === undefined ? {} : { certificate }),
    ...(place.proxy === undefined ? {} : { proxy: shownProxy(place.proxy) }),
    ...(proxyAddresses === undefined ? {} : { proxyAddresses }),
    observedAt: new Date(Date.now() - durationMs).toISOString(),
    durationMs,
  };
}

/** What judges an HTTP answer: a failure, or nothing. */
export type Judge = (answer: HttpAnswer, report: OriginReport) => NetworkFailure | undefined;

export interface Look {
  readonly fact: EndpointFact;
  /** The last answer, where HTTP was reached. */
  readonly answer?: HttpAnswer;
}

/** Looks at one endpoint layer by layer, up to the identity of who answers. Never throws for a problem of the host. */
export async function lookAt(
  origin: Origin,
  ask: (signal: AbortSignal) => Promise<HttpAnswer>,
  judge: Judge,
  signal: AbortSignal,
): Promise<Look> {
  const startedMs = performance.now();
  const { route } = origin;
  let report: OriginReport;
  try {
    report = await origin.open(signal);
  } catch (error) {
    if (!(error instanceof HopError)) throw error;
    return { fact: failedFact(route, error, startedMs) };
  }
  const askedMs = performance.now();
  try {
    const answer = await ask(signal);
    const failure = judge(answer, report);
    const http: HopFact = {
      hop: "http",
      ok: failure?.hop !== "http",
      durationMs: Math.round(performance.now() - askedMs),
      detail: `HTTP ${answer.status}`,
    };
    const identity: readonly HopFact[] =
      failure?.hop === "http"
        ? []
        : [{ hop: "identity", ok: failure === undefined, durationMs: 0, detail: failure?.detail ?? "as expected" }];
    return { fact: endpointFact(route, report, startedMs, [http, ...identity], failure, answer), answer };
  } catch (error) {
    if (!(error instanceof HopError)) throw error;
    const { failure } = error;
    const hop: HopFact = {
      hop: failure.hop,
      ok: false,
      durationMs: Math.round(performance.now() - askedMs),
      detail: failure.detail,
    };
    // TLS 1.3 reports some refusals only after the handshake.
    const kept = report.hops.filter((earlier) => earlier.hop !== failure.hop);
    return { fact: endpointFact(route, { ...report, hops: kept }, startedMs, [hop], failure) };
  }
}
