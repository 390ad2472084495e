import type { ManifestFault } from "../../src/contract/index.js";
import { shellLine } from "../../src/docker/shell.js";
import { dockerCommand } from "../../src/judge/engine.js";
import { safe, showing, type Words } from "../../src/judge/findings.js";
import { formWords, type UnfitImage } from "./form-words.js";
import { type ImageAtRegistry, imageWords } from "./words.js";

/** Something that the engine cannot run, under the name of an image. */
export type UnsupportedManifest = UnfitImage | FaultyManifest;

interface FaultyManifest extends ImageAtRegistry {
  /** What this process was served; `undefined` where only the engine saw it. */
  readonly fault: ManifestFault | undefined;
}

/** Helm, "OCI artifacts" (read 2026-11): the type of a chart's config. */
const HELM_CHART = "application/vnd.cncf.helm.config.v1+json";
/** The types of manifests of schema 1, signed and not. */
const SCHEMA_1 = /^application\/vnd\.docker\.distribution\.manifest\.v1\+/u;

/** What the registry has instead of an image, and what to do about that. */
export function unsupportedWords(about: UnsupportedManifest): Words {
  return imageWords(about.image, "form" in about ? formWords(about) : wordsOf(about));
}

function wordsOf(about: FaultyManifest): Words {
  const { plan, image, fault } = about;
  const { reference } = image;
  const commands = [showing(dockerCommand(plan, ["manifest", "inspect", reference]))];
  if (fault?.kind === "artefact" && fault.configType === HELM_CHART) {
    return {
      message: `The reference ${reference} leads to a Helm chart, not to an image.`,
      summary: "Name the image that the chart deploys. The values of the chart show it.",
      commands: [showing(safe(shellLine(chartValues(about))))],
    };
  }
  if (fault?.kind === "artefact") {
    return {
      message: `The reference ${reference} leads to an artefact, not to an image. Its type is ${fault.configType}.`,
      summary: "Name an image instead.",
      commands,
    };
  }
  if (fault?.kind === "too-many-layers") {
    return {
      message: `The image ${reference} has ${fault.layers} layers, more than an engine can store.`,
      summary: "Build the image with fewer layers, and push it again.",
      commands,
    };
  }
  if ((fault?.kind === "no-image" || fault?.kind === "wrong-history") && SCHEMA_1.test(fault.mediaType)) {
    return {
      message: `The image ${reference} has the old schema 1. The engine cannot run it.`,
      summary: "Push the image again with a current docker.",
      commands,
    };
  }
  return {
    message: `The reference ${reference} does not lead to an image that the engine can run.`,
    summary: "Push the image again with a current docker. Or correct the reference.",
    commands,
  };
}

/** The chart's values, by helm. */
function chartValues({ reference }: ImageAtRegistry): readonly string[] {
  const { registry, repository, tag, digest } = reference;
  const chart = `oci://${registry}/${repository}`;
  if (digest !== undefined) return ["helm", "show", "values", `${chart}@${digest}`];
  return ["helm", "show", "values", chart, ...(tag === undefined ? [] : ["--version", tag])];
}
