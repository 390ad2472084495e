import { unknownWords } from "../../src/judge/credentials/words.js";
import type {
  EngineDistribution,
  Evidence,
  Host,
  LocalImage,
  TargetVerdict,
  WalkFailure,
} from "../../src/contract/index.js";
import { parseReference } from "../../src/docker/reference.js";
import { type EngineCause, isNetworkCode } from "../../src/judge/network/engine-message.js";
import { orNothing } from "../../src/judge/probes.js";
import { isMirrorQuirk } from "../../src/judge/images/mirror-quirk.js";
import type { PullQuestion } from "../../src/judge/images/pull-question.js";
import type { PlannedPull } from "../../src/judge/images/planned.js";
import { answerOf } from "../../src/judge/patience.js";
import { bytesText } from "../../src/judge/text.js";
import { isMetByLookupOnly, PULL_DIFFERS } from "./containerd-pull.js";
import { allEvidence, engineCause, engineEvidence } from "./evidence.js";
import { type DecidedCode, failingBy, type ImageDecision, walkDecision } from "./findings.js";
import { judgeFound } from "./resolved.js";
import type { ImageFacts } from "./facts.js";

/** Codes that say the same thing more or less precisely: the walk, which sees every answer, refines the engine's. */
const FAMILY_OF_ABSENCE: readonly string[] = ["image-not-found", "repository-not-found"];
const FAMILIES: readonly (readonly string[])[] = [
  ["credentials-missing", "credentials-rejected", "access-denied"],
  FAMILY_OF_ABSENCE,
];

/** The engine said no. */
export async function judgeRefused(host: Host, facts: ImageFacts, answer: EngineDistribution): Promise<TargetVerdict> {
  const { walk, image } = facts;
  const cause = engineCause(facts, answer);
  if (isMetByLookupOnly(facts, cause)) return judgeFound(host, facts, "process", [PULL_DIFFERS, ...allEvidence(facts)]);
  const decided = decide(cause, answerOf(walk)?.failure);
  if (decided === undefined) return judgeUnexplained(facts);
  const { code } = decided;
  const local = isAbsent(code) ? await localImage(host, image) : undefined;
  if (local?.outcome === "found" && image.byRunner && isFromElsewhere(facts, code, local)) {
    return failingBy(facts, { ...decided, code: "image-local-only", more: [localEvidence(local)] });
  }
  return isUnknowable(facts, code) ? askedOfHelper(facts) : failingBy(facts, decided);
}

/** The engine decides; where its words fit several causes, or say the same less precisely, the walk's are taken. */
function decide(cause: EngineCause | undefined, failure: WalkFailure | undefined): ImageDecision | undefined {
  const byWalk = failure === undefined ? undefined : walkDecision(failure);
  if (cause === undefined) return byWalk;
  const isSameFamily = FAMILIES.some(
    (family) => family.includes(cause.code) && failure !== undefined && family.includes(failure.code),
  );
  // The engine's words name the registry where it was the token service's answer; the walk knows which.
  const isSame = cause.code === byWalk?.code && isNetworkCode(cause.code);
  // "Cannot be parsed" is all that the engine says of a 404 in a registry's own words.
  const isAbsence = cause.code === "not-a-registry" && byWalk !== undefined && FAMILY_OF_ABSENCE.includes(byWalk.code);
  if (byWalk !== undefined && (isSame || isAbsence || isSameFamily)) return { ...byWalk, vantage: "engine" };
  if (byWalk !== undefined && cause.ambiguous && isNetworkCode(byWalk.code)) return byWalk;
  return {
    code: cause.code,
    hop: cause.hop,
    vantage: "engine",
    place: isNetworkCode(cause.code) ? cause.host : undefined,
  };
}

/** Neither the engine's words nor the walk say what is wrong. */
function judgeUnexplained(facts: ImageFacts): TargetVerdict {
  const { info, pull, walk } = facts;
  const evidence = allEvidence(facts);
  if (isMirrorQuirk(info, pull.reference.registry) && "answer" in walk && walk.answer.ok) {
    const note = `Docker Engine ${info.serverVersion} looks up images only at the first mirror; its pull continues to Docker Hub, which has the image`;
    return {
      status: "pass",
      vantage: "process",
      evidence: [{ what: "mirrors", observed: note, vantage: "engine" }, ...evidence],
    };
  }
  return {
    status: "inconclusive",
    evidence,
    reason: `the engine refuses the image for an unknown reason: ${engineEvidence(facts).observed}`,
  };
}

function isAbsent(code: DecidedCode): boolean {
  return code === "image-not-found" || code === "repository-not-found" || code === "credentials-missing";
}

async function localImage(host: Host, image: PlannedPull): Promise<LocalImage | undefined> {
  return orNothing(host.engine.localImage({ reference: image.reference }));
}

/**
 * Whether a local copy is no copy of what the registry has. The containerd image store gives every name a digest, pulled or
 * not: there it counts only that the registry knows nothing of the name.
 */
function isFromElsewhere({ info, pull }: ImageFacts, code: DecidedCode, local: LocalImage): boolean {
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
function isUnknowable({ image, pull }: ImageFacts, code: DecidedCode): boolean {
  const { kind } = pull.decision;
  if (image.byRunner || (kind !== "unknown" && kind !== "token")) return false;
  return code === "credentials-missing" || code === "access-denied" || code === "credentials-rejected";
}

function askedOfHelper(facts: ImageFacts): TargetVerdict {
  const { pull, plan } = facts;
  const { decision, reference } = pull;
  const why =
    decision.kind === "unknown"
      ? unknownWords(decision.why)
      : decision.kind === "token"
        ? decision.fault
        : decision.kind;
  return {
    status: "inconclusive",
    evidence: allEvidence(facts),
    reason: `this program cannot know which credentials docker sends to ${reference.registry} (${why} in ${plan.clientConfig.file}); pull the image once, and run this check again`,
  };
}
