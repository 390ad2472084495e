import type { EngineDistribution, Evidence, ProbeError } from "../../src/contract/index.js";
import type { CredentialDecision } from "../../src/judge/credentials/resolve.js";
import { unknownWords } from "../../src/judge/credentials/words.js";
import { classifyEngineMessage, type EngineCause } from "../../src/judge/network/engine-message.js";
import { silenceWords } from "../../src/judge/probes.js";
import { configLocationOf } from "../../src/judge/images/planned.js";
import { isMirrorQuirk } from "../../src/judge/images/mirror-quirk.js";
import { bytesText } from "../../src/judge/text.js";
import { sideBySide, type Views, WORKS } from "../../src/judge/network/vantages.js";
import { type ImageFacts, originOf } from "./facts.js";

/** What the engine said. */
export function engineEvidence({ engine, image }: ImageFacts): Evidence {
  const what = `the engine's lookup of ${image.reference}`;
  const base = { what, origin: "GET /distribution", vantage: "engine" } as const;
  if ("silent" in engine) return { ...base, observed: silenceWords(engine.silent) };
  const { outcome, digest, status, message } = engine.answer;
  if (outcome === "resolved") return { ...base, observed: `found ${digest ?? ""}`.trim() };
  return { ...base, observed: `HTTP ${status ?? "?"}: ${message ?? ""}`, expected: "found" };
}

/** What this process saw. */
export function walkEvidence({ walk }: ImageFacts): Evidence {
  const base = { what: "the same, step by step, from this process", vantage: "process" } as const;
  if ("silent" in walk) return { ...base, observed: silenceWords(walk.silent) };
  const { failure, notProven, layerCount, compressedBytes, layerHosts } = walk.answer;
  if (failure !== undefined) {
    const where = `${failure.hop} at ${failure.host}`;
    const network = failure.networkCode === undefined ? "" : ` (${failure.networkCode})`;
    const blob = failure.digest === undefined ? "" : ` for ${failure.digest}`;
    return { ...base, observed: `failed in ${where}${blob}${network}: ${failure.detail}`, expected: "no failure" };
  }
  if (notProven !== undefined) return { ...base, observed: `not proven: ${notProven}` };
  const size = compressedBytes === undefined ? "" : `, ${bytesText(compressedBytes)}`;
  return {
    ...base,
    observed: `${layerCount ?? 0} ${layerCount === 1 ? "layer" : "layers"} at ${(layerHosts ?? []).join(", ") || "the registry"}${size}`,
  };
}

function credentialEvidence({ pull, image, plan }: ImageFacts): Evidence {
  const { decision } = pull;
  const origin = configLocationOf(plan, image)?.file ?? "the runner has no config.json";
  const what = `credentials for ${pull.reference.registry}`;
  if (decision.kind === "basic")
    return { what, observed: `user ${decision.username}, entry "${decision.key}"`, origin };
  if (decision.kind === "anonymous") return { what, observed: anonymousWords(decision), origin };
  if (decision.kind === "unknown") return { what, observed: unknownWords(decision.why), origin };
  const helper = decision.kind === "unsupported" && decision.helper !== undefined ? ` "${decision.helper}"` : "";
  return { what, observed: `${decision.fault}${helper}`, origin };
}

function anonymousWords({ missingProgram }: Extract<CredentialDecision, { readonly kind: "anonymous" }>): string {
  if (missingProgram === undefined) return "none";
  return `none: the ${missingProgram.program} "${missingProgram.name}" is not on PATH, and "auths" has no entry`;
}

/** What engine and walk came to, in codes. */
function viewsOf(facts: ImageFacts): Views {
  const { engine, walk } = facts;
  const process = "silent" in walk || walk.answer.notProven !== undefined ? undefined : walk.answer.failure?.code;
  const isWalked = "answer" in walk && walk.answer.ok;
  return {
    engine: "silent" in engine ? silence(engine.silent) : engineView(facts, engine.answer),
    process: isWalked ? WORKS : process,
  };
}

function silence({ kind }: ProbeError): string | undefined {
  return kind === "timeout" ? "no answer" : undefined;
}

function engineView(facts: ImageFacts, answer: EngineDistribution): string | undefined {
  return answer.outcome === "resolved" ? "finds the image" : engineCause(facts, answer)?.code;
}

/** What the engine's refusal says; `undefined` where it proves nothing, or is not known. */
export function engineCause(
  { info, pull }: ImageFacts,
  { message, status }: EngineDistribution,
): EngineCause | undefined {
  if (isMirrorQuirk(info, pull.reference.registry)) return undefined;
  const hasCredentials = pull.question.credential.kind === "config";
  return classifyEngineMessage(message ?? "", { status, hasCredentials, imageStore: info.imageStore });
}

/** All that speaks for or against an image, the difference of the vantages first. */
export function allEvidence(facts: ImageFacts, more: readonly Evidence[] = []): readonly Evidence[] {
  const configured = { what: "image", observed: facts.image.reference, origin: originOf(facts.image) };
  const { tried } = facts;
  const seen = [engineEvidence(facts), walkEvidence(facts)];
  return [...sideBySide(viewsOf(facts)), ...tried, ...seen, ...more, credentialEvidence(facts), configured];
}
