import type { EngineInfo, NetworkFailureCode, WalkFailureCode } from "../../contract/index.js";
import { NETWORK_FAILURES } from "../../contract/index.js";

/** What an engine's message about an image comes down to. */
export interface EngineCause {
  readonly code: EngineCauseCode;
  /** The failing layer: `dns`, `tcp`, `proxy`, `tls`, `http`, `identity`, `token`, `manifest`, `layer`. */
  readonly hop: string;
  /** `host[:port]` of the last address that the message names; absent where it names none. */
  readonly host?: string;
  /** The engine was asking the token service, not the registry. */
  readonly atTokenService: boolean;
  /** The message fits several causes (a limit ran out, and it does not say in which hop); another vantage may know better. */
  readonly ambiguous: boolean;
}

type EngineCauseCode = WalkFailureCode | "reference-invalid" | "layer-corrupt" | "disk-space-insufficient";

/** What the message alone does not tell. */
export interface MessageContext {
  /** HTTP status of the engine's answer. */
  readonly status?: number | undefined;
  /** Whether credentials were sent along: they are rejected then, not missing. */
  readonly hasCredentials: boolean;
  /** The image store, whose pull does not fail at all that the lookup fails at; the classic one by default. */
  readonly imageStore?: EngineInfo["imageStore"];
}

interface Rule {
  readonly pattern: RegExp;
  readonly code: EngineCauseCode | ((context: MessageContext, match: RegExpExecArray) => EngineCauseCode | undefined);
  readonly hop: string;
  readonly ambiguous?: boolean;
}

const PAGE = /<!doctype|<html|invalid character '<'|(?:unexpected media type|no default available:) text\/html/i;

const refused = ({ hasCredentials }: MessageContext): EngineCauseCode =>
  hasCredentials ? "credentials-rejected" : "credentials-missing";
const denied = ({ hasCredentials }: MessageContext): EngineCauseCode =>
  hasCredentials ? "access-denied" : "credentials-missing";

/**
 * Innermost cause first: what stands earlier wins. The texts are those of Go's standard library, of distribution and of
 * containerd, measured on Engine 20.10.24, 28.5.2 (classic and containerd store) and 29.7.2.
 */
const RULES: readonly Rule[] = [
  // the engine's disk, whatever was being written
  { pattern: /no space left on device|disk quota exceeded/, code: "disk-space-insufficient", hop: "layer" },
  // what a layer turned out to be: only a real pull says so
  {
    pattern:
      /(?:filesystem layer|image config) verification failed|unexpected commit (?:digest|size)|layers from manifest don't match image configuration|wrong diff ?id calculated|expected HTTP 206 from byte range request|short read: expected \d+ bytes|failed to read expected number of bytes/i,
    code: "layer-corrupt",
    hop: "layer",
  },
  {
    pattern:
      /(?:failed to register layer|failed to extract layer|Error processing tar file)\b.*(?:EOF|invalid|corrupt|archive\/tar|checksum|magic number)/i,
    code: "layer-corrupt",
    hop: "layer",
  },
  { pattern: /^unexpected EOF$/, code: "layer-corrupt", hop: "layer" },
  // proxy
  { pattern: /tls: first record does not look like a TLS handshake/, code: proxyOr("tls-failed"), hop: "tls" },
  { pattern: /proxyconnect tcp:/, code: "proxy-unreachable", hop: "proxy" },
  { pattern: /": Proxy Authentication Required\b/, code: "proxy-auth-required", hop: "proxy" },
  { pattern: /https:\/\/[^"]*": Forbidden\b/, code: "proxy-denied", hop: "proxy" },
  {
    pattern:
      /https:\/\/[^"]*": (?:Service Unavailable|Bad Gateway|Gateway Time-?out|Internal Server Error|Bad Request|Not Found|Method Not Allowed|unexpected EOF)\b/i,
    code: "proxy-failed",
    hop: "proxy",
  },
  // TLS
  { pattern: /x509: certificate signed by unknown authority/, code: "tls-untrusted", hop: "tls" },
  {
    pattern: /x509: certificate has expired or is not yet valid: current time \S+ is before/,
    code: "tls-not-yet-valid",
    hop: "tls",
  },
  { pattern: /x509: certificate has expired or is not yet valid/, code: "tls-expired", hop: "tls" },
  {
    pattern:
      /x509: (?:certificate is (?:valid for|not valid for)|certificate relies on legacy Common Name|cannot validate certificate for)/,
    code: "tls-name-mismatch",
    hop: "tls",
  },
  { pattern: /http: server gave HTTP response to HTTPS client/, code: "plain-http", hop: "tls" },
  { pattern: /x509: |remote error: tls: |\btls: |TLS handshake timeout/, code: "tls-failed", hop: "tls" },
  // what the engine finds wrong in its own certs.d
  { pattern: /missing key .*for client certificate/i, code: "tls-failed", hop: "tls" },
  {
    // containerd's pull takes no notice of a key alone: measured on 26.1, 2026-11
    pattern: /missing client certificate .*for key/i,
    code: ({ imageStore }) => (imageStore === "containerd" ? undefined : "tls-failed"),
    hop: "tls",
  },
  { pattern: /(?:^|: )(?:read|open|readdirent|stat) \S*\/certs\.d\//, code: "tls-failed", hop: "tls" },
  // DNS
  { pattern: /no such host/, code: "dns-not-found", hop: "dns" },
  {
    pattern: /lookup \S+(?: on \S+)?: .*(?:i\/o timeout|context deadline exceeded)|lookup \S+: i\/o timeout/,
    code: "dns-timeout",
    hop: "dns",
  },
  {
    pattern: /server misbehaving|Temporary failure in name resolution|lookup \S+(?: on \S+)?: /,
    code: "dns-failed",
    hop: "dns",
  },
  // TCP
  { pattern: /connection refused/, code: "connection-refused", hop: "tcp" },
  {
    pattern: /network is unreachable|no route to host|host is (?:down|unreachable)/,
    code: "network-unreachable",
    hop: "tcp",
  },
  { pattern: /connection reset by peer|broken pipe|": (?:read .*)?EOF\b/, code: "connection-reset", hop: "tls" },
  {
    pattern: /dial tcp [^ ]*: (?:i\/o timeout|connect: connection timed out)|connection timed out/,
    code: "connection-timeout",
    hop: "tcp",
  },
  // A proxy that never answers CONNECT reads the same as a server that never answers at all.
  { pattern: /while waiting for connection/, code: "connection-timeout", hop: "tcp", ambiguous: true },
  { pattern: /context deadline exceeded/, code: "connection-timeout", hop: "tcp", ambiguous: true },
  { pattern: /awaiting headers|i\/o timeout/, code: "response-timeout", hop: "http" },
  { pattern: /unexpected EOF/, code: "connection-reset", hop: "http" },
  // who answers
  { pattern: /received unexpected HTTP status: 511/, code: "not-a-registry", hop: "identity" },
  { pattern: /received unexpected HTTP status: 5\d\d/, code: "server-error", hop: "http" },
  { pattern: PAGE, code: "not-a-registry", hop: "identity" },
  {
    pattern: /error parsing HTTP (\d{3}) response body/,
    code: (_context, match) => codeOfStatus(Number(match[1])) ?? "not-a-registry",
    hop: "identity",
  },
  {
    pattern: /unable to decode token response|did not include a token|unsupported protocol scheme ""/,
    code: "not-a-registry",
    hop: "token",
  },
  // the registry's own words
  { pattern: /toomanyrequests|too many requests|rate limit/i, code: "rate-limited", hop: "manifest" },
  { pattern: /incorrect username or password|authorization token has expired/i, code: refused, hop: "token" },
  { pattern: /no basic auth credentials/, code: refused, hop: "token" },
  {
    pattern: /name unknown|repository (?:name not known|\S+ not found)|NAME_UNKNOWN/i,
    code: "repository-not-found",
    hop: "manifest",
  },
  {
    pattern: /manifest unknown|MANIFEST_UNKNOWN|manifest for \S+ not found/i,
    code: "image-not-found",
    hop: "manifest",
  },
  { pattern: /no matching manifest for|no match for platform/, code: "platform-mismatch", hop: "manifest" },
  {
    pattern:
      /schema 1 support (?:has been removed|is disabled)|unsupported (?:manifest )?media ?type|unsupported manifest|not implemented: media type/i,
    code: "manifest-unsupported",
    hop: "manifest",
  },
  {
    pattern: /unknown blob|blob unknown|could not fetch content descriptor .*not found/i,
    code: "layer-missing",
    hop: "layer",
  },
  {
    pattern:
      /invalid reference format|repository name must be lowercase|no Host in request URL|no manifest found for full image ID|invalid checksum digest|unsupported digest algorithm/,
    code: "reference-invalid",
    hop: "reference",
  },
  { pattern: /(?:requested )?access to the resource is denied|\bdenied\b/i, code: denied, hop: "manifest" },
  { pattern: /unauthorized|authentication required|authorization failed/i, code: refused, hop: "token" },
  {
    pattern: /unexpected status(?: code)?[^0-9]*.*?\b([45]\d\d) [A-Z]|^unknown: .*\b([45]\d\d) [A-Z]/,
    code: (context, match) => codeOfRefusal(Number(match[1] ?? match[2]), context),
    hop: "manifest",
  },
  { pattern: /^failed to resolve reference .*: not found$/, code: "image-not-found", hop: "manifest" },
  { pattern: /: not found$/, code: ({ status }) => (status === 404 ? "image-not-found" : undefined), hop: "manifest" },
];

const TOKEN_URL = /[?&](?:scope|service|account)=|\/token\b/;
const ADDRESS = /\bhttps?:\/\/(?:[^/"\s@]*@)?([^/"\s?]+)([^"\s]*)/g;

/**
 * The innermost cause that an engine's message (of `/distribution` or of a pull) names; `undefined` for a message
 * that is not known, which has to be quoted.
 */
export function classifyEngineMessage(message: string, context: MessageContext): EngineCause | undefined {
  const text = message.trim();
  for (const { pattern, code, hop, ambiguous } of RULES) {
    const match = pattern.exec(text);
    if (match === null) continue;
    const resolved = typeof code === "function" ? code(context, match) : code;
    if (resolved === undefined) continue;
    return cause(resolved, hop, text, ambiguous === true);
  }
  const byStatus = context.status === undefined ? undefined : codeOfRefusal(context.status, context);
  return byStatus === undefined || context.status === 500 ? undefined : cause(byStatus, "manifest", text, false);
}

/** Whether a code is one of the network's, as opposed to what a registry says about an image. */
export function isNetworkCode(code: string): code is NetworkFailureCode {
  return NETWORK_FAILURES.some((known) => known === code);
}

function cause(code: EngineCauseCode, hop: string, text: string, ambiguous: boolean): EngineCause {
  const last = [...text.matchAll(ADDRESS)].at(-1);
  const [, host, rest = ""] = last ?? [];
  const isTokenAddress = TOKEN_URL.test(rest);
  const isTokenAnswer = code === "not-a-registry" && hop === "token";
  const atTokenService =
    isTokenAddress || isTokenAnswer || /failed to fetch (?:anonymous|oauth) token|failed to authorize/.test(text);
  // A complaint about the token service's answer names the registry's address only.
  const isAbout = host !== undefined && (isTokenAddress || !atTokenService);
  return {
    code,
    hop: code.startsWith("proxy-") ? "proxy" : hop,
    ...(isAbout ? { host } : {}),
    atTokenService,
    ambiguous,
  };
}

/** TLS spoken to a proxy that does not speak it is the proxy setting's fault. */
function proxyOr(code: EngineCauseCode): Rule["code"] {
  return (_context, match) => (/proxyconnect tcp:/.test(match.input) ? "proxy-failed" : code);
}

function codeOfStatus(status: number): EngineCauseCode | undefined {
  if (status === 429) return "rate-limited";
  return status >= 500 ? "server-error" : undefined;
}

function codeOfRefusal(status: number, context: MessageContext): EngineCauseCode | undefined {
  if (status === 401) return refused(context);
  if (status === 403) return denied(context);
  return codeOfStatus(status);
}
