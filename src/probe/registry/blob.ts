import type { RepeatedRequest, WalkRequest } from "../../contract/index.js";
import { headerOf, isHtml } from "../network/http-fact.js";
import type { HttpAnswer, HttpMethod } from "../network/origin.js";
import { type Access, askedOf, askRepository } from "./access.js";
import type { AskedAgain } from "./asked-again.js";
import { algorithmOf, digestOf } from "./digest.js";
import type { Descriptor } from "./manifest.js";
import type { Followed } from "./session.js";
import { fingerprint } from "./token.js";
import { askedAt, placeOf, stoppingAnswer, WalkError } from "./walk-error.js";

/** Where a blob was found. */
export interface BlobFound {
  /** `host:port` that serves it. */
  readonly host: string;
  /** The server's error before it served the blob. */
  readonly repeated?: RepeatedRequest;
}

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
    if (byHead.answer.status === 429) throw notServed(access, byHead, "layer", digest);
    const byGet = await askLayer(access, "GET", digest, lifetime);
    if (!isServed(byGet.answer)) throw notServed(access, byGet, "layer", digest);
    if (!isLength(byGet.answer, layer)) await proveLength(access, layer, byGet, lifetime);
    return foundAt(byGet);
  });
  if (found.repeated !== undefined) access.onRepeated(found.repeated);
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
    const whole = await askRepository(access, { asked: "layer", digest }, question, signal);
    if (whole.answer.status === 200 && digestOf(algorithm, whole.answer.body) === digest) return;
  }
  throw new WalkError({
    kind: "part",
    ...askedAt(askedOf(access, "layer"), placeOf(origin)),
    digest,
    status: answer.status,
    served: { bytes: served, expectedBytes: sizeBytes },
  });
}

function foundAt({ origin, repeated }: AskedAgain): BlobFound {
  return { host: placeOf(origin), ...(repeated === undefined ? {} : { repeated }) };
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
    const followed = await askRepository(access, { asked: "config", digest }, question, lifetime);
    const { answer, origin } = followed;
    if (answer.status !== 200 || isHtml(answer)) throw notServed(access, followed, "config", digest);
    const algorithm = algorithmOf(digest);
    const actual = algorithm === undefined || answer.truncated ? digest : digestOf(algorithm, answer.body);
    if (actual !== digest) {
      const at = askedAt(askedOf(access, "config"), placeOf(origin));
      throw new WalkError({ kind: "part", ...at, digest, status: answer.status, served: { digest: actual } });
    }
    return { text: answer.body.toString("utf8"), ...foundAt(followed) };
  });
  if (found.repeated !== undefined) access.onRepeated(found.repeated);
  return found;
}

function blobPath(access: Access, digest: string): string {
  return `/v2/${access.repository}/blobs/${digest}`;
}

function askLayer(access: Access, method: HttpMethod, digest: string, signal: AbortSignal): Promise<AskedAgain> {
  const headers: Record<string, string> = method === "GET" ? { range: "bytes=0-0" } : {};
  const question = { method, path: blobPath(access, digest), headers, bodyLimitBytes: 4096 };
  return askRepository(access, { asked: "layer", digest }, question, signal);
}

/** A page is no blob: a web filter or a portal answers so in a layer host's place. */
function isServed(answer: HttpAnswer): boolean {
  return (answer.status === 200 || answer.status === 206) && !isHtml(answer);
}

function notServed(access: Access, followed: AskedAgain, asked: WalkRequest, digest: string): WalkError {
  return new WalkError(stoppingAnswer(askedOf(access, asked, digest), followed));
}
