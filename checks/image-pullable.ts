import {
  ProbeError,
  type Check,
  type EndpointFact,
  type EngineDistribution,
  type EngineInfo,
  type EnginePull,
  type Evidence,
  type Finding,
  type LocalImage,
  type Pass,
  type ProxySource,
  type RegistryWalk,
  type RunnerPlan,
  type TargetVerdict,
  type Vantage,
  type Verdict,
  type WalkFailure,
  type WalkQuestion,
} from "../src/contract/index.js";
import { byFamily, type OtherWay, pastProxy, tryWays } from "../src/judge/alternatives.js";
import { ANONYMOUS } from "../src/judge/credentials.js";
import { classifyEngineMessage, isNetworkCode, type EngineCause } from "../src/judge/engine-message.js";
import { dockerCommand } from "../src/judge/engine.js";
import { ENGINE_LOSS_CODES, reportingEngineLoss } from "../src/judge/engine-loss.js";
import { finding, verdictOf } from "../src/judge/findings.js";
import { findHostsFile, hostsFileReason, unlessLedElsewhere } from "../src/judge/hosts-file.js";
import { IMAGE_CODES, imageFinding, type ImageCode, type ImageScene } from "../src/judge/image-findings.js";
import { goArchitecture, walkQuestion } from "../src/judge/images.js";
import { orNothing, silenceWords } from "../src/judge/probes.js";
import {
  askable,
  askPatiently,
  ENGINE_GRACE_MS,
  isMirrorQuirk,
  isRemoteEngine,
  plannedReferences,
  pullPolicy,
  readPullQuestion,
  settled,
  type PlannedReference,
  type PullQuestion,
  type Settled,
} from "../src/judge/pull.js";
import { bytesText } from "../src/judge/text.js";
import { pullEvidence, pullProgressText, pullProof, pullUnproven } from "../src/judge/true-pull.js";
import { sideBySide, type Views, WORKS } from "../src/judge/vantages.js";
import { parseReference, registryEndpoint } from "../src/reference.js";
import { HUB } from "../src/requirements.js";
import { dockerConfig } from "./docker-config.js";
import { dockerSocket } from "./docker-socket.js";
import { mountPaths } from "./mount-paths.js";
import { registryReachable } from "./registry-reachable.js";

/** Pulls left, below which it is worth a warning. */
const PULLS_LOW = 10;

/** Codes that say the same thing more or less precisely: the walk, which sees every answer, refines the engine's. */
const FAMILY_OF_ABSENCE: readonly string[] = ["image-not-found", "repository-not-found"];
const FAMILIES: readonly (readonly string[])[] = [
  ["credentials-missing", "credentials-rejected", "access-denied"],
  FAMILY_OF_ABSENCE,
];

/** What a real pull is the answer to: it may well succeed, or shows the engine's own cause. */
const PULL_ANYWAY: readonly string[] = ["layers-unverified", "rate-limit-low", "layer-missing"];

/** What the real pulls of a run have left unproven, by reference. */
type Pulls = Map<string, string>;

/** An image with all that was found out about it. */
interface Scene {
  readonly pass: Pass;
  readonly image: PlannedReference;
  readonly pull: PullQuestion;
  readonly info: EngineInfo;
  readonly engine: Settled<EngineDistribution>;
  readonly walk: Settled<RegistryWalk>;
  /** What works instead. */
  readonly tried: readonly Evidence[];
  /** The hosts.toml that leads the pull elsewhere. */
  readonly hostsFile: string | undefined;
}

/** A first part that reads like a host's name, in a reference that docker takes for one of Docker Hub. */
const HOST_LIKE =
  /(?:^|[-_.])(?:registry|reg|mirror|repo|repository|harbor|nexus|artifactory|jfrog|gitlab|localhost|internal|intranet|host|server)(?:[-_.\d]|$)/;

function isHostAmbiguous(reference: string): boolean {
  const parsed = parseReference(reference);
  if (!parsed.ok || parsed.reference.registry !== HUB.registry) return false;
  const parts = (reference.split(/[:@]/, 1)[0] ?? "").split("/");
  const [head = ""] = parts;
  if (parts.length < 2 || head.includes(".")) return false;
  // A repository of Docker Hub has exactly two parts.
  return parts.length > 2 || HOST_LIKE.test(head);
}

function originOf({ images }: PlannedReference): string {
  return images.map(({ origin }) => origin).join(", ");
}

function planFindings(plan: RunnerPlan): readonly Finding[] {
  return plannedReferences(plan).flatMap((image) => {
    if (image.placeholder !== undefined) return [];
    const { reference } = image;
    const parsed = parseReference(reference);
    const severity = image.isOptional ? "warning" : undefined;
    if (!parsed.ok) {
      return [
        finding(IMAGE_CODES, "reference-invalid", {
          message: `The engine does not accept ${reference} as an image reference: ${parsed.problem}.`,
          target: reference,
          hop: "reference",
          severity,
          evidence: [
            { what: "image", observed: reference, expected: "HOST[:PORT]/REPOSITORY:TAG", origin: originOf(image) },
            ...(parsed.hint === undefined ? [] : [{ what: "hint", observed: parsed.hint }]),
          ],
          remedy: {
            summary: parsed.hint === undefined ? "Correct the reference." : `Correct the reference: ${parsed.hint}.`,
          },
        }),
      ];
    }
    if (!isHostAmbiguous(reference)) return [];
    const [head = ""] = reference.split("/", 1);
    return [
      finding(IMAGE_CODES, "registry-host-ambiguous", {
        message: `Docker looks for ${reference} on Docker Hub, because ${head} has neither a dot nor a port.`,
        target: reference,
        hop: "reference",
        evidence: [
          {
            what: "image as docker reads it",
            observed: `${parsed.reference.registry} · ${parsed.reference.repository}`,
            expected: `${head}.DOMAIN or ${head}:PORT, if a registry is meant`,
            origin: originOf(image),
          },
        ],
        remedy: { summary: `If ${head} is a registry of your own, write it with its domain or port.` },
      }),
    ];
  });
}

// ---------------------------------------------------------------- what was seen, as evidence

function engineEvidence({ engine, image }: Scene): Evidence {
  const what = `the engine's lookup of ${image.reference}`;
  const base = { what, origin: "GET /distribution", vantage: "engine" } as const;
  if ("silent" in engine) return { ...base, observed: silenceWords(engine.silent) };
  const { outcome, digest, status, message } = engine.answer;
  if (outcome === "resolved") return { ...base, observed: `resolved ${digest ?? ""}`.trim() };
  return { ...base, observed: `HTTP ${status ?? "?"}: ${message ?? ""}`, expected: "resolved" };
}

function walkEvidence({ walk }: Scene): Evidence {
  const base = { what: "the same, step by step from this process", vantage: "process" } as const;
  if ("silent" in walk) return { ...base, observed: silenceWords(walk.silent) };
  const { failure, notProven, layerCount, compressedBytes, layerHosts } = walk.answer;
  if (failure !== undefined) {
    const where = `${failure.hop} at ${failure.host}`;
    const network = failure.networkCode === undefined ? "" : ` (${failure.networkCode})`;
    const blob = failure.digest === undefined ? "" : ` for ${failure.digest}`;
    return { ...base, observed: `failed in ${where}${blob}${network}: ${failure.detail}` };
  }
  if (notProven !== undefined) return { ...base, observed: `not proven: ${notProven}` };
  const size = compressedBytes === undefined ? "" : `, ${bytesText(compressedBytes)}`;
  return {
    ...base,
    observed: `${layerCount ?? 0} layers at ${(layerHosts ?? []).join(", ") || "the registry"}${size}`,
  };
}

function credentialEvidence({ pull, image, pass }: Scene): Evidence {
  const { decision } = pull;
  const location = image.byRunner ? pass.plan.runnerConfig : pass.plan.clientConfig;
  const origin = location?.file ?? "the runner is given no config.json";
  const what = `credentials for ${pull.reference.registry}`;
  if (decision.kind === "basic")
    return { what, observed: `user ${decision.username}, entry "${decision.key}"`, origin };
  if (decision.kind === "anonymous") return { what, observed: "none", origin };
  return { what, observed: `${decision.fault}${decision.helper === undefined ? "" : ` "${decision.helper}"`}`, origin };
}

/** What engine and walk came to, in codes. */
function viewsOf(scene: Scene): Views {
  const { engine, walk } = scene;
  const process = "silent" in walk || walk.answer.notProven !== undefined ? undefined : walk.answer.failure?.code;
  const isWalked = "answer" in walk && walk.answer.ok;
  return {
    engine: "silent" in engine ? silence(engine.silent) : engineView(scene, engine.answer),
    process: isWalked ? WORKS : process,
  };
}

function silence({ kind }: ProbeError): string | undefined {
  return kind === "timeout" ? "no answer" : undefined;
}

function engineView(scene: Scene, answer: EngineDistribution): string | undefined {
  return answer.outcome === "resolved" ? "finds the image" : engineCause(scene, answer)?.code;
}

function allEvidence(scene: Scene, more: readonly Evidence[] = []): readonly Evidence[] {
  const configured = { what: "image", observed: scene.image.reference, origin: originOf(scene.image) };
  const { tried } = scene;
  const seen = [engineEvidence(scene), walkEvidence(scene)];
  return [...sideBySide(viewsOf(scene)), ...tried, ...seen, ...more, credentialEvidence(scene), configured];
}

// ---------------------------------------------------------------- judgement

function imageScene(
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

function failing(findings: readonly Finding[], vantage: Vantage): TargetVerdict {
  return { status: "fail", findings, vantage };
}

/** The engine found the image: what is left is whether it can run it and fetch its parts. */
async function judgeResolved(scene: Scene, digest: EngineDistribution): Promise<TargetVerdict> {
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
    !platforms.some((offered) => fits(offered, wanted))
  ) {
    const more = [{ what: "platforms", observed: platforms.join(", "), expected: wanted, vantage: "engine" } as const];
    return failing(
      [imageFinding("platform-mismatch", imageScene(scene, { hop: "manifest", vantage: "engine", more }))],
      "engine",
    );
  }
  if (isOfImage) return failing([walkFinding(scene, failure)], "process");
  const unverified = unverifiedReason(scene, failure);
  const warnings = [
    ...(unverified === undefined ? [] : [unverifiedFinding(scene, unverified)]),
    ...rateWarnings(scene),
    ...(await diskFindings(scene)),
  ];
  if (warnings.length > 0) return failing(warnings, "engine");
  return { status: "pass", vantage: "engine", evidence: [engineEvidence(scene), walkEvidence(scene)] };
}

/** Failures of a walk that a pull would run into although the engine finds the image. */
function isOfParts({ code, hop, status }: WalkFailure): boolean {
  if (code === "platform-mismatch" || code === "manifest-unsupported" || code === "layer-missing") return true;
  if (code === "layer-host-unreachable" || code === "layer-corrupt") return true;
  const isPart = hop === "config" || hop === "layer";
  return isPart && status !== undefined && code !== "rate-limited";
}

function unverifiedReason({ walk, pass, hostsFile }: Scene, failure: WalkFailure | undefined): string | undefined {
  if (hostsFile !== undefined) return hostsFileReason(hostsFile);
  if ("silent" in walk) return walk.silent.message;
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

function wantedPlatform({ images }: PlannedReference, info: EngineInfo): string {
  const asked = images.find(({ platform }) => platform !== undefined)?.platform;
  return asked ?? `${info.os}/${goArchitecture(info.architecture)}`;
}

/** Whether an offered platform `os/architecture[/variant]` runs where `wanted` does; CPUs also run their 32-bit predecessor. */
function fits(offered: string, wanted: string): boolean {
  const [os, architecture] = offered.split("/");
  const [wantedOs, wantedArchitecture] = wanted.split("/");
  if (os !== wantedOs) return false;
  if (architecture === wantedArchitecture) return true;
  return (
    (wantedArchitecture === "amd64" && architecture === "386") ||
    (wantedArchitecture === "arm64" && architecture === "arm")
  );
}

/** The finding for what stopped the walk. */
function walkFinding(scene: Scene, failure: WalkFailure): Finding {
  const { host, code, hop, networkCode } = failure;
  const at = imageScene(scene, { hop: plainHop(hop), vantage: "process", place: host });
  return imageFinding(code, { ...at, networkCode });
}

function plainHop(hop: WalkFailure["hop"]): string {
  if (hop === "config") return "layer";
  return hop === "platform" ? "manifest" : hop;
}

/** What the engine's refusal says; `undefined` where it proves nothing, or is not known. */
function engineCause({ info, pull }: Scene, { message, status }: EngineDistribution): EngineCause | undefined {
  if (isMirrorQuirk(info, pull.reference.registry)) return undefined;
  return classifyEngineMessage(message ?? "", { status, hasCredentials: pull.question.credential.kind === "config" });
}

/** The engine said no. */
async function judgeRefused(scene: Scene, answer: EngineDistribution): Promise<TargetVerdict> {
  const { walk, image } = scene;
  const failure = "answer" in walk ? walk.answer.failure : undefined;
  const cause = engineCause(scene, answer);
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
  if (image.byRunner || pull.decision.kind !== "unsupported") return false;
  return code === "credentials-missing" || code === "access-denied" || code === "credentials-rejected";
}

function askedOfHelper(scene: Scene): TargetVerdict {
  const { pull, pass } = scene;
  const { decision, reference } = pull;
  const name = decision.kind === "unsupported" ? `${decision.fault} ${decision.helper ?? ""}`.trim() : "";
  return {
    status: "inconclusive",
    evidence: allEvidence(scene),
    reason: `${pass.plan.clientConfig.file} takes the credentials for ${reference.registry} from elsewhere (${name}), which this program does not open; pull the image once and run this again`,
  };
}

/** The engine gave no answer. */
function judgeSilent(scene: Scene, silent: ProbeError): TargetVerdict {
  const { walk } = scene;
  const failure = "answer" in walk ? walk.answer.failure : undefined;
  if (failure !== undefined) return failing([walkFinding(scene, failure)], "process");
  if (silent.kind === "timeout") {
    return failing([imageFinding("response-timeout", imageScene(scene, { hop: "http", vantage: "engine" }))], "engine");
  }
  throw silent;
}

/** What may work instead: the image without credentials that were rejected, the host without the proxy or over one family. */
function otherWays({ host }: Pass, walking: WalkQuestion, failure: WalkFailure): readonly OtherWay[] {
  if (failure.code === "credentials-rejected" && failure.hop === "token" && walking.credential.kind === "config") {
    const look: OtherWay["look"] = async (signal) => {
      const { ok, failure: left } = await host.registry.walk({ ...walking, credential: ANONYMOUS }, { signal });
      return { ok, ...(left === undefined ? {} : { failure: left }) };
    };
    return [{ what: "the same without credentials", works: "without credentials the image is readable", look }];
  }
  const code = failure.networkCode ?? failure.code;
  if (failure.way === undefined || !isNetworkCode(code)) return [];
  const { addresses, proxy } = failure.way;
  const failed = { ...registryEndpoint(failure.host), code, roots: "engine", addresses, proxy } as const;
  const look = (source: ProxySource, signal: AbortSignal): Promise<EndpointFact> =>
    host.network.endpoint({ host: failed.host, port: failed.port, proxy: source, roots: "engine" }, { signal });
  return [...pastProxy(failed, look), ...(walking.insecure ? [] : byFamily(host, failed))];
}

async function judgeRemote(pass: Pass, image: PlannedReference, pulls: Pulls): Promise<TargetVerdict> {
  const { host, plan } = pass;
  const info = await host.engine.info({});
  const pull = await readPullQuestion(host, plan, image);
  const { question } = pull;
  pass.progress("the engine and the registry", image.reference);
  const asking = askPatiently((signal) => host.engine.distribution(question, { signal }));
  const asked = walkQuestion(image.reference, question.credential, info);
  const [wantedOs, wantedArchitecture] = wantedPlatform(image, info).split("/");
  const walking = { ...asked, os: wantedOs ?? asked.os, architecture: wantedArchitecture ?? asked.architecture };
  const walk = await settled(host.registry.walk(walking));
  const failure = "answer" in walk ? walk.answer.failure : undefined;
  const hasFailed = failure !== undefined;
  const tries = tryWays(failure === undefined ? [] : otherWays(pass, walking, failure), undefined);
  pass.progress("the engine", image.reference);
  const engine = await (hasFailed ? asking.within(ENGINE_GRACE_MS) : asking.settled);
  const hostsFile = await findHostsFile(host, plan, info, pull.reference.registry);
  const scene: Scene = { pass, image, pull, info, engine, walk, hostsFile, tried: await tries.evidence };
  const looked = unlessLedElsewhere(await judgeScene(scene), hostsFile);
  return plan.pull === undefined || !isWorthPulling(looked) ? looked : judgePull(scene, looked, pulls);
}

async function judgeScene(scene: Scene): Promise<TargetVerdict> {
  const { engine } = scene;
  if ("silent" in engine) return judgeSilent(scene, engine.silent);
  return engine.answer.outcome === "resolved"
    ? judgeResolved(scene, engine.answer)
    : judgeRefused(scene, engine.answer);
}

function isWorthPulling({ status, findings = [] }: TargetVerdict): boolean {
  if (status === "pass") return true;
  return status === "fail" && findings.every(({ code }) => PULL_ANYWAY.includes(code));
}

/** Nothing speaks against a pull any more, so the engine really pulls, as the puller would. */
async function judgePull(scene: Scene, looked: TargetVerdict, pulls: Pulls): Promise<TargetVerdict> {
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
  const left = (looked.findings ?? []).flatMap((found): readonly Finding[] => {
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

/** The start command's own image: a local copy will do, unless it says otherwise. */
async function judgeStartImage(pass: Pass, image: PlannedReference, pulls: Pulls): Promise<TargetVerdict> {
  const policy = pullPolicy(image);
  if (policy === "always") return judgeRemote(pass, image, pulls);
  const local = await pass.host.engine.localImage({ reference: image.reference });
  const evidence: Evidence = {
    what: "local copy",
    observed:
      local.outcome === "found" ? `${local.id ?? "there"} (${local.os ?? "?"}/${local.architecture ?? "?"})` : "none",
    origin: "GET /images",
    vantage: "engine",
  };
  if (local.outcome === "missing") {
    if (policy === "missing") return judgeRemote(pass, image, pulls);
    return failing([neverPulled(image, evidence)], "engine");
  }
  const info = await pass.host.engine.info({});
  const offered = `${local.os ?? info.os}/${local.architecture ?? goArchitecture(info.architecture)}`;
  const wanted = wantedPlatform(image, info);
  if (fits(offered, wanted)) return { status: "pass", vantage: "engine", evidence: [evidence] };
  return failing([foreignCopy(pass.plan, image, offered, wanted)], "engine");
}

function neverPulled(image: PlannedReference, evidence: Evidence): Finding {
  return finding(IMAGE_CODES, "image-not-found", {
    message: `The start command forbids a pull (--pull never), and the engine has no copy of ${image.reference}.`,
    target: image.reference,
    hop: "manifest",
    evidence: [
      { ...evidence, expected: "there" },
      { what: "image", observed: image.reference, origin: originOf(image) },
    ],
    remedy: { summary: "Leave out --pull never, or load the image into the engine (docker load) before the start." },
  });
}

function foreignCopy(plan: RunnerPlan, image: PlannedReference, offered: string, wanted: string): Finding {
  const parsed = askable(image);
  return finding(IMAGE_CODES, "platform-mismatch", {
    message: `The engine's local copy of ${image.reference} is for ${offered}; it runs on ${wanted} only by emulation.`,
    target: image.reference,
    hop: "manifest",
    severity: "warning",
    evidence: [
      {
        what: "platform of the local copy",
        observed: offered,
        expected: wanted,
        origin: "GET /images",
        vantage: "engine",
      },
      { what: "image", observed: image.reference, origin: originOf(image) },
    ],
    remedy: {
      summary: `Pull the image for ${wanted}${parsed === undefined ? "" : ` from ${parsed.registry}`} before the start.`,
      commands: [dockerCommand(plan, ["pull", "--platform", wanted, image.reference])],
    },
  });
}

async function judgeImage(pass: Pass, image: PlannedReference, pulls: Pulls): Promise<TargetVerdict> {
  const { reference, placeholder } = image;
  if (placeholder !== undefined) {
    return {
      status: "skip",
      reason: `${placeholder} is a placeholder, which runner-command reports; no registry is asked`,
    };
  }
  const known = planFindings(pass.plan).filter(({ target }) => target === reference);
  if (known.some(({ code }) => code === "reference-invalid")) return { status: "fail", findings: known };
  const verdict = await (image.byRunner ? judgeRemote(pass, image, pulls) : judgeStartImage(pass, image, pulls));
  if (known.length === 0) return verdict;
  const status = verdict.status === "pass" || verdict.status === "skip" ? "fail" : verdict.status;
  return { ...verdict, status, findings: [...known, ...(verdict.findings ?? [])] };
}

async function run(pass: Pass): Promise<Verdict> {
  const images = plannedReferences(pass.plan);
  if (images.length === 0) return { status: "skip", reason: "the plan names no image" };
  const pulls: Pulls = new Map();
  const verdicts = await pass.each(pass.targets, async (target): Promise<TargetVerdict> => {
    const image = images.find(({ reference }) => reference === target);
    return image === undefined
      ? { status: "skip", reason: "no such image in the plan" }
      : judgeImage(pass, image, pulls);
  });
  return verdictOf(verdicts, {
    unproven: [
      ...(pass.plan.pull === undefined
        ? ["content of layers (they are looked up, not downloaded and hashed; --pull does)"]
        : pulls.values()),
      "build images that pipelines name themselves",
    ],
  });
}

/** Whether the engine can fetch every planned image: the runner's for the start command, the others as the runner pulls them. */
export const imagePullable: Check = {
  id: "image-pullable",
  title: "Every planned image can be pulled",
  group: "images",
  codes: { ...IMAGE_CODES, ...ENGINE_LOSS_CODES },
  severity: "error",
  needs: [dockerSocket, mountPaths, dockerConfig, registryReachable],
  targets: (plan) => plannedReferences(plan).map(({ reference }) => reference),
  fromPlan: planFindings,
  run: reportingEngineLoss(run),
};
