import { faultWords, occupantWords } from "../../src/judge/credentials/config-words.js";
import { configKey } from "../../src/judge/credentials/keys.js";
import { defineCodes, safe, sudo } from "../../src/judge/findings.js";
import { ownConfigCommands, STORE_SIGN } from "../../src/judge/remedy/login.js";
import { shellLine } from "../../src/docker/shell.js";
import { SOURCE_IMAGES_PAGE } from "../../src/requirements.js";
import { encodeAnew, mendingOf } from "./config-edit.js";
import { entryWords, lastingPasswordWords, type FaultyEntry } from "./entry-words.js";
import { clearingWords, rejectedWords, rewritingWords } from "./file-words.js";
import { mismatchWords, type MismatchedKey } from "./key-words.js";
import { mountingOwn } from "./relogin.js";
import type { ConfigScene } from "./scene.js";

const LOGIN_PAGE = "https://docs.docker.com/reference/cli/docker/login/";

/** A registry whose credentials come from a helper program; `registry` where an image of the plan is in it. */
interface HelpedRegistry {
  readonly scene: ConfigScene;
  readonly key: string;
  readonly helper: string;
  readonly registry: string | undefined;
}

/** The catalogue of `docker-config`; here, so that the judgements of its parts can share it. */
export const CONFIG_CODES = defineCodes({
  "config-unreadable": {
    severity: "error",
    meaning: "What is at the path of config.json cannot be read as a file.",
    cause: "A directory, a named pipe or a device is in its place, or the file is far too large.",
    remedy: "Move it out of the way and put a regular config.json there.",
    source: SOURCE_IMAGES_PAGE,
    words: (scene: ConfigScene) => ({
      message: `${scene.location.file} is ${occupantWords(scene.config)}, not a config.json.`,
      ...clearingWords(scene),
    }),
  },
  "config-invalid": {
    severity: "error",
    meaning:
      "config.json is not the JSON that docker and the runner read; a warning where only one of the two refuses it.",
    cause: "It was edited by hand: a comma or quote too many or too few, a byte-order mark, a comment.",
    remedy: "Correct the place that is named, or write the file anew with docker login.",
    source: "https://docs.docker.com/reference/cli/docker/#docker-cli-configuration-file-configjson-properties",
    words: ({ of, scene }: { readonly of: "no-json" | "read-differently"; readonly scene: ConfigScene }) =>
      of === "no-json"
        ? {
            message: `${scene.location.file} is no valid config.json: ${faultWords(scene.config.fault)}.`,
            ...rejectedWords(scene),
          }
        : {
            message: `${scene.location.file} is not read alike by the docker client and by the runner.`,
            ...rewritingWords(scene),
          },
  },
  "credential-store": {
    severity: "error",
    meaning: "The credentials are in a credential store (credsStore), which the runner cannot use.",
    cause: "docker login found a store on this machine (pass, secretservice, desktop) and put the password there.",
    remedy: "Give the runner a config.json of its own with a plain auth entry.",
    source: SOURCE_IMAGES_PAGE,
    words: ({ scene, registries }: { readonly scene: ConfigScene; readonly registries: readonly string[] }) => {
      const { file } = scene.location;
      return {
        message: `${file} keeps its credentials in the store "${scene.config.credsStore ?? ""}", which the runner cannot use.`,
        summary: `Make a config.json of the runner's own without "credsStore" and mount its folder; or remove the line "credsStore" from ${file} and log in again.`,
        afterwards: registries.length === 0 ? undefined : STORE_SIGN,
        commands: ownConfigCommands(scene.plan, file, registries),
        changes: [mountingOwn(scene)],
      };
    },
  },
  "credential-helper": {
    severity: "error",
    meaning: "The credentials come from a helper program (credHelpers), which the runner cannot use.",
    cause: "A cloud provider's helper was configured for the registry.",
    remedy: "Give the runner a config.json of its own with a lasting user and password for the registry.",
    source: SOURCE_IMAGES_PAGE,
    words: ({ scene, key, helper, registry }: HelpedRegistry) => ({
      message: `The credentials of ${key} come from the helper "${helper}", which the runner cannot use.`,
      summary: `Make a config.json of the runner's own with a lasting user and password for ${key} and mount its folder.`,
      afterwards: registry === undefined ? undefined : STORE_SIGN,
      commands: registry === undefined ? [] : ownConfigCommands(scene.plan, scene.location.file, [registry]),
      changes: registry === undefined ? [] : [mountingOwn(scene)],
    }),
  },
  "identity-token": {
    severity: "error",
    meaning: "The entry holds an identity token; the runner knows user and password only.",
    cause: "docker login got a token from the registry (Azure, single sign-on) and stored that.",
    remedy: "Log in with a user and password, for example those of a robot account.",
    source: SOURCE_IMAGES_PAGE,
    words: (entry: FaultyEntry) =>
      entryWords(entry, {
        said: `The entry of ${entry.auth.key} holds an identity token; the runner knows user and password only.`,
      }),
  },
  "registry-token": {
    severity: "error",
    meaning: "The entry holds a registry token; the runner knows user and password only.",
    cause: "A tool wrote a bearer token into config.json.",
    remedy: "Log in with a user and password, for example those of a robot account.",
    source: SOURCE_IMAGES_PAGE,
    words: (entry: FaultyEntry) =>
      entryWords(entry, {
        said: `The entry of ${entry.auth.key} holds a registry token; the runner knows user and password only.`,
      }),
  },
  "timed-password": {
    severity: "error",
    meaning: "The password expires by itself after hours, and the runner does not renew it.",
    cause: "The login used a cloud provider's short-lived password, or a browser login that leaves an access token.",
    remedy: "Log in with a lasting password or access token of a robot account.",
    source: SOURCE_IMAGES_PAGE,
    words: (entry: FaultyEntry) =>
      lastingPasswordWords(
        entry,
        `The password of ${entry.auth.key} expires by itself, and the runner does not renew it.`,
      ),
  },
  "auth-empty": {
    severity: "error",
    meaning: "The registry's entry is empty.",
    cause: "docker login leaves an empty entry behind when the password goes to a credential store.",
    remedy: "Log in again without a credential store, so that the entry holds the auth.",
    source: SOURCE_IMAGES_PAGE,
    words: (entry: FaultyEntry) => entryWords(entry, { said: `The entry of ${entry.auth.key} is empty.` }),
  },
  "auth-malformed": {
    severity: "error",
    meaning: "The auth does not decode to user:password; one such entry makes readers drop the whole file.",
    cause: "The password was pasted as it is, or encoded by hand in another way than padded standard base64.",
    remedy: "Log in again, so that docker writes the entry.",
    source: LOGIN_PAGE,
    words: (entry: FaultyEntry) =>
      entryWords(entry, {
        said: `The auth of ${entry.auth.key} does not decode to user:password.`,
        mending: { edit: mendingOf(entry.auth), does: "Encode it as docker does" },
      }),
  },
  "auth-trailing-newline": {
    severity: "error",
    meaning: "The password in auth ends with a line break or blank that does not belong to it.",
    cause: "The auth was made by hand with echo instead of echo -n or printf.",
    remedy: "Log in again, so that docker writes the entry.",
    source: LOGIN_PAGE,
    words: (entry: FaultyEntry) =>
      entryWords(entry, {
        said: `The password of ${entry.auth.key} ends with white space that does not belong to it.`,
        mending: { edit: encodeAnew, does: "Take the white space off the end of the password" },
      }),
  },
  "auth-incomplete": {
    severity: "error",
    meaning: "The entry has a user without a password or a password without a user.",
    cause: "The auth was made by hand from an empty variable, or by a tool that keeps the other half elsewhere.",
    remedy: "Log in again, so that docker writes the entry.",
    source: LOGIN_PAGE,
    words: (entry: FaultyEntry) =>
      entryWords(entry, { said: `The entry of ${entry.auth.key} has only half of user and password.` }),
  },
  "registry-key-mismatch": {
    severity: "error",
    meaning: "The file has an entry that was meant for a registry and does not match its name.",
    cause:
      "Docker Hub's key is https://index.docker.io/v1/ and nothing else; other keys have to be the registry as in the image, with its port and in the same case.",
    remedy: "Log in to the registry under the name that the image has.",
    source: LOGIN_PAGE,
    words: (mismatched: MismatchedKey) => ({
      message: `The entry "${mismatched.key}" does not match the registry ${mismatched.registry}: its key has to be "${configKey(mismatched.registry)}".`,
      ...mismatchWords(mismatched),
    }),
  },
  "config-readable-by-others": {
    severity: "warning",
    meaning: "Every user of the host can read the passwords in config.json.",
    cause: "The file was created by hand or copied with a wide mode; docker itself writes 0600.",
    remedy: "Take the rights of others away.",
    source: LOGIN_PAGE,
    words: ({ file, asRoot }: { readonly file: string; readonly asRoot: boolean }) => {
      const line = shellLine(["chmod", "600", file]);
      return {
        message: `Every user of this host can read the passwords in ${file}.`,
        summary: "Take the rights of others away.",
        commands: [asRoot ? sudo(`sudo ${line}`) : safe(line)],
      };
    },
  },
});
