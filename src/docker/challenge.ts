import { shortenForeign } from "../secrets/shorten.js";

/** One challenge of a `WWW-Authenticate` header (RFC 9110, section 11.6.1). */
export interface Challenge {
  /** Lower case: `basic`, `bearer`. */
  readonly scheme: string;
  /** Lower-case names. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** What a registry asks for, as far as a docker client can follow. */
export type Demand =
  | { readonly kind: "none" }
  | { readonly kind: "basic" }
  | {
      readonly kind: "bearer";
      readonly realm: URL;
      readonly service?: string;
      readonly scope?: string;
      readonly error?: string;
    }
  /** A challenge that no docker client can answer. */
  | { readonly kind: "unusable"; readonly problem: ChallengeProblem };

/** Why no docker client can answer a challenge. */
export type ChallengeProblem =
  /** Lower case; none where the header holds no challenge. */
  | { readonly of: "schemes-unknown"; readonly schemes: readonly string[] }
  | { readonly of: "realm-missing" }
  /** Not an absolute http(s) URL. */
  | { readonly of: "realm-unusable"; readonly realm: string };

/** Every challenge of a header value; parts that are no challenge are passed over. */
export function parseChallenges(header: string): readonly Challenge[] {
  const challenges: { scheme: string; parameters: Record<string, string> }[] = [];
  const part =
    /\s*,?\s*(?:([!#$%&'*+.^_`|~\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*))|([!#$%&'*+.^_`|~\w-]+)(?=\s|,|$))/gy;
  for (let match = part.exec(header); match !== null && match[0] !== ""; match = part.exec(header)) {
    const [, name, quoted, plain, scheme] = match;
    const current = challenges.at(-1);
    if (scheme !== undefined) challenges.push({ scheme: scheme.toLowerCase(), parameters: {} });
    else if (name !== undefined && current !== undefined) {
      current.parameters[name.toLowerCase()] ??= quoted?.replaceAll(/\\(.)/g, "$1") ?? plain ?? "";
    }
  }
  return challenges;
}

/** What a header demands. As the engine does, a Bearer challenge is preferred to Basic. */
export function demandOf(header: string | undefined): Demand {
  if (header === undefined || header.trim() === "") return { kind: "none" };
  const challenges = parseChallenges(header);
  const bearers = challenges.filter((challenge) => challenge.scheme === "bearer").map(bearerDemand);
  const usable = bearers.find((demand) => demand.kind === "bearer");
  if (usable !== undefined) return usable;
  if (challenges.some((challenge) => challenge.scheme === "basic")) return { kind: "basic" };
  const schemes = challenges.map((challenge) => challenge.scheme);
  return bearers[0] ?? { kind: "unusable", problem: { of: "schemes-unknown", schemes } };
}

function bearerDemand(challenge: Challenge): Demand {
  const { realm, service, scope, error } = challenge.parameters;
  if (realm === undefined || realm === "") return { kind: "unusable", problem: { of: "realm-missing" } };
  if (!/^https?:\/\//i.test(realm) || !URL.canParse(realm)) {
    return { kind: "unusable", problem: { of: "realm-unusable", realm: shortenForeign(realm, 100) } };
  }
  return {
    kind: "bearer",
    realm: new URL(realm),
    ...(service === undefined ? {} : { service }),
    ...(scope === undefined ? {} : { scope }),
    ...(error === undefined ? {} : { error }),
  };
}
