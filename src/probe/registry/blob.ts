import {
  NETWORK_FAILURES,
  type NetworkFailureCode,
  type WalkFailure,
  type WalkRecovery,
} from "../../contract/index.js";
import { headerOf, httpFact, isHtml } from "../network/http-fact.js";
import { answerWords } from "../../judge/network/answers.js";
import type { HttpAnswer, HttpMethod } from "../network/origin.js";
import { type Access, askRepository, refusal, type RepositoryAnswer } from "./access.js";
import { algorithmOf, digestOf } from "./digest.js";
import type { Descriptor } from "./manifest.js";
import type { Followed } from "./session.js";
import { fingerprint } from "./token.js";
import { placeOf, registryWords, WalkError } from "./walk-error.js";

/** Where a blob was found. */
export interface BlobFound {
  /** `host:port` that serves it. */
  readonly host: string;
  /** The server's error before it served the blob. */
  readonly recovered?: WalkRecovery;
}

/** What a blob is to the image. */
type BlobRole = "config" | "layer";

/** Up to this size a layer whose length is not the manifest's is read whole, where the engine cares for the digest alone. */
const HASHED_LIMIT_BYTES = 8 * 1024 * 1024;

/**
 * Proves that a layer is there, served and of the right length, without downloading it: by HEAD, and where that is not
 * answered as a pull would be (signed addresses are often good for GET alone), by the first byte.
 * @throws WalkError
 */
export async function findLayer(access: Access, layer: Descriptor, signal: AbortSignal): Promise<BlobFound> {
  const { session, repository } = access;
  const { digest } = layer;
  const key = `layer ${repository} ${digest} ${layer.sizeBytes} ${fingerprint(access.credential)}`;
  const found = await session.once(key, signal, async (lifetime) => {
    const byHead = await askLayer(access, "HEAD", digest, lifetime);
    if (isServed(byHead.answer) && isLength(byHead.answer, layer)) return foundAt(byHead);
    if (byHead.answer.status === 429) throw blobError(access, byHead, digest, "layer");
    const byGet = await askLayer(access, "GET", digest, lifetime);
    if (!isServed(byGet.answer)) throw blobError(access, byGet, digest, "layer");
    if (!isLength(byGet.answer, layer)) await proveLength(access, layer, byGet, lifetime);
    return foundAt(byGet);
  });
  if (found.recovered !== undefined) access.onRecovered(found.recovered);
  return found;
}

/** Whether a layer is as long as the manifest says, as far as its server tells. */
function isLength(answer: HttpAnswer, { sizeBytes }: Descriptor): boolean {
  const served = servedBytes(answer);
  return sizeBytes === 0 || served === undefined || served === sizeBytes;
}

/** How long the whole of what is served is; `undefined` where the answer does not tell. */
function servedBytes(answer: HttpAnswer): number | undefined {
  if (headerOf(answer, "content-encoding") !== undefined) return undefined;
  const text =
    answer.status === 206
      ? /\/(\d+)$/.exec(headerOf(answer, "content-range") ?? "")?.[1]
      : headerOf(answer, "content-length");
  return text === undefined || !/^\d+$/.test(text) ? undefined : Number(text);
}

/** containerd counts the bytes; the classic store compares the digest alone. @throws WalkError */
async function proveLength(access: Access, layer: Descriptor, asked: Followed, signal: AbortSignal): Promise<void> {
  const { digest, sizeBytes } = layer;
  const { answer, origin } = asked;
  const served = servedBytes(answer) ?? 0;
  const algorithm = algorithmOf(digest);
  if (access.client === undefined && algorithm !== undefined && served <= HASHED_LIMIT_BYTES) {
    const question = { method: "GET", path: blobPath(access, digest), bodyLimitBytes: HASHED_LIMIT_BYTES } as const;
    const whole = await atLayerHost(access, digest, "layer", () => askRepository(access, "layer", question, signal));
    if (whole.answer.status === 200 && digestOf(algorithm, whole.answer.body) === digest) return;
  }
  throw new WalkError({
    code: "layer-corrupt",
    host: placeOf(origin),
    hop: "layer",
    status: answer.status,
    digest,
    detail: `the layer has ${served} bytes where it is served, and ${sizeBytes} by the manifest`,
  });
}

function foundAt({ origin, recovered }: RepositoryAnswer): BlobFound {
  return { host: placeOf(origin), ...(recovered === undefined ? {} : { recovered }) };
}

/** Reads a small blob whole and compares it with its digest. @throws WalkError */
export async function readBlob(
  access: Access,
  digest: string,
  limitBytes: number,
  signal: AbortSignal,
): Promise<BlobFound & { readonly text: string }> {
  const key = `config ${access.repository} ${digest} ${fingerprint(access.credential)}`;
  const found = await access.session.once(key, signal, async (lifetime) => {
    const question = { method: "GET", path: blobPath(access, digest), bodyLimitBytes: limitBytes } as const;
    const followed = await atLayerHost(access, digest, "config", () =>
      askRepository(access, "config", question, lifetime),
    );
    const { answer, origin } = followed;
    if (answer.status !== 200 || isHtml(answer)) throw blobError(access, followed, digest, "config");
    const algorithm = algorithmOf(digest);
    const actual = algorithm === undefined || answer.truncated ? digest : digestOf(algorithm, answer.body);
    if (actual !== digest) {
      const detail = `the image config does not match its digest: what is served has ${actual}`;
      const base = { host: placeOf(origin), hop: "config", status: answer.status, digest } as const;
      throw new WalkError({ ...base, code: "layer-corrupt", detail });
    }
    return { text: answer.body.toString("utf8"), ...foundAt(followed) };
  });
  if (found.recovered !== undefined) access.onRecovered(found.recovered);
  return found;
}

function blobPath(access: Access, digest: string): string {
  return `/v2/${access.repository}/blobs/${digest}`;
}

function askLayer(access: Access, method: HttpMethod, digest: string, signal: AbortSignal): Promise<RepositoryAnswer> {
  const headers: Record<string, string> = method === "GET" ? { range: "bytes=0-0" } : {};
  const question = { method, path: blobPath(access, digest), headers, bodyLimitBytes: 4096 };
  return atLayerHost(access, digest, "layer", () => askRepository(access, "layer", question, signal));
}

/** A page is no blob: a web filter or a portal answers so in a layer host's place. */
function isServed(answer: HttpAnswer): boolean {
  return (answer.status === 200 || answer.status === 206) && !isHtml(answer);
}

/** Failures of the network at another host than the registry's are the layer host's. */
async function atLayerHost(
  access: Access,
  digest: string,
  role: BlobRole,
  work: () => Promise<RepositoryAnswer>,
): Promise<RepositoryAnswer> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof WalkError) || error.failure.hop === "token") throw error;
    const { failure } = error;
    if (failure.host === placeOf(access.origin)) throw new WalkError({ ...failure, digest });
    throw new WalkError({ ...asLayerHost(failure), hop: role, digest });
  }
}

function asLayerHost(failure: WalkFailure): WalkFailure {
  const { code } = failure;
  if (!isNetworkCode(code)) return failure;
  return { ...failure, code: "layer-host-unreachable", networkCode: code };
}

function isNetworkCode(code: string): code is NetworkFailureCode {
  return NETWORK_FAILURES.some((known) => known === code);
}

function blobError(access: Access, followed: Followed, digest: string, role: BlobRole): WalkError {
  const { answer, origin } = followed;
  const base = { host: placeOf(origin), hop: role, status: answer.status, digest } as const;
  const isElsewhere = origin !== access.origin;
  const refused = refusal(access, followed, role);
  if (refused !== undefined) {
    const isPage = refused.code === "not-a-registry" || refused.code === "server-error";
    if (isElsewhere && isPage) return new WalkError({ ...asLayerHost(refused), digest });
    // A layer host knows no users: whatever it refuses with, it denies access.
    return new WalkError({
      ...refused,
      ...(isElsewhere && answer.status === 401 ? { code: "access-denied" as const } : {}),
      digest,
    });
  }
  if (answer.status < 400 && isHtml(answer)) {
    const page = { ...base, code: "not-a-registry", detail: answerWords(httpFact(answer)) } as const;
    return new WalkError(isElsewhere ? asLayerHost(page) : page);
  }
  const detail = registryWords(answer);
  if (answer.status === 404 || answer.status === 410) return new WalkError({ ...base, code: "layer-missing", detail });
  return new WalkError({ ...base, code: "server-error", detail });
}
