import type {
  JudgedEndpoint,
  Evidence,
  Finding,
  NamedTargetVerdict,
  NetworkFailure,
  NetworkLook,
  ProbeError,
  JudgedPing,
} from "../../src/contract/index.js";
import { registryEndpoint } from "../../src/docker/reference.js";
import { HUB } from "../../src/docker/hub.js";
import { wayOf, type WaySeen } from "../../src/judge/network/blocked-endpoint.js";
import { isNetworkCode, type EngineCause } from "../../src/judge/network/engine-message.js";
import { authority, hopTimings, networkFinding } from "../../src/judge/network/findings.js";
import { isMirrorQuirk } from "../../src/judge/images/mirror-quirk.js";
import type { Settled } from "../../src/judge/patience.js";
import { slowAnswerMs, slowLinkReason } from "../../src/judge/network/slow-link.js";
import { listText, secondsText } from "../../src/judge/text.js";
import { endpointEvidence } from "./evidence.js";
import { engineCause, isEngineTimeout, proxyOf, type EndpointSeen, type RegistryScene } from "./scene.js";

/** Failures of these codes are the connection's, whichever image is asked for; the others may be one image's alone. */
const OF_CONTENT: ReadonlySet<string> = new Set(["not-a-registry", "server-error", "response-timeout"]);

/** The verdicts about a registry and, where that is a host of its own, its token service. */
export function judgeRegistry(scene: RegistryScene): readonly NamedTargetVerdict[] {
  const { ping, target, engine, info, registry } = scene;
  const fact = "answer" in ping ? ping.answer.registry : undefined;
  const token = "answer" in ping ? ping.answer.tokenService : undefined;
  const heard = engineCause(scene);
  const cause = heard !== undefined && isOfMirror(scene, heard, fact) ? undefined : heard;
  const resolved = engine !== undefined && "answer" in engine && engine.answer.outcome === "resolved";
  const isQuirk = isMirrorQuirk(info, registry);
  const engineWorks = resolved || (!isQuirk && reachedByEngine(cause, fact));

  const atRegistry = judgeEndpoint(scene, {
    target,
    need: registryNeed(scene),
    path: "/v2/",
    fact,
    silent: "silent" in ping ? ping.silent : undefined,
    tried: scene.tried?.registry ?? [],
    cause: cause !== undefined && !isAtToken(scene, cause, token) ? cause : undefined,
    engineWorks,
  });
  const tokenTarget = tokenTargetOf(scene, cause, token);
  if (tokenTarget === undefined) return [atRegistry];
  const atToken = judgeEndpoint(scene, {
    target: tokenTarget,
    need: `as the token service of ${registry}`,
    path: tokenPath(ping),
    fact: token,
    silent: undefined,
    tried: scene.tried?.token ?? [],
    cause: cause !== undefined && isAtToken(scene, cause, token) ? cause : undefined,
    engineWorks,
  });
  return [atRegistry, atToken];
}

function judgeEndpoint(scene: RegistryScene, seen: EndpointSeen): NamedTargetVerdict {
  const { info, registry } = scene;
  const { target, fact, silent, cause, engineWorks } = seen;
  const failure = fact?.failure;
  const base = {
    target,
    neededFor: scene.needed.map(({ reference }) => reference),
    ...(fact === undefined ? {} : { timings: hopTimings(fact) }),
    look: lookOf(scene, seen),
  };
  const evidence = endpointEvidence(scene, seen);
  if (engineWorks) {
    const note: Evidence = {
      what: target,
      observed: "the engine reaches it and pulls from it; this process does not reach it",
      vantage: "engine",
    };
    const isSeenByEngineOnly = failure !== undefined || silent !== undefined;
    return { ...base, status: "pass", vantage: "engine", evidence: isSeenByEngineOnly ? [note, ...evidence] : [] };
  }
  if (failure !== undefined && isMirrorQuirk(info, registry)) {
    return {
      ...base,
      status: "inconclusive",
      evidence,
      reason: `this process cannot reach ${registry}, and Docker Engine ${info.serverVersion} does not say whether a mirror serves it`,
    };
  }
  const network = networkCause(cause);
  // A limit that ran out says least; a failure that this process saw hop by hop says more.
  if (
    network !== undefined &&
    !(network.ambiguous && failure !== undefined) &&
    (failure !== undefined || fact === undefined || !OF_CONTENT.has(network.code))
  ) {
    return failing(base, findingOf(scene, seen, network.code, network.hop, "engine", evidence), "engine");
  }
  if (failure !== undefined) {
    return failing(base, findingOf(scene, seen, failure.code, failure.hop, "process", evidence), "process");
  }
  if (fact !== undefined && isEngineTimeout(scene)) {
    const slowMs = slowAnswerMs(fact);
    if (slowMs !== undefined) {
      const took = `${registry} took ${secondsText(slowMs)} for its first answer to this process`;
      return { ...base, status: "inconclusive", evidence, reason: slowLinkReason(took) };
    }
    return failing(base, findingOf(scene, seen, "response-timeout", "http", "engine", evidence), "engine");
  }
  if (silent !== undefined) {
    return { ...base, status: "inconclusive", reason: remedyWords(silent), evidence };
  }
  return { ...base, status: "pass", vantage: "process" };
}

function failing(
  base: Pick<NamedTargetVerdict, "target" | "neededFor" | "timings" | "look">,
  found: Finding,
  vantage: "engine" | "process",
): NamedTargetVerdict {
  return { ...base, status: "fail", findings: [found], vantage };
}

function findingOf(
  scene: RegistryScene,
  seen: EndpointSeen,
  code: NetworkFailure["code"],
  hop: string,
  vantage: "engine" | "process",
  evidence: readonly Evidence[],
): Finding {
  const { host, port } = placeOf(seen);
  const proxy = seen.fact?.proxy ?? (code.startsWith("proxy-") ? proxyOf(scene.info) : undefined);
  return networkFinding({
    plan: scene.pass.plan,
    code,
    hop,
    target: seen.target,
    host,
    port,
    need: seen.need,
    page: seen.fact?.http?.title,
    asker: "engine",
    site: scene.site,
    vantage,
    evidence,
    severity: scene.needed.every(({ isOptional }) => isOptional) ? "warning" : undefined,
    proxy,
    path: seen.path,
    reference: scene.needed[0]?.reference,
    neededFor: scene.needed.map(({ reference }) => reference),
    way: wayIn(scene, seen, vantage),
    isEngineOnly: vantage === "engine" && seen.fact?.ok === true,
  });
}

function lookOf(scene: RegistryScene, seen: EndpointSeen): NetworkLook {
  const { fact, cause } = seen;
  const proxy = cause?.code.startsWith("proxy-") === true ? proxyOf(scene.info) : undefined;
  const { host, port } = placeOf(seen);
  return {
    asker: "engine",
    host,
    port,
    proxy: fact?.proxy ?? proxy,
    site: scene.site,
    nameServers: fact?.failure?.nameServers,
  };
}

function wayIn({ engine }: RegistryScene, { fact }: EndpointSeen, vantage: "engine" | "process"): WaySeen | undefined {
  const way = fact === undefined ? undefined : wayOf(fact);
  if (vantage === "process" || engine === undefined || "silent" in engine) return way;
  const { observedAt, durationMs } = engine.answer;
  return { addresses: [], ...way, observedAt, durationMs };
}

function placeOf({ fact, target }: EndpointSeen): { readonly host: string; readonly port: number } {
  return fact ?? registryEndpoint(target);
}

function registryNeed({ needed }: RegistryScene): string {
  const roles = [...new Set(needed.flatMap(({ images }) => images.map(({ role }) => role)))];
  const names = roles.map((role) => (role === "pause-documented" ? "documented pause" : role));
  return `as the registry of the ${listText(names)} ${names.length === 1 ? "image" : "images"}`;
}

function tokenPath(ping: Settled<JudgedPing>): string {
  const realm = "answer" in ping ? ping.answer.realm : undefined;
  return realm?.pathname ?? "/";
}

function networkCause(
  cause: EngineCause | undefined,
): (EngineCause & { readonly code: NetworkFailure["code"] }) | undefined {
  return cause !== undefined && isNetworkCode(cause.code) ? { ...cause, code: cause.code } : undefined;
}

/**
 * Whether the engine's words may be a mirror's: engines report the first failure of several, and where Docker Hub cannot be
 * reached that is the one which leaves a pull without its last resort.
 */
function isOfMirror(
  { info, registry }: RegistryScene,
  { host }: EngineCause,
  fact: JudgedEndpoint | undefined,
): boolean {
  if (info.mirrors.length === 0 || registry !== HUB.registry || fact?.failure === undefined) return false;
  return host === undefined || registryEndpoint(host).host !== registryEndpoint(registry).host;
}

/** A failure that only a registry can give proves that the engine reached it. */
function reachedByEngine(cause: EngineCause | undefined, fact: JudgedEndpoint | undefined): boolean {
  if (cause === undefined || isNetworkCode(cause.code) || cause.code === "reference-invalid") return false;
  return !isToldByOthersToo(cause, fact);
}

/** What the engine says where something that is no registry answers JSON, or 401 without a challenge. */
function isToldByOthersToo({ code }: EngineCause, fact: JudgedEndpoint | undefined): boolean {
  if (fact?.failure?.code !== "not-a-registry") return false;
  if (code === "manifest-unsupported") return fact.http?.status === 200;
  return (code === "credentials-missing" || code === "credentials-rejected") && fact.http?.status === 401;
}

/** Whether the engine's failure is about the token service. */
function isAtToken({ target }: RegistryScene, cause: EngineCause, token: JudgedEndpoint | undefined): boolean {
  if (!isNetworkCode(cause.code) || cause.code.startsWith("proxy-")) return false;
  if (cause.host === undefined) return cause.atTokenService && token !== undefined;
  const { host, port } = registryEndpoint(cause.host);
  return cause.atTokenService && authority(host, port) !== target;
}

/** `host:port` of the token service, where it is a host of its own that was looked at or that the engine names. */
function tokenTargetOf(
  scene: RegistryScene,
  cause: EngineCause | undefined,
  token: JudgedEndpoint | undefined,
): string | undefined {
  if (token !== undefined) return authority(token.host, token.port);
  if (cause?.host === undefined || !isAtToken(scene, cause, token)) return undefined;
  const { host, port } = registryEndpoint(cause.host);
  return authority(host, port);
}

function remedyWords({ message, remedy }: ProbeError): string {
  return remedy === undefined ? message : `${message}; ${remedy}`;
}
