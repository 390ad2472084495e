import type {
  EngineDistribution,
  EngineInfo,
  Evidence,
  Finding,
  Pass,
  JudgedWalk,
  TargetVerdict,
  Vantage,
} from "../../src/contract/index.js";
import { goArchitecture, parsePlatform, platformFit } from "../../src/docker/platform.js";
import { failed } from "../../src/judge/findings.js";
import type { PlannedReference, PullQuestion, Settled } from "../../src/judge/images/pull.js";

/** An image with all that was found out about it. */
export interface Scene {
  readonly pass: Pass;
  readonly image: PlannedReference;
  readonly pull: PullQuestion;
  readonly info: EngineInfo;
  readonly engine: Settled<EngineDistribution>;
  readonly walk: Settled<JudgedWalk>;
  /** What works instead. */
  readonly tried: readonly Evidence[];
  /** The hosts.toml that leads the pull elsewhere. */
  readonly hostsFile: string | undefined;
}

/** Where the plan has an image from. */
export function originOf({ images }: PlannedReference): string {
  return images.map(({ origin }) => origin).join(", ");
}

/** `os/architecture[/variant]` that an image has to be for. */
export function wantedPlatform({ images }: PlannedReference, info: EngineInfo): string {
  const asked = images.find(({ platform }) => platform !== undefined)?.platform;
  return asked ?? `${info.os}/${goArchitecture(info.architecture)}`;
}

/** Whether an offered platform `os/architecture[/variant]` runs where `wanted` does. */
export function runsOn(offered: string, wanted: string): boolean {
  return platformFit(parsePlatform(offered), parsePlatform(wanted)) > 0;
}

/** A target that fails, as seen from `vantage`. */
export function failing(findings: readonly Finding[], vantage: Vantage): TargetVerdict {
  return { ...failed(findings), vantage };
}
