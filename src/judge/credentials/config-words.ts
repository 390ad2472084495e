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
  fifo: "a named pipe",
  socket: "a socket",
  device: "a device",
};

/** What is in the place of a config.json that cannot be read as a file. */
export function occupantWords({ outcome, type, sizeBytes = 0, entries }: DockerConfigFact): string {
  switch (outcome) {
    case "is-directory":
      return "a directory";
    case "not-a-file":
      return type === undefined ? "no regular file" : TYPES[type];
    case "too-large":
      return entries === undefined ? `a file of ${bytesText(sizeBytes)}` : `a file of ${entries} registries`;
    case "timeout":
      return "a file that cannot be read to its end in time";
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

/** Why a config.json is none that docker reads. */
export function faultWords(fault: ConfigFault | undefined): string {
  if (fault === undefined) return "it cannot be decoded";
  switch (fault.of) {
    case "encoding":
      return `the file is ${fault.encoding === "binary" ? "binary or UTF-16" : "UTF-16"}; JSON has to be UTF-8`;
    case "syntax":
      return `line ${fault.line}, column ${fault.column}: ${syntaxWords(fault.syntax)}`;
    default:
      return `${placeWords(fault.path)} holds ${KINDS[fault.kind]}, not ${KINDS[fault.wanted]}`;
  }
}

function syntaxWords(fault: JsonFault): string {
  switch (fault.of) {
    case "text-open":
      return "a text in quotes is not closed on its line, or holds an invalid escape";
    case "comma-before-brace":
      return "a comma before a closing brace";
    case "comma-before-bracket":
      return "a comma before a closing bracket";
    case "comment":
      return "a comment, which JSON has not";
    case "foreign-quote":
      return "a quote other than the plain double quote";
    case "nested-too-deeply":
      return "nested too deeply";
    case "end":
      return `the text ends where ${WANTED[fault.wanted]} was expected`;
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
      return "byte-order mark at the start: the docker client rejects the whole file because of it";
    case "empty-file":
      return "the file is empty: the docker client takes it as no settings, other readers refuse it";
    case "text-after":
      return "text after the first JSON value: the docker client ignores it, other readers may refuse the file";
    case "name-case":
      return `"${note.written}" is written "${note.name}": only the docker client reads names in any case${entryWords(note)}`;
    case "name-twice":
      return `"${note.name}" occurs twice: the docker client puts both together or takes the last${entryWords(note)}`;
    case "key-twice":
      return `"${note.key}" occurs twice in "${note.map}": the last one counts`;
    case "auth-empty":
      return `empty auth of ${note.key}: docker takes it for none, the runner's reader fails on it`;
    case "entry-null":
      return `null as the entry of ${note.key}: docker takes it for an empty one, the runner's reader fails on it`;
    default:
      return `NUL beside the password of ${note.key}: docker cuts it off, the runner's reader does not`;
  }
}

function entryWords({ entry }: { readonly entry?: string }): string {
  return entry === undefined ? "" : ` (entry of ${entry})`;
}

const PROBLEMS: Readonly<Record<AuthProblem, string>> = {
  "no-user": "no user name before the colon",
  "no-password": "no password after the colon",
  "no-colon": "no colon after decoding",
  "plain-text": "not base64: it looks like a plain user:password",
  "white-space": "white space inside the base64",
  "url-safe": "url-safe base64 alphabet",
  "padding-missing": "base64 padding is missing",
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
