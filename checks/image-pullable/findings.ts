import type { EngineDistribution, Evidence, Finding, Vantage, WalkFailure } from "../../src/contract/index.js";
import { imageFinding, type ImageScene } from "./codes.js";
import { allEvidence } from "./evidence.js";
import type { Scene } from "./scene.js";

/** What a finding about the image is made of. */
export function imageScene(
  scene: Scene,
  at: { hop: string; vantage: Vantage; place?: string | undefined; more?: readonly Evidence[] },
): ImageScene {
  const { walk, engine } = scene;
  const failure = "answer" in walk ? walk.answer.failure : undefined;
  const isWalked = "answer" in walk && walk.answer.ok;
  const { pass, image, pull, info } = scene;
  const { decision } = pull;
  return {
    plan: pass.plan,
    image,
    reference: pull.reference,
    info,
    evidence: allEvidence(scene, at.more),
    vantage: at.vantage,
    hop: at.hop,
    place: at.place,
    username: decision.kind === "basic" ? decision.username : undefined,
    missingProgram: decision.kind === "anonymous" ? decision.missingProgram : undefined,
    proxy: failure?.way === undefined ? info.httpsProxy : failure.way.proxy,
    way:
      at.vantage === "engine" && "answer" in engine
        ? { addresses: [], ...failure?.way, ...timesOf(engine.answer) }
        : failure?.way,
    isEngineOnly: at.vantage === "engine" && isWalked,
  };
}

function timesOf({ observedAt, durationMs }: EngineDistribution): { observedAt?: string; durationMs: number } {
  return { ...(observedAt === undefined ? {} : { observedAt }), durationMs };
}

/** The finding for what stopped the walk. */
export function walkFinding(scene: Scene, failure: WalkFailure, more: readonly Evidence[] = []): Finding {
  const { host, code, hop, networkCode } = failure;
  const at = imageScene(scene, { hop: plainHop(hop), vantage: "process", place: host, more });
  return imageFinding(code, { ...at, networkCode });
}

/** The hop of a walk in the words of findings. */
export function plainHop(hop: WalkFailure["hop"]): string {
  if (hop === "config") return "layer";
  return hop === "platform" ? "manifest" : hop;
}
