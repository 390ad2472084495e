import type { HopFact, HopStop, NetworkFailureCode, RawError } from "../../contract/index.js";

/** What errors of one hop mean. */
interface HopRules {
  /** By the error's own code. */
  readonly codes: Readonly<Record<string, NetworkFailureCode>>;
  /** For errors that are not named. */
  readonly other: NetworkFailureCode;
  /** For silence until the limit. */
  readonly silence: NetworkFailureCode;
  /** Of several errors, the one whose failure stands earlier is told. */
  readonly telling: readonly NetworkFailureCode[];
}

/** What is made of the errors that probes saw: newer rules judge older recordings. */
export type NetworkRules = Readonly<Record<HopFact["hop"], HopRules>>;

/** The rules of this version. */
export const NETWORK_RULES: NetworkRules = {
  dns: {
    codes: { ETIMEOUT: "dns-timeout", ENOTFOUND: "dns-not-found", ENODATA: "dns-not-found" },
    other: "dns-failed",
    silence: "dns-timeout",
    telling: ["dns-timeout", "dns-failed", "dns-not-found"],
  },
  tcp: {
    codes: {
      ECONNREFUSED: "connection-refused",
      ECONNRESET: "connection-reset",
      EPIPE: "connection-reset",
      ETIMEDOUT: "connection-timeout",
    },
    other: "network-unreachable",
    silence: "connection-timeout",
    telling: ["connection-refused", "connection-reset", "connection-timeout", "network-unreachable"],
  },
  proxy: { codes: {}, other: "proxy-failed", silence: "proxy-failed", telling: [] },
  tls: {
    codes: {
      CERT_HAS_EXPIRED: "tls-expired",
      CERT_NOT_YET_VALID: "tls-not-yet-valid",
      ERR_TLS_CERT_ALTNAME_INVALID: "tls-name-mismatch",
      HOSTNAME_MISMATCH: "tls-name-mismatch",
      UNABLE_TO_VERIFY_LEAF_SIGNATURE: "tls-untrusted",
      UNABLE_TO_GET_ISSUER_CERT: "tls-untrusted",
      UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "tls-untrusted",
      DEPTH_ZERO_SELF_SIGNED_CERT: "tls-untrusted",
      SELF_SIGNED_CERT_IN_CHAIN: "tls-untrusted",
      CERT_SIGNATURE_FAILURE: "tls-untrusted",
      CERT_UNTRUSTED: "tls-untrusted",
      CERT_REJECTED: "tls-untrusted",
      CERT_REVOKED: "tls-untrusted",
      CERT_CHAIN_TOO_LONG: "tls-untrusted",
      INVALID_CA: "tls-untrusted",
      INVALID_PURPOSE: "tls-untrusted",
      PATH_LENGTH_EXCEEDED: "tls-untrusted",
      ECONNRESET: "connection-reset",
      EPIPE: "connection-reset",
    },
    other: "tls-failed",
    silence: "tls-failed",
    telling: [],
  },
  http: {
    codes: {
      ECONNRESET: "connection-reset",
      EPIPE: "connection-reset",
      UND_ERR_SOCKET: "connection-reset",
      UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "connection-reset",
    },
    // The parser's refusals (HPE_…) and overlong heads: whatever answers there, it is not this service.
    other: "not-a-registry",
    silence: "response-timeout",
    telling: [],
  },
};

/** The failure that a hop's end stands for. */
export function failureCode(
  hop: HopFact["hop"],
  stop: HopStop,
  rules: NetworkRules = NETWORK_RULES,
): NetworkFailureCode {
  switch (stop.kind) {
    case "errors":
      return mostTelling(stop.errors, rules[hop]).code;
    case "silence":
      return rules[hop].silence;
    case "no-address":
      return hop === "dns" ? "dns-not-found" : "network-unreachable";
    case "no-such-port":
      return "network-unreachable";
    case "certificate":
      return stop.error === undefined ? "tls-name-mismatch" : codeOf(stop.error, rules.tls);
    case "not-tls":
      return isPlainHttp(stop) ? "plain-http" : "tls-failed";
    case "refused-tunnel":
      if (stop.status === 407) return "proxy-auth-required";
      return stop.status >= 400 && stop.status < 500 ? "proxy-denied" : "proxy-failed";
    case "at-proxy":
      return stop.hop === "tls" ? "proxy-failed" : "proxy-unreachable";
    default:
      return "proxy-failed";
  }
}

/** Of several errors the one to be told, and the failure that it stands for. */
export function mostTelling(
  errors: readonly RawError[],
  rules: HopRules,
): { readonly code: NetworkFailureCode; readonly error?: RawError } {
  const judged = errors.map((error) => ({ code: codeOf(error.code, rules), error }));
  const rank = (code: NetworkFailureCode): number => (rules.telling.includes(code) ? rules.telling.indexOf(code) : 99);
  const [first] = judged.toSorted((a, b) => rank(a.code) - rank(b.code));
  // Name servers that say nothing of either family know no address.
  return first ?? { code: rules.telling.at(-1) ?? rules.other };
}

/** Whether a peer that does not speak TLS speaks HTTP. */
export function isPlainHttp({ answer }: Extract<HopStop, { readonly kind: "not-tls" }>): boolean {
  return answer?.startsWith("HTTP/") === true;
}

function codeOf(code: string, { codes, other }: HopRules): NetworkFailureCode {
  return (Object.hasOwn(codes, code) ? codes[code] : undefined) ?? other;
}
