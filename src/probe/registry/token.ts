import { createHash } from "node:crypto";
import { ProbeError, type WalkQuestion } from "../../contract/index.js";
import type { OpenCredential } from "../context.js";
import { authorityOf } from "../network/connection.js";
import { httpFact, isHtml } from "../network/http-fact.js";
import { answerWords } from "../../judge/network/answers.js";
import { pause } from "../network/limit.js";
import type { Origin } from "../network/origin.js";
import type { Demand } from "../../docker/challenge.js";
import { postForToken } from "./oauth-token.js";
import { follow, type Followed, type Session } from "./session.js";
import { decodeToken, type Token } from "./token-answer.js";
import { asWalkFailures, commonFailure, placeOf, recoveryOf, registryWords, WalkError } from "./walk-error.js";

type BearerDemand = Extract<Demand, { kind: "bearer" }>;

/** Between a failing server's answer and the one retry, in milliseconds. */
const RETRY_MS = 500;
/** A token that expires within this time is fetched anew. */
const LIFE_MARGIN_MS = 5000;

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
 * @throws WalkError at hop `token`
 */
export async function fetchToken(session: Session, wish: TokenWish, signal: AbortSignal): Promise<Token> {
  const { demand, scope, credential, client = "" } = wish;
  const key = `token ${demand.realm.href} ${demand.service ?? ""} ${scope} ${fingerprint(credential)} ${client}`;
  const token = await session.once(key, signal, (lifetime) => askRealm(session, wish, lifetime));
  if (token.expiresMs - LIFE_MARGIN_MS > performance.now()) return token;
  return askRealm(session, wish, signal);
}

/**
 * Credentials are not given to whoever happens to answer: neither in plain HTTP nor where TLS is not verified.
 * @throws ProbeError `not-visible`
 */
export function refuseUnverified({ route }: Origin): void {
  if (route.scheme === "https" && route.verify) return;
  const { host, port } = route;
  const why = route.scheme === "http" ? "speaks plain HTTP" : "is used without verified TLS (insecure-registries)";
  throw new ProbeError(
    "not-visible",
    `${authorityOf(host, port)} ${why}, and this program sends credentials over verified TLS only`,
  );
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
  const headers: Record<string, string> = {};
  if (credential !== undefined) {
    headers["authorization"] = basicAuthorization(credential);
    session.addSecret(headers["authorization"].slice("Basic ".length));
  }
  const realmHost = authorityOf(
    url.hostname.replaceAll(/^\[|\]$/g, ""),
    url.port === "" ? (url.protocol === "http:" ? 80 : 443) : Number(url.port),
  );
  const start = await asWalkFailures(realmHost, () => session.originOf(url, signal));
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
  const ask = (): Promise<Followed> =>
    asWalkFailures(realmHost, () =>
      follow(start, { method: "GET", path: `${url.pathname}${url.search}`, headers }, session.originOf, signal),
    );
  const first = await ask();
  const isIll = first.answer.status >= 500;
  if (isIll) await pause(RETRY_MS, signal);
  const { answer, origin } = isIll ? await ask() : first;
  const base = { host: placeOf(origin), hop: "token", status: answer.status } as const;
  const common = commonFailure(answer, origin, "token");
  if (common !== undefined) throw new WalkError(common);
  if (answer.status === 401 || answer.status === 403) {
    const code = credential === undefined ? "credentials-missing" : "credentials-rejected";
    throw new WalkError({ ...base, code, detail: registryWords(answer) });
  }
  if (isHtml(answer)) throw new WalkError({ ...base, code: "not-a-registry", detail: answerWords(httpFact(answer)) });
  if (answer.status !== 200) {
    // There is nothing that gives tokens by GET.
    const isElse = answer.status === 404 || answer.status === 405;
    throw new WalkError({ ...base, code: isElse ? "not-a-registry" : "access-denied", detail: registryWords(answer) });
  }
  const token = decodeToken(answer);
  if (token === undefined) {
    throw new WalkError({
      ...base,
      code: "not-a-registry",
      detail: `${answerWords(httpFact(answer))}; no token in the answer`,
    });
  }
  session.addSecret(token.value);
  return isIll ? { ...token, recovered: recoveryOf(first.answer, first.origin, "token") } : token;
}
