import type { NetworkFailureCode } from "../../src/contract/index.js";
import {
  EXAMPLE_CONNECTION,
  EXAMPLE_INFO,
  EXAMPLE_PLAN,
  EXAMPLE_PROCESS,
  type ExamplesOf,
} from "../../src/judge/examples.js";
import type { NETWORK_CODES } from "../../src/judge/network/codes.js";
import { engineSite } from "../../src/judge/remedy/engine-site.js";
import type { FailedHop } from "../../src/judge/network/words.js";

/** A registry that the engine does not reach. */
function registry(code: NetworkFailureCode, hop: string, more: Partial<FailedHop> = {}): FailedHop {
  return {
    plan: EXAMPLE_PLAN,
    code,
    hop,
    need: "as the registry of the clone image",
    asker: "engine",
    vantage: "process",
    host: "registry.example",
    port: 443,
    path: "/v2/",
    ...more,
  };
}

/** The same, as the engine says it. */
function byEngine(code: NetworkFailureCode, hop: string): FailedHop {
  return registry(code, hop, { vantage: "engine", reference: "registry.example/team/dvcs-tools:1" });
}

/** A service that the runner does not reach. */
function service(code: NetworkFailureCode, hop: string, more: Partial<FailedHop> = {}): FailedHop {
  const host = "api.bitbucket.org";
  return registry(code, hop, { need: "for the REST API", asker: "runner", host, path: "/", ...more });
}

/** The same, where the start command has a proxy and the engine none. */
function throughRunnersProxy(value: string): FailedHop {
  const plan = { ...EXAMPLE_PLAN, proxies: { https: { value, origin: { from: "word", word: 12 } } } } as const;
  const site = engineSite({
    plan,
    connection: EXAMPLE_CONNECTION,
    info: EXAMPLE_INFO,
    process: EXAMPLE_PROCESS,
  });
  return registry("connection-timeout", "tcp", { plan, site });
}

const PROXY = { proxy: "http://proxy.example:3128" };

/** Cases of failed hops, of the engine and of the runner; every check of the network shares their codes. */
export const NETWORK_EXAMPLES: ExamplesOf<typeof NETWORK_CODES> = {
  "dns-not-found": [
    registry("dns-not-found", "dns"),
    byEngine("dns-not-found", "dns"),
    service("dns-not-found", "dns"),
  ],
  "dns-failed": [registry("dns-failed", "dns")],
  "dns-timeout": [registry("dns-timeout", "dns"), { silent: ["192.0.2.53"], name: "registry.example" }],
  "connection-refused": [registry("connection-refused", "tcp"), service("connection-refused", "tcp")],
  "connection-timeout": [
    registry("connection-timeout", "tcp"),
    byEngine("connection-timeout", "tcp"),
    throughRunnersProxy("http://proxy.example:3128"),
    throughRunnersProxy("http://***@proxy.example:3128"),
  ],
  "connection-reset": [registry("connection-reset", "tls")],
  "network-unreachable": [registry("network-unreachable", "tcp")],
  "tls-untrusted": [registry("tls-untrusted", "tls"), service("tls-untrusted", "tls")],
  "tls-expired": [registry("tls-expired", "tls")],
  "tls-not-yet-valid": [registry("tls-not-yet-valid", "tls")],
  "tls-name-mismatch": [registry("tls-name-mismatch", "tls")],
  "tls-failed": [registry("tls-failed", "tls"), service("tls-failed", "tls")],
  "plain-http": [registry("plain-http", "tls"), service("plain-http", "tls")],
  "proxy-unreachable": [registry("proxy-unreachable", "proxy", PROXY), service("proxy-unreachable", "proxy", PROXY)],
  "proxy-auth-required": [registry("proxy-auth-required", "proxy", PROXY)],
  "proxy-denied": [registry("proxy-denied", "proxy", PROXY)],
  "proxy-failed": [registry("proxy-failed", "proxy", PROXY), service("proxy-failed", "proxy")],
  "not-a-registry": [
    registry("not-a-registry", "identity", { page: "Access denied" }),
    service("not-a-registry", "identity"),
  ],
  "server-error": [
    registry("server-error", "http"),
    registry("server-error", "http", {
      need: "as the token service of registry.example",
      host: "auth.registry.example",
    }),
  ],
  "response-timeout": [registry("response-timeout", "http")],
};
