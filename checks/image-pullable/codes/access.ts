import { HUB } from "../../../src/docker/hub.js";
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
  const needs = `${image.reference} needs credentials`;
  switch (why.of) {
    case "not-asked-for":
      return {
        message: `The engine sends no credentials for ${image.reference}: its registry does not ask for them at /v2/.`,
        summary:
          "Turn anonymous access off for this host name of the registry (Artifactory, Nexus), so that /v2/ asks for a login. Or use another host name that always asks.",
        commands: [pullWithConfig(about)],
      };
    case "program-missing":
      return {
        message: `${needs}, but docker-credential-${why.name}, which has them, is not on PATH.`,
        summary: `Install docker-credential-${why.name} on PATH. Or remove the ${why.program} from ${why.file}, and log in again.`,
        commands: [pullWithConfig(about)],
      };
    case "no-config":
      return {
        message: `${needs}, but the runner has no config.json.`,
        summary: "Log in with a user and a lasting password, and give the runner the file.",
        ...loggingIn(about),
      };
    default:
      return {
        message: `${needs}, but config.json has no entry "${configKey(registry)}".`,
        summary: `Log in with a user and a lasting password, so that ${why.file} gets an auth under "${configKey(registry)}".`,
        ...loggingIn(about),
      };
  }
}

/** What gives more pulls; nothing in it takes one of those that are left. */
function morePulls(about: ImageOfUser): Pick<Words, "summary" | "afterwards" | "commands" | "changes"> {
  return about.username === undefined
    ? { summary: "Log in with an account that may pull more. Or wait until the limit is reset.", ...loggingIn(about) }
    : {
        summary: `Wait until the limit is reset. Or give ${about.username} a plan with a higher limit. Or pull through a mirror.`,
      };
}

/** The registry of an image that names it; Docker Hub is in no name. */
function registryOf({ reference }: ImageOfUser): string {
  return reference.registry === HUB.registry ? "Docker Hub" : "The registry";
}

/** The codes of who may pull, and how often. */
export const ACCESS_CODES = defineCodes({
  "credentials-missing": {
    severity: "error",
    meaning: "The registry wants credentials, and config.json has none for it.",
    cause:
      "The runner has no config.json, or one without an entry for this registry, or its credential program is not on PATH. Or the image does not exist: some registries hide that from strangers.",
    remedy: "Log in to the registry with the config.json that the runner gets. Or install the credential program.",
    source: SOURCE_IMAGES_PAGE,
    words: (about: ImageOfUser & { readonly why: NoCredentials }) => imageWords(about.image, noCredentialsWords(about)),
  },
  "credentials-rejected": {
    severity: "error",
    meaning: "The registry rejects the user and the password.",
    cause: "The password is wrong, was changed, or has expired.",
    remedy: "Log in again.",
    source: "https://docs.docker.com/reference/cli/docker/login/",
    words: (about: ImageOfUser) =>
      imageWords(about.image, {
        message: `${registryOf(about)} rejects the password of ${about.username ?? "the user"} for ${about.image.reference}.`,
        summary: "Log in again with a valid password.",
        ...loggingIn(about),
      }),
  },
  "access-denied": {
    severity: "error",
    meaning: "The registry accepts the user, but does not allow the pull.",
    cause: "The user may not read this repository, or the repository does not exist.",
    remedy: "Give the user the right to pull. Or correct the reference.",
    source: DISTRIBUTION_PAGE,
    words: (about: ImageOfUser) =>
      imageWords(about.image, {
        message: `${registryOf(about)} does not let ${about.username ?? "this host"} pull ${about.image.reference}.`,
        summary: `Give ${about.username ?? "the user"} the right to pull ${about.reference.repository}. Or correct the reference.`,
        commands: [pullWithConfig(about)],
      }),
  },
  "rate-limited": {
    severity: "error",
    meaning: "The registry refuses the request, because there were too many (429).",
    cause: "The account, or this host's address, has used up its pulls.",
    remedy: "Wait until the limit is reset. Or log in with an account that has a higher limit.",
    source: RATE_PAGE,
    words: (about: ImageOfUser) =>
      imageWords(about.image, {
        message: `${registryOf(about)} refuses ${about.image.reference}: too many requests (429).`,
        ...morePulls(about),
      }),
  },
  "rate-limit-low": {
    severity: "warning",
    meaning: "The registry allows only a few more pulls.",
    cause: "Somebody pulled much without a login, or from the same shared address.",
    remedy: "Log in. Or pull through a mirror.",
    source: RATE_PAGE,
    words: (about: ImageOfUser) =>
      imageWords(about.image, {
        message: `The registry ${about.reference.registry} allows only a few more pulls.`,
        ...morePulls(about),
      }),
  },
});
