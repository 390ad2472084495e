import type {
  Check,
  EndpointFact,
  EngineDistribution,
  EngineInfo,
  Evidence,
  Finding,
  NamedTargetVerdict,
  NetworkFailure,
  Pass,
  ProbeError,
  ProxySource,
  RegistryPing,
  RegistryQuestion,
  RegistryWalk,
  RunnerPlan,
  Verdict,
} from "../src/contract/index.js";
import { byFamily, pastProxy, type Tries, tryWays } from "../src/judge/alternatives.js";
import { wayOf, type WaySeen } from "../src/judge/blocked.js";
import { classifyEngineMessage, isNetworkCode, type EngineCause } from "../src/judge/engine-message.js";
import { verdictOf } from "../src/judge/findings.js";
import { findHostsFile, unlessLedElsewhere } from "../src/judge/hosts-file.js";
import { isInsecureRegistry, walkQuestion } from "../src/judge/images.js";
import {
  authority,
  certificateEvidence,
  hopEvidence,
  hopTimings,
  NETWORK_CODES,
  networkFinding,
} from "../src/judge/network-findings.js";
import { orNothing, silenceWords } from "../src/judge/probes.js";
import {
  askable,
  askPatiently,
  ENGINE_GRACE_MS,
  isMirrorQuirk,
  locksOnNames,
  plannedReferences,
  pullPolicy,
  readPullQuestion,
  settled,
  type PatientQuestion,
  type PlannedReference,
  type PullQuestion,
  type Settled,
} from "../src/judge/pull.js";
import { listText } from "../src/judge/text.js";
import { sideBySide, WORKS } from "../src/judge/vantages.js";
import { registryEndpoint } from "../src/reference.js";
import { dockerSocket } from "./docker-socket.js";

/** Failures of these codes are the connection's, whichever image is asked for; the others may be one image's alone. */
const OF_CONTENT: ReadonlySet<string> = new Set(["not-a-registry", "server-error", "response-timeout"]);

/** A registry and the planned images that live there. */
interface PlannedRegistry {
  readonly registry: string;
  readonly images: readonly PlannedReference[];
}

/** What is known about a registry when its verdict is made. */
interface Scene {
  readonly pass: Pass;
  readonly target: string;
  readonly registry: string;
  readonly info: EngineInfo;
  /** The images that have to be fetched from it. */
  readonly needed: readonly PlannedReference[];
  readonly ping: Settled<RegistryPing>;
  readonly pull: PullQuestion | undefined;
  readonly engine: Settled<EngineDistribution> | undefined;
  /** What works instead, at the registry and at its token service. */
  readonly tried?: { readonly registry: readonly Evidence[]; readonly token: readonly Evidence[] };
}

/** Registries of the plan by target, `host:port`. */
function registriesOf(plan: RunnerPlan): ReadonlyMap<string, PlannedRegistry> {
  const byTarget = new Map<string, { registry: string; images: PlannedReference[] }>();
  for (const image of plannedReferences(plan)) {
    const reference = askable(image);
    if (reference === undefined) continue;
    const { host, port } = registryEndpoint(reference.registry);
    const target = authority(host, port);
    const known = byTarget.get(target) ?? { registry: reference.registry, images: [] };
    byTarget.set(target, { ...known, images: [...known.images, image] });
  }
  return byTarget;
}

/** Whether the start command needs nothing from a registry for this image: a local copy is there, or must be. */
async function isServedLocally({ host }: Pass, image: PlannedReference): Promise<boolean> {
  if (image.byRunner || pullPolicy(image) === "always") return false;
  if (pullPolicy(image) === "never") return true;
  const local = await orNothing(host.engine.localImage({ reference: image.reference }));
  return local?.outcome === "found";
}

/** Where hosts.toml leads the pull elsewhere, a registry that cannot be reached proves nothing. */
async function judgeUnlessLedElsewhere(
  pass: Pass,
  target: string,
  planned: PlannedRegistry,
): Promise<readonly NamedTargetVerdict[]> {
  const verdicts = await judgeRegistry(pass, target, planned);
  if (verdicts.every(({ status }) => status !== "fail")) return verdicts;
  const file = await findHostsFile(pass.host, pass.plan, await pass.host.engine.info({}), planned.registry);
  return verdicts.map((verdict) => ({ ...unlessLedElsewhere(verdict, file), target: verdict.target }));
}

async function judgeRegistry(
  pass: Pass,
  target: string,
  { registry, images }: PlannedRegistry,
): Promise<readonly NamedTargetVerdict[]> {
  const { host, plan } = pass;
  const local = await Promise.all(images.map((image) => isServedLocally(pass, image)));
  const needed = images.filter((_image, index) => local[index] !== true);
  const references = listText(images.map(({ reference }) => reference));
  if (needed.length === 0) {
    return [{ target, status: "skip", reason: `not needed: the start command uses the local copy of ${references}` }];
  }
  const info = await host.engine.info({});
  const question = { registry, proxy: "engine", insecure: isInsecureRegistry(registry, info) } as const;
  pass.progress(`${registry} to answer`, target);
  const asking = settled(host.registry.ping(question));
  const pulls = await Promise.all(needed.map((image) => orNothing(readPullQuestion(host, plan, image))));
  const askAll = () => pulls.map((pull) => pull && askEngine(pass, pull));
  const early = (await isSafelyAsked(pass, registry, info)) ? askAll() : undefined;
  const ping = await asking;
  const failure = failureOf(ping);
  const isUnresolved = failure?.code === "dns-timeout" && locksOnNames(info);
  // The engine takes its time over each image: those that image-pullable will ask about are asked about side by side.
  const [lookup, ...others] = early ?? (isUnresolved ? [] : askAll());
  const [pull, ...otherPulls] = pulls;
  if (lookup !== undefined) pass.progress(`the engine to look up ${needed[0]?.reference ?? registry}`, target);
  if (failure !== undefined) {
    const tries = otherWays(pass, question, ping);
    const [engine] = await Promise.all([
      lookup?.within(ENGINE_GRACE_MS),
      ...others.map((other) => other?.within(ENGINE_GRACE_MS)),
    ]);
    const scene = { pass, target, registry, info, needed, ping, pull, engine };
    const isResolved = engine !== undefined && "answer" in engine && engine.answer.outcome === "resolved";
    if (isResolved) {
      tries.registry.cancel();
      tries.token.cancel();
      return judge(scene);
    }
    const [atRegistry, atToken] = await Promise.all([tries.registry.evidence, tries.token.evidence]);
    return judge({ ...scene, tried: { registry: atRegistry, token: atToken } });
  }
  const [engine] = await Promise.all([
    lookup && answerUnlessWalked(pass, info, pull, lookup),
    ...others.map(async (other, index) => other && answerUnlessWalked(pass, info, otherPulls[index], other)),
  ]);
  const scene: Scene = { pass, target, registry, info, needed, ping, pull, engine };
  const tried = await aroundEngine(scene, question).evidence;
  return judge({ ...scene, tried: { registry: tried, token: [] } });
}

/**
 * Ways around what only the engine fails at: past a proxy that this process was not let through, or over the address
 * family that the engine did not take.
 */
function aroundEngine(scene: Scene, question: RegistryQuestion): Tries {
  const { pass, ping, info } = scene;
  const { host } = pass;
  const cause = engineCause(scene);
  if (cause?.code.startsWith("proxy-") === true && "silent" in ping) {
    const look = async (source: ProxySource, signal: AbortSignal): Promise<EndpointFact> =>
      (await host.registry.ping({ ...question, proxy: source }, { signal })).registry;
    return tryWays(pastProxy({ proxy: proxyOf(info) }, look), undefined);
  }
  if (cause?.hop !== "tcp" || "silent" in ping || question.insecure) return tryWays([], undefined);
  const { host: name, port, addresses, proxy } = ping.answer.registry;
  return tryWays(byFamily(host, { host: name, port, addresses, proxy, roots: "engine" }), undefined);
}

function proxyOf({ httpsProxy, httpProxy }: EngineInfo): string | undefined {
  return httpsProxy ?? httpProxy;
}

/** Other ways to the registry, and to its token service, whichever failed. */
function otherWays(
  { host }: Pass,
  question: RegistryQuestion,
  ping: Settled<RegistryPing>,
): { readonly registry: Tries; readonly token: Tries } {
  const waysTo = (part: "registry" | "tokenService"): Tries => {
    const fact = "answer" in ping ? ping.answer[part] : undefined;
    if (fact?.failure === undefined) return tryWays([], undefined);
    const { failure, addresses, proxy } = fact;
    const failed = { host: fact.host, port: fact.port, code: failure.code, roots: "engine", addresses, proxy } as const;
    const look = async (source: ProxySource, signal: AbortSignal): Promise<EndpointFact | undefined> => {
      const answer = await host.registry.ping({ ...question, proxy: source }, { signal });
      return answer[part];
    };
    // One family alone is looked at with verified TLS.
    const families = question.insecure ? [] : byFamily(host, failed);
    return tryWays([...pastProxy(failed, look), ...families], failure.limitMs);
  };
  return { registry: waysTo("registry"), token: waysTo("tokenService") };
}

/**
 * Whether the engine may be asked before the registry has answered this process: an engine that resolves names under a
 * lock would stall for everybody over a name that no server resolves.
 */
async function isSafelyAsked({ host }: Pass, registry: string, info: EngineInfo): Promise<boolean> {
  if (!locksOnNames(info)) return true;
  if (info.httpProxy !== undefined || info.httpsProxy !== undefined) return false;
  const name = await orNothing(host.network.resolve({ host: registryEndpoint(registry).host }));
  return name !== undefined && name.failure === undefined;
}

/**
 * The engine's answer, unless a walk has meanwhile got through the registry and failed behind it: then the registry is
 * reachable whatever the engine says later, and an engine that waits for a dead layer host would be waited for in vain.
 */
async function answerUnlessWalked(
  { host }: Pass,
  info: EngineInfo,
  pull: PullQuestion | undefined,
  asking: PatientQuestion<EngineDistribution>,
): Promise<Settled<EngineDistribution>> {
  if (pull === undefined) return asking.settled;
  const { reference, credential } = pull.question;
  const walk = settled(host.registry.walk(walkQuestion(reference, credential, info)));
  const isBehind = walk.then((outcome) => "answer" in outcome && isBehindRegistry(outcome.answer));
  const first = await Promise.race([asking.settled, isBehind]);
  if (first === true) return asking.within(0);
  return first === false ? asking.settled : first;
}

function isBehindRegistry({ failure, step }: RegistryWalk): boolean {
  return failure !== undefined && ["manifest", "platform", "config", "layers"].includes(step);
}

function askEngine({ host }: Pass, { question }: PullQuestion): ReturnType<typeof askPatiently<EngineDistribution>> {
  return askPatiently((signal) => host.engine.distribution(question, { signal }));
}

/** The first failure of a ping: the registry's, or its token service's. */
function failureOf(ping: Settled<RegistryPing>): NetworkFailure | undefined {
  if ("silent" in ping) return undefined;
  return ping.answer.registry.failure ?? ping.answer.tokenService?.failure;
}

function judge(scene: Scene): readonly NamedTargetVerdict[] {
  const { ping, target, engine, info, registry } = scene;
  const fact = "answer" in ping ? ping.answer.registry : undefined;
  const token = "answer" in ping ? ping.answer.tokenService : undefined;
  const cause = engineCause(scene);
  const resolved = engine !== undefined && "answer" in engine && engine.answer.outcome === "resolved";
  const isQuirk = isMirrorQuirk(info, registry);
  const engineWorks = resolved || (!isQuirk && reachedByEngine(cause, fact));

  const atRegistry = judgeEndpoint(scene, {
    target,
    role: registryRole(scene),
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
    role: `the token service of ${registry}`,
    path: tokenPath(ping),
    fact: token,
    silent: undefined,
    tried: scene.tried?.token ?? [],
    cause: cause !== undefined && isAtToken(scene, cause, token) ? cause : undefined,
    engineWorks,
  });
  return [atRegistry, atToken];
}

/** One endpoint as both vantages see it. */
interface Seen {
  readonly target: string;
  readonly role: string;
  readonly path: string;
  readonly fact: EndpointFact | undefined;
  readonly silent: ProbeError | undefined;
  /** What came of other ways there. */
  readonly tried: readonly Evidence[];
  /** What the engine's failure comes down to, if it is about this endpoint. */
  readonly cause: EngineCause | undefined;
  /** The engine got as far as an answer about the image. */
  readonly engineWorks: boolean;
}

function judgeEndpoint(scene: Scene, seen: Seen): NamedTargetVerdict {
  const { info, registry } = scene;
  const { target, fact, silent, cause, engineWorks } = seen;
  const failure = fact?.failure;
  const base = {
    target,
    neededFor: scene.needed.map(({ reference }) => reference),
    ...(fact === undefined ? {} : { timings: hopTimings(fact) }),
  };
  const evidence = evidenceOf(scene, seen);
  if (engineWorks) {
    const note: Evidence = {
      what: seen.role,
      observed: "reached by the engine, which does the pulling; this process cannot reach it",
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
      reason: `this process cannot reach ${registry}, and whether a mirror serves the engine cannot be asked of Docker Engine ${info.serverVersion}`,
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
    return failing(base, findingOf(scene, seen, "response-timeout", "http", "engine", evidence), "engine");
  }
  if (silent !== undefined) {
    return { ...base, status: "inconclusive", reason: remedyWords(silent), evidence };
  }
  return { ...base, status: "pass", vantage: "process" };
}

function failing(
  base: Pick<NamedTargetVerdict, "target" | "neededFor" | "timings">,
  found: Finding,
  vantage: "engine" | "process",
): NamedTargetVerdict {
  return { ...base, status: "fail", findings: [found], vantage };
}

function findingOf(
  scene: Scene,
  seen: Seen,
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
    role: seen.role,
    asker: "engine",
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

function wayIn({ engine }: Scene, { fact }: Seen, vantage: "engine" | "process"): WaySeen | undefined {
  const way = fact === undefined ? undefined : wayOf(fact);
  if (vantage === "process" || engine === undefined || "silent" in engine) return way;
  const { observedAt, durationMs } = engine.answer;
  return { addresses: [], ...way, observedAt, durationMs };
}

function placeOf({ fact, target }: Seen): { readonly host: string; readonly port: number } {
  return fact ?? registryEndpoint(target);
}

function registryRole({ registry, needed }: Scene): string {
  const roles = [...new Set(needed.flatMap(({ images }) => images.map(({ role }) => role)))];
  const names = roles.map((role) => (role === "pause-documented" ? "documented pause" : role)).join(", ");
  return `the registry ${registry} (${names} image)`;
}

function tokenPath(ping: Settled<RegistryPing>): string {
  const realm = "answer" in ping ? ping.answer.realm : undefined;
  if (realm === undefined || !URL.canParse(realm)) return "/";
  return new URL(realm).pathname;
}

/** What the engine's failure says; `undefined` if it resolved the image, was silent, or says something unknown. */
function engineCause({ engine, pull, info, registry }: Scene): EngineCause | undefined {
  if (engine === undefined || "silent" in engine || engine.answer.outcome === "resolved") return undefined;
  if (isMirrorQuirk(info, registry)) return undefined;
  return classifyEngineMessage(engine.answer.message ?? "", {
    status: engine.answer.status,
    hasCredentials: pull?.question.credential.kind === "config",
  });
}

function networkCause(
  cause: EngineCause | undefined,
): (EngineCause & { readonly code: NetworkFailure["code"] }) | undefined {
  return cause !== undefined && isNetworkCode(cause.code) ? { ...cause, code: cause.code } : undefined;
}

/** A failure that only a registry can give proves that the engine reached it. */
function reachedByEngine(cause: EngineCause | undefined, fact: EndpointFact | undefined): boolean {
  if (cause === undefined || isNetworkCode(cause.code) || cause.code === "reference-invalid") return false;
  return !isToldByOthersToo(cause, fact);
}

/** What the engine says where something that is no registry answers JSON, or 401 without a challenge. */
function isToldByOthersToo({ code }: EngineCause, fact: EndpointFact | undefined): boolean {
  if (fact?.failure?.code !== "not-a-registry") return false;
  if (code === "manifest-unsupported") return fact.http?.status === 200;
  return (code === "credentials-missing" || code === "credentials-rejected") && fact.http?.status === 401;
}

/** Whether the engine's failure is about the token service. */
function isAtToken({ target }: Scene, cause: EngineCause, token: EndpointFact | undefined): boolean {
  if (!isNetworkCode(cause.code) || cause.code.startsWith("proxy-")) return false;
  if (cause.host === undefined) return cause.atTokenService && token !== undefined;
  const { host, port } = registryEndpoint(cause.host);
  return cause.atTokenService && authority(host, port) !== target;
}

/** `host:port` of the token service, where it is a host of its own that was looked at or that the engine names. */
function tokenTargetOf(
  scene: Scene,
  cause: EngineCause | undefined,
  token: EndpointFact | undefined,
): string | undefined {
  if (token !== undefined) return authority(token.host, token.port);
  if (cause?.host === undefined || !isAtToken(scene, cause, token)) return undefined;
  const { host, port } = registryEndpoint(cause.host);
  return authority(host, port);
}

function isEngineTimeout({ engine }: Scene): boolean {
  return engine !== undefined && "silent" in engine && engine.silent.kind === "timeout";
}

function evidenceOf(scene: Scene, { fact, cause, engineWorks, tried, silent }: Seen): readonly Evidence[] {
  const { engine, pull, info } = scene;
  const isTelling = fact?.failure !== undefined || cause !== undefined || engineWorks;
  const views = {
    engine: engineWorks ? WORKS : (cause?.code ?? (isEngineTimeout(scene) ? "no answer" : undefined)),
    process: silent?.kind === "timeout" ? "no answer" : fact && (fact.failure?.code ?? WORKS),
  };
  if (!isTelling && !isEngineTimeout(scene)) return [];
  const told = ((): readonly Evidence[] => {
    if (engine === undefined || pull === undefined) return [];
    const what = `the engine's lookup of ${pull.question.reference}`;
    if ("silent" in engine) return [{ what, observed: silenceWords(engine.silent), vantage: "engine" }];
    const { outcome, status, message, digest } = engine.answer;
    const observed =
      outcome === "resolved" ? `resolved ${digest ?? ""}`.trim() : `HTTP ${status ?? "?"}: ${message ?? ""}`;
    return [{ what, observed, origin: "GET /distribution", vantage: "engine" }];
  })();
  const proxy: readonly Evidence[] =
    info.httpsProxy === undefined && info.httpProxy === undefined
      ? []
      : [
          {
            what: "the engine's proxy",
            observed: `${info.httpsProxy ?? info.httpProxy ?? ""}${info.noProxy === undefined ? "" : `, not for ${info.noProxy}`}`,
            origin: "GET /info",
            vantage: "engine",
          },
        ];
  return [
    ...sideBySide(views),
    ...(fact === undefined ? [] : [hopEvidence(fact)]),
    ...tried,
    ...(fact === undefined ? [] : certificateEvidence(fact)),
    ...told,
    ...proxy,
  ];
}

function remedyWords({ message, remedy }: ProbeError): string {
  return remedy === undefined ? message : `${message}; ${remedy}`;
}

/** One verdict per target: registries often share a token service. */
function merged(verdicts: readonly NamedTargetVerdict[]): readonly NamedTargetVerdict[] {
  const rank = { fail: 0, inconclusive: 1, pass: 2, skip: 3 } as const;
  const byTarget = new Map<string, NamedTargetVerdict>();
  for (const verdict of verdicts) {
    const known = byTarget.get(verdict.target);
    if (known === undefined) {
      byTarget.set(verdict.target, verdict);
      continue;
    }
    const worse = rank[verdict.status] < rank[known.status] ? verdict : known;
    const neededFor = [...new Set([...(known.neededFor ?? []), ...(verdict.neededFor ?? [])])];
    byTarget.set(verdict.target, { ...worse, neededFor });
  }
  return [...byTarget.values()];
}

async function run(pass: Pass): Promise<Verdict> {
  const registries = registriesOf(pass.plan);
  if (registries.size === 0) {
    return { status: "skip", reason: "no image of the plan names a registry that can be asked (see runner-command)" };
  }
  const verdicts = await pass.each(pass.targets, async (target) => {
    const planned = registries.get(target);
    if (planned === undefined) return { status: "skip", reason: "no planned image is there" };
    return judgeUnlessLedElsewhere(pass, target, planned);
  });
  return verdictOf(merged(verdicts));
}

/** Whether the engine can reach the registries of the planned images, and their token services. */
export const registryReachable: Check = {
  id: "registry-reachable",
  title: "The engine reaches every registry of the planned images",
  group: "network",
  codes: NETWORK_CODES,
  severity: "error",
  needs: [dockerSocket],
  targets: (plan) => [...registriesOf(plan).keys()],
  run,
};
