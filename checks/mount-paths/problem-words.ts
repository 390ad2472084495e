import { type MountProblem, originText } from "../../src/contract/index.js";
import { type WordsOf, wordsOf } from "../../src/judge/problem-words.js";

const PROBLEM_WORDS: WordsOf<MountProblem> = {
  said: ({ words }) => words,
  "target-missing": () => "target is required",
  "target-relative": ({ target }) => `invalid mount path: '${target}' mount path must be absolute`,
  "target-is-root": () => "invalid specification: destination can't be '/'",
  "target-repeated": ({ target, also }) => `Duplicate mount point: ${target} (also ${originText(also)})`,
  "volume-empty": () => "invalid empty volume spec",
  "section-empty": () => "invalid spec: empty section between colons",
  "colons-too-many": () => "invalid spec: too many colons",
  "source-neither": ({ source }) => `"${source}" is not an absolute path and not the name of a volume`,
  "source-tilde": ({ source }) => `docker does not expand the ~ in "${source}"`,
  "mode-invalid": ({ mode }) => `invalid mode: ${mode}`,
  "mode-foreign": ({ mode, mount }) => `invalid mode: a ${mount} cannot have ${mode}`,
  "volume-undeclared": ({ source }) => `the volume ${source} is not declared under "volumes" at the top level`,
  "value-empty": () => "the value is empty",
  "quote-open": () => 'extraneous or missing " in quoted-field',
  "quote-bare": () => 'bare " in non-quoted-field',
  "field-without-value": ({ field }) => `invalid field '${field}' must be a key=value pair`,
  "key-unknown": ({ key, field }) => `unexpected key '${key}' in '${field}'`,
  "key-value-invalid": ({ key, value }) => `invalid value for ${key}: ${value}`,
  "type-missing": () => "type is required",
  "type-unknown": ({ value }) => `mount type unknown: "${value}"`,
  "type-not-here": ({ value }) => `invalid mount config for type "${value}": mount type unknown`,
  "options-mixed": ({ options, value }) => `cannot mix '${options}' options with mount type '${value}'`,
  "tmpfs-with-source": () => "field Source must not be specified for a tmpfs",
  "propagation-invalid": ({ mode }) => `invalid propagation mode: ${mode}`,
  "bind-without-source": () => 'invalid mount config for type "bind": field Source must not be empty',
  "bind-source-relative": ({ source }) =>
    `invalid mount config for type "bind": invalid mount path: '${source}' mount path must be absolute`,
  "volume-name-invalid": ({ source }) => `"${source}" is not a volume name (a host path needs type=bind)`,
  "tmpfs-option-invalid": ({ option }) => `invalid tmpfs option ["${option}"]`,
};

/** What docker, its engine or compose refuses about a mount, as half a sentence: in their own words where they have some. */
export function problemWords(problem: MountProblem): string {
  return wordsOf(PROBLEM_WORDS, problem);
}
