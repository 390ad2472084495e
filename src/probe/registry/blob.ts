import {
  NETWORK_FAILURES,
  type NetworkFailureCode,
  type WalkFailure,
  type WalkRecovery,
} from "../../contract/index.js";
import { answerWords, isHtml } from "../network/http-fact.js";
import type { HttpAnswer, HttpMethod } from "../network/origin.js";
import { type Access, askRepository, refusal, type RepositoryAnswer } from "./access.js";
import { algorithmOf, digestOf } from "./digest.js";
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
export type BlobRole = "config" | "layer";

/**
 * Proves that a blob is there and served, without downloading it: by HEAD, and where that is not answered as a pull
 * would be (signed addresses are often good for GET alone), by the first byte.
 * @throws WalkError
 */
export async function findBlob(
  access: Access,
  digest: string,
  role: BlobRole,
  signal: AbortSignal,
): Promise<BlobFound> {
  const { session, repository } = access;
  const found = await session.once(
    `blob ${repository} ${digest} ${fingerprint(access.credential)}`,
    signal,
    async (lifetime) => {
      const byHead = await askBlob(access, "HEAD", digest, role, lifetime);
      if (isServed(byHead.answer)) return foundAt(byHead);
      if (byHead.answer.status === 429) throw blobError(access, byHead, digest, role);
      const byGet = await askBlob(access, "GET", digest, role, lifetime);
      if (isServed(byGet.answer)) return foundAt(byGet);
      throw blobError(access, byGet, digest, role);
    },
  );
  if (found.recovered !== undefined) access.onRecovered(found.recovered);
  return found;
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
): Promise<{ readonly text: string; readonly host: string }> {
  const key = `config ${access.repository} ${digest} ${fingerprint(access.credential)}`;
  return access.session.once(key, signal, async (lifetime) => {
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
    return { text: answer.body.toString("utf8"), host: placeOf(origin) };
  });
}

function blobPath(access: Access, digest: string): string {
  return `/v2/${access.repository}/blobs/${digest}`;
}

function askBlob(
  access: Access,
  method: HttpMethod,
  digest: string,
  role: BlobRole,
  signal: AbortSignal,
): Promise<RepositoryAnswer> {
  const headers: Record<string, string> = method === "GET" ? { range: "bytes=0-0" } : {};
  const question = { method, path: blobPath(access, digest), headers, bodyLimitBytes: 4096 };
  return atLayerHost(access, digest, role, () => askRepository(access, role, question, signal));
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
    const page = { ...base, code: "not-a-registry", detail: answerWords(answer) } as const;
    return new WalkError(isElsewhere ? asLayerHost(page) : page);
  }
  const detail = registryWords(answer);
  if (answer.status === 404 || answer.status === 410) return new WalkError({ ...base, code: "layer-missing", detail });
  return new WalkError({ ...base, code: "server-error", detail });
}
