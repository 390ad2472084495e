const OF_THE_WORDS = "the remedy is in the words of the finding alone";

/** Codes of the start command, its mounts and its config.json whose printed remedy no case tries, and why. */
export const UNTRIED: Readonly<Record<string, string>> = {
  "command-flattened": OF_THE_WORDS,
  "option-unknown": OF_THE_WORDS,
  "proxy-loopback": OF_THE_WORDS,
  "runner-image-unexpected": OF_THE_WORDS,
  "runner-not-docker": OF_THE_WORDS,
  "secret-on-command-line": OF_THE_WORDS,
  "variable-malformed": OF_THE_WORDS,
  "variable-missing": OF_THE_WORDS,
  "variable-placeholder": OF_THE_WORDS,
  "variable-unknown": OF_THE_WORDS,
  "variables-swapped": OF_THE_WORDS,
};
