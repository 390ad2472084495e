import type { CredentialRef, DockerConfigAuth, DockerConfigFact } from "../../contract/index.js";
import { HUB } from "../../docker/hub.js";

/** Why an entry, or the whole file, is of no use to the runner; codes of `docker-config`. */
export type CredentialFault =
  | "credential-store"
  | "credential-helper"
  | "identity-token"
  | "registry-token"
  | "timed-password"
  | "auth-empty"
  | "auth-malformed"
  | "auth-trailing-newline"
  | "auth-incomplete";

/** Which credential goes with the images of a registry, by the docker client's rules. */
export type CredentialDecision =
  /** nothing for this registry; `nearMiss`: a key that was probably meant for it */
  | { readonly kind: "anonymous"; readonly nearMiss?: string }
  /** user and password */
  | { readonly kind: "basic"; readonly key: string; readonly username: string; readonly credential: CredentialRef }
  /** there is something for this registry, but not a lasting user and password */
  | {
      readonly kind: "unsupported";
      readonly fault: CredentialFault;
      readonly key?: string;
      /** Name of the store or the helper. */
      readonly helper?: string;
      /** What a runner that knows basic authentication only would send all the same. */
      readonly credential: CredentialRef;
    };

/** No credentials. */
export const ANONYMOUS: CredentialRef = { kind: "anonymous" };

/** The one key under which the docker client looks for a registry's credentials first. */
export function configKey(registry: string): string {
  return registry === HUB.registry ? HUB.configKey : registry;
}

/** Who reads a config.json. They differ in which schemes they cut off a key. */
export type ConfigReader = "docker client" | "runner";

/**
 * The host part of a key: the scheme and everything from the first slash on are cut off. The runner's reader knows `http`
 * and `https`; the docker client any scheme (measured with docker 28).
 */
export function hostOfKey(key: string, reader: ConfigReader = "runner"): string {
  const scheme = reader === "runner" ? /^https?:\/\// : /^[a-z][a-z0-9+.-]*:\/\//i;
  return key.replace(scheme, "").split("/", 1)[0] ?? "";
}

/**
 * The entry of `auths` that is taken for a registry: the exact key, or any whose host part is the registry. For Docker Hub
 * only `https://index.docker.io/v1/` counts.
 */
export function entryFor(
  registry: string,
  auths: readonly DockerConfigAuth[],
  reader: ConfigReader = "runner",
): DockerConfigAuth | undefined {
  const wanted = configKey(registry);
  return auths.find(({ key }) => key === wanted) ?? auths.find(({ key }) => hostOfKey(key, reader) === wanted);
}

/** Names that people write for Docker Hub. */
const HUB_NAMES = [
  "docker.io",
  "index.docker.io",
  "registry-1.docker.io",
  "hub.docker.com",
  "registry.hub.docker.com",
  "www.docker.com",
  "docker.com",
];
/** What `docker login` in the browser adds beside the real entry. */
const WEB_LOGIN_KEY = /^https:\/\/index\.docker\.io\/v1\/(?:access|refresh)-token$/;

/** A key that does not match a registry and was probably meant to: another name of Docker Hub, `:443`, another case, blanks. */
export function nearMissFor(registry: string, auths: readonly DockerConfigAuth[]): string | undefined {
  return auths.find(({ key }) => isNearMiss(key, registry))?.key;
}

function isNearMiss(key: string, registry: string): boolean {
  if (WEB_LOGIN_KEY.test(key)) return false;
  const host = looseHost(key);
  if (registry === HUB.registry) return key !== HUB.configKey && HUB_NAMES.includes(host);
  const wanted = looseHost(registry);
  if (hostOfKey(key) === registry) return false;
  return host === wanted || withoutPort(host) === withoutPort(wanted) || coveredByWildcard(wanted, host);
}

/** Why a key does not count for a registry although it looks as if it were meant for it; `undefined` if it does not. */
export function whyNotKey(key: string, registry: string): string | undefined {
  if (!isNearMiss(key, registry)) return undefined;
  if (registry === HUB.registry) return "it is another name of Docker Hub, whose key is one only";
  if (key.trim() !== key) return "there is a blank before or after it";
  const host = hostOfKey(key);
  if (host.toLowerCase() === registry) return "upper and lower case count";
  if (coveredByWildcard(looseHost(registry), looseHost(key))) return "wildcards have no meaning here";
  if (withoutPort(host) === withoutPort(registry)) return "the port has to be written as in the image, 443 too";
  return "only https:// or http:// may stand before the name";
}

function looseHost(key: string): string {
  const bare = key
    .trim()
    .toLowerCase()
    .replace(/^[a-z]*:?\/\//, "");
  return (bare.split("/", 1)[0] ?? "").replace(/:443$/, "");
}

function withoutPort(host: string): string {
  return host.replace(/:\d+$/, "");
}

function coveredByWildcard(host: string, pattern: string): boolean {
  return pattern.startsWith("*.") && host.endsWith(pattern.slice(1));
}

/** The fault of one entry, innermost first; `undefined` for a lasting user and password. */
export function entryFault(auth: DockerConfigAuth): CredentialFault | undefined {
  if (auth.registryToken) return "registry-token";
  if (auth.identityToken) return "identity-token";
  if (auth.state === "malformed") return "auth-malformed";
  if (auth.state === "empty") return "auth-empty";
  if (auth.state === "incomplete") return "auth-incomplete";
  if (auth.trailing !== undefined) return "auth-trailing-newline";
  return auth.timed === undefined ? undefined : "timed-password";
}

/**
 * Whether an entry keeps a reader from loading the file at all, so that every other entry is lost with it: an `auth` that
 * does not decode, or one without a user (measured with docker 28).
 */
export function spoilsFile(auth: DockerConfigAuth): boolean {
  if (auth.fromFields === true) return false;
  if (auth.state === "malformed") return true;
  return auth.state === "incomplete" && auth.username === undefined;
}

/** Decides which credential goes with a registry's images; `undefined` (no file) and a file without entries are anonymous. */
export function decideCredential(registry: string, config: DockerConfigFact | undefined): CredentialDecision {
  if (config === undefined || config.outcome !== "read") return { kind: "anonymous" };
  const { file, auths, credHelpers, credsStore } = config;
  const key = configKey(registry);
  const helper = credHelpers.find((entry) => entry.key === key);
  const entry = entryFor(registry, auths);
  // What is left for a reader that knows neither stores nor helpers.
  const credential: CredentialRef =
    entry?.state === "basic" && !entry.registryToken && !entry.identityToken
      ? { kind: "config", file, key: entry.key }
      : ANONYMOUS;
  if (helper !== undefined && helper.helper !== "") {
    return { kind: "unsupported", fault: "credential-helper", key, helper: helper.helper, credential };
  }
  if (credsStore !== undefined && helper === undefined) {
    return {
      kind: "unsupported",
      fault: "credential-store",
      helper: credsStore,
      credential,
      ...(entry === undefined ? {} : { key: entry.key }),
    };
  }
  if (entry === undefined) {
    const nearMiss = nearMissFor(registry, auths);
    return { kind: "anonymous", ...(nearMiss === undefined ? {} : { nearMiss }) };
  }
  const isWebLogin = registry === HUB.registry && auths.some((auth) => WEB_LOGIN_KEY.test(auth.key));
  const fault = entryFault(entry) ?? (isWebLogin ? "timed-password" : undefined);
  if (fault !== undefined) return { kind: "unsupported", fault, key: entry.key, credential };
  return { kind: "basic", key: entry.key, username: entry.username ?? "", credential };
}

/** Whether a key belongs to what a browser login of Docker Hub leaves beside the real entry. */
export function isWebLoginKey(key: string): boolean {
  return WEB_LOGIN_KEY.test(key);
}
