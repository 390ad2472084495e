import type { JudgedEndpoint, Evidence, Finding, Severity, Vantage } from "../../contract/index.js";
import { findingFor } from "../findings.js";
import { blockedEndpoint, type WaySeen } from "./blocked-endpoint.js";
import { NETWORK_CODES } from "./codes.js";
import { authority } from "./reproduce.js";
import type { FailedHop } from "./words.js";

export { authority, NETWORK_CODES };

/** A failed hop with all that its finding shows. */
export interface NetworkFailureSeen extends FailedHop {
  /** `host:port`, or whatever the check's targets are. */
  readonly target: string;
  readonly evidence: readonly Evidence[];
  readonly severity?: Severity | undefined;
  /** The images and services that need it. */
  readonly neededFor: readonly string[];
  /** The way there, as far as it was seen. */
  readonly way?: WaySeen | undefined;
  /** This process gets through where the engine does not. */
  readonly isEngineOnly?: boolean | undefined;
}

/** The finding for a failed hop, in the words of where and for whom it failed. */
export function networkFinding(seen: NetworkFailureSeen): Finding {
  const { code, target, hop, evidence, severity } = seen;
  return findingFor(NETWORK_CODES, code, seen, { target, hop, evidence, severity, blocked: blockedEndpoint(seen) });
}

/** The hops of an endpoint as one line of evidence: `dns ok 3 ms · tcp ok 41 ms · tls failed: …`. */
export function hopEvidence(fact: JudgedEndpoint, vantage: Vantage = "process"): Evidence {
  const { host, port, hops, failure, proxy } = fact;
  const words = hops.map(({ hop, ok, durationMs, detail }) =>
    ok ? `${hop} ok ${Math.round(durationMs)} ms` : `${hop} failed after ${Math.round(durationMs)} ms: ${detail ?? ""}`,
  );
  const limit = failure?.limitMs === undefined ? "" : ` (limit ${failure.limitMs} ms)`;
  const through = proxy === undefined ? "" : ` through the proxy ${proxy}`;
  const told = words.length > 0 ? words.join(" · ") : (failure?.detail ?? "no answer");
  return {
    what: `connection to ${authority(host, port)}${through}`,
    observed: `${told}${limit}`,
    expected: "an answer",
    vantage,
  };
}

/** What a certificate says, where it was seen and TLS failed. */
export function certificateEvidence({ certificate, failure }: JudgedEndpoint): readonly Evidence[] {
  if (certificate === undefined || failure?.hop !== "tls") return [];
  const { subject, issuer, validFrom, validTo, names } = certificate;
  const dates = `valid from ${validFrom} to ${validTo}`;
  const shown = names.slice(0, 5).join(", ") || "none";
  return [
    {
      what: "certificate",
      observed: `subject ${subject}; issuer ${issuer}; ${dates}; names ${shown}`,
      vantage: "process",
    },
  ];
}

/** Milliseconds per hop. */
export function hopTimings({ hops }: JudgedEndpoint): Readonly<Record<string, number>> {
  return Object.fromEntries(hops.map(({ hop, durationMs }) => [hop, durationMs]));
}
