import type { EndpointFact, HttpFact, NetworkFailure, ServerError } from "../../contract/index.js";
import { type ChallengeProblem, type Demand, demandOf } from "../../docker/challenge.js";
import { shortened } from "../../secrets/shorten.js";
import { type WordsOf, wordsOf } from "../problem-words.js";

/** Registrable domains of the vendor's services: one may redirect to another. */
const VENDOR_DOMAINS = ["atlassian.com", "atlassian.net", "bitbucket.org", "bitbucket.com", "atl-paas.net"] as const;
const STORAGE_DOMAIN = "amazonaws.com";

const CHALLENGE_WORDS: WordsOf<ChallengeProblem> = {
  "schemes-unknown": ({ schemes }) =>
    `it asks for a login in a way that docker does not know: ${schemes.join(", ") || "none"}`,
  "realm-missing": () => "its Bearer challenge has no realm",
  "realm-unusable": ({ realm }) => `the realm of its Bearer challenge is not an http(s) URL: ${realm}`,
};

/** Who answered: status, title, type, location, server. */
export function answerWords({ status, title, headers }: HttpFact): string {
  const parts = [
    `HTTP ${status}`,
    ...(title === undefined ? [] : [`title "${title}"`]),
    ...["content-type", "location", "server", "x-squid-error"].flatMap((name) => {
      const value = headers[name];
      return value === undefined ? [] : [`${name}: ${value}`];
    }),
  ];
  return shortened(parts.join("; "));
}

/** The status and the server's own words. */
export function serverWords(answer: HttpFact): string {
  const [first] = answer.errors ?? [];
  if (first === undefined) return answerWords(answer);
  const words = [first.code, first.message].filter((part) => part !== "").join(": ");
  return `HTTP ${answer.status}: ${shortened(words, 250)}`;
}

/** Whether a registry says that it has no such repository. */
export function isRepositoryUnknown(errors: readonly ServerError[] = []): boolean {
  return errors.some(({ code }) => code === "NAME_UNKNOWN" || code === "NAME_INVALID");
}

/** What is certainly wrong with a service's answer. Anything else that answers counts as the service. */
export function serviceFailure({ host }: Pick<EndpointFact, "host">, answer: HttpFact): NetworkFailure | undefined {
  const { status, headers } = answer;
  const detail = answerWords(answer);
  if (status === 511) return { code: "not-a-registry", hop: "identity", detail };
  if (wantsClientCertificate(answer)) return { code: "tls-failed", hop: "tls", detail };
  if (status >= 502 && status <= 504) return { code: "server-error", hop: "http", detail };
  const location = headers["location"];
  if (status >= 300 && status < 400 && location !== undefined && leavesVendor(host, location)) {
    return { code: "not-a-registry", hop: "identity", detail };
  }
  return undefined;
}

/** What is wrong with a registry's answer to `GET /v2/`. */
export function registryFailure(
  { certificate }: Pick<EndpointFact, "certificate">,
  answer: HttpFact,
): NetworkFailure | undefined {
  const issuer = certificate === undefined ? "" : `; certificate issuer: ${certificate.issuer}`;
  const detail = shortened(`${answerWords(answer)}${issuer}`);
  if (wantsClientCertificate(answer)) return { code: "tls-failed", hop: "tls", detail };
  if (answer.status === 511) return { code: "not-a-registry", hop: "identity", detail };
  if (answer.status >= 500) return { code: "server-error", hop: "http", detail };
  if (isRegistryAnswer(answer)) return undefined;
  const demand = answer.status === 401 ? demandOf(answer.headers["www-authenticate"]) : undefined;
  const reason = demand?.kind === "unusable" ? `; ${wordsOf(CHALLENGE_WORDS, demand.problem)}` : "";
  return { code: "not-a-registry", hop: "identity", detail: shortened(`${detail}${reason}`) };
}

/** What is wrong with a token service's answer to a question without credentials. */
export function tokenServiceFailure(answer: HttpFact): NetworkFailure | undefined {
  const { status, body, tokens } = answer;
  const detail = answerWords(answer);
  if (wantsClientCertificate(answer)) return { code: "tls-failed", hop: "tls", detail };
  if (status === 511) return { code: "not-a-registry", hop: "identity", detail };
  if (status >= 500) return { code: "server-error", hop: "http", detail };
  // A token service answers in JSON; a page in its place is a portal's or a filter's.
  const isPage = (status === 200 || status === 403) && body === "page";
  if (isPage) return { code: "not-a-registry", hop: "identity", detail };
  if (status === 200 && tokens === undefined) {
    return { code: "not-a-registry", hop: "identity", detail: shortened(`${detail}; no token in the answer`) };
  }
  return undefined;
}

/** The answer that tells who is behind `/v2/`: where it was sent to, if that is a registry; else the operator recognises the sender. */
export function registryAnswer({ http, redirected }: Pick<EndpointFact, "http" | "redirected">): HttpFact | undefined {
  return redirected !== undefined && isRegistryAnswer(redirected) ? redirected : http;
}

/** What a registry's answer to `GET /v2/` demands. */
export function registryDemand({ status, headers }: HttpFact): Demand {
  return status === 401 ? demandOf(headers["www-authenticate"]) : { kind: "none" };
}

/** Whether an answer to `GET /v2/` is a registry's. */
function isRegistryAnswer(answer: HttpFact): boolean {
  const { status, headers, body } = answer;
  const hasVersion = headers["docker-distribution-api-version"] !== undefined;
  if (status === 401) {
    const { kind } = registryDemand(answer);
    return kind === "bearer" || kind === "basic";
  }
  if (status === 200) return hasVersion || body === "empty";
  if (status === 429) return body !== "page";
  return hasVersion && status >= 400 && status < 500;
}

/** nginx answers a missing client certificate in HTTP. */
function wantsClientCertificate({ status, title, text }: HttpFact): boolean {
  return status === 400 && /No required SSL certificate was sent/i.test(`${title ?? ""} ${text ?? ""}`);
}

/** A vendor service that redirects outside the vendor's domains: a captive portal or a block page. */
function leavesVendor(host: string, location: string): boolean {
  if (!isVendorHost(host)) return false;
  if (!URL.canParse(location, `https://${host}/`)) return false;
  return !isVendorHost(new URL(location, `https://${host}/`).hostname);
}

function isVendorHost(host: string): boolean {
  const name = host.toLowerCase();
  return [...VENDOR_DOMAINS, STORAGE_DOMAIN].some((domain) => name === domain || name.endsWith(`.${domain}`));
}
