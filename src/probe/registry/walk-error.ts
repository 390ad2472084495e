import type { NetworkFailureCode, WalkFailure, WalkRecovery, WalkWay } from "../../contract/index.js";
import { authorityOf } from "../network/connection.js";
import { HopError, shortened } from "../network/failure.js";
import { answerWords, headerOf, isHtml } from "../network/http-fact.js";
import type { HttpAnswer, Origin } from "../network/origin.js";
import { shownProxy } from "../network/proxy-choice.js";
import { OriginFailure } from "./session.js";

/** Something stopped a walk. It never leaves the probe: it becomes the `failure` of the answer. */
export class WalkError extends Error {
  override readonly name = "WalkError";
  readonly failure: WalkFailure;

  constructor(failure: WalkFailure) {
    super(`${failure.hop}: ${failure.code}: ${failure.detail}`);
    this.failure = failure;
  }
}

/** `host:port` of an origin. */
export function placeOf(origin: Origin): string {
  return authorityOf(origin.route.host, origin.route.port);
}

/** A failure of the network as the failure of a walk. */
function networkFailure(error: OriginFailure): WalkFailure & { readonly code: NetworkFailureCode } {
  const { origin } = error;
  const { code, hop, detail } = error.failure.failure;
  return { code, hop, host: placeOf(origin), detail, way: wayTo(origin, error.failure) };
}

/** What is known of the way to an origin that failed. */
function wayTo(origin: Origin, { failure, way }: HopError): WalkWay {
  const { proxy } = origin.route;
  const failed = way?.hops.find(({ ok }) => !ok);
  return {
    hop: failure.hop,
    addresses: way?.addresses ?? [],
    ...(proxy === undefined ? {} : { proxy: shownProxy(proxy) }),
    ...(way?.proxyAddresses === undefined ? {} : { proxyAddresses: way.proxyAddresses }),
    ...(failed === undefined ? {} : { durationMs: failed.durationMs }),
    observedAt: new Date().toISOString(),
  };
}

/** A failure that an HTTP answer stands for, whatever was asked; `undefined` for answers that need to be looked into. */
export function commonFailure(answer: HttpAnswer, origin: Origin, hop: WalkFailure["hop"]): WalkFailure | undefined {
  const { status } = answer;
  const base = { host: placeOf(origin), hop, status };
  if (status === 429) {
    const retry = headerOf(answer, "retry-after");
    const words = registryWords(answer);
    return { ...base, code: "rate-limited", detail: retry === undefined ? words : `${words}; retry-after: ${retry}` };
  }
  if (status === 511) return { ...base, code: "not-a-registry", detail: answerWords(answer) };
  if (status >= 500) return { ...base, code: "server-error", detail: registryWords(answer) };
  if (status === 403 && isHtml(answer)) return { ...base, code: "not-a-registry", detail: answerWords(answer) };
  return undefined;
}

/** What a server's error was that a second request got past. */
export function recoveryOf(answer: HttpAnswer, origin: Origin, hop: WalkRecovery["hop"]): WalkRecovery {
  return { hop, host: placeOf(origin), status: answer.status, detail: registryWords(answer) };
}

/** One error out of a registry's JSON body. */
export interface RegistryError {
  readonly code: string;
  readonly message: string;
}

/** The errors of a registry's body; an empty list where there are none. */
export function registryErrors(answer: HttpAnswer): readonly RegistryError[] {
  let value: unknown;
  try {
    value = JSON.parse(answer.body.toString("utf8"));
  } catch {
    return [];
  }
  if (typeof value !== "object" || value === null) return [];
  const list: readonly unknown[] = "errors" in value && Array.isArray(value.errors) ? value.errors : [value];
  return list.flatMap((entry) => {
    if (typeof entry !== "object" || entry === null) return [];
    const fields: Readonly<Record<string, unknown>> = { ...entry };
    const code = typeof fields["code"] === "string" ? fields["code"] : "";
    const message = fields["message"] ?? fields["details"] ?? fields["error_description"] ?? fields["error"];
    if (code === "" && typeof message !== "string") return [];
    return [{ code, message: typeof message === "string" ? message : "" }];
  });
}

/** The status and the server's own words. */
export function registryWords(answer: HttpAnswer): string {
  const [first] = registryErrors(answer);
  if (first === undefined) return answerWords(answer);
  const words = [first.code, first.message].filter((part) => part !== "").join(": ");
  return `HTTP ${answer.status}: ${shortened(words, 250)}`;
}

/** Runs work whose network failures are a walk's own. @throws WalkError */
export async function asWalkFailures<T>(host: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof OriginFailure) throw new WalkError(networkFailure(error));
    if (error instanceof HopError) {
      const { code, hop, detail } = error.failure;
      throw new WalkError({ code, hop, host, detail });
    }
    throw error;
  }
}
