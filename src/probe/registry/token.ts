import { createHash } from "node:crypto";
import type { WalkQuestion } from "../../contract/index.js";
import type { OpenCredential } from "../context.js";
import { authorityOf } from "../network/connection.js";
import { isHtml } from "../network/http-fact.js";
import type { Demand } from "../../docker/challenge.js";
import { carryWithin, refuseUnverified } from "./carry.js";
import { postForToken } from "./oauth-token.js";
import { askAgainIfIll } from "./asked-again.js";
import { follow, type Session } from "./session.js";
import { decodeToken, type Token } from "./token-answer.js";
import { asWalkStops, stoppingAnswer, WalkError } from "./walk-error.js";

type BearerDemand = Extract<Demand, { kind: "bearer" }>;

/** A token that expires within this time is fetched anew. */
const LIFE_MARGIN_MS = 5000;
const ASKED = { asked: "token" } as const;

/** `Basic …` for a credential. */
export function basicAuthorization(credential: OpenCredential): string {
  const pair = `${credential.username}:${credential.password.open()}`;
  return `Basic ${Buffer.from(pair, "utf8").toString("base64")}`;
}

/** What a token is wanted for, and for whom. */
export interface TokenWish {
  readonly demand: BearerDemand;
  readonly scope: string;
  readonly credential: OpenCredential | undefined;
  /** Whose way of asking is gone. */
  readonly client: WalkQuestion["client"];
}

/**
 * A token for a scope. The credential goes to the realm and nowhere else; tokens are shared within a session.
 * @throws WalkError where a token was asked for
 */
export async function fetchToken(session: Session, wish: TokenWish, signal: AbortSignal): Promise<Token> {
  const { demand, scope, credential, client = "" } = wish;
  const key = `token ${demand.realm.href} ${demand.service ?? ""} ${scope} ${fingerprint(credential)} ${client}`;
  const token = await session.once(key, signal, (lifetime) => askRealm(session, wish, lifetime));
  if (token.expiresMs - LIFE_MARGIN_MS > performance.now()) return token;
  return askRealm(session, wish, signal);
}

/** Tells credentials apart without showing them. */
export function fingerprint(credential: OpenCredential | undefined): string {
  if (credential === undefined) return "anonymous";
  return createHash("sha256").update(basicAuthorization(credential)).digest("hex");
}

async function askRealm(session: Session, wish: TokenWish, signal: AbortSignal): Promise<Token> {
  const { demand, scope, credential, client } = wish;
  const url = new URL(demand.realm);
  if (demand.service !== undefined) url.searchParams.set("service", demand.service);
  url.searchParams.set("scope", scope);
  if (credential !== undefined) url.searchParams.set("account", credential.username);
  const authorization = credential && basicAuthorization(credential);
  if (authorization !== undefined) session.addSecret(authorization.slice("Basic ".length));
  const realmHost = authorityOf(
    url.hostname.replaceAll(/^\[|\]$/g, ""),
    url.port === "" ? (url.protocol === "http:" ? 80 : 443) : Number(url.port),
  );
  const start = await asWalkStops(ASKED, realmHost, () => session.originOf(url, signal));
  if (credential !== undefined) refuseUnverified(start);
  if (credential !== undefined && client === "containerd") {
    const path = `${demand.realm.pathname}${demand.realm.search}`;
    const post = { origin: start, path, service: demand.service, scope, credential };
    const token = await postForToken(session, post, signal);
    if (token !== undefined) {
      session.addSecret(token.value);
      return token;
    }
  }
  const carry = authorization === undefined ? undefined : carryWithin(start, { value: authorization, isOfUser: true });
  const ask = () =>
    asWalkStops(ASKED, realmHost, () =>
      follow(start, { method: "GET", path: `${url.pathname}${url.search}` }, session.originOf, signal, carry),
    );
  const last = await askAgainIfIll("token", ask, signal);
  const { answer, repeated } = last;
  const token = answer.status === 200 && !isHtml(answer) ? decodeToken(answer) : undefined;
  if (token === undefined) throw new WalkError(stoppingAnswer(ASKED, last));
  session.addSecret(token.value);
  return repeated === undefined ? token : { ...token, repeated };
}
