interface Named {
  readonly of: string;
}

/** The words about each of some problems: a missing wording is a type error. */
export type WordsOf<Problem extends Named> = {
  readonly [Of in Problem["of"]]: (problem: Problem & { readonly of: Of }) => string;
};

/** The words about one of them. */
export function wordsOf<Problem extends Named>(table: WordsOf<Problem>, problem: Problem): string {
  const of: Problem["of"] = problem.of;
  return table[of](problem);
}
