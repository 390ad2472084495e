import { ProbeError } from "../../contract/index.js";
import type { OpenCredential } from "../context.js";
import { httpFact, isHtml } from "../network/http-fact.js";
import { answerWords } from "../../judge/network/answers.js";
import { pause } from "../network/limit.js";
import type { HttpAnswer, Origin } from "../network/origin.js";
import type { Session } from "./session.js";
import { decodeToken, type Token } from "./token-answer.js";
import { asWalkFailures, commonFailure, placeOf, recoveryOf, registryWords, WalkError } from "./walk-error.js";

/** Between a failing server's answer and the one retry, in milliseconds. */
const RETRY_MS = 500;
/**
 * Answers to a POST after which containerd asks by GET: registries without OAuth give them. containerd
 * core/remotes/docker/authorizer.go (read 2026-11-22); measured on Engine 26.1 and 28.5.
 */
const UNSUPPORTED_STATUSES: readonly number[] = [400, 401, 404, 405];
/** The name that containerd goes by. */
const CLIENT_ID = "containerd-client";

/** What a token is asked for with, and whom. */
export interface TokenPost {
  readonly origin: Origin;
  readonly path: string;
  readonly service: string | undefined;
  readonly scope: string;
  readonly credential: OpenCredential;
}

/**
 * A user's token as containerd gets it: by POST, user and password in the body. `undefined` where the service does not
 * know that way, so that it has to be asked by GET.
 * @throws WalkError at hop `token`; ProbeError `not-visible` where the service sends the POST elsewhere
 */
export async function postForToken(
  session: Session,
  { origin, path, service, scope, credential }: TokenPost,
  signal: AbortSignal,
): Promise<Token | undefined> {
  const password = credential.password.open();
  const form = new URLSearchParams({
    grant_type: "password",
    ...(service === undefined ? {} : { service }),
    client_id: CLIENT_ID,
    scope,
    username: credential.username,
    password,
  });
  session.addSecret(new URLSearchParams({ password }).toString().slice("password=".length));
  const headers = { "content-type": "application/x-www-form-urlencoded; charset=utf-8" };
  const ask = (): Promise<HttpAnswer> =>
    asWalkFailures(placeOf(origin), () =>
      origin.request({ method: "POST", path, headers, body: form.toString() }, signal),
    );
  const first = await ask();
  const isIll = first.status >= 500;
  if (isIll) await pause(RETRY_MS, signal);
  const answer = isIll ? await ask() : first;
  const { status } = answer;
  if (UNSUPPORTED_STATUSES.includes(status)) return undefined;
  if (status >= 300 && status < 400) {
    const place = placeOf(origin);
    throw new ProbeError("not-visible", `${place} redirects (${status}) the POST that carries the password`);
  }
  const base = { host: placeOf(origin), hop: "token", status } as const;
  const byPost = (words: string): string => `POST: ${words}`;
  const common = commonFailure(answer, origin, "token");
  if (common !== undefined) throw new WalkError({ ...common, detail: byPost(common.detail) });
  if (isHtml(answer)) {
    throw new WalkError({ ...base, code: "not-a-registry", detail: byPost(answerWords(httpFact(answer))) });
  }
  if (status !== 200) {
    throw new WalkError({ ...base, code: "access-denied", detail: byPost(registryWords(answer)) });
  }
  const token = decodeToken(answer, ["access_token"]);
  if (token === undefined) {
    const detail = byPost(`${answerWords(httpFact(answer))}; no access_token in the answer`);
    throw new WalkError({ ...base, code: "not-a-registry", detail });
  }
  return isIll ? { ...token, recovered: recoveryOf(first, origin, "token") } : token;
}
