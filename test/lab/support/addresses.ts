/** The host's own address, and the internet's side of the link. */
export const HOST_ADDRESS = "10.213.0.2";
export const GATEWAY_ADDRESS = "10.213.0.1";
export const DNS_ADDRESS = "10.213.0.53";
/** The name server that the proxy asks: it knows every name, whatever a case does to the host's. */
export const PROXY_DNS_ADDRESS = "10.213.0.54";
export const PROXY_ADDRESS = "10.213.1.40";

/** Registries that are `docker-registry` processes behind TLS, by flavour. */
export type RegistryFlavour = "public" | "basic" | "bearer" | "hub" | "redirect";

export interface Site {
  readonly name: string;
  readonly address: string;
  readonly role:
    | { readonly kind: "registry"; readonly flavour: RegistryFlavour }
    | { readonly kind: "token" | "service" | "storage" };
  /** Which certificate it shows; `server` by default. */
  readonly certificate?: "server" | "untrusted";
}

const registry = (flavour: RegistryFlavour): Site["role"] => ({ kind: "registry", flavour });

/** Every name of the laboratory's internet. Each has an address of its own, so that a firewall rule hits one role. */
export const SITES: readonly Site[] = [
  { name: "docker-public.packages.atlassian.com", address: "10.213.1.1", role: registry("public") },
  { name: "docker-hub.packages.atlassian.com", address: "10.213.1.2", role: registry("public") },
  { name: "k8s-docker.packages.atlassian.com", address: "10.213.1.3", role: registry("public") },
  { name: "bitbucket.org", address: "10.213.1.11", role: { kind: "service" } },
  { name: "api.bitbucket.org", address: "10.213.1.12", role: { kind: "service" } },
  { name: "api.atlassian.com", address: "10.213.1.13", role: { kind: "service" } },
  { name: "auth.atlassian.com", address: "10.213.1.14", role: { kind: "service" } },
  {
    name: "micros--prod-east--bitbucketci-file-service--files.s3.amazonaws.com",
    address: "10.213.1.15",
    role: { kind: "service" },
  },
  {
    name: "micros--prod-west--bitbucketci-file-service--files.s3.amazonaws.com",
    address: "10.213.1.16",
    role: { kind: "service" },
  },
  { name: "registry-1.docker.io", address: "10.213.1.21", role: registry("hub") },
  { name: "auth.docker.io", address: "10.213.1.22", role: { kind: "token" } },
  { name: "registry.example", address: "10.213.1.31", role: registry("public") },
  { name: "basic.registry.example", address: "10.213.1.32", role: registry("basic") },
  { name: "bearer.registry.example", address: "10.213.1.33", role: registry("bearer") },
  { name: "auth.registry.example", address: "10.213.1.34", role: { kind: "token" } },
  { name: "redirect.registry.example", address: "10.213.1.35", role: registry("redirect") },
  { name: "cdn.example", address: "10.213.1.36", role: { kind: "storage" } },
  { name: "private-ca.registry.example", address: "10.213.1.37", role: registry("public"), certificate: "untrusted" },
];

/** Servers that are wrong in one way; a fault makes a name resolve to one of them. */
export const WRONG = {
  untrusted: "10.213.2.1",
  expired: "10.213.2.2",
  wrongName: "10.213.2.3",
  plainHttp: "10.213.2.4",
  blockPage: "10.213.2.5",
  unavailable: "10.213.2.6",
  rateLimited: "10.213.2.7",
  /** Accepts connections and never says a word. */
  silent: "10.213.2.8",
  /** Resets every connection as soon as something is said. */
  reset: "10.213.2.10",
  /** Ends every connection as soon as something is said. */
  hangsUp: "10.213.2.11",
  /** Nothing listens there. */
  closed: "10.213.2.9",
} as const;

/** Every name below this domain is a server of `internet/unusual.mjs` that behaves as its first label says. */
export const UNUSUAL_DOMAIN = "unusual.example";

/** Addresses of `internet/unusual.mjs`. */
export const UNUSUAL = {
  https: "10.213.3.1",
  /** Speaks TLS 1.1 at most. */
  oldTls: "10.213.3.2",
  /** Wants a client certificate. */
  clientCertificate: "10.213.3.3",
} as const;

/** Ports of the proxy's machine, by what the proxy there does. */
export const PROXY_PORTS = {
  open: 3128,
  nothing: 3129,
  /** squid: wants a password. */
  password: 3140,
  /** squid: allows nothing. */
  deny: 3141,
  /** squid: ends TLS and signs with an authority of its own. */
  intercept: 3142,
  closes: 3151,
  hangs: 3152,
  badGateway: 3153,
  unavailable: 3154,
} as const;

/** A port besides 443 where `registry.example` answers too, over TLS. */
export const OTHER_PORT = 8443;
/** A port where `registry.example` speaks plain HTTP. */
export const PLAIN_PORT = 5000;

/** Address of a name. @throws Error for a name that the laboratory does not have. */
export function addressOf(name: string): string {
  const site = SITES.find((candidate) => candidate.name === name);
  if (!site) throw new Error(`no such name in the laboratory: ${name}`);
  return site.address;
}
