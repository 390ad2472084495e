import { isNamed, platformFit, platformText, type Platform } from "../../docker/platform.js";
import {
  type ManifestFault,
  parseForeignJson,
  ProbeError,
  type RegistryWalk,
  type RepeatedRequest,
  type WalkQuestion,
  type WalkStep,
  type WalkStop,
} from "../../contract/index.js";
import { type ImageReference, parseReference } from "../../docker/reference.js";
import { HUB } from "../../docker/hub.js";
import type { Probe, ProbeContext } from "../context.js";
import { isRepositoryUnknown } from "../../judge/network/answers.js";
import { headerOf, httpFact, isHtml } from "../network/http-fact.js";
import type { HttpAnswer, HttpMethod } from "../network/origin.js";
import { UnprovenError } from "../network/unproven.js";
import { type Access, askedOf, askRepository, authorize, demandOfManifest } from "./access.js";
import type { AskedAgain } from "./asked-again.js";
import { findLayer, readBlob } from "./blob.js";
import { algorithmOf, digestOf } from "./digest.js";
import { entryFor, offeredPlatforms, recordedEntries } from "./index-entry.js";
import { decodeManifest, decodePlatform, type Descriptor, type Manifest, MANIFEST_TYPES } from "./manifest.js";
import { signedContent } from "./schema1.js";
import type { Session } from "./session.js";
import { placeOf, stoppingAnswer, WalkError } from "./walk-error.js";

/** Manifests and configs are at most 4 MiB: https://github.com/opencontainers/distribution-spec (read 2026-11-01). */
const DOCUMENT_LIMIT_BYTES = 4 * 1024 * 1024;
/** Connections opened ahead for the layers. */
const WARM_CONNECTIONS = 4;
/** With fewer pulls left than this, none is spent on a look at the layers. */
const PULLS_KEPT = 5;

type Image = Extract<Manifest, { kind: "image" | "schema1" }>;

/** What has been found out so far. */
type Findings = Writable<
  Omit<RegistryWalk, "reference" | "registry" | "repository" | "step" | "stop" | "steps" | "durationMs">
>;
type Writable<T> = { -readonly [Member in keyof T]: T[Member] };

interface Walker {
  readonly question: WalkQuestion;
  readonly reference: ImageReference;
  readonly signal: AbortSignal;
  readonly findings: Findings;
  readonly step: <T>(step: WalkStep, work: () => Promise<T>) => Promise<T>;
}

/**
 * Walks an image as a pull would, without pulling: connection, token, manifest, platform, config, every layer.
 * @throws ProbeError `unreadable` if the reference is not valid, or where config.json or the proxy cannot be read
 */
export function walkProbe(
  context: ProbeContext,
  sessionOf: (question: WalkQuestion & { registry: string }) => Session,
): Probe<WalkQuestion, RegistryWalk> {
  return async (question, signal) => {
    const parsed = parseReference(question.reference);
    if (!parsed.ok) throw new ProbeError("unreadable", `not an image reference (${parsed.problem.of})`);
    const { reference } = parsed;
    const startedMs = performance.now();
    const session = sessionOf({ ...question, registry: reference.registry });
    const findings: Findings = {};
    const steps: RegistryWalk["steps"][number][] = [];
    let reached: WalkStep = "connect";

    async function step<T>(name: WalkStep, work: () => Promise<T>): Promise<T> {
      reached = name;
      const stepMs = performance.now();
      try {
        return await work();
      } finally {
        steps.push({ step: name, durationMs: Math.round(performance.now() - stepMs) });
      }
    }

    function answer(stop?: WalkStop): RegistryWalk {
      return {
        reference: question.reference,
        registry: session.authority,
        repository: reference.repository,
        step: reached,
        ...(stop === undefined ? {} : { stop }),
        ...findings,
        steps,
        durationMs: Math.round(performance.now() - startedMs),
      };
    }

    try {
      const walker: Walker = { question, reference, signal, findings, step };
      await walkImage(await connect(context, session, walker), walker);
      return answer();
    } catch (error) {
      if (error instanceof WalkError) return answer(error.stop);
      if (error instanceof UnprovenError) {
        findings.unproven = error.unproven;
        return answer();
      }
      throw error;
    }
  };
}

/** Notes a server's error once for each place and request. */
function noteRepeated(findings: Findings, repeated: RepeatedRequest): void {
  const known = findings.repeated ?? [];
  if (known.some(({ asked, host }) => asked === repeated.asked && host === repeated.host)) return;
  findings.repeated = [...known, repeated];
}

/** Whatever `/v2/` is answered with, the walk goes on: engines care for what is behind it. */
async function connect(context: ProbeContext, session: Session, walker: Walker): Promise<Access> {
  const { signal, question, reference, findings, step } = walker;
  // Read beside the connection; a failure counts only once that has succeeded.
  const credential = context.openCredential(question.credential, signal);
  credential.catch(() => undefined);
  const access = await step("connect", async (): Promise<Access> => {
    const { ping, origin, demand, place = origin } = await session.contact(signal);
    findings.contact = ping.registry;
    if (origin === undefined || place === undefined || ping.registry.http === undefined)
      throw new WalkError({ kind: "no-contact" });
    origin.warm(WARM_CONNECTIONS);
    return {
      session,
      origin,
      demand,
      place,
      repository: reference.repository,
      credential: await credential,
      client: question.client,
      onRepeated: (repeated) => noteRepeated(findings, repeated),
    };
  });
  findings.hasCredential = access.credential !== undefined;
  const path = manifestPath(access, reference.digest ?? reference.tag ?? "latest");
  const demand =
    question.client === "containerd"
      ? await step("manifest", () => demandOfManifest(access, path, signal))
      : access.demand;
  findings.demand = demand.kind;
  const found = { ...access, demand };
  await step("token", () => authorize(found, demand, signal));
  return found;
}

async function walkImage(access: Access, walker: Walker): Promise<void> {
  const { findings, step } = walker;
  const named = await step("manifest", () => readNamedManifest(access, walker));
  if (named === undefined) return;
  const image = await step("platform", () => choosePlatform(access, walker, named));
  const layers = [...new Map(image.layers.map((layer) => [layer.digest, layer])).values()];
  findings.layerCount = layers.length;
  if (image.kind === "image") {
    findings.configType = image.config.mediaType;
    findings.layerTypes = [...new Set(layers.map(({ mediaType }) => mediaType))];
    findings.manifestLayers = image.layers.length;
    findings.compressedBytes = [image.config, ...image.layers].reduce((sum, blob) => sum + blob.sizeBytes, 0);
  }
  const hosts = new Set<string>();
  // Asked for at once; told in order.
  const parts = layers.filter((layer) => isFetchedHere(layer, walker));
  const found = findAll(access, walker, parts);
  found.catch(() => undefined);
  if (image.kind === "image") {
    const { digest } = image.config;
    const config = await step("config", () => readBlob(access, digest, DOCUMENT_LIMIT_BYTES, walker.signal));
    hosts.add(config.host);
    findings.configLayers = configLayers(config.text);
  }
  for (const host of await step("layers", () => found)) hosts.add(host);
  findings.layerHosts = [...hosts];
}

/** containerd takes a layer that has addresses of its own from there, the classic store from the registry all the same. */
function isFetchedHere({ isElsewhere }: Descriptor, { question }: Walker): boolean {
  return isElsewhere !== true || question.client !== "containerd";
}

async function findAll(access: Access, walker: Walker, parts: readonly Descriptor[]): Promise<readonly string[]> {
  const found = await Promise.allSettled(parts.map((layer) => findLayer(access, layer, walker.signal)));
  // The first in the manifest's order, so that the same fault always reads the same.
  for (const result of found) {
    if (result.status === "rejected") throw result.reason;
  }
  return [...new Set(found.flatMap((result) => (result.status === "fulfilled" ? [result.value.host] : [])))];
}

/** The manifest that the reference names; `undefined` if it is there but must not be fetched (pulls nearly used up). */
async function readNamedManifest(access: Access, walker: Walker): Promise<Manifest | undefined> {
  const { reference, findings } = walker;
  const wanted = reference.digest ?? reference.tag ?? "latest";
  if (reference.registry === HUB.registry) {
    // Docker Hub counts GET as a pull, HEAD as none.
    const head = await askManifest(access, "HEAD", wanted, walker.signal);
    const limit = rateLimitOf(head.answer);
    if (limit !== undefined) findings.rateLimit = limit;
    if (head.answer.status === 200 && limit !== undefined && limit.remaining < PULLS_KEPT) {
      const digest = headerOf(head.answer, "docker-content-digest");
      if (digest !== undefined) findings.digest = digest;
      findings.unproven = { kind: "pulls-spared", ...limit };
      return undefined;
    }
  }
  const { manifest, digest, answer } = await readManifest(access, walker, wanted);
  findings.digest = digest;
  findings.mediaType = manifest.kind === "unreadable" ? "" : manifest.mediaType;
  const limit = rateLimitOf(answer);
  if (limit !== undefined) findings.rateLimit = limit;
  return manifest;
}

function askManifest(
  access: Access,
  method: HttpMethod,
  wanted: string,
  signal: AbortSignal,
  part: Part = {},
): Promise<AskedAgain> {
  const question = {
    method,
    path: manifestPath(access, wanted),
    headers: { accept: MANIFEST_TYPES.join(", ") },
    bodyLimitBytes: DOCUMENT_LIMIT_BYTES,
  };
  return askRepository(access, { asked: "manifest", ...part }, question, signal);
}

function manifestPath({ repository }: Access, wanted: string): string {
  return `/v2/${repository}/manifests/${wanted}`;
}

/** The digest that an index has for a manifest; none for the manifest that the reference names. */
interface Part {
  readonly digest?: string;
}

async function readManifest(
  access: Access,
  walker: Walker,
  wanted: string,
  part: Part = {},
): Promise<{ manifest: Manifest; digest: string; answer: HttpAnswer }> {
  const followed = await askManifest(access, "GET", wanted, walker.signal, part);
  const { answer, origin } = followed;
  // An engine without credentials does not even ask where /v2/ wants some.
  const isOutOfReach = access.demand.kind === "basic" && access.credential === undefined;
  if (answer.status !== 200 || isHtml(answer) || isOutOfReach) {
    const stop = stoppingAnswer(askedOf(access, "manifest", part.digest), followed);
    throw new WalkError({ ...stop, ...(await readTags(access, walker, stop)) });
  }
  const refuse = (fault: ManifestFault): never => {
    throw new WalkError({ kind: "manifest", host: placeOf(origin), http: httpFact(answer), fault });
  };
  if (answer.truncated) return refuse({ kind: "too-long" });
  const manifest = decodeManifest(headerOf(answer, "content-type") ?? "", answer.body.toString("utf8"));
  if (manifest.kind === "unreadable") return refuse(manifest.fault);
  if (manifest.kind === "unsupported") {
    walker.findings.mediaType = manifest.mediaType;
    return refuse(manifest.fault);
  }
  const content = manifest.kind === "schema1" ? signedContent(answer.body) : answer.body;
  const digest = digestOf(algorithmOf(wanted) ?? "sha256", content);
  if (wanted.includes(":") && digest !== wanted) return refuse({ kind: "other-digest", digest });
  return { manifest, digest, answer };
}

/** The list of tags, which tells a missing tag from a missing repository where the answer for the manifest does not. */
async function readTags(
  access: Access,
  walker: Walker,
  { http, digest }: Extract<WalkStop, { kind: "answer" }>,
): Promise<Pick<Extract<WalkStop, { kind: "answer" }>, "tags">> {
  if (http.status !== 404 || digest !== undefined || isRepositoryUnknown(http.errors)) return {};
  const path = `/v2/${access.repository}/tags/list?n=1`;
  try {
    const tags = await askRepository(access, { asked: "manifest" }, { method: "GET", path }, walker.signal);
    return { tags: httpFact(tags.answer) };
  } catch (error) {
    // The list is a mere refinement.
    if (error instanceof WalkError) return {};
    throw error;
  }
}

async function choosePlatform(access: Access, walker: Walker, named: Manifest): Promise<Image> {
  const { findings, question } = walker;
  const wanted = wantedPlatform(question);
  if (isImage(named)) return checkSinglePlatform(access, walker, named, wanted);
  let current: Manifest = named;
  // An index may list an index; nobody nests deeper.
  for (let depth = 0; depth < 3 && current.kind === "index"; depth += 1) {
    const chosen = entryFor(current, wanted);
    findings.platforms = offeredPlatforms(current);
    findings.indexes = [...(findings.indexes ?? []), recordedEntries(current)];
    if (chosen === undefined) throw otherPlatforms(access, findings.platforms, wanted);
    findings.platformDigest = chosen.digest;
    current = (await readManifest(access, walker, chosen.digest, { digest: chosen.digest })).manifest;
    const isUnnamed = chosen.platform === undefined || !isNamed(chosen.platform);
    if (isImage(current) && isUnnamed) return checkSinglePlatform(access, walker, current, wanted);
  }
  if (isImage(current)) return current;
  throw new WalkError({ kind: "manifest", host: placeOf(access.origin), fault: { kind: "only-indexes" } });
}

function isImage(manifest: Manifest): manifest is Image {
  return manifest.kind === "image" || manifest.kind === "schema1";
}

function wantedPlatform({ os, architecture, variant }: WalkQuestion): Platform {
  return { os, architecture, ...(variant === undefined ? {} : { variant }) };
}

async function checkSinglePlatform(access: Access, walker: Walker, image: Image, wanted: Platform): Promise<Image> {
  const platform = await imagePlatform(access, walker, image);
  if (platform === undefined) return image;
  walker.findings.platforms = [platformText(platform)];
  // No store compares the variant of an image that is there alone.
  if (platformFit(platform, { ...wanted, variant: "v9" }) === 0)
    throw otherPlatforms(access, [platformText(platform)], wanted);
  return image;
}

async function imagePlatform(access: Access, walker: Walker, image: Image): Promise<Platform | undefined> {
  if (image.kind === "schema1") return image.platform;
  const { text } = await readBlob(access, image.config.digest, DOCUMENT_LIMIT_BYTES, walker.signal);
  return configPlatform(text);
}

/** How many layers an image config lists. */
function configLayers(text: string): number {
  try {
    const config = parseForeignJson(text) as { readonly rootfs?: { readonly diff_ids?: unknown } } | null;
    const ids = config?.rootfs?.diff_ids;
    return Array.isArray(ids) ? ids.length : 0;
  } catch {
    return 0;
  }
}

/** The platform of an image config; `undefined` where it does not say (the engine then runs it). */
function configPlatform(text: string): Platform | undefined {
  try {
    return decodePlatform(parseForeignJson(text));
  } catch {
    return undefined;
  }
}

function otherPlatforms({ origin }: Access, offered: readonly string[], wanted: Platform): WalkError {
  return new WalkError({ kind: "platform", host: placeOf(origin), wanted: platformText(wanted), offered });
}

/** `ratelimit-limit: 100;w=21600` and `ratelimit-remaining: 76;w=21600` of Docker Hub. */
function rateLimitOf(answer: HttpAnswer): { limit: number; remaining: number } | undefined {
  const limit = Number.parseInt(headerOf(answer, "ratelimit-limit") ?? "", 10);
  const remaining = Number.parseInt(headerOf(answer, "ratelimit-remaining") ?? "", 10);
  return Number.isNaN(limit) || Number.isNaN(remaining) ? undefined : { limit, remaining };
}
