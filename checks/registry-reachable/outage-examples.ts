import type { NetworkFailureCode, NetworkLook } from "../../src/contract/index.js";
import { EXAMPLE_PLAN, type ExamplesOf } from "../../src/judge/examples.js";
import type { FailedLook, JudgedLook } from "../../src/judge/network/outage.js";
import type { OUTAGE_CODES, OutageSeen } from "../../src/judge/network/outage-codes.js";

const SERVICES = ["bitbucket.org", "api.bitbucket.org"];
const REGISTRIES = ["registry.example", "auth.registry.example"];
const PROXY = "http://proxy.example:3128";

function look(asker: NetworkLook["asker"], host: string, more: Partial<NetworkLook>): JudgedLook {
  const isEngine = asker === "engine";
  const check = isEngine ? "registry-reachable" : "service-reachable";
  return { check, target: `${host}:443`, look: { asker, host, port: 443, ...more } };
}

/** Two services that fail alike, or two registries, or all of them. */
function outage(
  code: NetworkFailureCode,
  hop: string,
  {
    askers = ["runner"] as readonly NetworkLook["asker"][],
    ...more
  }: Partial<NetworkLook> & {
    readonly askers?: readonly NetworkLook["asker"][];
  } = {},
): OutageSeen {
  const failing = askers.flatMap((asker) =>
    (asker === "engine" ? REGISTRIES : SERVICES).map((host): FailedLook => ({
      ...look(asker, host, more),
      failure: { code, hop, severity: "error" },
    })),
  );
  const [root] = failing;
  if (root === undefined) throw new Error("nobody asks");
  return { plan: EXAMPLE_PLAN, root, looks: failing, through: [] };
}

const ALL = { askers: ["engine", "runner"] } as const;
const BY_PROXY = { proxy: PROXY };

/** The others get through by their proxy. */
function beside(asker: NetworkLook["asker"], host: string): Pick<OutageSeen, "through"> {
  return { through: [look(asker, host, BY_PROXY)] };
}

/** A part of the failures is of another kind. */
function mixed(seen: OutageSeen, code: NetworkFailureCode): OutageSeen {
  const [first, ...rest] = seen.looks;
  if (first === undefined) return seen;
  return { ...seen, looks: [first, ...rest.map((one) => ({ ...one, failure: { ...one.failure, code } }))] };
}

const DNS = { ...ALL, nameServers: ["192.0.2.53"] };

/** Cases of outages: what fails for several hosts alike. */
export const OUTAGE_EXAMPLES: ExamplesOf<typeof OUTAGE_CODES> = {
  "dns-not-found": [outage("dns-not-found", "dns", DNS)],
  "dns-failed": [
    outage("dns-failed", "dns", { ...ALL, nameServers: ["127.0.0.53"] }),
    mixed(outage("dns-failed", "dns", DNS), "dns-timeout"),
  ],
  "dns-timeout": [
    outage("dns-timeout", "dns", DNS),
    outage("dns-timeout", "dns", { ...ALL, nameServers: ["192.0.2.53", "192.0.2.54"] }),
    outage("dns-timeout", "dns", ALL),
  ],
  "connection-refused": [
    outage("connection-refused", "tcp", ALL),
    { ...outage("connection-refused", "tcp"), ...beside("engine", "registry.example") },
    {
      ...outage("connection-refused", "tcp", { askers: ["engine"] }),
      ...beside("runner", "bitbucket.org"),
      plan: { ...EXAMPLE_PLAN, proxies: { https: { value: PROXY, origin: { from: "word", word: 12 } } } },
    },
  ],
  "connection-timeout": [
    outage("connection-timeout", "tcp"),
    mixed(outage("connection-timeout", "tcp", ALL), "network-unreachable"),
  ],
  "connection-reset": [outage("connection-reset", "tls")],
  "network-unreachable": [outage("network-unreachable", "tcp", ALL)],
  "tls-untrusted": [outage("tls-untrusted", "tls", ALL)],
  "tls-expired": [outage("tls-expired", "tls", ALL)],
  "tls-not-yet-valid": [outage("tls-not-yet-valid", "tls", ALL)],
  "tls-name-mismatch": [outage("tls-name-mismatch", "tls", ALL)],
  "tls-failed": [outage("tls-failed", "tls", ALL)],
  "plain-http": [outage("plain-http", "tls", ALL)],
  "proxy-unreachable": [
    outage("proxy-unreachable", "proxy", BY_PROXY),
    outage("proxy-unreachable", "proxy", { ...ALL, ...BY_PROXY }),
  ],
  "proxy-auth-required": [outage("proxy-auth-required", "proxy", BY_PROXY)],
  "proxy-denied": [outage("proxy-denied", "proxy", BY_PROXY)],
  "proxy-failed": [outage("proxy-failed", "proxy", BY_PROXY)],
  "not-a-registry": [outage("not-a-registry", "identity", ALL)],
  "server-error": [outage("server-error", "http")],
  "response-timeout": [outage("response-timeout", "http")],
};
