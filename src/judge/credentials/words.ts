import type { DockerConfigAuth } from "../../contract/index.js";
import { STEP_LIMIT_MINUTES } from "../../requirements.js";
import { faultWords, noteWords, occupantWords, problemWords, timedKindWords } from "./config-words.js";
import type { KeyMiss } from "./keys.js";
import type { CredentialStep, Unknown } from "./resolve.js";

const MISSES: Readonly<Record<KeyMiss, string>> = {
  "hub-name": "Docker Hub has only one key",
  blank: "it begins or ends with a blank",
  case: "upper and lower case must match",
  wildcard: "wildcards are not allowed",
  port: "the port must be the same as in the image, even 443",
  scheme: "only https:// or http:// may come before the name",
};

/** A step of how credentials are found, as a sentence without capital and full stop. */
export function stepWords(step: CredentialStep): string {
  switch (step.step) {
    case "file-missing":
      return "the file does not exist";
    case "file-not-permitted":
      return "this user may not read it; run this program with sudo";
    case "file-timeout":
      return "the file system does not answer";
    case "file-refused":
      return `the file ${faultWords(step.fault)}`;
    case "file-not-readable":
      return `the file ${occupantWords(step.config)}`;
    case "client-goes-on":
      return "the docker client warns, and continues without the file";
    case "client-may-keep-others":
      return "the docker client may or may not use the other entries";
    case "readers-differ":
      return `docker and the runner differ: ${noteWords(step.difference)}`;
    case "helper-of-other-key":
      return `the helper of "${step.key}" does not count: the key must be exactly "${step.wanted}"`;
    case "helper-empty":
      return `credHelpers has an empty entry for "${step.key}": docker asks no store`;
    case "program":
      return step.program === "helper"
        ? `credHelpers names the helper "${step.name}" for "${step.key}"`
        : `credsStore names the store "${step.name}" for every registry`;
    case "program-on-path":
      return `docker-credential-${step.name} is on PATH here; this program does not run it`;
    case "program-not-on-path":
      return `docker-credential-${step.name} is not on PATH here: the docker client uses "auths" instead`;
    case "password-beside":
      return `"auths" has a password too, but the vendor does not say that the runner uses it beside a ${step.program}`;
    case "spoiled-by":
      return `the entry "${step.entry.key}" cannot be read (${problemWords(step.entry)}), so the whole file is lost`;
    default:
      return keyWords(step);
  }
}

type KeyStep = Extract<
  CredentialStep,
  {
    readonly step:
      | "no-entries"
      | "no-key"
      | "key-misses"
      | "keys-of-others"
      | "key-exact"
      | "key-by-host"
      | "path-ignored"
      | "rivals"
      | "entry"
      | "base64-wrapped"
      | "web-login";
  }
>;

function keyWords(step: KeyStep): string {
  switch (step.step) {
    case "no-entries":
      return `"auths" has no entry; the key must be "${step.wanted}"`;
    case "no-key":
      return `no key in "auths" matches; it must be "${step.wanted}"`;
    case "key-misses":
      return `"${step.key}" does not count: ${MISSES[step.miss]}`;
    case "keys-of-others":
      return `${step.count} ${step.count === 1 ? "key belongs" : "keys belong"} to other registries`;
    case "key-exact":
      return `the key "${step.key}" matches exactly`;
    case "key-by-host":
      return `the key "${step.key}" matches by its host`;
    case "path-ignored":
      return `its path "${step.path}" is ignored: the entry is used for all of ${step.registry}`;
    case "rivals":
      return `${step.keys.map((key) => `"${key}"`).join(", ")} ${step.keys.length === 1 ? "matches" : "match"} too: docker picks one at random`;
    case "entry":
      return entryWords(step.entry);
    case "base64-wrapped":
      return "the base64 has line breaks: docker skips them, the runner rejects them";
    default:
      return "the tokens of a browser login stand beside it: the password is an access token that expires";
  }
}

function entryWords(entry: DockerConfigAuth): string {
  const { state, username, trailing, timed, fromFields, identityToken, registryToken } = entry;
  const words = [
    registryToken ? "registrytoken" : "",
    identityToken ? "identitytoken" : "",
    state === "basic"
      ? `user ${username ?? ""} with a password${fromFields === true ? " (from the fields username and password)" : ""}`
      : state === "empty"
        ? "no password"
        : problemWords(entry),
    trailing === undefined ? "" : `which ends with a ${trailing}`,
    timed === undefined ? "" : timedWords(timed),
  ];
  return `the entry holds: ${words.filter((word) => word !== "").join("; ")}`;
}

function timedWords({ kind, expiresAt, expired }: NonNullable<DockerConfigAuth["timed"]>): string {
  const what = timedKindWords(kind);
  if (expiresAt === undefined) return `${what}, which expires`;
  if (expired === true) return `${what}, expired ${expiresAt}`;
  return `${what}, expires ${expiresAt} (a step runs up to ${STEP_LIMIT_MINUTES.value / 60} h)`;
}

/** What the docker client sends instead of a user and password. */
export function tokenWords(fault: "identity-token" | "registry-token"): string {
  return fault === "registry-token" ? "a registry token" : "an identity token";
}

/** Why it is not known which credentials are used. */
export function unknownWords(why: Unknown): string {
  switch (why.of) {
    case "program":
      return `the ${why.program} "${why.name}" decides`;
    case "spoiled":
      return `${why.fault} of another entry`;
    case "not-permitted":
      return "this user may not read the file";
    default:
      return "the file could not be read in time";
  }
}
