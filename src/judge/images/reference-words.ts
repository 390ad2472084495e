import type { ReferenceHint, ReferenceProblem } from "../../docker/reference.js";
import { type WordsOf, wordsOf } from "../problem-words.js";

const PROBLEM_WORDS: WordsOf<ReferenceProblem> = {
  empty: () => "the reference is empty",
  "too-long": ({ most }) => `the reference is longer than ${most} characters`,
  "image-id": () => "64 hexadecimal characters are an image ID, which no registry can be asked for",
  "repository-uppercase": () => "the repository name must be lowercase",
  "repository-too-long": ({ most }) => `the repository name is longer than ${most} characters`,
  "registry-not-a-host": () => "the registry name is not a host name",
  format: () => "invalid reference format",
  reserved: () => "the name scratch is reserved: there is no such image to pull",
  "digest-algorithm-uppercase": () => "the digest algorithm must be lowercase",
  "digest-algorithm-unknown": () => "unsupported digest algorithm",
  "digest-length": ({ algorithm, length, given }) =>
    `a ${algorithm} digest has ${length} hexadecimal characters, not ${given}`,
  "digest-uppercase": () => "the digest must be written in lowercase hexadecimal characters",
};

const HINT_WORDS: Readonly<Record<ReferenceHint, string>> = {
  variable: "this looks like a variable that no shell has expanded",
  scheme: "leave the scheme out: HOST[:PORT]/REPOSITORY:TAG",
  "blanks-around": "remove the white space around it",
  "blanks-inside": "remove the white space in it",
  quotes: "remove the quotes",
  "web-site": "hub.docker.com is the web site: write NAME:TAG or ORGANISATION/NAME:TAG",
  "user-name": "leave the user name out: credentials belong in config.json",
  "tag-after-digest": "the tag goes before the @: REPOSITORY:TAG@sha256:…",
  placeholder: "this looks like a placeholder from the documentation",
  "other-letters": "only ASCII characters are allowed; write a host name in its xn-- form",
  query: "leave the query out",
  "end-missing": "something is missing at the end",
  uppercase: "write the repository name in lower case",
};

/** Why a text is no image reference, as half a sentence in docker's terms. */
export function referenceProblemWords(problem: ReferenceProblem): string {
  return wordsOf(PROBLEM_WORDS, problem);
}

/** What to write instead. */
export function referenceHintWords(hint: ReferenceHint): string {
  return HINT_WORDS[hint];
}
