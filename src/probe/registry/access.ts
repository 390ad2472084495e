import type { RepeatedRequest, WalkQuestion, WalkRequest } from "../../contract/index.js";
import type { OpenCredential } from "../context.js";
import { headerOf } from "../network/http-fact.js";
import type { HttpQuestion, Origin } from "../network/origin.js";
import { type Demand, demandOf } from "../../docker/challenge.js";
import { askAgainIfIll, type AskedAgain } from "./asked-again.js";
import { type Carry, carryTo, carryWithin } from "./carry.js";
import { follow, type Session } from "./session.js";
import { basicAuthorization, fetchToken } from "./token.js";
import { type Asked, asWalkStops, placeOf } from "./walk-error.js";

/** A repository as one user sees it. */
export interface Access {
  readonly session: Session;
  readonly origin: Origin;
  readonly repository: string;
  readonly credential: OpenCredential | undefined;
  /** What the registry demanded where the client looks: at `/v2/`, or for the manifest. */
  readonly demand: Demand;
  /** Where that was demanded: another place if the registry sends `/v2/` to one. */
  readonly place: Origin;
  /** Whose way of asking is gone. */
  readonly client: WalkQuestion["client"];
  /** Is told of servers' errors that a second request got past. */
  readonly onRepeated: (repeated: RepeatedRequest) => void;
}

/**
 * What goes along with requests to the repository, as its demand is answered; `undefined` for nothing.
 * @throws WalkError where a token was asked for; UnprovenError where credentials would go over a connection that is not verified
 */
export async function authorize(access: Access, demand: Demand, signal: AbortSignal): Promise<Carry | undefined> {
  const { session, credential, repository, client, origin, place } = access;
  const isOfUser = credential !== undefined;
  const carry = (value: string): Carry =>
    client === "containerd" ? carryWithin(origin, { value, isOfUser }) : carryTo(place, { value, isOfUser });
  if (demand.kind === "basic" && credential !== undefined) {
    const authorization = basicAuthorization(credential);
    session.addSecret(authorization.slice("Basic ".length));
    return carry(authorization);
  }
  if (demand.kind !== "bearer") return undefined;
  const wish = { demand, scope: `repository:${repository}:pull`, credential, client };
  const { value, repeated } = await fetchToken(session, wish, signal);
  if (repeated !== undefined) access.onRepeated(repeated);
  return carry(`Bearer ${value}`);
}

/**
 * What a registry demands for a manifest, as containerd finds out: it asks for the manifest itself, and never for `/v2/`.
 * @throws WalkError for failures of the network
 */
export async function demandOfManifest(access: Access, path: string, signal: AbortSignal): Promise<Demand> {
  const question = { method: "HEAD", path } as const;
  const stranger: Access = { ...access, demand: { kind: "none" } };
  const { answer, origin } = await askRepository(stranger, { asked: "manifest" }, question, signal);
  // It has credentials for the registry alone, and not for where that sends to.
  return answer.status === 401 && origin === access.origin
    ? demandOf(headerOf(answer, "www-authenticate"))
    : { kind: "none" };
}

/**
 * Asks for something in the repository with the authorization that it demanded; a server's error is retried once.
 * @throws WalkError for failures of the network and of the token service
 */
export async function askRepository(
  access: Access,
  { asked, digest }: { readonly asked: WalkRequest; readonly digest?: string },
  question: HttpQuestion,
  signal: AbortSignal,
): Promise<AskedAgain> {
  const { session, origin, demand } = access;
  const carry = await authorize(access, demand, signal);
  const ask = () =>
    asWalkStops(askedOf(access, asked, digest), placeOf(origin), () =>
      follow(origin, question, session.originOf, signal, carry),
    );
  const last = await askAgainIfIll(asked, ask, signal);
  if (last.repeated !== undefined && last.answer.status < 500) access.onRepeated(last.repeated);
  return last;
}

/** What is asked for in a repository, and where it is at home. */
export function askedOf({ origin }: Access, asked: WalkRequest, digest?: string): Asked {
  return { asked, home: placeOf(origin), ...(digest === undefined ? {} : { digest }) };
}
