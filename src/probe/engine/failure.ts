import { type ConnectionDetail, type ConnectionOutcome, ProbeError } from "../../contract/index.js";
import { codeOf } from "./client.js";
import type { ValidEndpoint } from "./endpoint.js";
import { cleanText } from "./text.js";

const TLS_CODE =
  /^(?:CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERR_TLS_|ERR_SSL_|ERR_OSSL_|EPROTO$|HOSTNAME_MISMATCH$|INVALID_|CRL_)/;

const OUTCOMES: Readonly<Record<string, ConnectionOutcome>> = {
  ENOENT: "missing",
  ENOTDIR: "missing",
  ELOOP: "missing",
  EACCES: "permission-denied",
  EPERM: "permission-denied",
  ECONNREFUSED: "refused",
  ENOTSOCK: "not-a-socket",
  EPROTOTYPE: "not-a-socket",
  // The queue of a listening socket is full: somebody listens and takes no connection.
  EAGAIN: "timeout",
  EINVAL: "invalid-endpoint",
  ENAMETOOLONG: "invalid-endpoint",
  ERR_SOCKET_BAD_PORT: "invalid-endpoint",
  ENOTFOUND: "unreachable",
  EAI_AGAIN: "unreachable",
  ETIMEDOUT: "unreachable",
  EHOSTUNREACH: "unreachable",
  EHOSTDOWN: "unreachable",
  ENETUNREACH: "unreachable",
  ENETDOWN: "unreachable",
  EADDRNOTAVAIL: "unreachable",
};

/** What a connection came to that no engine answered on. */
export interface FailedConnection {
  readonly outcome: ConnectionOutcome;
  readonly detail: ConnectionDetail;
}

/** What a failed request says about the connection. */
export function outcomeOf(error: unknown, endpoint: ValidEndpoint): FailedConnection {
  const code = codeOf(error) ?? "";
  const detail = { of: "said", words: wordsOf(error) } as const;
  if (code.startsWith("HPE_")) return { outcome: "not-docker", detail: { of: "not-http", errorCode: code } };
  if (endpoint.transport === "tcp" && endpoint.tls && TLS_CODE.test(code)) return { outcome: "tls-failed", detail };
  const outcome = OUTCOMES[code];
  if (outcome !== undefined) return { outcome, detail };
  if (code === "ECONNRESET" || code === "EPIPE") return { outcome: "error", detail: { of: "closed", errorCode: code } };
  return { outcome: "error", detail };
}

/** The error of a question that the engine did not answer. */
export function probeErrorOf(error: unknown, question: string): ProbeError {
  if (error instanceof ProbeError) return error;
  const code = codeOf(error) ?? "";
  const message = `${question}: ${wordsOf(error)}`;
  if (code === "EACCES" || code === "EPERM") return new ProbeError("not-permitted", message, "run again with sudo");
  if (code === "EAGAIN" || code === "ETIMEDOUT") return new ProbeError("timeout", message);
  return new ProbeError("engine-failed", message);
}

/** The error of a question whose limit ran out. */
export function timeoutError(question: string, limitMs: number): ProbeError {
  return new ProbeError(
    "timeout",
    `${question}: no answer within ${limitMs / 1000} s`,
    "run again with a longer --timeout",
  );
}

/** A system error in its own words; Node joins several addresses in an AggregateError without a message. */
function wordsOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === "") return error.errors.map(wordsOf).join("; ");
  if (error instanceof Error) return cleanText(unescaped(error.message === "" ? error.name : error.message));
  return cleanText(String(error));
}

/** Node writes commas in the names of a certificate as `\u002c`, which no redactor would know a secret by. */
function unescaped(text: string): string {
  return text.replaceAll(/\\u([0-9a-f]{4})/gi, (_, unit: string) => String.fromCharCode(Number.parseInt(unit, 16)));
}
