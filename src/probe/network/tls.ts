import { isIP, type Socket } from "node:net";
import { connect, type PeerCertificate, type SecureContext, type TLSSocket } from "node:tls";
import type { CertificateFact, NetworkFailureCode } from "../../contract/index.js";
import { errorCode, errorWords, HopError } from "./failure.js";
import { abortReason, LimitReached, withinLimit } from "./limit.js";

export interface SecureOptions {
  readonly host: string;
  /** `undefined`: Node's own roots. */
  readonly context: SecureContext | undefined;
  /** Without verification every certificate will do. */
  readonly verify: boolean;
  readonly limitMs: number;
  readonly signal: AbortSignal;
}

export interface SecureConnection {
  readonly socket: TLSSocket;
  readonly protocol: string;
  readonly certificate?: CertificateFact;
}

/** The peer did not speak TLS; whether it speaks plain HTTP has to be asked on another connection. */
export class NotTls extends Error {
  override readonly name = "NotTls";
}

const CODES: Readonly<Record<string, NetworkFailureCode>> = {
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
};

/** What OpenSSL says when the first bytes of the answer are not a TLS record. */
const NOT_TLS = new Set([
  "ERR_SSL_WRONG_VERSION_NUMBER",
  "ERR_SSL_PACKET_LENGTH_TOO_LONG",
  "ERR_SSL_HTTP_REQUEST",
  "ERR_SSL_UNKNOWN_PROTOCOL",
  "EPROTO",
]);

/**
 * Speaks TLS over a connected socket and verifies the certificate as the engine does (a certificate without alternative
 * names is refused). On failure the socket is destroyed.
 * @throws HopError with a `tls-…` code or `connection-reset`; NotTls if the peer does not speak TLS
 */
export async function secure(socket: Socket, options: SecureOptions): Promise<SecureConnection> {
  const { host, verify, limitMs, signal } = options;
  try {
    const secured = await withinLimit(limitMs, signal, (inner) => shakeHands(socket, options, inner));
    const certificate = certificateFact(secured.getPeerCertificate());
    const refusal = verify ? refusalOf(secured, certificate, host) : undefined;
    if (refusal !== undefined) {
      secured.destroy();
      throw new HopError({ ...refusal, hop: "tls" }, certificate);
    }
    return {
      socket: secured,
      protocol: secured.getProtocol() ?? "TLS",
      ...(certificate === undefined ? {} : { certificate }),
    };
  } catch (error) {
    socket.destroy();
    if (!(error instanceof LimitReached)) throw error;
    throw new HopError({ code: "tls-failed", hop: "tls", detail: "no answer to the TLS handshake", limitMs });
  }
}

/** The failure behind an error that a secured socket reports after the handshake (TLS 1.3 sends some alerts late). */
export function lateTlsFailure(error: unknown): HopError | undefined {
  const code = errorCode(error);
  if (!code.startsWith("ERR_SSL_")) return undefined;
  return new HopError({ code: "tls-failed", hop: "tls", detail: errorWords(error) });
}

function shakeHands(socket: Socket, options: SecureOptions, signal: AbortSignal): Promise<TLSSocket> {
  const { host, context } = options;
  return new Promise((resolve, reject) => {
    const secured = connect({
      socket,
      host,
      ALPNProtocols: ["http/1.1"],
      // Verified in `refusalOf`, where the certificate can still be read.
      rejectUnauthorized: false,
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ...(context === undefined ? {} : { secureContext: context }),
    });
    function end(): void {
      secured.off("secureConnect", onSecure);
      secured.off("error", onError);
      signal.removeEventListener("abort", onAbort);
    }
    function onSecure(): void {
      end();
      resolve(secured);
    }
    function onError(error: Error): void {
      end();
      secured.on("error", () => undefined);
      secured.destroy();
      reject(handshakeError(error));
    }
    function onAbort(): void {
      end();
      secured.on("error", () => undefined);
      secured.destroy();
      reject(abortReason(signal));
    }
    secured.once("secureConnect", onSecure);
    secured.once("error", onError);
    signal.addEventListener("abort", onAbort, { once: true });
  });
}

function handshakeError(error: Error): Error {
  const code = errorCode(error);
  if (NOT_TLS.has(code)) return new NotTls(errorWords(error));
  return new HopError({ code: CODES[code] ?? "tls-failed", hop: "tls", detail: errorWords(error) });
}

function refusalOf(
  secured: TLSSocket,
  certificate: CertificateFact | undefined,
  host: string,
): { code: NetworkFailureCode; detail: string } | undefined {
  if (!secured.authorized) {
    const reason = String(secured.authorizationError);
    const words = certificate === undefined ? "" : `; subject ${certificate.subject}; issuer ${certificate.issuer}`;
    return { code: CODES[reason] ?? "tls-failed", detail: `${reason}${words}` };
  }
  if (certificate !== undefined && certificate.names.length === 0) {
    return {
      code: "tls-name-mismatch",
      detail: `the certificate names ${host} only in its legacy Common Name field, which the engine does not accept`,
    };
  }
  return undefined;
}

function certificateFact(certificate: PeerCertificate): CertificateFact | undefined {
  // Without a certificate Node gives an empty object.
  if (Object.keys(certificate).length === 0) return undefined;
  return {
    subject: nameWords(certificate.subject),
    issuer: nameWords(certificate.issuer),
    validFrom: isoDate(certificate.valid_from),
    validTo: isoDate(certificate.valid_to),
    names: alternativeNames(certificate.subjectaltname),
  };
}

function nameWords(name: object | undefined): string {
  const parts: Readonly<Record<string, unknown>> = { ...name };
  return ["CN", "O"]
    .flatMap((key) => {
      const value = parts[key];
      const text = Array.isArray(value) ? value.join("+") : value;
      return typeof text === "string" && text !== "" ? [`${key}=${text}`] : [];
    })
    .join(", ");
}

function isoDate(text: string): string {
  const time = Date.parse(text);
  return Number.isNaN(time) ? text : new Date(time).toISOString();
}

function alternativeNames(text: string | undefined): readonly string[] {
  if (text === undefined) return [];
  return text.split(", ").flatMap((entry) => {
    const match = /^(?:DNS|IP Address):"?([^"]*)"?$/.exec(entry);
    return match?.[1] === undefined ? [] : [match[1]];
  });
}
