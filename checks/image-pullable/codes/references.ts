import type { ReferenceHint, ReferenceProblem } from "../../../src/docker/reference.js";
import { dockerCommand } from "../../../src/judge/engine.js";
import { defineCodes, type Words } from "../../../src/judge/findings.js";
import type { PlannedPull } from "../../../src/judge/images/planned.js";
import { referenceHintWords, referenceProblemWords } from "../../../src/judge/images/reference-words.js";
import { SOURCE_IMAGES_PAGE } from "../../../src/requirements.js";
import { correctReference, type ImageAtRegistry, imageWords, pullCommand, tagsCommands } from "../words.js";
import { DISTRIBUTION_PAGE, REFERENCE_PAGE } from "./pages.js";

/** A text that is no image reference: in this program's reading, or in the engine's. */
export type InvalidReference =
  | {
      readonly of: "plan";
      readonly text: string;
      readonly problem: ReferenceProblem;
      readonly hint: ReferenceHint | undefined;
    }
  | { readonly of: "engine"; readonly image: PlannedPull };

/** An image that is not where it is looked for. */
export type AbsentImage =
  | ({ readonly of: "registry" } & ImageAtRegistry)
  /** the start command forbids to pull what the engine has no copy of */
  | { readonly of: "engine"; readonly image: string; readonly wanted: string };

/** The codes of references, and of references that lead to nothing. */
export const REFERENCE_CODES = defineCodes({
  "reference-invalid": {
    severity: "error",
    meaning: "The engine does not accept the text as an image reference.",
    cause: "An upper-case repository, a scheme, blanks, quotes or an unexpanded variable in it.",
    remedy: "Write it as HOST[:PORT]/REPOSITORY:TAG.",
    source: REFERENCE_PAGE,
    words: (about: InvalidReference) => {
      if (about.of === "engine") {
        return imageWords(about.image, {
          message: `The engine does not accept ${about.image.reference} as an image reference.`,
          summary: "Write it as HOST[:PORT]/REPOSITORY:TAG.",
        });
      }
      const { text, problem, hint } = about;
      return {
        message: `The engine does not accept ${text} as an image reference: ${referenceProblemWords(problem)}.`,
        summary: hint === undefined ? "Correct the reference." : `Correct the reference: ${referenceHintWords(hint)}.`,
      };
    },
  },
  "registry-host-ambiguous": {
    severity: "warning",
    meaning:
      "The first part of the reference looks like a registry host, but docker takes it for a namespace on Docker Hub.",
    cause: "A host name without dot or port: docker tells hosts from namespaces by these alone.",
    remedy: "Write the registry with its domain or port.",
    source: REFERENCE_PAGE,
    words: ({ reference, head }: { readonly reference: string; readonly head: string }) => ({
      message: `Docker looks for ${reference} on Docker Hub, because ${head} has neither a dot nor a port.`,
      summary: `If ${head} is a registry of your own, write it with its domain or port.`,
    }),
  },
  "image-not-found": {
    severity: "error",
    meaning: "The registry has no image of this tag or digest (some registries say the same of a missing repository).",
    cause:
      "A misspelt or deleted tag, or an image that was never pushed. Or --pull never, where the engine has no copy.",
    remedy: "Correct the reference, or push the image. Or remove --pull never.",
    source: DISTRIBUTION_PAGE,
    words: (about: AbsentImage): Words => {
      if (about.of === "engine") {
        return {
          message: `The start command forbids a pull (--pull never), and the engine has no copy of ${about.image} for ${about.wanted}.`,
          summary: "Leave out --pull never, or load the image into the engine (docker load) before the start.",
        };
      }
      const { image, reference } = about;
      const part = reference.digest === undefined ? `tag ${reference.tag ?? "latest"}` : `digest ${reference.digest}`;
      return imageWords(image, {
        message: `The registry ${reference.registry} has no ${reference.repository} with the ${part}.`,
        summary: correctReference(image),
        commands: [...tagsCommands(about), pullCommand(about)],
      });
    },
  },
  "repository-not-found": {
    severity: "error",
    meaning: "The registry has no such repository.",
    cause: "A misspelt path, or an image that was never pushed.",
    remedy: "Correct the path, or push the image.",
    source: DISTRIBUTION_PAGE,
    words: (about: ImageAtRegistry) =>
      imageWords(about.image, {
        message: `The registry ${about.reference.registry} has no repository ${about.reference.repository}.`,
        summary: correctReference(about.image),
        commands: [pullCommand(about)],
      }),
  },
  "image-local-only": {
    severity: "error",
    meaning: "The image is on this host only; the runner pulls from a registry and never uses local images.",
    cause: "It was built or tagged here and not pushed.",
    remedy: "Push it to a registry that the host can reach, under the name that the runner is given.",
    source: SOURCE_IMAGES_PAGE,
    words: ({ plan, image, reference }: ImageAtRegistry) =>
      imageWords(image, {
        message: `${image.reference} is on this host, but not in the registry ${reference.registry}; the runner never uses local images.`,
        summary: "Push the image to a registry under the name that the runner is given.",
        commands: [dockerCommand(plan, ["push", image.reference])],
      }),
  },
});
