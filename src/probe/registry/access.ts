import type { WalkFailure } from "../../contract/index.js";
import type { OpenCredential } from "../context.js";
import { answerWords, headerOf } from "../network/http-fact.js";
import { pause } from "../network/limit.js";
import type { HttpQuestion, Origin } from "../network/origin.js";
import { type Demand, demandOf } from "./challenge.js";
import { follow, type Followed, type Session } from "./session.js";
import { basicAuthorization, fetchToken, refuseUnverified } from "./token.js";
import { asWalkFailures, commonFailure, placeOf, registryErrors, registryWords } from "./walk-error.js";

/** Between a failing server's answer and the one retry, in milliseconds. */
const RETRY_MS = 500;

/** A repository as one user sees it. */
export interface Access {
  readonly session: Session;
  readonly origin: Origin;
  readonly repository: string;
  readonly credential: OpenCredential | undefined;
  /** What `/v2/` demanded. */
  readonly demand: Demand;
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
  return fetchToken(session, demand, `repository:${repository}:pull`, credential, signal);
}

/**
 * Asks for something in the repository with the right authorization: a challenge that comes late is answered once, a
 * server's error is retried once.
 * @throws WalkError for failures of the network and of the token service
 */
export async function askRepository(access: Access, question: HttpQuestion, signal: AbortSignal): Promise<Followed> {
  const { session, origin, demand } = access;
  async function ask(authorization: string | undefined): Promise<Followed> {
    const headers = { ...question.headers, ...(authorization === undefined ? {} : { authorization }) };
    return asWalkFailures(placeOf(origin), () => follow(origin, { ...question, headers }, session.originOf, signal));
  }
  const authorization = await authorize(access, demand, signal);
  const first = await ask(authorization);
  if (first.answer.status >= 500) {
    await pause(RETRY_MS, signal);
    return ask(authorization);
  }
  if (first.answer.status !== 401 || first.origin !== origin) return first;
  const late = demandOf(headerOf(first.answer, "www-authenticate"));
  const isNew = late.kind !== demand.kind && (late.kind === "basic" || late.kind === "bearer");
  if (!isNew) return first;
  const second = await authorize(access, late, signal);
  return second === undefined ? first : ask(second);
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
    const demand = demandOf(headerOf(answer, "www-authenticate"));
    return { ...base, code: demand.kind === "bearer" ? "access-denied" : "credentials-rejected" };
  }
  if (status === 403) {
    // ECR answers so to a password that has expired.
    const isExpired = registryErrors(answer).some((error) => /token has expired/i.test(error.message));
    return { ...base, code: isExpired ? "credentials-rejected" : "access-denied" };
  }
  if (status === 407) return { ...base, code: "proxy-auth-required", detail: answerWords(answer) };
  return undefined;
}
