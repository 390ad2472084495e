import { unknownWords } from "../../src/judge/credentials/words.js";
import type {
  EngineDistribution,
  Evidence,
  LocalImage,
  TargetVerdict,
  Vantage,
  WalkFailure,
} from "../../src/contract/index.js";
import { parseReference } from "../../src/docker/reference.js";
import { type EngineCause, isNetworkCode } from "../../src/judge/network/engine-message.js";
import { type ImageCode, imageFinding } from "./codes.js";
import { orNothing } from "../../src/judge/probes.js";
import { isMirrorQuirk } from "../../src/judge/images/mirror-quirk.js";
import type { PullQuestion } from "../../src/judge/images/pull-question.js";
import { bytesText } from "../../src/judge/text.js";
import { isMetByLookupOnly, PULL_DIFFERS } from "./containerd-pull.js";
import { allEvidence, engineCause, engineEvidence } from "./evidence.js";
import { imageScene, plainHop } from "./findings.js";
import { judgeFound } from "./resolved.js";
import { failing, type Scene } from "./scene.js";

/** Codes that say the same thing more or less precisely: the walk, which sees every answer, refines the engine's. */
const FAMILY_OF_ABSENCE: readonly string[] = ["image-not-found", "repository-not-found"];
const FAMILIES: readonly (readonly string[])[] = [
  ["credentials-missing", "credentials-rejected", "access-denied"],
  FAMILY_OF_ABSENCE,
];

/** The engine said no. */
export async function judgeRefused(scene: Scene, answer: EngineDistribution): Promise<TargetVerdict> {
  const { walk, image } = scene;
  const failure = "answer" in walk ? walk.answer.failure : undefined;
  const cause = engineCause(scene, answer);
  if (isMetByLookupOnly(scene, cause)) return judgeFound(scene, "process", [PULL_DIFFERS, ...allEvidence(scene)]);
  const decided = decide(cause, failure);
  if (decided === undefined) return judgeUnexplained(scene);
  const { code, hop, vantage, place } = decided;
  const local = isAbsent(code) ? await localImage(scene) : undefined;
  const isLocalOnly = local?.outcome === "found" && image.byRunner && isFromElsewhere(scene, code, local);
  if (!isLocalOnly && isUnknowable(scene, code)) return askedOfHelper(scene);
  const more = isLocalOnly && local !== undefined ? [localEvidence(local)] : [];
  const at = imageScene(scene, { hop, vantage, place, more });
  const networkCode = failure?.code === code ? failure.networkCode : undefined;
  return failing([imageFinding(isLocalOnly ? "image-local-only" : code, { ...at, networkCode })], vantage);
}

interface Decided {
  readonly code: ImageCode;
  readonly hop: string;
  readonly vantage: Vantage;
  readonly place?: string | undefined;
}

/** The engine decides; where its words fit several causes, or say the same less precisely, the walk's are taken. */
function decide(cause: EngineCause | undefined, failure: WalkFailure | undefined): Decided | undefined {
  const byWalk: Decided | undefined =
    failure === undefined
      ? undefined
      : { code: failure.code, hop: plainHop(failure.hop), vantage: "process", place: failure.host };
  if (cause === undefined) return byWalk;
  const isSameFamily = FAMILIES.some(
    (family) => family.includes(cause.code) && failure !== undefined && family.includes(failure.code),
  );
  // The engine's words name the registry where it was the token service's answer; the walk knows which.
  const isSame = cause.code === byWalk?.code && isNetworkCode(cause.code);
  // "Cannot be parsed" is all that the engine says of a 404 in a registry's own words.
  const isAbsence = cause.code === "not-a-registry" && byWalk !== undefined && FAMILY_OF_ABSENCE.includes(byWalk.code);
  if (byWalk !== undefined && (isSame || isAbsence)) return { ...byWalk, vantage: "engine" };
  if (byWalk !== undefined && isSameFamily) return { ...byWalk, vantage: "engine" };
  if (byWalk !== undefined && cause.ambiguous && isNetworkCode(byWalk.code)) return byWalk;
  return {
    code: cause.code,
    hop: cause.hop,
    vantage: "engine",
    place: isNetworkCode(cause.code) ? cause.host : undefined,
  };
}

/** Neither the engine's words nor the walk say what is wrong. */
function judgeUnexplained(scene: Scene): TargetVerdict {
  const { info, pull, walk } = scene;
  const evidence = allEvidence(scene);
  if (isMirrorQuirk(info, pull.reference.registry) && "answer" in walk && walk.answer.ok) {
    const note = `Docker Engine ${info.serverVersion} looks images up at the first mirror only; its pull goes on to Docker Hub, where the image is`;
    return {
      status: "pass",
      vantage: "process",
      evidence: [{ what: "mirrors", observed: note, vantage: "engine" }, ...evidence],
    };
  }
  return {
    status: "inconclusive",
    evidence,
    reason: `the engine refuses for a reason that is not known: ${engineEvidence(scene).observed}`,
  };
}

function isAbsent(code: ImageCode): boolean {
  return code === "image-not-found" || code === "repository-not-found" || code === "credentials-missing";
}

async function localImage({ pass, image }: Scene): Promise<LocalImage | undefined> {
  return orNothing(pass.host.engine.localImage({ reference: image.reference }));
}

/**
 * Whether a local copy is no copy of what the registry has. The containerd image store gives every name a digest, pulled or
 * not: there it counts only that the registry knows nothing of the name.
 */
function isFromElsewhere({ info, pull }: Scene, code: ImageCode, local: LocalImage): boolean {
  if (info.imageStore === "containerd") return code !== "credentials-missing";
  return !hasRemoteDigest(local, pull);
}

/** A local copy that came from that repository is no image that exists here only. */
function hasRemoteDigest({ repoDigests }: LocalImage, { reference }: PullQuestion): boolean {
  const { registry, repository } = reference;
  return (repoDigests ?? []).some((digest) => {
    const parsed = parseReference(digest);
    return parsed.ok && parsed.reference.registry === registry && parsed.reference.repository === repository;
  });
}

function localEvidence({ id, sizeBytes }: LocalImage): Evidence {
  const size = sizeBytes === undefined ? "" : `, ${bytesText(sizeBytes)}`;
  return { what: "local copy", observed: `${id ?? "there"}${size}`, origin: "GET /images", vantage: "engine" };
}

/** A refusal that the operator's store or helper might turn: neither is run by this program. */
function isUnknowable({ image, pull }: Scene, code: ImageCode): boolean {
  const { kind } = pull.decision;
  if (image.byRunner || (kind !== "unknown" && kind !== "token")) return false;
  return code === "credentials-missing" || code === "access-denied" || code === "credentials-rejected";
}

function askedOfHelper(scene: Scene): TargetVerdict {
  const { pull, pass } = scene;
  const { decision, reference } = pull;
  const why =
    decision.kind === "unknown"
      ? unknownWords(decision.why)
      : decision.kind === "token"
        ? decision.fault
        : decision.kind;
  return {
    status: "inconclusive",
    evidence: allEvidence(scene),
    reason: `${pass.plan.clientConfig.file} does not say by itself which credentials go to ${reference.registry} (${why}), and this program does not find out; pull the image once and run this again`,
  };
}
