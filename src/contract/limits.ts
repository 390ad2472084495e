/**
 * What is read of a text that somebody else wrote, at most. Each limit is far beyond what deployments and servers have;
 * whatever goes beyond ends in one line that names the limit, and no input takes time or memory without bounds.
 * docs/limits.md explains them to users.
 */
export const LIMITS = {
  /** A start command, a compose file, an env file, a config.json: each at most this long. Bytes. */
  textBytes: 1024 ** 2,
  /** A word of a start command. No kernel hands a longer one to a program (MAX_ARG_STRLEN). Characters. */
  wordCharacters: 128 * 1024,
  /** Words of one command. */
  words: 200_000,
  /** What the variables of a start command or of a compose project become all in all. Characters. */
  expandedCharacters: 4 * 1024 ** 2,
  /** `$(` in `$(` of a start command, `${` in `${` of a compose file, YAML in YAML. */
  nesting: 50,
  /** Files of a compose project, each as often as it is included, extended or read as an env file. */
  projectFiles: 100,
  /** All files of a compose project. Characters. */
  projectCharacters: 4 * 1024 ** 2,
  /** Keys and list items that are read of a compose project, with those that aliases and `<<` bring in. */
  composeEntries: 200_000,
  /** A reference of an image; docker takes no longer one than 1024. Characters. */
  referenceCharacters: 4096,
  /** Mounts of a deployment. */
  mounts: 1000,
  /** Variables of a deployment. */
  variables: 1000,
  /** Words and keys of a deployment that docker refuses. */
  issues: 1000,
  /** Registries of a config.json; each is compared with the others. */
  configEntries: 2000,
  /** Layers of an image; storage drivers take 128 at most. */
  layers: 1000,
  /** Platforms of an image that are recorded. */
  platforms: 100,
  /** JSON in JSON, of whatever origin. */
  jsonNesting: 100,
  /** A recording of facts. Bytes. */
  recordingBytes: 16 * 1024 ** 2,
  /** Facts of a recording. */
  recordedFacts: 10_000,
  /** Entries of any other list in a recording, and of one in a plugin's verdict. */
  listedEntries: 10_000,
  /** A text in a recording. Characters. */
  recordedCharacters: 1024 ** 2,
  /** Memory for reading the inputs. MiB. */
  readingMemoryMib: 512,
  /** Stack for reading them. MiB. */
  readingStackMib: 4,
  /** What is read in the thread that runs everything else: more goes to one that can be ended. Characters. */
  readAtOnceCharacters: 64 * 1024,
} as const;
