import {
  type EnginePull,
  type Evidence,
  type Finding,
  type Pass,
  type TargetVerdict,
  findingsOf,
} from "../../src/contract/index.js";
import { registryEndpoint } from "../../src/docker/reference.js";
import { classifyEngineMessage, isNetworkCode } from "../../src/judge/network/engine-message.js";
import { answerOf } from "../../src/judge/patience.js";
import { pullEvidence, pullProgressText, pullProof, pullUnproven } from "./true-pull.js";
import { allEvidence, engineEvidence, walkEvidence } from "./evidence.js";
import { failing, failingBy } from "./findings.js";
import type { ImageFacts } from "./facts.js";

/** What a real pull is the answer to: it may well succeed, or shows the engine's own cause. */
const PULL_ANYWAY: readonly string[] = ["layers-unverified", "rate-limit-low", "layer-missing"];

/** What the real pulls of a run have left unproven, by reference. */
export type Pulls = Map<string, string>;

/** Whether a real pull would say more than the look at the registry did. */
export function isWorthPulling(looked: TargetVerdict): boolean {
  if (looked.status === "pass") return true;
  return looked.status === "fail" && looked.findings.every(({ code }) => PULL_ANYWAY.includes(code));
}

/** Nothing speaks against a pull any more, so the engine really pulls, as the puller would. */
export async function judgePull(
  pass: Pass,
  facts: ImageFacts,
  looked: TargetVerdict,
  pulls: Pulls,
): Promise<TargetVerdict> {
  const { image, pull } = facts;
  const platform = image.images.find((planned) => planned.platform !== undefined)?.platform;
  const answer = await pass.host.engine.pull(
    { ...pull.question, ...(platform === undefined ? {} : { platform }), keep: pass.plan.pull?.keepImages === true },
    { onProgress: (progress) => pass.progress(pullProgressText(progress), image.reference) },
  );
  const proof = pullProof(answer, answerOf(facts.walk)?.layerCount);
  const unproven = pullUnproven(image.reference, answer, proof);
  if (unproven !== undefined) pulls.set(image.reference, unproven);
  const shown = pullEvidence(image.reference, answer, proof);
  if (answer.outcome === "failed") return judgeFailedPull(facts, answer, shown);
  const left = findingsOf(looked).flatMap((found): readonly Finding[] => {
    if (found.code === "layers-unverified" && proof.fetched > 0) return [];
    if (found.code !== "layer-missing") return [found];
    // The engine can do without what the registry has lost, as long as it keeps what it has.
    return proof.cached === 0 ? [] : [{ ...found, severity: "warning", evidence: [...shown, ...found.evidence] }];
  });
  if (left.length > 0) return failing(left, "engine");
  return { status: "pass", vantage: "engine", evidence: [...shown, engineEvidence(facts), walkEvidence(facts)] };
}

function judgeFailedPull(facts: ImageFacts, answer: EnginePull, shown: readonly Evidence[]): TargetVerdict {
  const { message = "", status, layers } = answer;
  const cause = classifyEngineMessage(message, {
    status,
    hasCredentials: facts.pull.question.credential.kind === "config",
  });
  if (cause === undefined) {
    return {
      status: "inconclusive",
      evidence: [...shown, ...allEvidence(facts)],
      reason: `the engine's pull failed for an unknown reason: ${message}`,
    };
  }
  const { code, hop } = cause;
  const decided = { code, hop, vantage: "engine", more: shown } as const;
  if (!isNetworkCode(code)) return failingBy(facts, decided);
  if (layers.length === 0) return failingBy(facts, { ...decided, place: cause.host });
  const place = layerPlace(facts, cause.host);
  if (place === undefined) return failingBy(facts, decided);
  return failingBy(facts, { ...decided, code: "layer-host-unreachable", hop: "layer", place, networkCode: code });
}

/** The layer host that a pull failed at, where it is not the registry: engines do not always name it, the walk has seen it. */
function layerPlace({ pull, walk }: ImageFacts, named: string | undefined): string | undefined {
  const own = registryEndpoint(pull.reference.registry);
  const isOwn = (place: string): boolean => place === `${own.host}:${own.port}` || place === own.host;
  const hosts = answerOf(walk)?.layerHosts ?? [];
  const elsewhere = hosts.find((place) => !isOwn(place));
  return named === undefined || isOwn(named) ? elsewhere : named;
}
