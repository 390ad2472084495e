import { distance } from "fastest-levenshtein";

/** The known word that was probably meant: at most a third of the letters differ, case aside; `undefined` where none is that near. */
export function nearestWord(word: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((candidate) => ({ candidate, edits: distance(word.toUpperCase(), candidate.toUpperCase()) }))
    .sort((left, right) => left.edits - right.edits);
  const [best] = ranked;
  return best !== undefined && best.edits <= Math.max(1, Math.floor(word.length / 3)) ? best.candidate : undefined;
}
