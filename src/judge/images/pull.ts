import {
  ProbeError,
  type DistributionQuestion,
  type DockerConfigFact,
  type EngineInfo,
  type Host,
  type PlannedImage,
  type RunnerPlan,
} from "../../contract/index.js";
import { parseReference, type ImageReference } from "../../docker/reference.js";
import { HUB } from "../../docker/hub.js";
import type { ConfigReader } from "../credentials/keys.js";
import { resolveCredential, type CredentialDecision } from "../credentials/resolve.js";
import { compareVersions } from "../../docker/engine-versions.js";

/** How long the engine is still waited for once this process has found a definite fault, in milliseconds. */
export const ENGINE_GRACE_MS = 5000;
/** First engine that resolves registry names without holding a lock over all its questions. */
const ENGINE_WITHOUT_LOCK = "23";
/** First engine whose `/distribution` goes on to the next mirror, and to Docker Hub, after a failure. */
const ENGINE_WITH_MIRROR_FALLBACK = "25";

/** Images of one reference: what its verdict needs to know of the plan. */
export interface PlannedReference {
  /** As configured. */
  readonly reference: string;
  readonly images: readonly PlannedImage[];
  /** The runner pulls it, always remotely; otherwise the start command does. */
  readonly byRunner: boolean;
  /** Every role is only a documented default that current runners do not ask for: its faults are warnings. */
  readonly isOptional: boolean;
  readonly placeholder?: string;
}

/** The plan's images by reference, in the plan's order. */
export function plannedReferences({ images }: RunnerPlan): readonly PlannedReference[] {
  const references = [...new Set(images.map(({ reference }) => reference))];
  return references.map((reference) => {
    const same = images.filter((image) => image.reference === reference);
    const placeholder = same.find((image) => image.placeholder !== undefined)?.placeholder;
    return {
      reference,
      images: same,
      byRunner: same.some(({ puller }) => puller === "runner"),
      isOptional: same.every(({ role }) => role === "pause-documented"),
      ...(placeholder === undefined ? {} : { placeholder }),
    };
  });
}

/** The parsed reference of an image that can be asked for: neither placeholder nor malformed. */
export function askable({ reference, placeholder }: PlannedReference): ImageReference | undefined {
  if (placeholder !== undefined) return undefined;
  const parsed = parseReference(reference);
  return parsed.ok ? parsed.reference : undefined;
}

/** What the start command's pull policy says about the runner image: is a local copy enough? */
export function pullPolicy({ images }: PlannedReference): "always" | "missing" | "never" {
  return images.find(({ pullPolicy }) => pullPolicy !== undefined)?.pullPolicy ?? "missing";
}

/** Whether the engine is on another machine, so that this process shares neither its files nor its network. */
export function isRemoteEngine({ dockerHost }: RunnerPlan): boolean {
  const match = /^(tcp|http|https|ssh):\/\/(?:[^@/]*@)?(\[[^\]]*\]|[^:/]+)/.exec(dockerHost.value);
  if (match === null) return false;
  const [, , host = ""] = match;
  return !/^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(host);
}

/** Who reads config.json for an image. */
export function readerOf({ byRunner }: PlannedReference): ConfigReader {
  return byRunner ? "runner" : "docker client";
}

/** How an image is asked for: with which credential, and why. */
export interface PullQuestion {
  readonly reference: ImageReference;
  readonly question: DistributionQuestion;
  readonly decision: CredentialDecision;
  /** The config.json that decided, as read; absent when there is none. */
  readonly config?: DockerConfigFact;
}

/**
 * The question that a pull of this image comes down to: the runner's file decides for what the runner pulls, the
 * operator's own for the start command. Every asker builds it here, so that the engine is asked once.
 * @throws ProbeError if the file could not be read
 */
export async function readPullQuestion(host: Host, plan: RunnerPlan, image: PlannedReference): Promise<PullQuestion> {
  const reference = askable(image);
  if (reference === undefined) throw new Error(`not an image to ask for: ${image.reference}`);
  const location = image.byRunner ? plan.runnerConfig : plan.clientConfig;
  const config = location === null ? undefined : await readConfig(host, location.file, image.byRunner);
  const { decision } = resolveCredential(reference.registry, config, readerOf(image));
  return {
    reference,
    decision,
    question: { reference: image.reference, credential: decision.credential },
    ...(config === undefined ? {} : { config }),
  };
}

async function readConfig(host: Host, file: string, mustBeSeen: boolean): Promise<DockerConfigFact | undefined> {
  try {
    return await host.files.dockerConfig({ file });
  } catch (error) {
    if (error instanceof ProbeError && !mustBeSeen && error.kind !== "deadline") return undefined;
    throw error;
  }
}

/** A question's answer, or why there is none. */
export type Settled<T> = { readonly answer: T } | { readonly silent: ProbeError };

/** Waits for an answer; a `ProbeError` is an outcome like any other. */
export async function settled<T>(asking: Promise<T>): Promise<Settled<T>> {
  try {
    return { answer: await asking };
  } catch (error) {
    if (error instanceof ProbeError) return { silent: error };
    throw error;
  }
}

/** An engine's question that can be given up after a grace. */
export interface PatientQuestion<T> {
  readonly settled: Promise<Settled<T>>;
  /** Waits for the answer for `graceMs` more, then gives the question up; settles with what there is. */
  within(graceMs: number): Promise<Settled<T>>;
}

/** Asks a question that may later be given up. */
export function askPatiently<T>(ask: (signal: AbortSignal) => Promise<T>): PatientQuestion<T> {
  const controller = new AbortController();
  const outcome = settled(ask(controller.signal));
  // Whoever awaits it handles a bug; nobody may.
  outcome.catch(() => undefined);
  return {
    settled: outcome,
    async within(graceMs) {
      const timer = setTimeout(() => controller.abort(), graceMs);
      try {
        return await outcome;
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

/** Whether a name that no server resolves would make this engine stall for everybody else. */
export function locksOnNames({ serverVersion }: EngineInfo): boolean {
  return (compareVersions(serverVersion, ENGINE_WITHOUT_LOCK) ?? 0) < 0;
}

/** Whether a failure of `/distribution` proves nothing: an old engine stops at the first mirror, its pull does not. */
export function isMirrorQuirk({ mirrors, serverVersion }: EngineInfo, registry: string): boolean {
  const isOld = (compareVersions(serverVersion, ENGINE_WITH_MIRROR_FALLBACK) ?? 0) < 0;
  return mirrors.length > 0 && registry === HUB.registry && isOld;
}
