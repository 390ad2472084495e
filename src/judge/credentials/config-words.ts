import type {
  AuthProblem,
  ConfigFault,
  ConfigNote,
  DockerConfigAuth,
  DockerConfigFact,
  JsonFault,
  JsonKind,
  JsonWanted,
  TimedKind,
} from "../../contract/index.js";
import { bytesText } from "../text.js";

const TYPES: Readonly<Record<NonNullable<DockerConfigFact["type"]>, string>> = {
  fifo: "is a named pipe",
  socket: "is a socket",
  device: "is a device",
};

/** What a config.json is that cannot be read as a file, as the end of a sentence about it. */
export function occupantWords({ outcome, type, sizeBytes = 0, entries }: DockerConfigFact): string {
  switch (outcome) {
    case "is-directory":
      return "is a directory";
    case "not-a-file":
      return type === undefined ? "is not a regular file" : TYPES[type];
    case "too-large":
      return entries === undefined ? `is too large (${bytesText(sizeBytes)})` : `has too many registries (${entries})`;
    case "timeout":
      return "cannot be read in time";
    default:
      return outcome;
  }
}

const KINDS: Readonly<Record<JsonKind, string>> = {
  object: "an object",
  array: "a list",
  string: "a text",
  number: "a number",
  boolean: "a boolean",
  null: "null",
};

const WANTED: Readonly<Record<JsonWanted, string>> = {
  name: "a name in double quotes",
  colon: "a colon after the name",
  "comma-or-brace": "a comma or a closing brace",
  "comma-or-bracket": "a comma or a closing bracket",
  value: "a value",
};

/** Why docker cannot read a config.json, as the end of a sentence about it. */
export function faultWords(fault: ConfigFault | undefined): string {
  if (fault === undefined) return "cannot be decoded";
  switch (fault.of) {
    case "encoding":
      return `is ${fault.encoding === "binary" ? "binary or UTF-16" : "UTF-16"}, not UTF-8`;
    case "syntax":
      return `is not valid JSON: line ${fault.line}, column ${fault.column}, ${syntaxWords(fault.syntax)}`;
    default:
      return `is wrong: ${placeWords(fault.path)} is ${KINDS[fault.kind]}, not ${KINDS[fault.wanted]}`;
  }
}

function syntaxWords(fault: JsonFault): string {
  switch (fault.of) {
    case "text-open":
      return "text in quotes is not closed, or has an invalid escape";
    case "comma-before-brace":
      return "extra comma before a closing brace";
    case "comma-before-bracket":
      return "extra comma before a closing bracket";
    case "comment":
      return "a comment";
    case "foreign-quote":
      return "a quote that is not a plain double quote";
    case "nested-too-deeply":
      return "nested too deeply";
    case "end":
      return `the file ends before ${WANTED[fault.wanted]}`;
    default:
      return `expected ${WANTED[fault.wanted]}`;
  }
}

function placeWords([map, key, member]: readonly string[]): string {
  if (map === undefined) return "the file";
  if (key === undefined) return `"${map}"`;
  if (member !== undefined) return `"${member} of ${key}"`;
  if (map === "auths") return `the entry of ${key} in "auths"`;
  return map === "credHelpers" ? `"credHelpers of ${key}"` : `"${map}.${key}"`;
}

/** What the docker client and the runner's reader take differently. */
export function noteWords(note: ConfigNote): string {
  switch (note.of) {
    case "byte-order-mark":
      return "byte-order mark at the start: the docker client rejects the whole file, the runner reads it";
    case "empty-file":
      return "the file is empty: the docker client accepts it, other readers reject it";
    case "text-after":
      return "text after the first JSON value: the docker client ignores it, other readers may reject the file";
    case "name-case":
      return `"${note.written}" stands for "${note.name}": only the docker client accepts that${entryWords(note)}`;
    case "name-twice":
      return `"${note.name}" occurs twice: the docker client joins both or takes the last${entryWords(note)}`;
    case "key-twice":
      return `"${note.key}" occurs twice in "${note.map}": the last one counts`;
    case "auth-empty":
      return `the auth of ${note.key} is empty: docker ignores it, the runner rejects it`;
    case "entry-null":
      return `the entry of ${note.key} is null: docker takes it for an empty one, the runner rejects it`;
    default:
      return `a NUL stands beside the password of ${note.key}: docker removes it, the runner does not`;
  }
}

function entryWords({ entry }: { readonly entry?: string }): string {
  return entry === undefined ? "" : ` (entry of ${entry})`;
}

const PROBLEMS: Readonly<Record<AuthProblem, string>> = {
  "no-user": "no user name before the colon",
  "no-password": "no password after the colon",
  "no-colon": "no colon after decoding",
  "plain-text": "not base64, but plain user:password",
  "white-space": "white space inside the base64",
  "url-safe": "URL-safe base64, not standard base64",
  "padding-missing": "no base64 padding",
  "padding-wrong": "wrong base64 padding",
  "not-base64": "not base64",
};

/** What exactly is wrong with an entry, its state where that is all that is known. */
export function problemWords({ problem, state }: DockerConfigAuth): string {
  return problem === undefined ? state : PROBLEMS[problem];
}

const TIMED: Readonly<Record<TimedKind, string>> = {
  "amazon-ecr": "Amazon ECR password (12 hours)",
  "google-access": "Google access token (1 hour)",
  "azure-registry": "Azure registry token (3 hours)",
  "identity-token": "identity token",
  "gitlab-job": "GitLab job token (ends with its job)",
  "github-app": "GitHub app token (1 hour)",
  "ibm-bearer": "IBM Cloud bearer token (1 hour)",
  "ibm-refresh": "IBM Cloud refresh token",
  "oracle-bearer": "Oracle Cloud bearer token (1 hour)",
  "json-web-token": "JSON Web Token",
};

/** A password that expires by its kind. */
export function timedKindWords(kind: TimedKind): string {
  return TIMED[kind];
}
