import type { EndpointFact, HopFact, HopStop, HttpFact, NetworkFailureCode } from "../../src/contract/index.js";

/** A hop that was stopped so that the rules make this failure of it. */
const STOPS: Partial<Readonly<Record<NetworkFailureCode, Pick<HopFact, "hop"> & { readonly stop: HopStop }>>> = {
  "dns-not-found": { hop: "dns", stop: { kind: "errors", errors: [raw("ENOTFOUND")], asked: ["10.0.0.53"] } },
  "dns-failed": { hop: "dns", stop: { kind: "errors", errors: [raw("ESERVFAIL")], asked: ["10.0.0.53"] } },
  "dns-timeout": { hop: "dns", stop: { kind: "silence", limitMs: 5000, asked: ["10.0.0.53"] } },
  "connection-refused": { hop: "tcp", stop: { kind: "errors", errors: [raw("ECONNREFUSED")] } },
  "connection-timeout": { hop: "tcp", stop: { kind: "silence", limitMs: 5000, asked: ["192.0.2.1:443"] } },
  "connection-reset": { hop: "tls", stop: { kind: "errors", errors: [raw("ECONNRESET")] } },
  "network-unreachable": { hop: "tcp", stop: { kind: "errors", errors: [raw("ENETUNREACH")] } },
  "tls-untrusted": { hop: "tls", stop: { kind: "certificate", error: "SELF_SIGNED_CERT_IN_CHAIN" } },
  "tls-expired": { hop: "tls", stop: { kind: "certificate", error: "CERT_HAS_EXPIRED" } },
  "tls-not-yet-valid": { hop: "tls", stop: { kind: "certificate", error: "CERT_NOT_YET_VALID" } },
  "tls-name-mismatch": { hop: "tls", stop: { kind: "certificate" } },
  "tls-failed": { hop: "tls", stop: { kind: "silence", limitMs: 5000 } },
  "plain-http": { hop: "tls", stop: { kind: "not-tls", error: raw("EPROTO"), answer: "HTTP/1.1 200 OK" } },
  "proxy-unreachable": {
    hop: "proxy",
    stop: {
      kind: "at-proxy",
      proxy: "http://proxy.example:3128",
      hop: "tcp",
      stop: { kind: "errors", errors: [raw("ECONNREFUSED")] },
    },
  },
  "proxy-auth-required": { hop: "proxy", stop: refusedTunnel(407) },
  "proxy-denied": { hop: "proxy", stop: refusedTunnel(403) },
  "proxy-failed": { hop: "proxy", stop: { kind: "silence", limitMs: 5000 } },
  "response-timeout": { hop: "http", stop: { kind: "silence", limitMs: 5000 } },
};

/** Statuses that stand for the failures which answers are, whoever is asked. */
const STATUSES: Partial<Readonly<Record<NetworkFailureCode, number>>> = { "not-a-registry": 511, "server-error": 503 };

function raw(code: string): { readonly code: string; readonly message: string } {
  return { code, message: `${code} as seen here` };
}

function refusedTunnel(status: number): HopStop {
  return { kind: "refused-tunnel", status, reason: "as seen here", headers: {} };
}

/** The stopped hop that this failure is made of. */
export function stopFor(code: NetworkFailureCode): Pick<HopFact, "hop"> & { readonly stop: HopStop } {
  const stopped = STOPS[code];
  if (stopped === undefined) throw new Error(`no hop is stopped by ${code}`);
  return stopped;
}

/** An answer without anything in it but its status. */
export function answered(status: number, more: Partial<HttpFact> = {}): HttpFact {
  return { status, headers: {}, body: "other", ...more };
}

/** What a look at an endpoint saw that the rules make this failure of. */
export function failingWith(code: NetworkFailureCode): Pick<EndpointFact, "hops" | "http"> {
  const status = STATUSES[code];
  if (status === undefined) return { hops: [{ ...stopFor(code), durationMs: 10 }] };
  return { hops: [{ hop: "http", durationMs: 10 }], http: answered(status) };
}
