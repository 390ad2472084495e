import type { WalkFailure, WalkQuestion, WalkRecovery } from "../../contract/index.js";
import type { OpenCredential } from "../context.js";
import { headerOf, httpFact } from "../network/http-fact.js";
import { answerWords } from "../../judge/network/answers.js";
import { pause } from "../network/limit.js";
import type { HttpQuestion, Origin } from "../network/origin.js";
import { type Demand, demandOf } from "../../docker/challenge.js";
import { follow, type Followed, type Session } from "./session.js";
import { basicAuthorization, fetchToken, refuseUnverified } from "./token.js";
import { asWalkFailures, commonFailure, placeOf, recoveryOf, registryErrors, registryWords } from "./walk-error.js";

/** Between a failing server's answer and the one retry, in milliseconds. */
const RETRY_MS = 500;

/** A repository as one user sees it. */
export interface Access {
  readonly session: Session;
  readonly origin: Origin;
  readonly repository: string;
  readonly credential: OpenCredential | undefined;
  /** What the registry demanded where the client looks: at `/v2/`, or for the manifest. */
  readonly demand: Demand;
  /** Whose way of asking is gone. */
  readonly client: WalkQuestion["client"];
  /** Is told of servers' errors that a second request got past. */
  readonly onRecovered: (recovery: WalkRecovery) => void;
}

/**
 * The `Authorization` that a demand is answered with; `undefined` for none.
 * @throws WalkError at hop `token`; ProbeError `not-visible` where credentials would go over a connection that is not verified
 */
export async function authorize(access: Access, demand: Demand, signal: AbortSignal): Promise<string | undefined> {
  const { session, credential, repository } = access;
  if (demand.kind === "basic" && credential !== undefined) {
    refuseUnverified(access.origin);
    const authorization = basicAuthorization(credential);
    session.addSecret(authorization.slice("Basic ".length));
    return authorization;
  }
  if (demand.kind !== "bearer") return undefined;
  const wish = { demand, scope: `repository:${repository}:pull`, credential, client: access.client };
  const { value, recovered } = await fetchToken(session, wish, signal);
  if (recovered !== undefined) access.onRecovered(recovered);
  return `Bearer ${value}`;
}

/**
 * What a registry demands for a manifest, as containerd finds out: it asks for the manifest itself, and never for `/v2/`.
 * @throws WalkError for failures of the network
 */
export async function demandOfManifest(access: Access, path: string, signal: AbortSignal): Promise<Demand> {
  const question = { method: "HEAD", path } as const;
  const { answer } = await askRepository({ ...access, demand: { kind: "none" } }, "manifest", question, signal);
  return answer.status === 401 ? demandOf(headerOf(answer, "www-authenticate")) : { kind: "none" };
}

/** An answer, and the error before it that a second request got past. */
export interface RepositoryAnswer extends Followed {
  readonly recovered?: WalkRecovery;
}

/**
 * Asks for something in the repository with the authorization that it demanded; a server's error is retried once.
 * @throws WalkError for failures of the network and of the token service
 */
export async function askRepository(
  access: Access,
  hop: WalkRecovery["hop"],
  question: HttpQuestion,
  signal: AbortSignal,
): Promise<RepositoryAnswer> {
  const { session, origin, demand } = access;
  const authorization = await authorize(access, demand, signal);
  const headers = { ...question.headers, ...(authorization === undefined ? {} : { authorization }) };
  const ask = (): Promise<Followed> =>
    asWalkFailures(placeOf(origin), () => follow(origin, { ...question, headers }, session.originOf, signal));
  const first = await ask();
  if (first.answer.status < 500) return first;
  await pause(RETRY_MS, signal);
  const second = await ask();
  if (second.answer.status >= 500) return second;
  const recovered = recoveryOf(first.answer, first.origin, hop);
  access.onRecovered(recovered);
  return { ...second, recovered };
}

/** What a refusal (401, 403, 429, 5xx) of the registry means; `undefined` for other answers. */
export function refusal(access: Access, followed: Followed, hop: WalkFailure["hop"]): WalkFailure | undefined {
  const { answer, origin } = followed;
  const { status } = answer;
  const common = commonFailure(answer, origin, hop);
  if (common !== undefined) return common;
  const base = { host: placeOf(origin), hop, status, detail: registryWords(answer) };
  if (status === 401) {
    if (access.credential === undefined) return { ...base, code: "credentials-missing" };
    if (access.demand.kind === "none" && origin === access.origin) {
      const detail = `${base.detail}; /v2/, where this engine looks, demands none, so that it sends none`;
      return { ...base, code: "credentials-missing", detail };
    }
    const demand = demandOf(headerOf(answer, "www-authenticate"));
    return { ...base, code: demand.kind === "bearer" ? "access-denied" : "credentials-rejected" };
  }
  if (status === 403) {
    // ECR answers so to a password that has expired.
    const isExpired = registryErrors(answer).some((error) => /token has expired/i.test(error.message));
    return { ...base, code: isExpired ? "credentials-rejected" : "access-denied" };
  }
  if (status === 407) return { ...base, code: "proxy-auth-required", detail: answerWords(httpFact(answer)) };
  return undefined;
}
