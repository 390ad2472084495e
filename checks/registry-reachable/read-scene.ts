import type {
  JudgedEndpoint,
  EngineDistribution,
  EngineInfo,
  NetworkFailure,
  Pass,
  ProxySource,
  JudgedPing,
  RegistryQuestion,
  JudgedWalk,
} from "../../src/contract/index.js";
import { judgePing } from "../../src/judge/network/classify.js";
import { byFamily, pastProxy, type Tries, tryWays } from "../../src/judge/network/alternatives.js";
import { askWalk } from "../../src/judge/images/classify-walk.js";
import { isInsecureRegistry, walkQuestion } from "../../src/judge/images/walk-question.js";
import { orNothing } from "../../src/judge/probes.js";
import {
  askPatiently,
  ENGINE_GRACE_MS,
  settled,
  type PatientQuestion,
  type Settled,
} from "../../src/judge/patience.js";
import { pullPolicy, type PlannedPull } from "../../src/judge/images/planned.js";
import { readPullQuestion, type PullQuestion } from "../../src/judge/images/pull-question.js";
import { readEngineSite } from "../../src/judge/remedy/engine-site.js";
import { listText } from "../../src/judge/text.js";
import { isSafelyAsked, locksOnNames } from "./name-lock.js";
import { engineCause, proxyOf, type PlannedRegistry, type RegistryScene } from "./scene.js";

/** Whether the start command needs nothing from a registry for this image: a local copy is there, or must be. */
async function isServedLocally({ host }: Pass, image: PlannedPull): Promise<boolean> {
  if (image.byRunner || pullPolicy(image) === "always") return false;
  if (pullPolicy(image) === "never") return true;
  const local = await orNothing(host.engine.localImage({ reference: image.reference }));
  return local?.outcome === "found";
}

async function askRegistry({ host }: Pass, question: RegistryQuestion, signal?: AbortSignal): Promise<JudgedPing> {
  return judgePing(await host.registry.ping(question, signal === undefined ? {} : { signal }));
}

/** Asks this process and the engine about a registry, and where it fails, what works instead. Why there is nothing to ask, where there is not. */
export async function readRegistryScene(
  pass: Pass,
  target: string,
  { registry, images }: PlannedRegistry,
): Promise<RegistryScene | { readonly notNeeded: string }> {
  const { host, plan } = pass;
  const local = await Promise.all(images.map((image) => isServedLocally(pass, image)));
  const needed = images.filter((_image, index) => local[index] !== true);
  const references = listText(images.map(({ reference }) => reference));
  if (needed.length === 0) {
    return { notNeeded: `not needed: the start command uses the local copy of ${references}` };
  }
  const info = await host.engine.info({});
  const site = await readEngineSite(pass, info);
  const question = { registry, proxy: "engine", insecure: isInsecureRegistry(registry, info) } as const;
  const asking = settled(askRegistry(pass, question));
  const pulls = await Promise.all(needed.map((image) => orNothing(readPullQuestion(host, plan, image))));
  const askAll = () => pulls.map((pull) => pull && askEngine(pass, pull));
  const early = (await isSafelyAsked(pass, registry, info)) ? askAll() : undefined;
  const ping = await asking;
  const failure = failureOf(ping);
  const isUnresolved = failure?.code === "dns-timeout" && locksOnNames(info);
  // The engine takes its time over each image: those that image-pullable will ask about are asked about side by side.
  const [lookup, ...others] = early ?? (isUnresolved ? [] : askAll());
  const [pull, ...otherPulls] = pulls;
  if (failure !== undefined) {
    const tries = otherWays(pass, question, ping);
    const [engine] = await Promise.all([
      lookup?.within(ENGINE_GRACE_MS),
      ...others.map((other) => other?.within(ENGINE_GRACE_MS)),
    ]);
    const scene: RegistryScene = { pass, target, registry, info, site, needed, ping, pull, engine };
    const isResolved = engine !== undefined && "answer" in engine && engine.answer.outcome === "resolved";
    if (isResolved) {
      tries.registry.cancel();
      tries.token.cancel();
      return scene;
    }
    const [atRegistry, atToken] = await Promise.all([tries.registry.evidence, tries.token.evidence]);
    return { ...scene, tried: { registry: atRegistry, token: atToken } };
  }
  const [engine] = await Promise.all([
    lookup && answerUnlessWalked(pass, info, pull, lookup),
    ...others.map(async (other, index) => other && answerUnlessWalked(pass, info, otherPulls[index], other)),
  ]);
  const scene: RegistryScene = { pass, target, registry, info, site, needed, ping, pull, engine };
  const tried = await aroundEngine(scene, question).evidence;
  return { ...scene, tried: { registry: tried, token: [] } };
}

/**
 * Ways around what only the engine fails at: past a proxy that this process was not let through, or over the address
 * family that the engine did not take.
 */
function aroundEngine(scene: RegistryScene, question: RegistryQuestion): Tries {
  const { pass, ping, info } = scene;
  const { host } = pass;
  const cause = engineCause(scene);
  if (cause?.code.startsWith("proxy-") === true && "silent" in ping) {
    const look = async (source: ProxySource, signal: AbortSignal): Promise<JudgedEndpoint> =>
      (await askRegistry(pass, { ...question, proxy: source }, signal)).registry;
    return tryWays(pastProxy({ proxy: proxyOf(info) }, look), undefined);
  }
  if (cause?.hop !== "tcp" || "silent" in ping || question.insecure) return tryWays([], undefined);
  const { host: name, port, addresses, proxy } = ping.answer.registry;
  return tryWays(byFamily(host, { host: name, port, addresses, proxy, roots: "engine" }), undefined);
}

/** Other ways to the registry, and to its token service, whichever failed. */
function otherWays(
  pass: Pass,
  question: RegistryQuestion,
  ping: Settled<JudgedPing>,
): { readonly registry: Tries; readonly token: Tries } {
  const waysTo = (part: "registry" | "tokenService"): Tries => {
    const fact = "answer" in ping ? ping.answer[part] : undefined;
    if (fact?.failure === undefined) return tryWays([], undefined);
    const { failure, addresses, proxy } = fact;
    const failed = { host: fact.host, port: fact.port, code: failure.code, roots: "engine", addresses, proxy } as const;
    const look = async (source: ProxySource, signal: AbortSignal): Promise<JudgedEndpoint | undefined> => {
      const answer = await askRegistry(pass, { ...question, proxy: source }, signal);
      return answer[part];
    };
    // One family alone is looked at with verified TLS.
    const families = question.insecure ? [] : byFamily(pass.host, failed);
    return tryWays([...pastProxy(failed, look), ...families], failure.limitMs);
  };
  return { registry: waysTo("registry"), token: waysTo("tokenService") };
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
  const walk = settled(askWalk(host, walkQuestion(reference, credential, info)));
  const isBehind = walk.then((outcome) => "answer" in outcome && isBehindRegistry(outcome.answer));
  const first = await Promise.race([asking.settled, isBehind]);
  if (first === true) return asking.within(0);
  return first === false ? asking.settled : first;
}

function isBehindRegistry({ failure, step }: JudgedWalk): boolean {
  return failure !== undefined && ["manifest", "platform", "config", "layers"].includes(step);
}

function askEngine({ host }: Pass, { question }: PullQuestion): ReturnType<typeof askPatiently<EngineDistribution>> {
  return askPatiently((signal) => host.engine.distribution(question, { signal }));
}

/** The first failure of a ping: the registry's, or its token service's. */
function failureOf(ping: Settled<JudgedPing>): NetworkFailure | undefined {
  if ("silent" in ping) return undefined;
  return ping.answer.registry.failure ?? ping.answer.tokenService?.failure;
}
