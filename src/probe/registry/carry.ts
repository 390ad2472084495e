import { isIP } from "node:net";
import type { Origin } from "../network/origin.js";
import { UnprovenError } from "../network/unproven.js";
import { placeOf } from "./walk-error.js";

/**
 * The `Authorization` that goes along with a request to this place, which may be one that it was redirected to;
 * `undefined` for none.
 * @throws UnprovenError where an engine sends one, and this process does not
 */
export type Carry = (origin: Origin, path: string) => string | undefined;

/** An `Authorization`, and whether it speaks for a user: one that anybody is given may be read by anybody. */
export interface Authorization {
  readonly value: string;
  readonly isOfUser: boolean;
}

/**
 * As the classic store carries it: to nobody but the place that demanded it, below `/v2/`.
 * Source: distribution registry/client/auth/session.go (read 2026-11-29).
 */
export function carryTo(place: Origin, { value, isOfUser }: Authorization): Carry {
  return (origin, path) => {
    if (origin !== place || !path.startsWith("/v2/")) return undefined;
    if (isOfUser) refuseUnverified(origin);
    return value;
  };
}

/**
 * As Go's HTTP client carries it, with which tokens are fetched and containerd asks for everything: to the host that it was
 * sent to, whatever the port, and to the hosts of its domain; the scheme is of no matter to Go, to this process it is.
 * Source: net/http/client.go, containerd core/remotes/docker/resolver.go (read 2026-11-29).
 */
export function carryWithin(start: Origin, { value, isOfUser }: Authorization): Carry {
  return (origin) => {
    if (!isWithin(origin.route.host.toLowerCase(), start.route.host.toLowerCase())) return undefined;
    if (isOfUser) refuseUnverified(origin);
    return value;
  };
}

function isWithin(host: string, domain: string): boolean {
  return host === domain || (isIP(host) === 0 && host.endsWith(`.${domain}`));
}

/**
 * Credentials are not given to whoever happens to answer: neither in plain HTTP nor where TLS is not verified.
 * @throws UnprovenError
 */
export function refuseUnverified(origin: Origin): void {
  const { scheme, verify } = origin.route;
  if (scheme === "https" && verify) return;
  throw new UnprovenError({ kind: "unverified", host: placeOf(origin), scheme });
}
