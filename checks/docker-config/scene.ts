import type {
  ConfigLocation,
  DockerConfigAuth,
  DockerConfigFact,
  Evidence,
  Finding,
  ProcessFact,
  RunnerPlan,
  Severity,
} from "../../src/contract/index.js";
import { normalPath } from "../../src/docker/paths.js";
import { entryFor } from "../../src/judge/credentials/keys.js";
import { askable, type PlannedPull } from "../../src/judge/images/planned.js";

/** A file that is judged, and for whom. */
export interface ConfigScene {
  readonly plan: RunnerPlan;
  readonly location: ConfigLocation;
  readonly config: DockerConfigFact;
  readonly images: readonly PlannedPull[];
  /** The runner is given this file; otherwise it is the operator's own, and everything in it is a warning. */
  readonly isGiven: boolean;
  readonly process: ProcessFact | undefined;
}

/** Whether the runner is given the single file, so that it keeps the old one when another takes its place. */
export function isMountedAlone({ plan, location }: ConfigScene): boolean {
  return plan.mounts.some(
    ({ source, type }) => type === "bind" && source !== undefined && normalPath(source) === normalPath(location.file),
  );
}

/** A finding with the images whose credentials depend on it. */
export interface Found {
  readonly finding: Finding;
  readonly images: readonly string[];
}

/** The registry of an image; `undefined` where it cannot be asked. */
function registryOf(image: PlannedPull): string | undefined {
  return askable(image)?.registry;
}

/** Registries of the images that the runner pulls, as in the images. */
export function registriesOf(images: readonly PlannedPull[]): readonly string[] {
  return [...new Set(images.flatMap((image) => registryOf(image) ?? []))];
}

/** The images of a registry, as configured. */
export function imagesOf({ images }: ConfigScene, registry: string): readonly string[] {
  return images.filter((image) => registryOf(image) === registry).map(({ reference }) => reference);
}

/** All images that the runner pulls, as configured. */
export function everyImage({ images }: ConfigScene): readonly string[] {
  return images.map(({ reference }) => reference);
}

/** The planned registry that an entry is used for. */
export function userOf({ images, config }: ConfigScene, auth: DockerConfigAuth): string | undefined {
  return registriesOf(images).find((registry) => entryFor(registry, config.auths) === auth);
}

/** Which file it is, and for whom. */
export function fileEvidence({ location, isGiven }: ConfigScene): Evidence {
  const whose = isGiven ? "the runner's config.json" : "the operator's config.json (the runner has none)";
  return { what: whose, observed: location.file, origin: location.origin };
}

/** The images that need an entry. */
export function usedEvidence(scene: ConfigScene, registry: string | undefined): Evidence {
  const images = registry === undefined ? [] : imagesOf(scene, registry);
  return { what: "images that need it", observed: images.length === 0 ? "none of this deployment" : images.join(", ") };
}

/** An error only in the file that the runner is given, and only where an image needs what is wrong. */
export function severityFor({ isGiven }: ConfigScene, isUsed: boolean): Severity {
  return isGiven && isUsed ? "error" : "warning";
}
