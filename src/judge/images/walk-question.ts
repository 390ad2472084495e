import ipaddr from "ipaddr.js";
import type { CredentialRef, EngineInfo, WalkQuestion } from "../../contract/index.js";
import { goArchitecture } from "../../docker/platform.js";
import { parseReference } from "../../docker/reference.js";

function isInCidr(address: string, cidr: string): boolean {
  try {
    return ipaddr.process(address).match(ipaddr.parseCIDR(cidr));
  } catch {
    return false;
  }
}

/** The host part of `host[:port]`, without the brackets of an IPv6 address. */
function hostOf(registry: string): string {
  const bracketed = /^\[(?<address>[^\]]*)\]/.exec(registry)?.groups?.["address"];
  return bracketed ?? registry.replace(/:\d*$/, "");
}

/**
 * Whether the engine talks to a registry without verified TLS: named in insecure-registries, or an address inside one
 * of the insecure networks. `addresses` are those that the registry's name resolves to, where they are known.
 */
export function isInsecureRegistry(
  registry: string,
  info: Pick<EngineInfo, "insecureRegistries" | "insecureCidrs">,
  addresses: readonly string[] = [],
): boolean {
  if (info.insecureRegistries.includes(registry)) return true;
  const host = hostOf(registry);
  const candidates = [host === "localhost" ? "127.0.0.1" : host, ...addresses];
  return candidates.some(
    (address) => ipaddr.isValid(address) && info.insecureCidrs.some((cidr) => isInCidr(address, cidr)),
  );
}

/**
 * The question with which an image is walked in the engine's place: the engine's proxy, its platform, its idea of
 * insecure registries, and as its image store pulls. Every asker builds it here, so that the answer is shared.
 *
 * @throws Error if the reference is not valid; judge it with `parseReference` first.
 */
export function walkQuestion(reference: string, credential: CredentialRef, info: EngineInfo): WalkQuestion {
  const parsed = parseReference(reference);
  if (!parsed.ok) throw new Error(`Not an image reference: ${reference}`);
  return {
    reference,
    credential,
    proxy: "engine",
    insecure: isInsecureRegistry(parsed.reference.registry, info),
    os: info.os,
    architecture: goArchitecture(info.architecture),
    ...(info.imageStore === "containerd" ? { client: "containerd" } : {}),
  };
}
