import type {
  EndpointFact,
  HopFact,
  HttpFact,
  JudgedEndpoint,
  JudgedHop,
  JudgedPing,
  NetworkFailure,
  RegistryPing,
} from "../../contract/index.js";
import { registryAnswer, registryDemand, registryFailure, serviceFailure, tokenServiceFailure } from "./answers.js";
import { failureCode, NETWORK_RULES, type NetworkRules } from "./rules.js";
import { type StoppedAt, stopWords } from "./stop-words.js";

/** What is expected at an endpoint. */
export type Expected = "service" | "registry" | "token-service";

/** What a look at an endpoint comes down to: the hop that stopped it, or an answer that is not what is expected there. */
export function judgeEndpoint(
  fact: EndpointFact,
  expected: Expected = "service",
  rules: NetworkRules = NETWORK_RULES,
): JudgedEndpoint {
  const { redirected: _redirected, ...seen } = fact;
  const http = expected === "registry" ? registryAnswer(fact) : fact.http;
  const failure = stopFailure(fact, rules) ?? (http === undefined ? undefined : answerFailure(fact, http, expected));
  return {
    ...seen,
    ...(http === undefined ? {} : { http }),
    hops: judgedHops(fact, failure, http),
    ok: failure === undefined,
    ...(failure === undefined ? {} : { failure }),
  };
}

/** What the looks at a registry and its token service come down to. */
export function judgePing({ registry, tokenService }: RegistryPing, rules: NetworkRules = NETWORK_RULES): JudgedPing {
  const judged = judgeEndpoint(registry, "registry", rules);
  const demand = judged.http === undefined ? undefined : registryDemand(judged.http);
  return {
    registry: judged,
    ...(demand?.kind === "bearer" ? { realm: demand.realm } : {}),
    ...(tokenService === undefined ? {} : { tokenService: judgeEndpoint(tokenService, "token-service", rules) }),
  };
}

/** The failure that a stopped hop stands for; `undefined` where none was stopped. */
export function hopFailure(
  { hop, stop }: Pick<HopFact, "hop" | "stop">,
  at: StoppedAt,
  rules: NetworkRules = NETWORK_RULES,
): NetworkFailure | undefined {
  if (stop === undefined) return undefined;
  const silence = stop.kind === "at-proxy" && stop.hop !== "tls" ? stop.stop : stop;
  return {
    code: failureCode(hop, stop, rules),
    hop,
    detail: stopWords(hop, stop, at, rules),
    ...(silence.kind === "silence" ? { limitMs: silence.limitMs } : {}),
    ...(hop === "dns" && "asked" in stop && stop.asked !== undefined ? { nameServers: stop.asked } : {}),
  };
}

function stopFailure(fact: EndpointFact, rules: NetworkRules): NetworkFailure | undefined {
  const stopped = fact.hops.find(({ stop }) => stop !== undefined);
  return stopped && hopFailure(stopped, fact, rules);
}

function answerFailure(fact: EndpointFact, http: HttpFact, expected: Expected): NetworkFailure | undefined {
  if (expected === "service") return serviceFailure(fact, http);
  return expected === "registry" ? registryFailure(fact, http) : tokenServiceFailure(http);
}

function judgedHops(
  { hops }: EndpointFact,
  failure: NetworkFailure | undefined,
  http: HttpFact | undefined,
): readonly JudgedHop[] {
  const judged = hops.map(({ hop, durationMs, stop }): JudgedHop => {
    if (stop !== undefined) return { hop, ok: false, durationMs, detail: failure?.detail ?? "" };
    const isIll = hop === "http" && failure?.hop === "http" && http !== undefined;
    return isIll ? { hop, ok: false, durationMs, detail: `HTTP ${http.status}` } : { hop, ok: true, durationMs };
  });
  if (http === undefined || failure?.hop === "http") return judged;
  const identity = failure === undefined ? { ok: true } : { ok: false, detail: failure.detail };
  return [...judged, { hop: "identity", durationMs: 0, ...identity }];
}
