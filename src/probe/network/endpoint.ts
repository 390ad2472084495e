import { isIP } from "node:net";
import type { EndpointFact, NetworkFailure, NetworkHost, TrustRoots } from "../../contract/index.js";
import type { Probe, ProbeContext } from "../context.js";
import type { Route } from "./connection.js";
import { HopError } from "./failure.js";
import { answerWords, headerOf } from "./http-fact.js";
import { pause } from "./limit.js";
import type { HttpAnswer, Origin } from "./origin.js";
import type { Origins } from "./origins.js";
import { type EngineTrust, PUBLIC_TRUST } from "./roots.js";
import { failedFact, lookAt, readWay, refuseMasked } from "./way.js";

export type EndpointQuestion = Parameters<NetworkHost["endpoint"]>[0];

/** Between an overloaded server's answer and the one retry, in milliseconds. */
const RETRY_MS = 500;
/** Registrable domains of the vendor's services: one may redirect to another. */
const VENDOR_DOMAINS = ["atlassian.com", "atlassian.net", "bitbucket.org", "bitbucket.com", "atl-paas.net"] as const;
const STORAGE_DOMAIN = "amazonaws.com";

/** Looks at a service over HTTPS with `GET /`. */
export function endpointProbe(
  context: ProbeContext,
  origins: Origins,
  engineTrust: EngineTrust,
): Probe<EndpointQuestion, EndpointFact> {
  return async (question, signal) => {
    const { host, port } = question;
    const startedMs = performance.now();
    try {
      const way = await readWay(context, question.proxy, { scheme: "https", host, port }, signal);
      if (way.kind === "masked") return await refuseMasked(way.proxy, context.timeoutMs, signal);
      const route: Route = {
        scheme: "https",
        host,
        port,
        trust: trustOf(question.roots, host, port, engineTrust),
        verify: true,
        ...(way.kind === "proxy" ? { proxy: way.proxy } : {}),
        ...(question.family === undefined ? {} : { family: question.family }),
      };
      const origin = origins.get(route);
      const look = await lookAt(
        origin,
        (inner) => askTwice(origin, "/", inner),
        (answer) => judgeService(host, answer),
        signal,
      );
      return look.fact;
    } catch (error) {
      if (!(error instanceof HopError)) throw error;
      return failedFact({ host, port }, error, startedMs);
    }
  };
}

/** Asks once more after a short time if the server says that it is overloaded or its backend is away. */
export async function askTwice(
  origin: Origin,
  path: string,
  signal: AbortSignal,
  headers: Readonly<Record<string, string>> = {},
): Promise<HttpAnswer> {
  const answer = await origin.request({ method: "GET", path, headers }, signal);
  if (answer.status < 500) return answer;
  await pause(RETRY_MS, signal);
  return origin.request({ method: "GET", path, headers }, signal);
}

/** What is certainly wrong with a service's answer. Anything else that answers counts as the service. */
function judgeService(host: string, answer: HttpAnswer): NetworkFailure | undefined {
  const { status } = answer;
  if (status === 511) return { code: "not-a-registry", hop: "identity", detail: answerWords(answer) };
  if (status === 400 && wantsClientCertificate(answer)) {
    return { code: "tls-failed", hop: "tls", detail: answerWords(answer) };
  }
  if (status >= 502 && status <= 504) return { code: "server-error", hop: "http", detail: answerWords(answer) };
  const location = headerOf(answer, "location");
  if (status >= 300 && status < 400 && location !== undefined && leavesVendor(host, location)) {
    return { code: "not-a-registry", hop: "identity", detail: answerWords(answer) };
  }
  return undefined;
}

/** nginx answers a missing client certificate in HTTP. */
export function wantsClientCertificate(answer: HttpAnswer): boolean {
  return /No required SSL certificate was sent/i.test(answer.body.toString("latin1"));
}

/** A vendor service that redirects outside the vendor's domains: a captive portal or a block page. */
function leavesVendor(host: string, location: string): boolean {
  if (!isVendorHost(host)) return false;
  if (!URL.canParse(location, `https://${host}/`)) return false;
  const target = new URL(location, `https://${host}/`).hostname.toLowerCase();
  return isIP(target) !== 0 || !isVendorHost(target);
}

function isVendorHost(host: string): boolean {
  const name = host.toLowerCase();
  return [...VENDOR_DOMAINS, STORAGE_DOMAIN].some((domain) => name === domain || name.endsWith(`.${domain}`));
}

function trustOf(roots: TrustRoots, host: string, port: number, engineTrust: EngineTrust): Route["trust"] {
  if (roots === "public") return PUBLIC_TRUST;
  return engineTrust(port === 443 ? host : `${host}:${port}`);
}
