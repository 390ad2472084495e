import type {
  Evidence,
  Host,
  JudgedEndpoint,
  NetworkFailureCode,
  ProxySource,
  TrustRoots,
} from "../../contract/index.js";
import { orNothing } from "../probes.js";
import { ENGINE_GRACE_MS } from "../patience.js";
import { judgeEndpoint } from "./classify.js";

/** Other ways that are tried beside a failure. They send no credentials. */
export interface Tries {
  /** What came of them; settles by the limit at the latest. */
  readonly evidence: Promise<readonly Evidence[]>;
  /** Gives up what is still open: nobody needs it any more. */
  cancel(): void;
}

/** A connection that failed, and how it was asked for. */
export interface FailedWay {
  readonly host: string;
  readonly port: number;
  /** What this process failed with; absent where only another vantage failed. */
  readonly code?: NetworkFailureCode;
  readonly roots: TrustRoots;
  readonly addresses: readonly string[];
  /** The proxy that was used, if one was. */
  readonly proxy?: string | undefined;
  /** The limit that ran out, in milliseconds. */
  readonly limitMs?: number | undefined;
}

/** What came of another way. */
interface Outcome {
  readonly ok: boolean;
  readonly failure?: { readonly hop: string; readonly code: string };
}

/** Another way to the same place. */
export interface OtherWay {
  /** For the evidence: `the same without the proxy`. */
  readonly what: string;
  /** What it means if that works. */
  readonly works: string;
  readonly look: (signal: AbortSignal) => Promise<Outcome | undefined>;
}

/** Tries other ways side by side, all of them within the limit that the first one had. */
export function tryWays(ways: readonly OtherWay[], limitMs: number | undefined): Tries {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), Math.min(limitMs ?? ENGINE_GRACE_MS, ENGINE_GRACE_MS));
  const cancel = (): void => {
    clearTimeout(timer);
    controller.abort();
  };
  const evidence = Promise.all(ways.map((way) => tryWay(way, controller.signal))).then((found) => found.flat());
  const ended = evidence.finally(() => clearTimeout(timer));
  // Whoever awaits it handles a bug; nobody may.
  ended.catch(() => undefined);
  return { evidence: ended, cancel };
}

async function tryWay({ what, works, look }: OtherWay, signal: AbortSignal): Promise<readonly Evidence[]> {
  const fact = await orNothing(look(signal));
  if (fact === undefined) return [];
  const observed = fact.ok
    ? works
    : `fails too: ${fact.failure?.hop ?? "connection"}: ${fact.failure?.code ?? "failed"}`;
  return [{ what, observed, vantage: "process" }];
}

/** Looks at a place another way, as at a service. */
export async function lookAgain(
  { network }: Pick<Host, "network">,
  question: Parameters<Host["network"]["endpoint"]>[0],
  signal: AbortSignal,
): Promise<JudgedEndpoint> {
  return judgeEndpoint(await network.endpoint(question, { signal }));
}

/** The way past a proxy that fails, or that shows something else than the wanted server. */
export function pastProxy(
  { proxy }: Pick<FailedWay, "proxy">,
  look: (source: ProxySource, signal: AbortSignal) => ReturnType<OtherWay["look"]>,
): readonly OtherWay[] {
  if (proxy === undefined) return [];
  const works = `reachable when the proxy ${proxy} is bypassed`;
  return [{ what: "the same without the proxy", works, look: (signal) => look("none", signal) }];
}

/**
 * IPv4 and IPv6 apart, where the name has addresses of both and one of them may have answered wrongly. A failure to
 * connect at all is none such: both were tried side by side.
 */
export function byFamily(host: Pick<Host, "network">, failed: FailedWay): readonly OtherWay[] {
  const { proxy, addresses, code, roots } = failed;
  const hasBoth =
    addresses.some((address) => address.includes(":")) && addresses.some((address) => address.includes("."));
  if (proxy !== undefined || !hasBoth || (code !== undefined && CONNECTS_TO_NONE.has(code))) return [];
  return ([4, 6] as const).map((family) => ({
    what: `the same over IPv${family} only`,
    works: `reachable over IPv${family}`,
    look: (signal) => lookAgain(host, { host: failed.host, port: failed.port, proxy: "none", roots, family }, signal),
  }));
}

const CONNECTS_TO_NONE: ReadonlySet<NetworkFailureCode> = new Set([
  "connection-refused",
  "connection-timeout",
  "network-unreachable",
]);
