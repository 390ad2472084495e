import type { CodeEntry } from "../../src/contract/index.js";
import { SOURCE_IMAGES_PAGE } from "../../src/requirements.js";

const LOGIN_PAGE = "https://docs.docker.com/reference/cli/docker/login/";

/** The catalogue of `docker-config`; here, so that the judgements of its parts can share it. */
export const CONFIG_CODES = {
  "config-unreadable": {
    severity: "error",
    meaning: "What is at the path of config.json cannot be read as a file.",
    cause: "A directory, a named pipe or a device is in its place, or the file is far too large.",
    remedy: "Move it out of the way and put a regular config.json there.",
    source: SOURCE_IMAGES_PAGE,
  },
  "config-invalid": {
    severity: "error",
    meaning:
      "config.json is not the JSON that docker and the runner read; a warning where only one of the two refuses it.",
    cause: "It was edited by hand: a comma or quote too many or too few, a byte-order mark, a comment.",
    remedy: "Correct the place that is named, or write the file anew with docker login.",
    source: "https://docs.docker.com/reference/cli/docker/#docker-cli-configuration-file-configjson-properties",
  },
  "credential-store": {
    severity: "error",
    meaning: "The credentials are in a credential store (credsStore), which the runner cannot use.",
    cause: "docker login found a store on this machine (pass, secretservice, desktop) and put the password there.",
    remedy: "Give the runner a config.json of its own with a plain auth entry.",
    source: SOURCE_IMAGES_PAGE,
  },
  "credential-helper": {
    severity: "error",
    meaning: "The credentials come from a helper program (credHelpers), which the runner cannot use.",
    cause: "A cloud provider's helper was configured for the registry.",
    remedy: "Give the runner a config.json of its own with a lasting user and password for the registry.",
    source: SOURCE_IMAGES_PAGE,
  },
  "identity-token": {
    severity: "error",
    meaning: "The entry holds an identity token; the runner knows user and password only.",
    cause: "docker login got a token from the registry (Azure, single sign-on) and stored that.",
    remedy: "Log in with a user and password, for example those of a robot account.",
    source: SOURCE_IMAGES_PAGE,
  },
  "registry-token": {
    severity: "error",
    meaning: "The entry holds a registry token; the runner knows user and password only.",
    cause: "A tool wrote a bearer token into config.json.",
    remedy: "Log in with a user and password, for example those of a robot account.",
    source: SOURCE_IMAGES_PAGE,
  },
  "timed-password": {
    severity: "error",
    meaning: "The password expires by itself after hours, and the runner does not renew it.",
    cause: "The login used a cloud provider's short-lived password, or a browser login that leaves an access token.",
    remedy: "Log in with a lasting password or access token of a robot account.",
    source: SOURCE_IMAGES_PAGE,
  },
  "auth-empty": {
    severity: "error",
    meaning: "The registry's entry is empty.",
    cause: "docker login leaves an empty entry behind when the password goes to a credential store.",
    remedy: "Log in again without a credential store, so that the entry holds the auth.",
    source: SOURCE_IMAGES_PAGE,
  },
  "auth-malformed": {
    severity: "error",
    meaning: "The auth does not decode to user:password; one such entry makes readers drop the whole file.",
    cause: "The password was pasted as it is, or encoded by hand in another way than padded standard base64.",
    remedy: "Log in again, so that docker writes the entry.",
    source: LOGIN_PAGE,
  },
  "auth-trailing-newline": {
    severity: "error",
    meaning: "The password in auth ends with a line break or blank that does not belong to it.",
    cause: "The auth was made by hand with echo instead of echo -n or printf.",
    remedy: "Log in again, so that docker writes the entry.",
    source: LOGIN_PAGE,
  },
  "auth-incomplete": {
    severity: "error",
    meaning: "The entry has a user without a password or a password without a user.",
    cause: "The auth was made by hand from an empty variable, or by a tool that keeps the other half elsewhere.",
    remedy: "Log in again, so that docker writes the entry.",
    source: LOGIN_PAGE,
  },
  "registry-key-mismatch": {
    severity: "error",
    meaning: "The file has an entry that was meant for a registry and does not match its name.",
    cause:
      "Docker Hub's key is https://index.docker.io/v1/ and nothing else; other keys have to be the registry as in the image, with its port and in the same case.",
    remedy: "Log in to the registry under the name that the image has.",
    source: LOGIN_PAGE,
  },
  "config-readable-by-others": {
    severity: "warning",
    meaning: "Every user of the host can read the passwords in config.json.",
    cause: "The file was created by hand or copied with a wide mode; docker itself writes 0600.",
    remedy: "Take the rights of others away.",
    source: LOGIN_PAGE,
  },
} as const satisfies Record<string, CodeEntry>;
