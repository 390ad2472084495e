import type { EngineSite } from "../../src/contract/index.js";
import {
  type EngineDistribution,
  type EngineInfo,
  type Evidence,
  originText,
  type JudgedWalk,
  type RunnerPlan,
} from "../../src/contract/index.js";
import { goArchitecture, parsePlatform, platformFit } from "../../src/docker/platform.js";
import type { PlannedPull } from "../../src/judge/images/planned.js";
import type { PullQuestion } from "../../src/judge/images/pull-question.js";
import type { Settled } from "../../src/judge/patience.js";

/** What was seen of an image, by the engine and by this process. */
export interface ImageFacts {
  readonly plan: RunnerPlan;
  readonly image: PlannedPull;
  readonly pull: PullQuestion;
  readonly info: EngineInfo;
  /** How the engine is set up. */
  readonly site: EngineSite;
  readonly engine: Settled<EngineDistribution>;
  readonly walk: Settled<JudgedWalk>;
  /** What works instead. */
  readonly tried: readonly Evidence[];
  /** The hosts.toml that leads the pull elsewhere. */
  readonly hostsFile: string | undefined;
}

/** Where the plan has an image from. */
export function originOf({ images }: PlannedPull): string {
  return images.map(({ origin }) => originText(origin)).join(", ");
}

/** The platform of the engine, `os/architecture`. */
export function nativePlatform({ os, architecture }: EngineInfo): string {
  return `${os}/${goArchitecture(architecture)}`;
}

/** `os/architecture[/variant]` that an image has to be for. */
export function wantedPlatform({ images }: PlannedPull, info: EngineInfo): string {
  return images.find(({ platform }) => platform !== undefined)?.platform ?? nativePlatform(info);
}

/** Whether an offered platform `os/architecture[/variant]` runs where `wanted` does. */
export function runsOn(offered: string, wanted: string): boolean {
  return platformFit(parsePlatform(offered), parsePlatform(wanted)) > 0;
}

/** Whether an image that is there alone is for the machine: no image store compares its variant then. */
export function isForMachine(offered: string, wanted: string): boolean {
  return platformFit(parsePlatform(offered), { ...parsePlatform(wanted), variant: "v9" }) > 0;
}
