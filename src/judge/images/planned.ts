import type { ConfigLocation, PlannedImage, RunnerPlan } from "../../contract/index.js";
import { parseReference, type ImageReference } from "../../docker/reference.js";
import type { ConfigReader } from "../credentials/keys.js";

/** Images of one reference: what its verdict needs to know of the plan. */
export interface PlannedPull {
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
export function plannedPulls({ images }: RunnerPlan): readonly PlannedPull[] {
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
export function askable({ reference, placeholder }: PlannedPull): ImageReference | undefined {
  if (placeholder !== undefined) return undefined;
  const parsed = parseReference(reference);
  return parsed.ok ? parsed.reference : undefined;
}

/** What the start command's pull policy says about the runner image: is a local copy enough? */
export function pullPolicy({ images }: PlannedPull): "always" | "missing" | "never" {
  return images.find(({ pullPolicy }) => pullPolicy !== undefined)?.pullPolicy ?? "missing";
}

/** Who reads config.json for an image. */
export function readerOf({ byRunner }: PlannedPull): ConfigReader {
  return byRunner ? "runner" : "docker client";
}

/** The config.json that decides about an image, `null` where the runner is given none. */
export function configLocationOf(plan: RunnerPlan, { byRunner }: PlannedPull): ConfigLocation | null {
  return byRunner ? plan.runnerConfig : plan.clientConfig;
}
