import type { DockerConfigAuth } from "../../contract/index.js";
import { HUB } from "../../docker/hub.js";

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

/** Why a key does not count for a registry although it looks as if it were meant for it. */
export type KeyMiss = "hub-name" | "blank" | "case" | "wildcard" | "port" | "scheme";

/** What keeps a key from counting for a registry that it was probably meant for; `undefined` if it was not. */
export function keyMiss(key: string, registry: string): KeyMiss | undefined {
  if (!isNearMiss(key, registry)) return undefined;
  if (registry === HUB.registry) return "hub-name";
  if (key.trim() !== key) return "blank";
  const host = hostOfKey(key);
  if (host.toLowerCase() === registry) return "case";
  if (coveredByWildcard(looseHost(registry), looseHost(key))) return "wildcard";
  return withoutPort(host) === withoutPort(registry) ? "port" : "scheme";
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

/** Whether a key belongs to what a browser login of Docker Hub leaves beside the real entry. */
export function isWebLoginKey(key: string): boolean {
  return WEB_LOGIN_KEY.test(key);
}
