import { isIP, type Socket } from "node:net";
import { connect, type PeerCertificate, type SecureContext, type TLSSocket } from "node:tls";
import type { CertificateFact, HopStop, RawError } from "../../contract/index.js";
import { shortened } from "../../secrets/shorten.js";
import { errorCode, failedHop, HopError, rawError } from "./failure.js";
import { abortReason, LimitReached, withinLimit } from "./limit.js";

export interface SecureOptions {
  readonly host: string;
  readonly context: SecureContext;
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
  readonly raw: RawError;

  constructor(error: unknown) {
    super("the peer does not speak TLS");
    this.raw = rawError(error);
  }
}

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
 * @throws HopError at hop `tls`; NotTls if the peer does not speak TLS
 */
export async function secure(socket: Socket, options: SecureOptions): Promise<SecureConnection> {
  const { verify, limitMs, signal } = options;
  try {
    const secured = await withinLimit(limitMs, signal, (inner) => shakeHands(socket, options, inner));
    const certificate = certificateFact(secured.getPeerCertificate());
    const refusal = verify ? refusalOf(secured, certificate) : undefined;
    if (refusal !== undefined) {
      secured.destroy();
      throw new HopError("tls", refusal, certificate);
    }
    return {
      socket: secured,
      protocol: secured.getProtocol() ?? "TLS",
      ...(certificate === undefined ? {} : { certificate }),
    };
  } catch (error) {
    socket.destroy();
    if (!(error instanceof LimitReached)) throw error;
    throw new HopError("tls", { kind: "silence", limitMs });
  }
}

/** The failure behind an error that a secured socket reports after the handshake (TLS 1.3 sends some alerts late). */
export function lateTlsFailure(error: unknown): HopError | undefined {
  return errorCode(error).startsWith("ERR_SSL_") ? failedHop("tls", error) : undefined;
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
      secureContext: context,
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
  return NOT_TLS.has(errorCode(error)) ? new NotTls(error) : failedHop("tls", error);
}

function refusalOf(secured: TLSSocket, certificate: CertificateFact | undefined): HopStop | undefined {
  if (!secured.authorized) return { kind: "certificate", error: String(secured.authorizationError) };
  return certificate?.names.length === 0 ? { kind: "certificate" } : undefined;
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
      return typeof text === "string" && text !== "" ? [`${key}=${shortened(text)}`] : [];
    })
    .join(", ");
}

function isoDate(text: string): string {
  const time = Date.parse(text);
  return Number.isNaN(time) ? shortened(text) : new Date(time).toISOString();
}

/** Node writes a name with commas or control characters as a JSON string. */
const ALTERNATIVE_NAME = /(?:^|, )([^:,"]+):("(?:[^"\\]|\\.)*"|[^,]*)/g;
/** Names that are kept. */
const MOST_NAMES = 100;

function alternativeNames(text = ""): readonly string[] {
  const found = [...text.matchAll(ALTERNATIVE_NAME)].filter(([, kind]) => kind === "DNS" || kind === "IP Address");
  return found.slice(0, MOST_NAMES).map(([, , name = ""]) => shortened(unquoted(name)));
}

function unquoted(name: string): string {
  if (!name.startsWith('"')) return name;
  try {
    return String(JSON.parse(name));
  } catch {
    return name;
  }
}
