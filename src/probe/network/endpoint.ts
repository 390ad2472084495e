import type { EndpointFact, NetworkHost, TrustRoots } from "../../contract/index.js";
import type { Probe, ProbeContext } from "../context.js";
import type { Route } from "./connection.js";
import { HopError } from "./failure.js";
import { pause } from "./limit.js";
import type { HttpAnswer, Origin } from "./origin.js";
import type { Origins } from "./origins.js";
import { type EngineTrust, PUBLIC_TRUST } from "./roots.js";
import { type Answers, failedFact, lookAt, readWay, refuseMasked } from "./way.js";

export type EndpointQuestion = Parameters<NetworkHost["endpoint"]>[0];

/** Between an overloaded server's answer and the one retry, in milliseconds. */
const RETRY_MS = 500;

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
      const look = await lookAt(origin, (inner, onRepeated) => askTwice(origin, "/", inner, onRepeated), signal);
      return look.fact;
    } catch (error) {
      if (!(error instanceof HopError)) throw error;
      return failedFact({ host, port }, error, startedMs);
    }
  };
}

/**
 * Asks once more after a short time if the server says that it is overloaded or its backend is away; `onRepeated` is
 * told what it said.
 */
export async function askTwice(
  origin: Origin,
  path: string,
  signal: AbortSignal,
  onRepeated: (first: HttpAnswer) => void,
): Promise<Answers> {
  const answer = await origin.request({ method: "GET", path }, signal);
  if (answer.status < 500) return { answer };
  onRepeated(answer);
  await pause(RETRY_MS, signal);
  return { answer: await origin.request({ method: "GET", path }, signal) };
}

function trustOf(roots: TrustRoots, host: string, port: number, engineTrust: EngineTrust): Route["trust"] {
  if (roots === "public") return PUBLIC_TRUST;
  return engineTrust(port === 443 ? host : `${host}:${port}`);
}
