import type { DockerConfigAuth } from "../../contract/index.js";
import { STEP_LIMIT_MINUTES } from "../../requirements.js";
import { faultWords, noteWords, occupantWords, problemWords, timedKindWords } from "./config-words.js";
import type { KeyMiss } from "./keys.js";
import type { CredentialStep, Unknown } from "./resolve.js";

const MISSES: Readonly<Record<KeyMiss, string>> = {
  "hub-name": "it is another name of Docker Hub, whose key is one only",
  blank: "there is a blank before or after it",
  case: "upper and lower case count",
  wildcard: "wildcards have no meaning here",
  port: "the port has to be written as in the image, 443 too",
  scheme: "only https:// or http:// may stand before the name",
};

/** A step of how credentials are found, as a sentence without capital and full stop. */
export function stepWords(step: CredentialStep): string {
  switch (step.step) {
    case "file-missing":
      return "there is no such file";
    case "file-not-permitted":
      return "this user may not read it; run again with sudo";
    case "file-timeout":
      return "the file system does not answer";
    case "file-refused":
      return `it is refused: ${faultWords(step.fault)}`;
    case "file-not-readable":
      return `it is no file that can be read: ${occupantWords(step.config)}`;
    case "client-goes-on":
      return "the docker client warns and goes on without it";
    case "client-may-keep-others":
      return "the docker client may or may not keep the other entries";
    case "readers-differ":
      return `the two readers differ: ${noteWords(step.difference)}`;
    case "helper-of-other-key":
      return `the helper of "${step.key}" does not count: the key has to be "${step.wanted}" exactly`;
    case "helper-empty":
      return `credHelpers has an empty entry for "${step.key}": no store is asked`;
    case "program":
      return step.program === "helper"
        ? `credHelpers sends "${step.key}" to the helper "${step.name}"`
        : `credsStore sends every registry to the store "${step.name}"`;
    case "program-on-path":
      return `docker-credential-${step.name} is on PATH here; it is not asked`;
    case "program-not-on-path":
      return `docker-credential-${step.name} is not on PATH here: the docker client takes what "auths" has instead`;
    case "password-beside":
      return `"auths" has a password too, which the vendor does not promise to be used beside a ${step.program}`;
    case "spoiled-by":
      return `the entry "${step.entry.key}" cannot be read (${problemWords(step.entry)}) and spoils the whole file`;
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
      return `"auths" has no entry; the key would be "${step.wanted}"`;
    case "no-key":
      return `no key in "auths" counts; it has to be "${step.wanted}"`;
    case "key-misses":
      return `"${step.key}" does not count: ${MISSES[step.miss]}`;
    case "keys-of-others":
      return `${step.count} ${step.count === 1 ? "key belongs" : "keys belong"} to other registries`;
    case "key-exact":
      return `the key "${step.key}" counts, letter for letter`;
    case "key-by-host":
      return `the key "${step.key}" counts by its host part`;
    case "path-ignored":
      return `its path "${step.path}" is cut off: the entry is used for all of ${step.registry}`;
    case "rivals":
      return `so do ${step.keys.map((key) => `"${key}"`).join(", ")}: which one is used is left to chance`;
    case "entry":
      return entryWords(step.entry);
    case "base64-wrapped":
      return "line breaks inside the base64: docker skips them, the runner's reader fails on them";
    default:
      return "beside it are the tokens of a browser login: the password is an access token that expires";
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
        ? "empty, no password"
        : problemWords(entry),
    trailing === undefined ? "" : `which ends with a ${trailing}`,
    timed === undefined ? "" : timedWords(timed),
  ];
  return `the entry holds: ${words.filter((word) => word !== "").join("; ")}`;
}

function timedWords({ kind, expiresAt, expired }: NonNullable<DockerConfigAuth["timed"]>): string {
  const what = timedKindWords(kind);
  if (expiresAt === undefined) return `${what}: it expires by itself`;
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
      return "the file cannot be read by this user";
    default:
      return "the file could not be read in time";
  }
}
