import type {
  EngineDistribution,
  EngineInfo,
  Evidence,
  Finding,
  Pass,
  RegistryWalk,
  TargetVerdict,
  Vantage,
} from "../../src/contract/index.js";
import { goArchitecture } from "../../src/docker/platform.js";
import { failed } from "../../src/judge/findings.js";
import type { PlannedReference, PullQuestion, Settled } from "../../src/judge/images/pull.js";

/** An image with all that was found out about it. */
export interface Scene {
  readonly pass: Pass;
  readonly image: PlannedReference;
  readonly pull: PullQuestion;
  readonly info: EngineInfo;
  readonly engine: Settled<EngineDistribution>;
  readonly walk: Settled<RegistryWalk>;
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

/** Whether an offered platform `os/architecture[/variant]` runs where `wanted` does; CPUs also run their 32-bit predecessor. */
export function fits(offered: string, wanted: string): boolean {
  const [os, architecture] = offered.split("/");
  const [wantedOs, wantedArchitecture] = wanted.split("/");
  if (os !== wantedOs) return false;
  if (architecture === wantedArchitecture) return true;
  return (
    (wantedArchitecture === "amd64" && architecture === "386") ||
    (wantedArchitecture === "arm64" && architecture === "arm")
  );
}

/** A target that fails, as seen from `vantage`. */
export function failing(findings: readonly Finding[], vantage: Vantage): TargetVerdict {
  return { ...failed(findings), vantage };
}
