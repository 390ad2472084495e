/** Phrases that docs/writing.md rules out, and what to write instead. */
const RULED_OUT: readonly { readonly phrase: RegExp; readonly instead: string }[] = [
  { phrase: /\b[Rr]eplace\w* [^.;]{1,60} by\b/gu, instead: "replace X with Y" },
  { phrase: /\b(?:is|are) no (?:valid|such|regular|file|image|JSON|path|UUID|socket)\b/gu, instead: "is not a …" },
  { phrase: /, says the engine\b/gu, instead: "(seen by the engine)" },
  { phrase: /\btoo many away\b|\b[Tt]ake (?:[^ .]+ ){1,6}away\b/gu, instead: "remove" },
  { phrase: /\b[Tt]ake (?:[^ .]+ ){1,4}out\b|\b[Tt]aken out\b/gu, instead: "remove" },
  { phrase: /\b[Ll]eave (?:[^ .]+ ){1,4}out\b|\b[Ll]eave out\b/gu, instead: "remove" },
  { phrase: /\bin the place of\b/gu, instead: "instead of" },
  { phrase: /\b(?:has|have|had) to be\b/gu, instead: "must be" },
  { phrase: /\banew\b/gu, instead: "again" },
  { phrase: /\b(?:is|are) not to be\b/gu, instead: "must not be" },
  { phrase: /\b(?:is|are|was|were) given (?:no|a|an|the)\b/gu, instead: "has, gets" },
  { phrase: /\bnot read alike\b/gu, instead: "X rejects this file; Y reads it" },
  { phrase: /\bout of the way\b/gu, instead: "move it, bypass it" },
  { phrase: /\bof one's own\b/gu, instead: "its own, your own" },
  { phrase: /\bone of them\b/gu, instead: "name it" },
  { phrase: /\b1 (?:layers|images|checks|hosts|hours|seconds|characters)\b/gu, instead: "1 layer" },
  {
    phrase: /\bHave (?:the|this|these|it) [^.]{1,60} (?:allowed|repaired|renewed|resolved|issued)\b/gu,
    instead: "an order",
  },
];

/** The ends of sentences: a stop before a capital letter, a number, a quote or an option. */
const SENTENCE_END = /(?<=[.!?])\s+(?=["'(\p{Lu}\p{N}-])/u;

/** The sentences of a text. */
export function sentencesOf(text: string): readonly string[] {
  return text.split(SENTENCE_END);
}

/** Where a text has what is ruled out: `anew (write: again)`. */
export function ruledOutIn(text: string): readonly string[] {
  return RULED_OUT.flatMap(({ phrase, instead }) =>
    [...text.matchAll(phrase)].map(([found]) => `${found} (write: ${instead})`),
  );
}
