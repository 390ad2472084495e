import type { EndpointFact, HopFact, ProxySource } from "../../contract/index.js";
import type { ProbeContext } from "../context.js";
import { openProxy, proxyUrl } from "./connection.js";
import { HopError } from "./failure.js";
import type { HttpAnswer, Origin, OriginReport } from "./origin.js";
import { httpFact } from "./http-fact.js";
import { chooseProxy, type ProxyTarget, shownProxy } from "./proxy-choice.js";
import { proxyAuthorization } from "./tunnel.js";
import { UnprovenError } from "./unproven.js";

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

/**
 * A proxy whose password is hidden can only be connected to: a dead one is a failure.
 * @throws HopError if it is dead; otherwise UnprovenError
 */
export async function refuseMasked(proxy: URL, limitMs: number, signal: AbortSignal): Promise<never> {
  const socket = await openProxy(proxy, limitMs, signal);
  socket.destroy();
  throw new UnprovenError({ kind: "proxy-hidden", proxy: shownProxy(proxy) });
}

/** What of an endpoint is known before it is asked. */
interface Place {
  readonly host: string;
  readonly port: number;
  readonly proxy?: URL;
}

/** The fact about an endpoint whose connection failed. */
export function failedFact(place: Place, error: HopError, startedMs: number): EndpointFact {
  const { way, hop, stop } = error;
  return endpointFact(place, { hops: [{ hop, durationMs: 0, stop }], addresses: [], ...way }, startedMs);
}

function endpointFact(
  place: Place,
  report: OriginReport,
  startedMs: number,
  answers: Pick<EndpointFact, "http" | "redirected" | "repeated"> = {},
): EndpointFact {
  const { hops, addresses, certificate, proxyAddresses } = report;
  const durationMs = Math.round(performance.now() - startedMs);
  return {
    host: place.host,
    port: place.port,
    hops,
    addresses,
    ...answers,
    ...(certificate === undefined ? {} : { certificate }),
    ...(place.proxy === undefined ? {} : { proxy: shownProxy(place.proxy) }),
    ...(proxyAddresses === undefined ? {} : { proxyAddresses }),
    observedAt: new Date(Date.now() - durationMs).toISOString(),
    durationMs,
  };
}

/** What an endpoint answered, and where that led. */
export interface Answers {
  readonly answer: HttpAnswer;
  readonly redirected?: HttpAnswer;
  /** Who gave that answer. */
  readonly redirectedTo?: Origin;
}

export interface Look extends Partial<Answers> {
  readonly fact: EndpointFact;
}

/** Asks an endpoint; `onRepeated` is told the answer after which it was asked once more. */
type AskEndpoint = (signal: AbortSignal, onRepeated: (first: HttpAnswer) => void) => Promise<Answers>;

/** Looks at one endpoint layer by layer, up to its answer. Never throws for a problem of the host. */
export async function lookAt(origin: Origin, ask: AskEndpoint, signal: AbortSignal): Promise<Look> {
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
  const upTo = (last: HopFact): OriginReport => ({
    ...report,
    // TLS 1.3 reports some refusals only after the handshake.
    hops: [...report.hops.filter(({ hop }) => hop !== last.hop), last],
  });
  let repeated: Pick<EndpointFact, "repeated"> = {};
  try {
    const answers = await ask(signal, (first) => {
      repeated = { repeated: httpFact(first) };
    });
    const { answer, redirected } = answers;
    const http: HopFact = { hop: "http", durationMs: Math.round(performance.now() - askedMs) };
    const facts = {
      http: httpFact(answer),
      ...repeated,
      ...(redirected === undefined ? {} : { redirected: httpFact(redirected) }),
    };
    return { fact: endpointFact(route, upTo(http), startedMs, facts), ...answers };
  } catch (error) {
    if (!(error instanceof HopError)) throw error;
    const { hop, stop } = error;
    const durationMs = Math.round(performance.now() - askedMs);
    return { fact: endpointFact(route, upTo({ hop, durationMs, stop }), startedMs, repeated) };
  }
}
