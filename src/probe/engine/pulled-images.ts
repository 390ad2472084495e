import { setTimeout as sleep } from "node:timers/promises";
import { ProbeError } from "../../contract/index.js";
import type { EngineClient, EngineReply } from "./client.js";
import { decodeImage } from "./decode.js";
import { asObject, readText, readTexts } from "./json.js";
import { pathOf } from "./reference-path.js";
import { jsonOf, statusLine } from "./reply.js";

/** Bounds the whole removal: the report waits for it. Milliseconds. */
const REMOVE_LIMIT_MS = 20_000;
/** An interrupted pull may still have ended well on the engine's side: it is looked for this often, so far apart. */
const LOOKS = 3;
const LOOK_AGAIN_MS = 300;
const LARGE_BYTES = 8 * 1024 ** 2;

/** An image that is about to be pulled. */
interface PullTarget {
  /** `registry/repository`. */
  readonly name: string;
  /** Tag or digest. */
  readonly version: string;
  readonly isDigest: boolean;
  /** It stays afterwards. */
  readonly keep: boolean;
}

interface Pulled extends PullTarget {
  /** The image that had this reference before. */
  readonly beforeId?: string | undefined;
  hasEnded: boolean;
}

/** An image before the first pull. */
interface Present {
  readonly references: readonly string[];
}

/** Keeps account of what pulls create, so that it can be taken back. */
export interface PulledImages {
  /** Looks at what is there, before a pull; gives what is to be called once the engine has ended it. */
  expect(target: PullTarget, signal: AbortSignal): Promise<() => void>;
  /**
   * Takes back what pulls have created: new references are removed, moved tags point to their old image again. Whatever
   * was there before stays. Gives a line for each image that could not be removed.
   */
  readonly remove: () => Promise<readonly string[]>;
}

/** Nothing is asked before the first pull. */
export function pulledImages(ask: EngineClient): PulledImages {
  const pulls: Pulled[] = [];
  let present: Promise<ReadonlyMap<string, Present>> | undefined;

  const inspect = async (reference: string, signal: AbortSignal) => {
    const path = `/images/${pathOf(reference)}/json`;
    const reply = await ask({ method: "GET", path, limitBytes: LARGE_BYTES }, signal);
    if (reply.status === 404) return undefined;
    const image = reply.status === 200 ? decodeImage(jsonOf(reply)) : undefined;
    if (image === undefined) throw new ProbeError("unreadable", `GET ${path}: ${statusLine(reply)}`);
    return image;
  };

  const takeBack = async (pulled: Pulled, before: ReadonlyMap<string, Present>, signal: AbortSignal): Promise<void> => {
    const { name, version, beforeId, isDigest } = pulled;
    const reference = referenceOf(pulled);
    const now = await inspect(reference, signal);
    if (now?.id === undefined || now.id === beforeId) return;
    const old = before.get(now.id);
    const addedDigests = (now.repoDigests ?? []).filter(
      (digest) => isOf(name, digest) && old?.references.includes(digest) !== true,
    );
    if (beforeId !== undefined && !isDigest) {
      const query = { repo: name, tag: version };
      must(await ask({ method: "POST", path: `/images/${beforeId}/tag`, query }, signal), 201);
    } else {
      if (old?.references.length === 0)
        throw new Error("it is another name of an image that was here before without one");
      must(await ask({ method: "DELETE", path: `/images/${pathOf(reference)}`, query: {} }, signal), 200);
    }
    for (const digest of addedDigests) {
      must(await ask({ method: "DELETE", path: `/images/${pathOf(digest)}` }, signal), 200);
    }
  };

  return {
    async expect(target, signal) {
      present ??= readPresent(ask, signal);
      try {
        await present;
      } catch (error) {
        present = undefined;
        throw error;
      }
      const before = await inspect(referenceOf(target), signal);
      const pulled: Pulled = { ...target, beforeId: before?.id, hasEnded: false };
      if (!target.keep) pulls.push(pulled);
      return () => {
        pulled.hasEnded = true;
      };
    },
    async remove() {
      const before = await present?.catch(() => undefined);
      if (before === undefined || pulls.length === 0) return [];
      const signal = AbortSignal.timeout(REMOVE_LIMIT_MS);
      const left = new Map<string, string>();
      for (let look = 1; look <= LOOKS; look += 1) {
        for (const pulled of pulls) {
          if (look > 1 && pulled.hasEnded) continue;
          const reference = referenceOf(pulled);
          try {
            await takeBack(pulled, before, signal);
          } catch (error) {
            const why = error instanceof Error ? error.message : String(error);
            left.set(reference, `the pulled image ${reference} could not be removed: ${why}`);
          }
        }
        if (signal.aborted || pulls.every(({ hasEnded }) => hasEnded)) break;
        await sleep(LOOK_AGAIN_MS);
      }
      return [...left.values()];
    },
  };
}

function referenceOf({ name, version, isDigest }: PullTarget): string {
  return `${name}${isDigest ? "@" : ":"}${version}`;
}

async function readPresent(ask: EngineClient, signal: AbortSignal): Promise<ReadonlyMap<string, Present>> {
  const request = { method: "GET", path: "/images/json", query: { digests: "1" }, limitBytes: LARGE_BYTES } as const;
  const reply = await ask(request, signal);
  const list = reply.status === 200 ? jsonOf(reply) : undefined;
  if (!Array.isArray(list)) throw new ProbeError("unreadable", `GET /images/json: ${statusLine(reply)}`);
  return new Map(
    list.flatMap((entry: unknown): readonly (readonly [string, Present])[] => {
      const image = asObject(entry);
      const id = readText(image, "Id");
      const references = [...readTexts(image, "RepoTags"), ...readTexts(image, "RepoDigests")];
      return id === undefined ? [] : [[id, { references: references.filter((text) => !text.includes("<none>")) }]];
    }),
  );
}

/** Whether a digest reference, which the engine writes in docker's short form, is of this `registry/repository`. */
function isOf(name: string, digestReference: string): boolean {
  const [repository = ""] = digestReference.split("@");
  return [repository, `docker.io/${repository}`, `docker.io/library/${repository}`].includes(name);
}

/** 404: it is gone already. */
function must(reply: EngineReply, status: number): void {
  if (reply.status !== status && reply.status !== 404) throw new Error(statusLine(reply));
}
