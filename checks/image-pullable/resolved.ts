import type {
  EngineDistribution,
  Evidence,
  Finding,
  TargetVerdict,
  Vantage,
  WalkFailure,
} from "../../src/contract/index.js";
import { hostsFileReason } from "../../src/judge/network/hosts-file.js";
import { imageFinding } from "./codes.js";
import { orNothing } from "../../src/judge/probes.js";
import { isRemoteEngine } from "../../src/judge/remote-engine.js";
import { bytesText } from "../../src/judge/text.js";
import { isMetByPullOnly, PULL_DIFFERS, unrepeatedFinding } from "./containerd-pull.js";
import { engineEvidence, walkEvidence } from "./evidence.js";
import { imageScene, walkFinding } from "./findings.js";
import { failing, runsOn, type Scene, wantedPlatform } from "./scene.js";

/** Pulls left, below which it is worth a warning. */
const PULLS_LOW = 10;

/** The engine found the image: what is left is whether it can run it and fetch its parts. */
export async function judgeResolved(scene: Scene, digest: EngineDistribution): Promise<TargetVerdict> {
  const { pass, info, walk, image } = scene;
  const wanted = wantedPlatform(image, info);
  const failure = "answer" in walk ? walk.answer.failure : undefined;
  const isOfImage = failure !== undefined && isOfParts(failure) && !isRemoteEngine(pass.plan);
  // A config that is not the image's own says nothing about platforms, to the engine neither.
  if (isOfImage && failure.code === "layer-corrupt") return failing([walkFinding(scene, failure)], "process");
  const { platforms } = digest;
  if (
    platforms !== undefined &&
    platforms !== null &&
    platforms.length > 0 &&
    !platforms.some((offered) => runsOn(offered, wanted))
  ) {
    const more = [{ what: "platforms", observed: platforms.join(", "), expected: wanted, vantage: "engine" } as const];
    return failing(
      [imageFinding("platform-mismatch", imageScene(scene, { hop: "manifest", vantage: "engine", more }))],
      "engine",
    );
  }
  if (isOfImage) return failing([walkFinding(scene, failure)], "process");
  if (failure !== undefined && isMetByPullOnly(scene, failure)) {
    return failing([walkFinding(scene, failure, [PULL_DIFFERS])], "process");
  }
  return judgeFound(scene, "engine", [engineEvidence(scene), walkEvidence(scene)]);
}

/** The image is there for the pull: what is left is what this process could not see, or what may stop the pull later. */
export async function judgeFound(
  scene: Scene,
  vantage: Vantage,
  evidence: readonly Evidence[],
): Promise<TargetVerdict> {
  const unrepeated = unrepeatedFinding(scene);
  if (unrepeated !== undefined) return failing([unrepeated], "process");
  const unverified = unverifiedReason(scene);
  const warnings = [
    ...(unverified === undefined ? [] : [unverifiedFinding(scene, unverified)]),
    ...rateWarnings(scene),
    ...(await diskFindings(scene)),
  ];
  if (warnings.length > 0) return failing(warnings, vantage);
  return { status: "pass", vantage, evidence };
}

/** Failures of a walk that a pull would run into although the engine finds the image. */
function isOfParts({ code, hop, status }: WalkFailure): boolean {
  if (code === "platform-mismatch" || code === "manifest-unsupported" || code === "layer-missing") return true;
  if (code === "layer-host-unreachable" || code === "layer-corrupt") return true;
  const isPart = hop === "config" || hop === "layer";
  return isPart && status !== undefined && code !== "rate-limited";
}

function unverifiedReason({ walk, pass, hostsFile }: Scene): string | undefined {
  if (hostsFile !== undefined) return hostsFileReason(hostsFile);
  if ("silent" in walk) return walk.silent.message;
  const { failure } = walk.answer;
  if (failure !== undefined)
    return `this process failed at ${failure.hop} of ${failure.host} (${failure.code}): ${failure.detail}`;
  if (walk.answer.notProven !== undefined) return walk.answer.notProven;
  return isRemoteEngine(pass.plan)
    ? `the engine is remote (${pass.plan.dockerHost.value}), and this process has its own way into the network`
    : undefined;
}

function unverifiedFinding(scene: Scene, reason: string): Finding {
  const more = [{ what: "layers", observed: `not proven: ${reason}`, vantage: "process" } as const];
  return imageFinding("layers-unverified", imageScene(scene, { hop: "layer", vantage: "process", more }));
}

function rateWarnings(scene: Scene): readonly Finding[] {
  const { walk } = scene;
  const limit = "answer" in walk ? walk.answer.rateLimit : undefined;
  if (limit === undefined || limit.remaining > PULLS_LOW) return [];
  const more = [
    {
      what: "pulls left",
      observed: `${limit.remaining} of ${limit.limit}`,
      expected: `more than ${PULLS_LOW}`,
      vantage: "process",
    } as const,
  ];
  return [imageFinding("rate-limit-low", imageScene(scene, { hop: "manifest", vantage: "process", more }))];
}

/** Compares the compressed size with the free space of the engine's disk, where this process can see that disk. */
async function diskFindings(scene: Scene): Promise<readonly Finding[]> {
  const { walk, info, pass, image } = scene;
  const bytes = "answer" in walk ? walk.answer.compressedBytes : undefined;
  if (bytes === undefined || isRemoteEngine(pass.plan)) return [];
  const disk = await orNothing(pass.host.files.stat({ path: info.rootDirectory }));
  if (disk?.outcome !== "found" || disk.freeBytes === undefined || disk.freeBytes >= bytes) return [];
  const process = await orNothing(pass.host.env.process({}));
  if (process?.inContainer !== false) return [];
  const local = await orNothing(pass.host.engine.localImage({ reference: image.reference }));
  if (local?.outcome === "found") return [];
  const more = [
    {
      what: `free space under ${info.rootDirectory}`,
      observed: bytesText(disk.freeBytes),
      expected: `more than ${bytesText(bytes)}, the compressed size`,
      origin: "GET /info",
      vantage: "process",
    } as const,
  ];
  return [imageFinding("disk-space-insufficient", imageScene(scene, { hop: "layer", vantage: "process", more }))];
}
