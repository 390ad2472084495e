import { configKey } from "../../../src/judge/credentials/keys.js";
import type { ProgramKind } from "../../../src/judge/credentials/resolve.js";
import { defineCodes, type Words } from "../../../src/judge/findings.js";
import { SOURCE_IMAGES_PAGE } from "../../../src/requirements.js";
import { type ImageOfUser, imageWords, loggingIn, pullWithConfig } from "../words.js";
import { DISTRIBUTION_PAGE } from "./pages.js";

const RATE_PAGE = "https://docs.docker.com/docker-hub/usage/";

/** Why a registry that asks for credentials is sent none. */
export type NoCredentials =
  /** the engine has some, and was not asked for them where it looks */
  | { readonly of: "not-asked-for" }
  /** config.json keeps them with a program that is not on PATH */
  | { readonly of: "program-missing"; readonly program: ProgramKind; readonly name: string; readonly file: string }
  /** the runner is given no config.json */
  | { readonly of: "no-config" }
  | { readonly of: "no-entry"; readonly file: string };

function noCredentialsWords(about: ImageOfUser & { readonly why: NoCredentials }): Words {
  const { image, reference, why } = about;
  const { registry } = reference;
  const asks = `The registry ${registry} asks for credentials for ${image.reference}, and`;
  switch (why.of) {
    case "not-asked-for":
      return {
        message: `The engine sends the registry ${registry} no credentials for ${image.reference}: the registry does not ask for any at /v2/, where this engine looks.`,
        summary:
          "Have the registry ask for a login at /v2/ too: where it lets strangers in to some images (anonymous access in Artifactory or Nexus), that has to be off for this host name; or use a host name of the registry that always asks.",
        commands: [pullWithConfig(about)],
      };
    case "program-missing":
      return {
        message: `${asks} ${why.file} keeps them with docker-credential-${why.name}, which is not on PATH: docker pulls without credentials.`,
        summary: `Install docker-credential-${why.name} where docker finds it on PATH; or take the ${why.program} out of ${why.file} and log in again.`,
        commands: [pullWithConfig(about)],
      };
    case "no-config":
      return {
        message: `${asks} the runner is given no config.json.`,
        summary: "Log in with a user and a lasting password, and give the runner the file.",
        ...loggingIn(about),
      };
    default:
      return {
        message: `${asks} ${why.file} has no entry "${configKey(registry)}".`,
        summary: `Log in with a user and a lasting password, so that ${why.file} gets an auth under "${configKey(registry)}".`,
        ...loggingIn(about),
      };
  }
}

/** What gives more pulls; nothing in it takes one of those that are left. */
function morePulls(about: ImageOfUser): Pick<Words, "summary" | "afterwards" | "commands" | "changes"> {
  return about.username === undefined
    ? { summary: "Log in with an account that may pull more; or wait until the limit is reset.", ...loggingIn(about) }
    : {
        summary: `Wait until the limit is reset, give ${about.username} a plan with a higher limit, or pull through a mirror.`,
      };
}

/** The codes of who may pull, and how often. */
export const ACCESS_CODES = defineCodes({
  "credentials-missing": {
    severity: "error",
    meaning: "The registry asks for credentials, and there are none for it.",
    cause:
      "The runner is given no config.json, or one without an entry for this registry; or a credential program that is not on PATH; or the image does not exist, which some registries do not tell strangers.",
    remedy: "Log in to the registry in the config.json that the runner is given, or install the credential program.",
    source: SOURCE_IMAGES_PAGE,
    words: (about: ImageOfUser & { readonly why: NoCredentials }) => imageWords(about.image, noCredentialsWords(about)),
  },
  "credentials-rejected": {
    severity: "error",
    meaning: "The registry does not accept the user and password.",
    cause: "A wrong, changed or expired password.",
    remedy: "Log in again.",
    source: "https://docs.docker.com/reference/cli/docker/login/",
    words: (about: ImageOfUser) =>
      imageWords(about.image, {
        message: `The registry ${about.reference.registry} does not accept the password of ${about.username ?? "the user"} for ${about.image.reference}.`,
        summary: "Log in again with a valid password.",
        ...loggingIn(about),
      }),
  },
  "access-denied": {
    severity: "error",
    meaning: "The registry knows the user, but does not allow the pull.",
    cause: "The user has no right to read this repository, or the repository does not exist.",
    remedy: "Give the user the right to pull, or correct the reference.",
    source: DISTRIBUTION_PAGE,
    words: (about: ImageOfUser) =>
      imageWords(about.image, {
        message: `The registry ${about.reference.registry} does not let ${about.username ?? "this host"} pull ${about.image.reference}.`,
        summary: `Give ${about.username ?? "the user"} the right to pull ${about.reference.repository}, or correct the reference.`,
        commands: [pullWithConfig(about)],
      }),
  },
  "rate-limited": {
    severity: "error",
    meaning: "The registry refuses the request because there were too many (429).",
    cause: "The pull limit of the account, or of this host's address, is used up.",
    remedy: "Wait until the limit is reset, or log in with an account that has a higher one.",
    source: RATE_PAGE,
    words: (about: ImageOfUser) =>
      imageWords(about.image, {
        message: `The registry ${about.reference.registry} refuses ${about.image.reference}: too many requests.`,
        ...morePulls(about),
      }),
  },
  "rate-limit-low": {
    severity: "warning",
    meaning: "Only a few pulls are left before the registry refuses more.",
    cause: "Many pulls without login, or from behind one shared address.",
    remedy: "Log in, or pull through a mirror.",
    source: RATE_PAGE,
    words: (about: ImageOfUser) =>
      imageWords(about.image, {
        message: `The registry ${about.reference.registry} allows only a few more pulls.`,
        ...morePulls(about),
      }),
  },
});
