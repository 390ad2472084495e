import type { BlockedEndpoint, JudgedEndpoint, NetworkFailureCode, RunnerPlan, Vantage } from "../../contract/index.js";
import { curlLine, handshakeLine, lookupLine, plainLine, type Request } from "./reproduce.js";
import { dockerLine } from "../remedy/docker-line.js";

/** The way to an endpoint, as far as it was seen. */
export interface WaySeen {
  readonly addresses: readonly string[];
  readonly proxyAddresses?: readonly string[] | undefined;
  /** How long the failing hop took, in milliseconds. */
  readonly durationMs?: number | undefined;
  /** RFC 3339. */
  readonly observedAt?: string | undefined;
}

/** What a blocked endpoint is told from. */
export interface FailedRequest extends Request {
  readonly plan: RunnerPlan;
  readonly hop: string;
  readonly vantage: Vantage;
  readonly reference?: string | undefined;
  readonly neededFor: readonly string[];
  readonly way?: WaySeen | undefined;
  readonly isEngineOnly?: boolean | undefined;
}

/** A failure of this host's clock: whoever runs the network cannot mend it. Others may be a gateway's in between. */
const NOT_OF_THE_NETWORK: ReadonlySet<NetworkFailureCode> = new Set(["tls-not-yet-valid"]);

/** What whoever runs the network has to know of a failure; nothing where the network is not in the way. */
export function blockedEndpoint(scene: FailedRequest): BlockedEndpoint | undefined {
  const { code, hop, vantage, neededFor, proxy, way } = scene;
  if (NOT_OF_THE_NETWORK.has(code)) return undefined;
  const seen = {
    vantage,
    hop,
    code,
    ...(way?.observedAt === undefined ? {} : { observedAt: way.observedAt }),
    ...(way?.durationMs === undefined ? {} : { durationMs: way.durationMs }),
    neededFor,
    reproduce: reproduceLine(scene),
  };
  const atProxy = code === "proxy-unreachable" ? proxyPlace(proxy) : undefined;
  if (atProxy !== undefined) return { ...atProxy, addresses: way?.proxyAddresses ?? [], ...seen };
  return {
    protocol: "https",
    host: scene.host,
    port: scene.port,
    addresses: way?.addresses ?? [],
    ...(proxy === undefined ? {} : { proxy }),
    ...seen,
  };
}

function proxyPlace(proxy: string | undefined): Pick<BlockedEndpoint, "protocol" | "host" | "port"> | undefined {
  if (proxy === undefined) return undefined;
  const url = proxy.includes("://") ? proxy : `http://${proxy}`;
  if (!URL.canParse(url)) return undefined;
  const { protocol, hostname, port } = new URL(url);
  const isSecure = protocol === "https:";
  return {
    protocol: isSecure ? "https" : "http",
    host: hostname.replaceAll(/^\[|\]$/g, ""),
    port: port === "" ? (isSecure ? 443 : 80) : Number(port),
  };
}

/** The one line that shows the failure: the engine's own where only the engine sees it. */
function reproduceLine(scene: FailedRequest): string {
  const { code, plan, reference, proxy } = scene;
  if (scene.isEngineOnly === true && reference !== undefined) {
    const line = dockerLine(plan, ["pull", reference]);
    return plan.sudo ? `sudo ${line}` : line;
  }
  if (code.startsWith("dns-")) return lookupLine(scene);
  if (code === "plain-http") return plainLine(scene);
  if (code.startsWith("tls-") && proxy === undefined) return handshakeLine(scene);
  return curlLine(scene);
}

/** The way that an endpoint's fact tells of. */
export function wayOf({ addresses, proxyAddresses, hops, observedAt, durationMs }: JudgedEndpoint): WaySeen {
  const failed = hops.find(({ ok }) => !ok);
  return { addresses, proxyAddresses, observedAt, durationMs: failed?.durationMs ?? durationMs };
}
