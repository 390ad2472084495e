import type { RepeatedRequest, WalkRequest, WalkStop, WalkWay } from "../../contract/index.js";
import { authorityOf } from "../network/connection.js";
import { HopError } from "../network/failure.js";
import { httpFact } from "../network/http-fact.js";
import type { Origin } from "../network/origin.js";
import { shownProxy } from "../network/proxy-choice.js";
import { type Followed, OriginFailure } from "./session.js";

/** Something stopped a walk. It never leaves the probe: it becomes the `stop` of the answer. */
export class WalkError extends Error {
  override readonly name = "WalkError";
  readonly stop: WalkStop;

  constructor(stop: WalkStop) {
    super(stop.kind);
    this.stop = stop;
  }
}

/** What is asked for, on whose behalf. */
export interface Asked {
  readonly asked: WalkRequest;
  /** The registry's own `host:port`, where another host may serve what it has. */
  readonly home?: string;
  /** Digest of the part of the image. */
  readonly digest?: string;
}

/** `host:port` of an origin. */
export function placeOf(origin: Origin): string {
  return authorityOf(origin.route.host, origin.route.port);
}

/** Where a request went, for the fact. */
export function askedAt({ asked, home, digest }: Asked, host: string) {
  return {
    asked,
    host,
    ...(home === undefined || home === host ? {} : { isElsewhere: true as const }),
    ...(digest === undefined ? {} : { digest }),
  };
}

/** An answer that a walk cannot go on with. */
export function stoppingAnswer(
  asked: Asked,
  { answer, origin, repeated }: Followed & { readonly repeated?: RepeatedRequest },
): Extract<WalkStop, { kind: "answer" }> {
  return {
    kind: "answer",
    ...askedAt(asked, placeOf(origin)),
    http: httpFact(answer),
    ...(repeated === undefined ? {} : { repeated: repeated.http }),
  };
}

/** Runs work whose connections, where they are stopped, stop the walk. @throws WalkError */
export async function asWalkStops<T>(asked: Asked, host: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof OriginFailure) throw connectionStop(asked, placeOf(error.origin), error.failure, error.origin);
    if (error instanceof HopError) throw connectionStop(asked, host, error);
    throw error;
  }
}

function connectionStop(asked: Asked, host: string, error: HopError, origin?: Origin): WalkError {
  const { hop, stop } = error;
  const certificate = error.certificate ?? error.way?.certificate;
  return new WalkError({
    kind: "connection",
    ...askedAt(asked, host),
    hop,
    stop,
    ...(certificate === undefined ? {} : { certificate }),
    ...(origin === undefined ? {} : { way: wayTo(origin, error) }),
  });
}

/** What is known of the way to an origin that failed. */
function wayTo(origin: Origin, { way }: HopError): WalkWay {
  const { proxy } = origin.route;
  const failed = way?.hops.find(({ stop }) => stop !== undefined);
  return {
    addresses: way?.addresses ?? [],
    ...(proxy === undefined ? {} : { proxy: shownProxy(proxy) }),
    ...(way?.proxyAddresses === undefined ? {} : { proxyAddresses: way.proxyAddresses }),
    ...(failed === undefined ? {} : { durationMs: failed.durationMs }),
    observedAt: new Date().toISOString(),
  };
}
