interface Named {
  readonly of: string;
}

/** The words about each of some problems: a missing wording is a type error. */
export type WordsOf<Problem extends Named> = {
  readonly [Of in Problem["of"]]: (problem: Extract<Problem, { readonly of: Of }>) => string;
};

/** The words about one of them. */
export function wordsOf<Problem extends Named>(table: WordsOf<Problem>, problem: Problem): string {
  const words = table[problem.of as Problem["of"]] as (problem: Problem) => string;
  return words(problem);
}
