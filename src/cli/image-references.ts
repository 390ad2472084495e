import { UsageError } from "../contract/index.js";
import { parseReference } from "../docker/reference.js";
import { referenceHintWords, referenceProblemWords } from "../judge/images/reference-words.js";
import { maskImage } from "../plan/image-text.js";
import { hideForms } from "../secrets/forms.js";

/** @throws UsageError for a value of `--image` that is no image reference; no password of it is quoted */
export function requireReferences(images: readonly string[]): void {
  for (const image of images) {
    const result = parseReference(image);
    if (result.ok) continue;
    const shown = JSON.stringify(maskImage(image).text);
    const problem = referenceProblemWords(result.problem);
    const hint = result.hint === undefined ? "" : `; ${referenceHintWords(result.hint)}`;
    throw new UsageError(hideForms(`--image ${shown}: ${problem}${hint}; expected REGISTRY/REPOSITORY:TAG`));
  }
}
