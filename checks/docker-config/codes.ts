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
    meaning: "The path of config.json does not lead to a readable file.",
    cause: "The path is a directory, a named pipe or a device, or the file is far too large.",
    remedy: "Move it, and put a regular config.json there.",
    source: SOURCE_IMAGES_PAGE,
    words: (scene: ConfigScene) => ({
      message: `${scene.location.file} ${occupantWords(scene.config)}.`,
      ...clearingWords(scene),
    }),
  },
  "config-invalid": {
    severity: "error",
    meaning:
      "docker or the runner cannot read config.json as JSON. It is a warning where only one of the two rejects it.",
    cause: "Somebody edited it by hand and left an extra or a missing comma or quote, a comment, or a byte-order mark.",
    remedy: "Correct the place that the report names. Or let docker login write the file again.",
    source: "https://docs.docker.com/reference/cli/docker/#docker-cli-configuration-file-configjson-properties",
    words: ({ of, scene }: { readonly of: "no-json" | "read-differently"; readonly scene: ConfigScene }) =>
      of === "no-json"
        ? {
            message: `${scene.location.file} ${faultWords(scene.config.fault)}.`,
            ...rejectedWords(scene),
          }
        : {
            message:
              scene.config.clientRefuses === true
                ? `The docker client rejects ${scene.location.file}. The runner reads it.`
                : `The docker client and the runner read ${scene.location.file} differently.`,
            ...rewritingWords(scene),
          },
  },
  "credential-store": {
    severity: "error",
    meaning: "The credentials are in a credential store (credsStore). The runner cannot use one.",
    cause: "docker login found a store on this machine (pass, secretservice, desktop) and put the password there.",
    remedy: "Give the runner its own config.json with a plain auth entry.",
    source: SOURCE_IMAGES_PAGE,
    words: ({ scene, registries }: { readonly scene: ConfigScene; readonly registries: readonly string[] }) => {
      const { file } = scene.location;
      return {
        message: `The runner cannot use the credential store ${scene.config.credsStore ?? ""} of ${file}.`,
        summary: `Create a config.json without "credsStore" for the runner, and mount its folder. Or remove "credsStore" from ${file}, and log in again.`,
        afterwards: registries.length === 0 ? undefined : STORE_SIGN,
        commands: ownConfigCommands(scene.plan, file, registries),
        changes: [mountingOwn(scene)],
      };
    },
  },
  "credential-helper": {
    severity: "error",
    meaning: "The credentials come from a helper program (credHelpers). The runner cannot use one.",
    cause: "The helper of a cloud provider is configured for the registry.",
    remedy: "Give the runner its own config.json with a lasting password for the registry.",
    source: SOURCE_IMAGES_PAGE,
    words: ({ scene, key, helper, registry }: HelpedRegistry) => ({
      message: `The runner cannot use the helper ${helper}, which holds the credentials of ${key}.`,
      summary: `Create a config.json with a lasting password for ${key}, and mount its folder.`,
      afterwards: registry === undefined ? undefined : STORE_SIGN,
      commands: registry === undefined ? [] : ownConfigCommands(scene.plan, scene.location.file, [registry]),
      changes: registry === undefined ? [] : [mountingOwn(scene)],
    }),
  },
  "identity-token": {
    severity: "error",
    meaning: "The entry holds an identity token. The runner can use only a user and a password.",
    cause: "docker login got a token from the registry (Azure, single sign-on) and stored it.",
    remedy: "Log in with a user and a password, for example of a robot account.",
    source: SOURCE_IMAGES_PAGE,
    words: (entry: FaultyEntry) =>
      entryWords(entry, {
        said: `The entry of ${entry.auth.key} holds an identity token. The runner can use only a user and a password.`,
      }),
  },
  "registry-token": {
    severity: "error",
    meaning: "The entry holds a registry token. The runner can use only a user and a password.",
    cause: "A tool wrote a bearer token into config.json.",
    remedy: "Log in with a user and a password, for example of a robot account.",
    source: SOURCE_IMAGES_PAGE,
    words: (entry: FaultyEntry) =>
      entryWords(entry, {
        said: `The entry of ${entry.auth.key} holds a registry token. The runner can use only a user and a password.`,
      }),
  },
  "timed-password": {
    severity: "error",
    meaning: "The password expires after some hours. The runner does not renew it.",
    cause:
      "The login used a short-lived password of a cloud provider, or a browser login, which leaves an access token.",
    remedy: "Log in with a lasting password or access token, for example of a robot account.",
    source: SOURCE_IMAGES_PAGE,
    words: (entry: FaultyEntry) =>
      lastingPasswordWords(
        entry,
        `The password of ${entry.auth.key} expires after some hours. The runner does not renew it.`,
      ),
  },
  "auth-empty": {
    severity: "error",
    meaning: "The registry's entry is empty.",
    cause: "docker login leaves an empty entry when the password goes to a credential store.",
    remedy: "Log in again without a credential store.",
    source: SOURCE_IMAGES_PAGE,
    words: (entry: FaultyEntry) => entryWords(entry, { said: `The entry of ${entry.auth.key} is empty.` }),
  },
  "auth-malformed": {
    severity: "error",
    meaning:
      "The auth does not decode to user:password. One such entry makes docker and the runner reject the whole file.",
    cause: "Somebody pasted the password as plain text, or encoded it in another way than padded standard base64.",
    remedy: "Log in again: docker then writes the entry.",
    source: LOGIN_PAGE,
    words: (entry: FaultyEntry) =>
      entryWords(entry, {
        said: `The auth of ${entry.auth.key} does not decode to user:password.`,
        mending: { edit: mendingOf(entry.auth), does: "Encode the auth again" },
      }),
  },
  "auth-trailing-newline": {
    severity: "error",
    meaning: "The password in auth ends with a line break or a blank that does not belong to it.",
    cause: "Somebody made the auth with echo instead of echo -n or printf.",
    remedy: "Log in again: docker then writes the entry.",
    source: LOGIN_PAGE,
    words: (entry: FaultyEntry) =>
      entryWords(entry, {
        said: `The password of ${entry.auth.key} ends with white space that does not belong to it.`,
        mending: { edit: encodeAnew, does: "Remove the white space from the end of the password" },
      }),
  },
  "auth-incomplete": {
    severity: "error",
    meaning: "The entry has a user without a password, or a password without a user.",
    cause: "Somebody made the auth from an empty variable, or a tool keeps the other half elsewhere.",
    remedy: "Log in again: docker then writes the entry.",
    source: LOGIN_PAGE,
    words: (entry: FaultyEntry) =>
      entryWords(entry, { said: `The entry of ${entry.auth.key} lacks its user or its password.` }),
  },
  "registry-key-mismatch": {
    severity: "error",
    meaning: "The key of an entry does not match the registry that it is meant for.",
    cause:
      "Docker Hub's key is https://index.docker.io/v1/ only. Other keys must be the registry as the image names it, with its port and in the same case.",
    remedy: "Log in to the registry with the name that the image has.",
    source: LOGIN_PAGE,
    words: (mismatched: MismatchedKey) => ({
      message: `The key "${mismatched.key}" does not match ${mismatched.registry}: it must be "${configKey(mismatched.registry)}".`,
      ...mismatchWords(mismatched),
    }),
  },
  "config-readable-by-others": {
    severity: "warning",
    meaning: "Every user of the host can read the passwords in config.json.",
    cause: "The file was created or copied with too wide a mode. docker itself writes 0600.",
    remedy: "Make the file readable by its owner only.",
    source: LOGIN_PAGE,
    words: ({ file, asRoot }: { readonly file: string; readonly asRoot: boolean }) => {
      const line = shellLine(["chmod", "600", file]);
      return {
        message: `Every user of this host can read the passwords in ${file}.`,
        summary: "Make the file readable by its owner only.",
        commands: [asRoot ? sudo(`sudo ${line}`) : safe(line)],
      };
    },
  },
});
