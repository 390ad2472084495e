import type { RegistryWalk, WalkFailure, WalkStop } from "../../contract/index.js";
import { demandOf } from "../../docker/challenge.js";
import { answerWords, isRepositoryUnknown, serverWords } from "../network/answers.js";
import { asLayerHost } from "./layer-host.js";

type Answered = Extract<WalkStop, { readonly kind: "answer" }>;
type Walker = Pick<RegistryWalk, "demand" | "hasCredential">;

/** The failure that an answer stands for which a pull cannot go on with. */
export function answerFailure(walker: Walker, stop: Answered): WalkFailure {
  switch (stop.asked) {
    case "token":
      return tokenFailure(walker, stop);
    case "manifest":
      return manifestAnswer(walker, stop);
    default:
      return partAnswer(walker, stop);
  }
}

function baseOf({ asked, host, http }: Answered): Pick<WalkFailure, "host" | "hop" | "status"> {
  return { host, hop: asked, status: http.status };
}

/** What an answer stands for whatever was asked; `undefined` for answers that need to be looked into. */
function commonFailure(stop: Answered): WalkFailure | undefined {
  const { http } = stop;
  const { status } = http;
  const base = baseOf(stop);
  if (status === 429) {
    const retry = http.headers["retry-after"];
    const words = serverWords(http);
    return { ...base, code: "rate-limited", detail: retry === undefined ? words : `${words}; retry-after: ${retry}` };
  }
  if (status === 511) return { ...base, code: "not-a-registry", detail: answerWords(http) };
  if (status >= 500) return { ...base, code: "server-error", detail: serverWords(http) };
  if (status === 403 && http.body === "page") return { ...base, code: "not-a-registry", detail: answerWords(http) };
  return undefined;
}

function tokenFailure({ hasCredential }: Walker, stop: Answered): WalkFailure {
  const failure = commonFailure(stop) ?? {
    ...baseOf(stop),
    ...(stop.byPost === true ? postedToken(stop) : gotToken(stop, hasCredential === true)),
  };
  return stop.byPost === true ? { ...failure, detail: `POST: ${failure.detail}` } : failure;
}

function postedToken({ http }: Answered): Pick<WalkFailure, "code" | "detail"> {
  if (http.body === "page") return { code: "not-a-registry", detail: answerWords(http) };
  if (http.status !== 200) return { code: "access-denied", detail: serverWords(http) };
  return { code: "not-a-registry", detail: `${answerWords(http)}; no access_token in the answer` };
}

function gotToken({ http }: Answered, hasCredential: boolean): Pick<WalkFailure, "code" | "detail"> {
  const { status } = http;
  if (status === 401 || status === 403) {
    return { code: hasCredential ? "credentials-rejected" : "credentials-missing", detail: serverWords(http) };
  }
  if (http.body === "page") return { code: "not-a-registry", detail: answerWords(http) };
  // There is nothing that gives tokens by GET.
  if (status === 404 || status === 405) return { code: "not-a-registry", detail: serverWords(http) };
  if (status !== 200) return { code: "access-denied", detail: serverWords(http) };
  return { code: "not-a-registry", detail: `${answerWords(http)}; no token in the answer` };
}

/** What a refusal (401, 403, 407, 429, 5xx) of the registry means; `undefined` for other answers. */
function refusal({ demand, hasCredential }: Walker, stop: Answered): WalkFailure | undefined {
  const common = commonFailure(stop);
  if (common !== undefined) return common;
  const { http, isElsewhere } = stop;
  const { status, errors = [] } = http;
  const base = { ...baseOf(stop), detail: serverWords(http) };
  if (status === 401) {
    if (hasCredential !== true) return { ...base, code: "credentials-missing" };
    // Nothing was sent there: the user's credentials are for the registry.
    if (demand === "none" && isElsewhere === true) return { ...base, code: "access-denied" };
    if (demand === "none") {
      const detail = `${base.detail}; /v2/ asks for no credentials, so this engine sends none`;
      return { ...base, code: "credentials-missing", detail };
    }
    const { kind } = demandOf(http.headers["www-authenticate"]);
    return { ...base, code: kind === "bearer" ? "access-denied" : "credentials-rejected" };
  }
  if (status === 403) {
    // ECR answers so to a password that has expired.
    const isExpired = errors.some(({ message }) => /token has expired/i.test(message));
    return { ...base, code: isExpired ? "credentials-rejected" : "access-denied" };
  }
  if (status === 407) return { ...base, code: "proxy-auth-required", detail: answerWords(http) };
  return undefined;
}

function manifestAnswer(walker: Walker, stop: Answered): WalkFailure {
  const { http, digest } = stop;
  const { status, body } = http;
  const refused = refusal(walker, stop);
  if (refused !== undefined) return refused;
  const base = baseOf(stop);
  // The tag is there; a part of the image is not.
  if (status === 404 && digest !== undefined) {
    return { ...base, code: "layer-missing", detail: serverWords(http), digest };
  }
  if (status === 404) return { ...base, code: absence(stop), detail: serverWords(http) };
  if (body === "page") return { ...base, code: "not-a-registry", detail: answerWords(http) };
  if (status === 200 && walker.demand === "basic" && walker.hasCredential !== true) {
    // An engine does not even ask: it has nothing to send where /v2/ wants something.
    const detail = "/v2/ asks for a user and a password, and there is neither; the manifest itself is open";
    return { ...base, code: "credentials-missing", detail };
  }
  return { ...base, code: "server-error", detail: serverWords(http) };
}

/** Tells a missing tag from a missing repository: some registries say MANIFEST_UNKNOWN for both. */
function absence({ http, tags }: Answered): "repository-not-found" | "image-not-found" {
  const isUnknown = isRepositoryUnknown(http.errors) || (tags?.status === 404 && isRepositoryUnknown(tags.errors));
  return isUnknown ? "repository-not-found" : "image-not-found";
}

function partAnswer(walker: Walker, stop: Answered): WalkFailure {
  const { http, isElsewhere, digest } = stop;
  const part = digest === undefined ? {} : { digest };
  const refused = refusal(walker, stop);
  if (refused !== undefined) {
    const { code } = refused;
    const isPage = code === "not-a-registry" || code === "server-error";
    if (isElsewhere === true && isPage) return { ...asLayerHost(refused), ...part };
    // A layer host knows no users: whatever it refuses with, it denies access.
    return { ...refused, ...(isElsewhere === true && http.status === 401 ? { code: "access-denied" } : {}), ...part };
  }
  const base = { ...baseOf(stop), ...part };
  if (http.status < 400 && http.body === "page") {
    const page: WalkFailure = { ...base, code: "not-a-registry", detail: answerWords(http) };
    return isElsewhere === true ? asLayerHost(page) : page;
  }
  const isGone = http.status === 404 || http.status === 410;
  return { ...base, code: isGone ? "layer-missing" : "server-error", detail: serverWords(http) };
}
