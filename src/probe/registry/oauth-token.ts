import type { OpenCredential } from "../context.js";
import { isHtml } from "../network/http-fact.js";
import type { Origin } from "../network/origin.js";
import { UnprovenError } from "../network/unproven.js";
import { askAgainIfIll } from "./asked-again.js";
import type { Followed, Session } from "./session.js";
import { decodeToken, type Token } from "./token-answer.js";
import { asWalkStops, placeOf, stoppingAnswer, WalkError } from "./walk-error.js";

/**
 * Answers to a POST after which containerd asks by GET: registries without OAuth give them. containerd
 * core/remotes/docker/authorizer.go (read 2026-11-22); measured on Engine 26.1 and 28.5.
 */
const UNSUPPORTED_STATUSES: readonly number[] = [400, 401, 404, 405];
/** The name that containerd goes by. */
const CLIENT_ID = "containerd-client";
const ASKED = { asked: "token" } as const;

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
 * @throws WalkError where a token was asked for; UnprovenError where the service sends the POST elsewhere
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
  const ask = (): Promise<Followed> =>
    asWalkStops(ASKED, placeOf(origin), async () => ({
      answer: await origin.request({ method: "POST", path, headers, body: form.toString() }, signal),
      origin,
    }));
  const last = await askAgainIfIll("token", ask, signal);
  const { answer, repeated } = last;
  const { status } = answer;
  if (UNSUPPORTED_STATUSES.includes(status)) return undefined;
  if (status >= 300 && status < 400) {
    throw new UnprovenError({ kind: "post-redirected", host: placeOf(origin), status });
  }
  const token = status === 200 && !isHtml(answer) ? decodeToken(answer, ["access_token"]) : undefined;
  if (token === undefined) throw new WalkError({ ...stoppingAnswer(ASKED, last), byPost: true });
  return repeated === undefined ? token : { ...token, repeated };
}
