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
    meaning: "The text is not an image reference that the engine accepts.",
    cause: "It contains a capital letter in the repository, a scheme, blanks, quotes or an unexpanded variable.",
    remedy: "Write it as HOST[:PORT]/REPOSITORY:TAG.",
    source: REFERENCE_PAGE,
    words: (about: InvalidReference) => {
      if (about.of === "engine") {
        return imageWords(about.image, {
          message: `The image reference ${about.image.reference} is invalid (seen by the engine).`,
          summary: "Write it as HOST[:PORT]/REPOSITORY:TAG.",
        });
      }
      const { text, problem, hint } = about;
      return {
        message: `The image reference ${text} is invalid: ${referenceProblemWords(problem)}.`,
        summary: hint === undefined ? "Correct the reference." : `Correct the reference: ${referenceHintWords(hint)}.`,
      };
    },
  },
  "registry-host-ambiguous": {
    severity: "warning",
    meaning: "The reference seems to begin with a registry, but docker takes that for a namespace on Docker Hub.",
    cause: "The host name has no dot and no port. docker recognises a registry only by these.",
    remedy: "Write the registry with its domain or port.",
    source: REFERENCE_PAGE,
    words: ({ reference, head }: { readonly reference: string; readonly head: string }) => ({
      message: `docker looks for ${reference} on Docker Hub, because ${head} has no dot and no port.`,
      summary: `If ${head} is your own registry, write it with its domain or port.`,
    }),
  },
  "image-not-found": {
    severity: "error",
    meaning: "The registry has no image with this tag or digest. Some registries say the same of a missing repository.",
    cause:
      "The tag is misspelt or deleted, or nobody pushed the image. Or --pull never forbids to pull it, and the engine has no copy.",
    remedy: "Correct the reference. Or push the image. Or remove --pull never.",
    source: DISTRIBUTION_PAGE,
    words: (about: AbsentImage): Words => {
      if (about.of === "engine") {
        return {
          message: `The engine has no copy of ${about.image} for ${about.wanted}, and --pull never forbids a pull.`,
          summary: "Remove --pull never. Or load the image into the engine with docker load.",
        };
      }
      const { image, reference } = about;
      const part = reference.digest === undefined ? `tag ${reference.tag ?? "latest"}` : `digest ${reference.digest}`;
      return imageWords(image, {
        message: `The registry ${reference.registry} has no image ${reference.repository} with the ${part}.`,
        summary: correctReference(image),
        commands: [...tagsCommands(about), pullCommand(about)],
      });
    },
  },
  "repository-not-found": {
    severity: "error",
    meaning: "The registry does not have this repository.",
    cause: "The path is misspelt, or nobody pushed the image.",
    remedy: "Correct the path. Or push the image.",
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
    meaning: "The image is only on this host. The runner pulls from a registry and never uses local images.",
    cause: "Somebody built or tagged it here, and did not push it.",
    remedy: "Push it to a registry that the host can reach, under the name that the runner uses.",
    source: SOURCE_IMAGES_PAGE,
    words: ({ plan, image }: ImageAtRegistry) =>
      imageWords(image, {
        message: `The image ${image.reference} is on this host, but not in its registry. The runner never uses local images.`,
        summary: "Push the image to its registry.",
        commands: [dockerCommand(plan, ["push", image.reference])],
      }),
  },
});
