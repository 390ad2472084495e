import {
  type EnginePull,
  type Evidence,
  type Finding,
  type TargetVerdict,
  findingsOf,
} from "../../src/contract/index.js";
import { registryEndpoint } from "../../src/docker/reference.js";
import { classifyEngineMessage, isNetworkCode } from "../../src/judge/network/engine-message.js";
import { imageFinding } from "./codes.js";
import { pullEvidence, pullProgressText, pullProof, pullUnproven } from "./true-pull.js";
import { allEvidence, engineEvidence, walkEvidence } from "./evidence.js";
import { imageScene } from "./findings.js";
import { failing, type Scene } from "./scene.js";

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
export async function judgePull(scene: Scene, looked: TargetVerdict, pulls: Pulls): Promise<TargetVerdict> {
  const { pass, image, pull } = scene;
  const platform = image.images.find((planned) => planned.platform !== undefined)?.platform;
  pass.progress("the pull to begin", image.reference);
  const answer = await pass.host.engine.pull(
    { ...pull.question, ...(platform === undefined ? {} : { platform }), keep: pass.plan.pull?.keepImages === true },
    { onProgress: (progress) => pass.progress(pullProgressText(progress), image.reference) },
  );
  const proof = pullProof(answer, "answer" in scene.walk ? scene.walk.answer.layerCount : undefined);
  const unproven = pullUnproven(image.reference, answer, proof);
  if (unproven !== undefined) pulls.set(image.reference, unproven);
  const shown = pullEvidence(image.reference, answer, proof);
  if (answer.outcome === "failed") return judgeFailedPull(scene, answer, shown);
  const left = findingsOf(looked).flatMap((found): readonly Finding[] => {
    if (found.code === "layers-unverified" && proof.fetched > 0) return [];
    if (found.code !== "layer-missing") return [found];
    // The engine can do without what the registry has lost, as long as it keeps what it has.
    return proof.cached === 0 ? [] : [{ ...found, severity: "warning", evidence: [...shown, ...found.evidence] }];
  });
  if (left.length > 0) return failing(left, "engine");
  return { status: "pass", vantage: "engine", evidence: [...shown, engineEvidence(scene), walkEvidence(scene)] };
}

function judgeFailedPull(scene: Scene, answer: EnginePull, shown: readonly Evidence[]): TargetVerdict {
  const { message = "", status, layers } = answer;
  const cause = classifyEngineMessage(message, {
    status,
    hasCredentials: scene.pull.question.credential.kind === "config",
  });
  if (cause === undefined) {
    return {
      status: "inconclusive",
      evidence: [...shown, ...allEvidence(scene)],
      reason: `the engine's pull failed for a reason that is not known: ${message}`,
    };
  }
  const { code, hop } = cause;
  const at = { vantage: "engine", more: shown } as const;
  if (layers.length === 0 || !isNetworkCode(code)) {
    const place = isNetworkCode(code) ? cause.host : undefined;
    return failing([imageFinding(code, imageScene(scene, { ...at, hop, place }))], "engine");
  }
  const place = layerPlace(scene, cause.host);
  if (place === undefined) return failing([imageFinding(code, imageScene(scene, { ...at, hop }))], "engine");
  const layerScene = { ...imageScene(scene, { ...at, hop: "layer", place }), networkCode: code };
  return failing([imageFinding("layer-host-unreachable", layerScene)], "engine");
}

/** The layer host that a pull failed at, where it is not the registry: engines do not always name it, the walk has seen it. */
function layerPlace({ pull, walk }: Scene, named: string | undefined): string | undefined {
  const own = registryEndpoint(pull.reference.registry);
  const isOwn = (place: string): boolean => place === `${own.host}:${own.port}` || place === own.host;
  const hosts = ("answer" in walk ? walk.answer.layerHosts : undefined) ?? [];
  const elsewhere = hosts.find((place) => !isOwn(place));
  return named === undefined || isOwn(named) ? elsewhere : named;
}
