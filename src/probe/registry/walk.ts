import { platformFit, platformText, type Platform } from "../../docker/platform.js";
import {
  parseForeignJson,
  ProbeError,
  type RegistryWalk,
  type WalkFailure,
  type WalkQuestion,
  type WalkRecovery,
  type WalkStep,
} from "../../contract/index.js";
import { type ImageReference, parseReference } from "../../docker/reference.js";
import { HUB } from "../../docker/hub.js";
import type { Probe, ProbeContext } from "../context.js";
import { answerWords, headerOf, isHtml } from "../network/http-fact.js";
import type { HttpAnswer, HttpMethod } from "../network/origin.js";
import { type Access, askRepository, authorize, demandOfManifest, refusal } from "./access.js";
import { findLayer, readBlob } from "./blob.js";
import { algorithmOf, digestOf } from "./digest.js";
import { decodeManifest, decodePlatform, type Descriptor, type Manifest, MANIFEST_TYPES } from "./manifest.js";
import { signedContent } from "./schema1.js";
import type { Followed, Session } from "./session.js";
import { placeOf, registryErrors, registryWords, WalkError } from "./walk-error.js";

/** Manifests and configs are at most 4 MiB: https://github.com/opencontainers/distribution-spec (read 2026-11-01). */
const DOCUMENT_LIMIT_BYTES = 4 * 1024 * 1024;
/** Connections opened ahead for the layers. */
const WARM_CONNECTIONS = 4;
/** With fewer pulls left than this, none is spent on a look at the layers. */
const PULLS_KEPT = 5;

type Image = Extract<Manifest, { kind: "image" | "schema1" }>;

/** What has been found out so far. */
interface Findings {
  digest?: string;
  mediaType?: string;
  platforms?: readonly string[];
  platformDigest?: string;
  layerCount?: number;
  compressedBytes?: number;
  layerHosts?: readonly string[];
  rateLimit?: { readonly limit: number; readonly remaining: number };
  recovered?: readonly WalkRecovery[];
  notProven?: string;
}

interface Walker {
  readonly question: WalkQuestion;
  readonly reference: ImageReference;
  readonly signal: AbortSignal;
  readonly findings: Findings;
  readonly step: <T>(step: WalkStep, work: () => Promise<T>, detail: (result: T) => string) => Promise<T>;
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
    if (!parsed.ok) throw new ProbeError("unreadable", `not an image reference: ${parsed.problem}`);
    const { reference } = parsed;
    const startedMs = performance.now();
    const session = sessionOf({ ...question, registry: reference.registry });
    const findings: Findings = {};
    const steps: RegistryWalk["steps"][number][] = [];
    let reached: WalkStep = "connect";

    async function step<T>(name: WalkStep, work: () => Promise<T>, detail: (result: T) => string): Promise<T> {
      reached = name;
      const stepMs = performance.now();
      const elapsed = (): number => Math.round(performance.now() - stepMs);
      try {
        const result = await work();
        steps.push({ step: name, ok: true, durationMs: elapsed(), detail: detail(result) });
        return result;
      } catch (error) {
        if (error instanceof WalkError) {
          steps.push({ step: name, ok: false, durationMs: elapsed(), detail: error.failure.detail });
        }
        throw error;
      }
    }

    function answer(failure?: WalkFailure): RegistryWalk {
      return {
        reference: question.reference,
        registry: session.authority,
        repository: reference.repository,
        ok: failure === undefined && findings.notProven === undefined,
        step: reached,
        ...(failure === undefined ? {} : { failure }),
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
      if (error instanceof WalkError) return answer(error.failure);
      if (error instanceof ProbeError && error.kind === "not-visible") {
        findings.notProven = error.message;
        return answer();
      }
      throw error;
    }
  };
}

/** Notes a server's error once for each place and hop. */
function noteRecovery(findings: Findings, recovery: WalkRecovery): void {
  const known = findings.recovered ?? [];
  if (known.some(({ hop, host }) => hop === recovery.hop && host === recovery.host)) return;
  findings.recovered = [...known, recovery];
}

/** What `/v2/` was answered with, where that is not what a registry says: engines care for what is behind it. */
interface Doubt {
  readonly doubt?: WalkFailure;
}

async function connect(context: ProbeContext, session: Session, walker: Walker): Promise<Access & Doubt> {
  const { signal, question, reference, findings, step } = walker;
  // Read beside the connection; a failure counts only once that has succeeded.
  const credential = context.openCredential(question.credential, signal);
  credential.catch(() => undefined);
  const access = await step(
    "connect",
    async () => {
      const { ping, origin, demand } = await session.contact(signal);
      const { failure, host, port, http } = ping.registry;
      const doubt: WalkFailure | undefined =
        failure === undefined && origin !== undefined
          ? undefined
          : {
              code: failure?.code ?? "not-a-registry",
              hop: failure?.hop ?? "identity",
              host: session.authority || `${host}:${port}`,
              detail: failure?.detail ?? "no answer",
              ...(http === undefined ? {} : { status: http.status }),
            };
      if (doubt !== undefined && (origin === undefined || http === undefined)) throw new WalkError(doubt);
      if (origin === undefined) throw new Error("an answer without an origin");
      origin.warm(WARM_CONNECTIONS);
      return {
        session,
        origin,
        demand,
        repository: reference.repository,
        credential: await credential,
        client: question.client,
        onRecovered: (recovery: WalkRecovery): void => noteRecovery(findings, recovery),
        ...(doubt === undefined ? {} : { doubt }),
      };
    },
    (result) => `${placeOf(result.origin)} demands ${result.demand.kind}`,
  );
  const path = manifestPath(access, reference.digest ?? reference.tag ?? "latest");
  const demand =
    question.client === "containerd"
      ? await step(
          "manifest",
          () => orDoubt(access, () => demandOfManifest(access, path, signal)),
          ({ kind }) => `demands ${kind}`,
        )
      : access.demand;
  const found = { ...access, demand };
  await step(
    "token",
    () => orDoubt(access, () => authorize(found, demand, signal)),
    (authorization) => tokenWords(found, authorization),
  );
  return found;
}

/** Whoever is no registry at `/v2/`, and none behind it either, is told by what it says at `/v2/`. */
async function orDoubt<T>({ doubt }: Doubt, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof WalkError && doubt !== undefined) throw new WalkError(doubt);
    throw error;
  }
}

function tokenWords(access: Access, authorization: string | undefined): string {
  if (authorization === undefined) return "no authorization";
  const kind = access.demand.kind === "bearer" ? "token" : "basic authorization";
  return access.credential === undefined ? `anonymous ${kind}` : `${kind} for ${access.credential.username}`;
}

async function walkImage(access: Access & Doubt, walker: Walker): Promise<void> {
  const { findings, step } = walker;
  const named = await step(
    "manifest",
    () => orDoubt(access, () => readNamedManifest(access, walker)),
    (manifest) => (manifest === undefined ? "resolved by HEAD" : `${manifest.kind} ${findings.digest ?? ""}`.trim()),
  );
  if (named === undefined) return;
  const image = await step(
    "platform",
    () => choosePlatform(access, walker, named),
    () => (findings.platforms ?? []).join(", "),
  );
  const parts = [...new Map(image.layers.map((layer) => [layer.digest, layer])).values()];
  findings.layerCount = parts.length;
  if (image.kind === "image") {
    findings.compressedBytes = [image.config, ...image.layers].reduce((sum, blob) => sum + blob.sizeBytes, 0);
  }
  const hosts = new Set<string>();
  // Asked for at once; told in order.
  const layers = findAll(access, walker, parts);
  layers.catch(() => undefined);
  if (image.kind === "image") {
    const { digest } = image.config;
    hosts.add(
      await step(
        "config",
        async () => (await readBlob(access, digest, DOCUMENT_LIMIT_BYTES, walker.signal)).host,
        (host) => `${digest} at ${host}`,
      ),
    );
  }
  for (const host of await step(
    "layers",
    () => layers,
    (found) => `${parts.length} at ${found.join(", ") || "no host"}`,
  )) {
    hosts.add(host);
  }
  findings.layerHosts = [...hosts];
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
      findings.notProven = `only ${limit.remaining} of ${limit.limit} pulls are left, so none was spent on the layers`;
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

function askManifest(access: Access, method: HttpMethod, wanted: string, signal: AbortSignal): Promise<Followed> {
  const question = {
    method,
    path: manifestPath(access, wanted),
    headers: { accept: MANIFEST_TYPES.join(", ") },
    bodyLimitBytes: DOCUMENT_LIMIT_BYTES,
  };
  return askRepository(access, "manifest", question, signal);
}

function manifestPath({ repository }: Access, wanted: string): string {
  return `/v2/${repository}/manifests/${wanted}`;
}

async function readManifest(
  access: Access,
  walker: Walker,
  wanted: string,
): Promise<{ manifest: Manifest; digest: string; answer: HttpAnswer }> {
  const followed = await askManifest(access, "GET", wanted, walker.signal);
  const { answer, origin } = followed;
  const base = { host: placeOf(origin), hop: "manifest", status: answer.status } as const;
  const refused = refusal(access, followed, "manifest");
  if (refused !== undefined) throw new WalkError(refused);
  if (answer.status === 404) throw new WalkError(await absence(access, walker, followed));
  if (isHtml(answer)) throw new WalkError({ ...base, code: "not-a-registry", detail: answerWords(answer) });
  if (answer.status !== 200) throw new WalkError({ ...base, code: "server-error", detail: registryWords(answer) });
  if (access.demand.kind === "basic" && access.credential === undefined) {
    // An engine does not even ask: it has nothing to send where /v2/ wants something.
    const detail = "/v2/ asks for a user and a password, and there is neither; the manifest itself is open";
    throw new WalkError({ ...base, code: "credentials-missing", detail });
  }
  if (answer.truncated) {
    throw new WalkError({ ...base, code: "manifest-unsupported", detail: "the manifest is longer than 4 MiB" });
  }
  const manifest = decodeManifest(headerOf(answer, "content-type") ?? "", answer.body.toString("utf8"));
  if (manifest.kind === "unreadable") {
    throw new WalkError({ ...base, code: "not-a-registry", detail: `${answerWords(answer)}; ${manifest.reason}` });
  }
  if (manifest.kind === "unsupported") {
    walker.findings.mediaType = manifest.mediaType;
    throw new WalkError({ ...base, code: "manifest-unsupported", detail: `${manifest.mediaType}: ${manifest.reason}` });
  }
  const content = manifest.kind === "schema1" ? signedContent(answer.body) : answer.body;
  const digest = digestOf(algorithmOf(wanted) ?? "sha256", content);
  if (wanted.includes(":") && digest !== wanted) {
    throw new WalkError({ ...base, code: "server-error", detail: `the answer has the digest ${digest}` });
  }
  return { manifest, digest, answer };
}

/** Tells a missing tag from a missing repository: some registries say MANIFEST_UNKNOWN for both. */
async function absence(access: Access, walker: Walker, followed: Followed): Promise<WalkFailure> {
  const { answer, origin } = followed;
  const base = {
    host: placeOf(origin),
    hop: "manifest",
    status: answer.status,
    detail: registryWords(answer),
  } as const;
  const isName = (error: { code: string }): boolean => error.code === "NAME_UNKNOWN" || error.code === "NAME_INVALID";
  if (registryErrors(answer).some(isName)) return { ...base, code: "repository-not-found" };
  const path = `/v2/${access.repository}/tags/list?n=1`;
  try {
    const tags = await askRepository(access, "manifest", { method: "GET", path }, walker.signal);
    const isAbsent = tags.answer.status === 404 && registryErrors(tags.answer).some(isName);
    return { ...base, code: isAbsent ? "repository-not-found" : "image-not-found" };
  } catch (error) {
    // The list is a mere refinement.
    if (error instanceof WalkError) return { ...base, code: "image-not-found" };
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
    const chosen = bestEntry(current, wanted);
    findings.platforms = offeredPlatforms(current);
    if (chosen === undefined) throw platformError(access, findings.platforms, wanted);
    findings.platformDigest = chosen.digest;
    current = (await readPlatformManifest(access, walker, chosen)).manifest;
    if (isImage(current) && !("platform" in chosen)) return checkSinglePlatform(access, walker, current, wanted);
  }
  if (isImage(current)) return current;
  const { origin } = access;
  throw new WalkError({
    code: "manifest-unsupported",
    host: placeOf(origin),
    hop: "manifest",
    detail: "the index lists only other indexes",
  });
}

function isImage(manifest: Manifest): manifest is Image {
  return manifest.kind === "image" || manifest.kind === "schema1";
}

async function readPlatformManifest(
  access: Access,
  walker: Walker,
  entry: Descriptor,
): Promise<{ manifest: Manifest }> {
  try {
    return await readManifest(access, walker, entry.digest);
  } catch (error) {
    if (!(error instanceof WalkError) || error.failure.status !== 404) throw error;
    // The tag is there; a part of the image is not.
    throw new WalkError({ ...error.failure, code: "layer-missing", digest: entry.digest });
  }
}

function wantedPlatform({ os, architecture, variant }: WalkQuestion): Platform {
  return { os, architecture, ...(variant === undefined ? {} : { variant }) };
}

type Entry = Extract<Manifest, { kind: "index" }>["entries"][number];

function bestEntry(index: Extract<Manifest, { kind: "index" }>, wanted: Platform): Entry | undefined {
  const ranked = index.entries
    .map((entry) => ({ entry, fit: entry.platform === undefined ? 0 : platformFit(entry.platform, wanted) }))
    .filter(({ fit }) => fit > 0)
    .toSorted((a, b) => b.fit - a.fit);
  if (ranked[0] !== undefined) return ranked[0].entry;
  // A list of one without any platform is taken as it is.
  const [only] = index.entries;
  return index.entries.length === 1 && only !== undefined && only.platform === undefined ? only : undefined;
}

function offeredPlatforms(index: Extract<Manifest, { kind: "index" }>): readonly string[] {
  const words = index.entries.flatMap((entry) => (entry.platform === undefined ? [] : [platformText(entry.platform)]));
  return [...new Set(words)];
}

async function checkSinglePlatform(access: Access, walker: Walker, image: Image, wanted: Platform): Promise<Image> {
  const platform = await imagePlatform(access, walker, image);
  if (platform === undefined) return image;
  walker.findings.platforms = [platformText(platform)];
  if (platformFit(platform, wanted) === 0) throw platformError(access, [platformText(platform)], wanted);
  return image;
}

async function imagePlatform(access: Access, walker: Walker, image: Image): Promise<Platform | undefined> {
  if (image.kind === "schema1") return image.platform;
  const { text } = await readBlob(access, image.config.digest, DOCUMENT_LIMIT_BYTES, walker.signal);
  return configPlatform(text);
}

/** The platform of an image config; `undefined` where it does not say (the engine then runs it). */
function configPlatform(text: string): Platform | undefined {
  try {
    return decodePlatform(parseForeignJson(text));
  } catch {
    return undefined;
  }
}

function platformError(access: Access, offered: readonly string[], wanted: Platform): WalkError {
  return new WalkError({
    code: "platform-mismatch",
    host: placeOf(access.origin),
    hop: "platform",
    detail: `wanted ${platformText(wanted)}, offered ${offered.join(", ") || "no platform"}`,
  });
}

/** `ratelimit-limit: 100;w=21600` and `ratelimit-remaining: 76;w=21600` of Docker Hub. */
function rateLimitOf(answer: HttpAnswer): { limit: number; remaining: number } | undefined {
  const limit = Number.parseInt(headerOf(answer, "ratelimit-limit") ?? "", 10);
  const remaining = Number.parseInt(headerOf(answer, "ratelimit-remaining") ?? "", 10);
  return Number.isNaN(limit) || Number.isNaN(remaining) ? undefined : { limit, remaining };
}
