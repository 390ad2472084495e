import type {
  EngineDistribution,
  Evidence,
  Host,
  TargetVerdict,
  Vantage,
  WalkFailure,
} from "../../src/contract/index.js";
import { formOfEntry } from "../../src/docker/image-forms.js";
import { parsePlatform } from "../../src/docker/platform.js";
import { hostsFileReason } from "../../src/judge/network/hosts-file.js";
import { orNothing } from "../../src/judge/probes.js";
import { isRemoteEngine } from "../../src/judge/remote-engine.js";
import { answerOf } from "../../src/judge/patience.js";
import { bytesText } from "../../src/judge/text.js";
import { isMetByPullOnly, PULL_DIFFERS, unrepeatedError } from "./containerd-pull.js";
import { allEvidence, engineEvidence, walkEvidence } from "./evidence.js";
import { failing, failingBy, type ImageDecision, imageFinding, walkDecision } from "./findings.js";
import { judgeForm } from "./forms.js";
import { takesPlatform } from "./index-choice.js";
import { type ImageFacts, isForMachine, wantedPlatform } from "./facts.js";

/** Pulls left, below which it is worth a warning. */
const PULLS_LOW = 10;

/** The engine found the image: what is left is whether it can run it and fetch its parts. */
export async function judgeResolved(host: Host, facts: ImageFacts, answer: EngineDistribution): Promise<TargetVerdict> {
  const { plan, info, walk, image } = facts;
  const failure = answerOf(walk)?.failure;
  const isOfImage = failure !== undefined && isOfParts(failure) && !isRemoteEngine(plan);
  // A config that is not the image's own says nothing about platforms, to the engine neither.
  if (isOfImage && failure.code === "layer-corrupt") return failingBy(facts, walkDecision(failure));
  const { platforms } = answer;
  if (isForOthers(facts, answer)) {
    const observed = (platforms ?? []).join(", ");
    const more = [{ what: "platforms", observed, expected: wantedPlatform(image, info), vantage: "engine" } as const];
    return failingBy(facts, { code: "platform-mismatch", hop: "manifest", vantage: "engine", more });
  }
  if (isOfImage) return failingBy(facts, walkDecision(failure));
  if (failure !== undefined && isMetByPullOnly(facts, failure)) {
    return failingBy(facts, walkDecision(failure, [PULL_DIFFERS]));
  }
  return judgeFound(host, facts, "engine", [engineEvidence(facts), walkEvidence(facts)]);
}

/** Whether none of the platforms that the engine was told is its own. What the walk knows of an index, it knows better. */
function isForOthers({ info, walk, image }: ImageFacts, { platforms, mediaType }: EngineDistribution): boolean {
  if (platforms === undefined || platforms === null || platforms.length === 0) return false;
  if (answerOf(walk)?.indexes !== undefined) return false;
  const wanted = wantedPlatform(image, info);
  const isIndex = mediaType !== undefined && formOfEntry(mediaType) === "index-in-index";
  return !platforms.some((offered) =>
    isIndex
      ? takesPlatform(info, parsePlatform(offered), { platform: parsePlatform(wanted), isOwn: true, cpuLevel: 4 })
      : isForMachine(offered, wanted),
  );
}

/** The image is there for the pull: what is left is what this process could not see, or what may stop the pull later. */
export async function judgeFound(
  host: Host,
  facts: ImageFacts,
  vantage: Vantage,
  evidence: readonly Evidence[],
): Promise<TargetVerdict> {
  const form = await judgeForm(host, facts);
  if (form !== undefined && "unknown" in form)
    return { status: "inconclusive", evidence: allEvidence(facts), reason: form.unknown };
  if (form !== undefined) return failingBy(facts, form.decision);
  const unrepeated = unrepeatedError(facts);
  if (unrepeated !== undefined) return failingBy(facts, unrepeated);
  const decided = [unverifiedLayers(facts), lowRate(facts), await fullDisk(host, facts)].filter(
    (decision) => decision !== undefined,
  );
  if (decided.length > 0)
    return failing(
      decided.map((decision) => imageFinding(facts, decision)),
      vantage,
    );
  return { status: "pass", vantage, evidence };
}

/** Failures of a walk that a pull would run into although the engine finds the image. */
function isOfParts({ code, hop, status }: WalkFailure): boolean {
  if (code === "platform-mismatch" || code === "manifest-unsupported" || code === "layer-missing") return true;
  if (code === "layer-host-unreachable" || code === "layer-corrupt") return true;
  const isPart = hop === "config" || hop === "layer";
  return isPart && status !== undefined && code !== "rate-limited";
}

function unverifiedReason({ walk, plan, hostsFile }: ImageFacts): string | undefined {
  if (hostsFile !== undefined) return hostsFileReason(hostsFile);
  if ("silent" in walk) return walk.silent.message;
  const { failure } = walk.answer;
  if (failure !== undefined)
    return `this process failed at ${failure.hop} of ${failure.host} (${failure.code}): ${failure.detail}`;
  if (walk.answer.notProven !== undefined) return walk.answer.notProven;
  return isRemoteEngine(plan)
    ? `the engine is remote (${plan.dockerHost.value}), in another network than this process`
    : undefined;
}

function unverifiedLayers(facts: ImageFacts): ImageDecision | undefined {
  const reason = unverifiedReason(facts);
  if (reason === undefined) return undefined;
  const more = [{ what: "layers", observed: `not proven: ${reason}`, vantage: "process" } as const];
  return { code: "layers-unverified", hop: "layer", vantage: "process", more };
}

function lowRate({ walk }: ImageFacts): ImageDecision | undefined {
  const limit = answerOf(walk)?.rateLimit;
  if (limit === undefined || limit.remaining > PULLS_LOW) return undefined;
  const more = [
    {
      what: "pulls left",
      observed: `${limit.remaining} of ${limit.limit}`,
      expected: `more than ${PULLS_LOW}`,
      vantage: "process",
    } as const,
  ];
  return { code: "rate-limit-low", hop: "manifest", vantage: "process", more };
}

/** Compares the compressed size with the free space of the engine's disk, where this process can see that disk. */
async function fullDisk(host: Host, { walk, info, plan, image }: ImageFacts): Promise<ImageDecision | undefined> {
  const bytes = answerOf(walk)?.compressedBytes;
  if (bytes === undefined || isRemoteEngine(plan)) return undefined;
  const disk = await orNothing(host.files.stat({ path: info.rootDirectory }));
  if (disk?.outcome !== "found" || disk.freeBytes === undefined || disk.freeBytes >= bytes) return undefined;
  const process = await orNothing(host.env.process({}));
  if (process?.inContainer !== false) return undefined;
  const local = await orNothing(host.engine.localImage({ reference: image.reference }));
  if (local?.outcome === "found") return undefined;
  const more = [
    {
      what: `free space under ${info.rootDirectory}`,
      observed: bytesText(disk.freeBytes),
      expected: `more than ${bytesText(bytes)}, the compressed size`,
      origin: "GET /info",
      vantage: "process",
    } as const,
  ];
  return { code: "disk-space-insufficient", hop: "layer", vantage: "process", more };
}
