import { UsageError } from "../contract/index.js";
import { parseReference } from "../docker/reference.js";
import { referenceHintWords, referenceProblemWords } from "../judge/images/reference-words.js";
import { maskImage } from "../plan/image-text.js";
import { hideForms } from "../secrets/forms.js";

/**
 * @param by what gives the images: `--image`, `credentials`
 * @throws UsageError for one that is not an image reference; no password of it is quoted
 */
export function requireReferences(by: string, images: readonly string[]): void {
  for (const image of images) {
    const result = parseReference(image);
    if (result.ok) continue;
    const shown = JSON.stringify(maskImage(image).text);
    const problem = referenceProblemWords(result.problem);
    const hint = result.hint === undefined ? "" : `; ${referenceHintWords(result.hint)}`;
    throw new UsageError(hideForms(`${by} ${shown}: ${problem}${hint}; expected REGISTRY/REPOSITORY:TAG`));
  }
}
