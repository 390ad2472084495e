import {
  ProbeError,
  type DistributionQuestion,
  type DockerConfigFact,
  type Host,
  type RunnerPlan,
} from "../../contract/index.js";
import type { ImageReference } from "../../docker/reference.js";
import { resolveCredential, type CredentialDecision } from "../credentials/resolve.js";
import { askable, configLocationOf, readerOf, type PlannedPull } from "./planned.js";

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
export async function readPullQuestion(host: Host, plan: RunnerPlan, image: PlannedPull): Promise<PullQuestion> {
  const reference = askable(image);
  if (reference === undefined) throw new Error(`not an image to ask for: ${image.reference}`);
  const location = configLocationOf(plan, image);
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
