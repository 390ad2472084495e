import type {
  BlockedEndpoint,
  EngineDistribution,
  Evidence,
  Finding,
  NetworkFailureCode,
  TargetVerdict,
  Vantage,
  WalkFailure,
} from "../../src/contract/index.js";
import { firstToTake, type ImageForm } from "../../src/docker/image-forms.js";
import { registryEndpoint } from "../../src/docker/reference.js";
import { type ArgsOf, failed, findingFor } from "../../src/judge/findings.js";
import { blockedEndpoint, type WaySeen } from "../../src/judge/network/blocked-endpoint.js";
import { isNetworkCode } from "../../src/judge/network/engine-message.js";
import { networkFinding } from "../../src/judge/network/findings.js";
import { answerOf } from "../../src/judge/patience.js";
import { IMAGE_CODES } from "./codes.js";
import type { NoCredentials } from "./codes/access.js";
import { allEvidence } from "./evidence.js";
import { type ImageFacts, wantedPlatform } from "./facts.js";
import type { ImageAtRegistry, ImageOfUser } from "./words.js";
import { configLocationOf } from "../../src/judge/images/planned.js";

type ContentCode = Exclude<keyof typeof IMAGE_CODES, NetworkFailureCode | "registry-host-ambiguous">;

/** A code that an image's facts can come to. */
export type DecidedCode = ContentCode | NetworkFailureCode;

/** What the facts about an image come to, before it is worded. */
export interface ImageDecision {
  readonly code: DecidedCode;
  readonly hop: string;
  /** Who saw it. */
  readonly vantage: Vantage;
  /** `host[:port]` where it failed, if not at the registry. */
  readonly place?: string | undefined;
  /** For `manifest-unsupported`: the form that the engine does not take, where it is an image. */
  readonly form?: ImageForm | undefined;
  /** For `layer-host-unreachable`: the network's code at the layer host. */
  readonly networkCode?: NetworkFailureCode | undefined;
  /** What shows it, besides what is shown of every image. */
  readonly more?: readonly Evidence[] | undefined;
}

/** A target that fails, as seen from `vantage`. */
export function failing(findings: readonly Finding[], vantage: Vantage): TargetVerdict {
  return { ...failed(findings), vantage };
}

/** A target that fails by what was decided of it. */
export function failingBy(facts: ImageFacts, decision: ImageDecision): TargetVerdict {
  return failing([imageFinding(facts, decision)], decision.vantage);
}

/** What stopped the walk. */
export function walkDecision(failure: WalkFailure, more?: readonly Evidence[]): ImageDecision {
  const { host, code, hop, networkCode } = failure;
  return { code, hop: plainHop(hop), vantage: "process", place: host, networkCode, more };
}

/** The hop of a walk in the words of findings. */
export function plainHop(hop: WalkFailure["hop"]): string {
  if (hop === "config") return "layer";
  return hop === "platform" ? "manifest" : hop;
}

/** The finding for what was decided of an image; network codes are told by the network's own words. */
export function imageFinding(facts: ImageFacts, decision: ImageDecision): Finding {
  const { code, hop } = decision;
  if (isNetworkCode(code)) return failedHop(facts, decision, code);
  const { image } = facts;
  return findingFor(IMAGE_CODES, code, ARGS[code](facts, decision), {
    target: image.reference,
    hop,
    evidence: allEvidence(facts, decision.more),
    severity: image.isOptional ? "warning" : undefined,
    blocked: code === "layer-host-unreachable" ? blockedLayerHost(facts, decision) : undefined,
  });
}

/** What the words of each code are made of. */
const ARGS: {
  readonly [Code in ContentCode]: (facts: ImageFacts, decision: ImageDecision) => ArgsOf<typeof IMAGE_CODES, Code>;
} = {
  "reference-invalid": ({ image }) => ({ of: "engine", image }),
  "image-not-found": (facts) => ({ of: "registry", ...atRegistry(facts) }),
  "repository-not-found": atRegistry,
  "image-local-only": atRegistry,
  "credentials-missing": (facts) => ({ ...ofUser(facts), why: noCredentials(facts) }),
  "credentials-rejected": ofUser,
  "access-denied": ofUser,
  "rate-limited": ofUser,
  "rate-limit-low": ofUser,
  "platform-mismatch": (facts) => ({
    of: "image",
    ...atRegistry(facts),
    wanted: wantedPlatform(facts.image, facts.info),
  }),
  "manifest-unsupported": (facts, { form }) =>
    form === undefined
      ? { ...atRegistry(facts), fault: answerOf(facts.walk)?.failure?.fault }
      : { ...atRegistry(facts), form, from: firstToTake(facts.info, form) },
  "layer-missing": atRegistry,
  // This process looks at the config alone; the engine reads the layers.
  "layer-corrupt": (facts, { vantage }) => ({
    ...atRegistry(facts),
    part: vantage === "process" ? "config" : "layer",
  }),
  "layer-host-unreachable": (facts, { place, networkCode }) => ({
    ...atRegistry(facts),
    place: place ?? facts.pull.reference.registry,
    networkCode,
  }),
  "layers-unverified": atRegistry,
  "disk-space-insufficient": (facts) => ({ ...atRegistry(facts), rootDirectory: facts.info.rootDirectory }),
};

function atRegistry({ plan, image, pull }: ImageFacts): ImageAtRegistry {
  return { plan, image, reference: pull.reference };
}

function ofUser(facts: ImageFacts): ImageOfUser {
  const { decision } = facts.pull;
  return { ...atRegistry(facts), username: decision.kind === "basic" ? decision.username : undefined };
}

function noCredentials({ plan, image, pull }: ImageFacts): NoCredentials {
  const { decision } = pull;
  if (decision.kind === "basic") return { of: "not-asked-for" };
  const location = configLocationOf(plan, image);
  if (location === null) return { of: "no-config" };
  const { file } = location;
  const missing = decision.kind === "anonymous" ? decision.missingProgram : undefined;
  return missing === undefined ? { of: "no-entry", file } : { of: "program-missing", ...missing, file };
}

function failedHop(facts: ImageFacts, decision: ImageDecision, code: NetworkFailureCode): Finding {
  const { plan, image, pull, info, site } = facts;
  const { hop, vantage, place, more } = decision;
  const { reference } = pull;
  const { host, port } = registryEndpoint(place ?? reference.registry);
  const walk = answerOf(facts.walk);
  const walkedWay = walk?.failure?.way;
  return networkFinding({
    plan,
    code,
    hop,
    target: image.reference,
    host,
    port,
    need: `for ${image.reference}`,
    asker: "engine",
    site,
    vantage,
    evidence: allEvidence(facts, more),
    severity: image.isOptional ? "warning" : undefined,
    proxy: walkedWay === undefined ? info.httpsProxy : walkedWay.proxy,
    path: `/v2/${reference.repository}/manifests/${reference.digest ?? reference.tag ?? "latest"}`,
    reference: image.reference,
    neededFor: [image.reference],
    way: wayOf(facts, vantage),
    isEngineOnly: vantage === "engine" && walk?.ok === true,
  });
}

function blockedLayerHost(facts: ImageFacts, decision: ImageDecision): BlockedEndpoint | undefined {
  const { hop, vantage, networkCode, place } = decision;
  if (networkCode === undefined || place === undefined) return undefined;
  const way = wayOf(facts, vantage);
  return blockedEndpoint({
    plan: facts.plan,
    code: networkCode,
    hop: way?.hop ?? hop,
    vantage,
    ...registryEndpoint(place),
    proxy: way?.proxy,
    path: "/",
    neededFor: [facts.image.reference],
    way,
  });
}

/** The way to the place where it failed: the walk's, with the engine's times where the engine failed there. */
function wayOf(
  { walk, engine }: ImageFacts,
  vantage: Vantage,
): (WaySeen & { readonly hop?: string; readonly proxy?: string }) | undefined {
  const walked = answerOf(walk)?.failure?.way;
  const answer = answerOf(engine);
  return vantage === "engine" && answer !== undefined ? { addresses: [], ...walked, ...timesOf(answer) } : walked;
}

function timesOf({ observedAt, durationMs }: EngineDistribution): Pick<WaySeen, "observedAt" | "durationMs"> {
  return { ...(observedAt === undefined ? {} : { observedAt }), durationMs };
}
