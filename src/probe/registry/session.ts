import type { EndpointFact, ProxySource, RegistryPing, RegistryQuestion } from "../../contract/index.js";
import { type Demand, demandOf } from "../../docker/challenge.js";
import { registryEndpoint } from "../../docker/reference.js";
import { registryAnswer } from "../../judge/network/answers.js";
import { judgeEndpoint } from "../../judge/network/classify.js";
import type { ProbeContext } from "../context.js";
import { authorityOf, type Route } from "../network/connection.js";
import { askTwice } from "../network/endpoint.js";
import { HopError } from "../network/failure.js";
import { headerOf } from "../network/http-fact.js";
import { pause } from "../network/limit.js";
import type { HttpAnswer, HttpQuestion, Origin } from "../network/origin.js";
import type { Origins } from "../network/origins.js";
import type { EngineTrust } from "../network/roots.js";
import { failedFact, type Look, lookAt, readWay, refuseMasked, type Way } from "../network/way.js";
import { shareWork, type SharedWork } from "../steps.js";
import type { Carry } from "./carry.js";

/** What is shared by everything that asks one registry by one way. */
export interface Session {
  readonly registry: string;
  /** `host:port` that is asked. */
  readonly authority: string;
  /** `/v2/` and the token service, asked once. @throws ProbeError `not-visible` behind a proxy whose password is hidden */
  contact(signal: AbortSignal): Promise<Contact>;
  /** The origin of another server on the registry's behalf (token service, layer host), with its own proxy choice. */
  readonly originOf: (url: URL, signal: AbortSignal) => Promise<Origin>;
  /** Makes a token known as secret. */
  readonly addSecret: (value: string) => void;
  /** Runs shared work once per key; it goes on when an asker leaves. A failure is not remembered. */
  once<T>(key: string, signal: AbortSignal, work: (lifetime: AbortSignal) => Promise<T>): Promise<T>;
}

/** How a registry was reached and what it demands. */
interface Contact {
  readonly ping: RegistryPing;
  readonly demand: Demand;
  /** Where `/v2/` was asked for, and answered; absent if it was not. */
  readonly origin?: Origin;
  /** Where the demand was made: another place if the registry sends to one. */
  readonly place?: Origin;
}

export interface SessionOptions {
  readonly context: ProbeContext;
  readonly origins: Origins;
  readonly engineTrust: EngineTrust;
}

/** Where the engine takes plain HTTP too, that is tried beside HTTPS after this time, so that silence is waited for once. */
const PLAIN_AFTER_MS = 1000;
/** Redirects that are followed, as Go's client does. */
const REDIRECT_LIMIT = 10;

/** A session that has asked nothing yet. */
// oxlint-disable-next-line max-lines-per-function -- the steps of one session, which share what it has asked
export function createSession(question: RegistryQuestion, options: SessionOptions): Session {
  const { context, origins, engineTrust } = options;
  const { registry, proxy: source, insecure } = question;
  const { host, port } = registryEndpoint(registry);
  const shared = new Map<string, SharedWork<unknown>>();

  async function routeTo(
    target: { scheme: "http" | "https"; host: string; port: number },
    signal: AbortSignal,
  ): Promise<{ way: Way; route: Route }> {
    const way = await readWay(context, source, target, signal);
    const route: Route = {
      ...target,
      trust: engineTrust(registry),
      verify: !insecure,
      ...(way.kind === "proxy" ? { proxy: way.proxy } : {}),
    };
    return { way, route };
  }

  async function once<T>(key: string, signal: AbortSignal, work: (lifetime: AbortSignal) => Promise<T>): Promise<T> {
    const known = shared.get(key) as SharedWork<T> | undefined;
    if (known !== undefined) return known.join(signal);
    const started = shareWork(() => work(origins.lifetime));
    shared.set(key, started);
    started.result.catch(() => shared.delete(key));
    return started.join(signal);
  }

  async function originOf(url: URL, signal: AbortSignal): Promise<Origin> {
    const scheme = url.protocol === "http:" ? "http" : "https";
    const target = {
      scheme,
      host: url.hostname.replaceAll(/^\[|\]$/g, ""),
      port: url.port === "" ? (scheme === "http" ? 80 : 443) : Number(url.port),
    } as const;
    const { way, route } = await routeTo(target, signal);
    if (way.kind === "masked") return refuseMasked(way.proxy, context.timeoutMs, signal);
    return origins.get(route);
  }

  /** The registry's first answer: over https, or as the engine does for an insecure registry, over plain HTTP. */
  async function reach(signal: AbortSignal): Promise<{ look: Look; origin?: Origin }> {
    const startedMs = performance.now();
    try {
      const { way, route } = await routeTo({ scheme: "https", host, port }, signal);
      if (way.kind === "masked") return { look: await maskedLook(way.proxy, startedMs, signal) };
      const origin = origins.get(route);
      const looking = lookAtRegistry(origin, originOf, signal);
      if (!insecure) return { look: await looking, origin };
      const early = await Promise.race([looking, pause(PLAIN_AFTER_MS, signal)]);
      if (early?.answer !== undefined) return { look: early, origin };
      const plain = reachPlain(signal);
      plain.catch(() => undefined);
      const look = await looking;
      return look.answer === undefined ? ((await plain) ?? { look }) : { look, origin };
    } catch (error) {
      if (!(error instanceof HopError)) throw error;
      return { look: { fact: failedFact({ host, port }, error, startedMs) } };
    }
  }

  /** The answer over plain HTTP, if there is one. */
  async function reachPlain(signal: AbortSignal): Promise<{ look: Look; origin: Origin } | undefined> {
    const target = { scheme: "http", host, port: /:\d+$/.test(registry) ? port : 80 } as const;
    const { way, route } = await routeTo(target, signal);
    if (way.kind === "masked") return undefined;
    const origin = origins.get(route);
    const look = await lookAtRegistry(origin, originOf, signal);
    return look.answer === undefined ? undefined : { look, origin };
  }

  async function maskedLook(proxy: URL, startedMs: number, signal: AbortSignal): Promise<Look> {
    try {
      return await refuseMasked(proxy, context.timeoutMs, signal);
    } catch (error) {
      if (error instanceof HopError) return { fact: failedFact({ host, port, proxy }, error, startedMs) };
      throw error;
    }
  }

  async function makeContact(signal: AbortSignal): Promise<Contact> {
    const { look, origin } = await reach(signal);
    const { fact } = look;
    const isOwn = registryAnswer(fact) === fact.http;
    const answer = isOwn ? look.answer : look.redirected;
    const place = isOwn ? origin : look.redirectedTo;
    if (answer === undefined || origin === undefined) return { ping: { registry: fact }, demand: { kind: "none" } };
    // The header as it came: what is recorded of it may be cut.
    const demand: Demand = answer.status === 401 ? demandOf(headerOf(answer, "www-authenticate")) : { kind: "none" };
    const isAsked = demand.kind === "bearer" && judgeEndpoint(fact, "registry").ok;
    const tokenService = isAsked ? await lookAtTokenService(demand, origin, signal) : undefined;
    const at = place === undefined ? {} : { place };
    return { origin, ...at, demand, ping: { registry: fact, ...(tokenService === undefined ? {} : { tokenService }) } };
  }

  async function lookAtTokenService(
    demand: Extract<Demand, { kind: "bearer" }>,
    registryOrigin: Origin,
    signal: AbortSignal,
  ): Promise<EndpointFact | undefined> {
    const { realm, service } = demand;
    const startedMs = performance.now();
    const realmHost = realm.hostname.replaceAll(/^\[|\]$/g, "");
    const realmPort = realm.port === "" ? (realm.protocol === "http:" ? 80 : 443) : Number(realm.port);
    const { route } = registryOrigin;
    if (route.host.toLowerCase() === realmHost.toLowerCase() && route.port === realmPort) return undefined;
    const url = new URL(realm);
    if (service !== undefined) url.searchParams.set("service", service);
    try {
      const origin = await originOf(url, signal);
      const look = await lookAt(
        origin,
        (inner, onRepeated) => askTwice(origin, `${url.pathname}${url.search}`, inner, onRepeated),
        signal,
      );
      return look.fact;
    } catch (error) {
      if (!(error instanceof HopError)) throw error;
      return failedFact({ host: realmHost, port: realmPort }, error, startedMs);
    }
  }

  return {
    registry,
    authority: authorityOf(host, port),
    contact: (signal) => once("contact", signal, makeContact),
    originOf,
    addSecret: (value) => context.addSecret(value),
    once,
  };
}

/** The key under which sessions are shared. */
export function sessionKey(question: { registry: string; proxy: ProxySource; insecure: boolean }): string {
  return JSON.stringify([question.registry, question.proxy, question.insecure]);
}

/** A followed request: the last answer and the origin that gave it. */
export interface Followed {
  readonly answer: HttpAnswer;
  readonly origin: Origin;
}

/** A request failed at the origin named. */
export class OriginFailure extends Error {
  override readonly name = "OriginFailure";
  readonly origin: Origin;
  readonly failure: HopError;

  constructor(origin: Origin, failure: HopError) {
    super(failure.message);
    this.origin = origin;
    this.failure = failure;
  }
}

/**
 * Asks and follows redirects by hand; `carry` says at each place what goes along.
 * @throws OriginFailure for failures of the network, naming where; what `carry` throws
 */
export async function follow(
  start: Origin,
  question: HttpQuestion,
  originOf: Session["originOf"],
  signal: AbortSignal,
  carry?: Carry,
): Promise<Followed> {
  let origin = start;
  let { path } = question;
  for (let hop = 0; ; hop += 1) {
    const authorization = carry?.(origin, path);
    const headers = { ...question.headers, ...(authorization === undefined ? {} : { authorization }) };
    const answer = await requestAt(origin, { ...question, path, headers }, signal);
    const location = headerOf(answer, "location");
    const isRedirect = answer.status >= 300 && answer.status < 400 && answer.status !== 304;
    if (!isRedirect || location === undefined || hop === REDIRECT_LIMIT) return { answer, origin };
    const here = `${origin.route.scheme}://${authorityOf(origin.route.host, origin.route.port)}${path}`;
    if (!URL.canParse(location, here)) return { answer, origin };
    const next = new URL(location, here);
    if (next.protocol !== "https:" && next.protocol !== "http:") return { answer, origin };
    origin = await originOf(next, signal);
    path = `${next.pathname}${next.search}`;
  }
}

async function requestAt(origin: Origin, question: HttpQuestion, signal: AbortSignal): Promise<HttpAnswer> {
  try {
    return await origin.request(question, signal);
  } catch (error) {
    if (error instanceof HopError) throw new OriginFailure(origin, error);
    throw error;
  }
}

async function lookAtRegistry(origin: Origin, originOf: Session["originOf"], signal: AbortSignal): Promise<Look> {
  const ask: Parameters<typeof lookAt>[1] = async (inner, onRepeated) => {
    const { answer } = await askTwice(origin, "/v2/", inner, onRepeated);
    if (answer.status < 300 || answer.status >= 400) return { answer };
    try {
      const followed = await follow(origin, { method: "GET", path: "/v2/" }, originOf, inner);
      return { answer, redirected: followed.answer, redirectedTo: followed.origin };
    } catch (error) {
      if (error instanceof OriginFailure) return { answer };
      throw error;
    }
  };
  return lookAt(origin, ask, signal);
}
