import type { CertificateFact, HopFact, HopStop } from "../../contract/index.js";
import { shortened } from "../../secrets/shorten.js";
import { authority } from "./reproduce.js";
import { failureCode, isPlainHttp, mostTelling, NETWORK_RULES, type NetworkRules } from "./rules.js";

/** Where a hop was stopped. */
export interface StoppedAt {
  readonly host: string;
  readonly port: number;
  /** What the server showed. */
  readonly certificate?: CertificateFact | undefined;
}

/** What stopped a hop, for evidence: the system's or server's own words, and who said them. */
export function stopWords(
  hop: HopFact["hop"],
  stop: HopStop,
  at: StoppedAt,
  rules: NetworkRules = NETWORK_RULES,
): string {
  const place = authority(at.host, at.port);
  switch (stop.kind) {
    case "errors":
      return errorsWords(hop, stop, rules);
    case "silence":
      return silenceWords(hop, stop, place);
    case "no-address":
      return stop.family === undefined ? "the name has no address" : `the name has no IPv${stop.family} address`;
    case "no-such-port":
      return `port ${stop.port} does not exist`;
    case "certificate":
      return certificateWords(stop.error, at);
    case "not-tls":
      return isPlainHttp(stop) ? `the server answers in plain HTTP: ${stop.answer ?? ""}` : stop.error.message;
    case "refused-tunnel": {
      const { status, reason, headers } = stop;
      const shown = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
      return shortened([`CONNECT ${place}: ${status} ${reason}`.trim(), ...shown].join("; "));
    }
    case "not-http":
      return `the answer to CONNECT ${place} is not HTTP: ${stop.start}`;
    case "closed":
      return "the proxy closed the connection instead of answering CONNECT";
    case "endless":
      return "the proxy's answer to CONNECT does not end";
    case "no-such-proxy":
      return stop.proxy === undefined
        ? "the proxy setting is not a URL"
        : `${stop.proxy}: this program can use only http and https proxies`;
    default:
      return atProxyWords(stop, rules);
  }
}

function errorsWords(
  hop: HopFact["hop"],
  { errors, asked = [] }: Extract<HopStop, { readonly kind: "errors" }>,
  rules: NetworkRules,
): string {
  const { code, error } = mostTelling(errors, rules[hop]);
  if (hop === "dns") {
    return code === "dns-timeout"
      ? `no answer from ${serversText(asked)}`
      : `${[...new Set(errors.map((one) => one.code))].join(", ")} from ${serversText(asked)}`;
  }
  const words = error?.message ?? "";
  return hop === "http" && code === rules.http.other ? `the answer is not HTTP: ${words}` : words;
}

function silenceWords(
  hop: HopFact["hop"],
  { asked = [] }: Extract<HopStop, { readonly kind: "silence" }>,
  place: string,
): string {
  switch (hop) {
    case "dns":
      return `no answer from ${serversText(asked)}`;
    case "tcp":
      return `no answer from ${asked.join(", ")}`;
    case "proxy":
      return `the proxy does not answer CONNECT ${place}`;
    case "tls":
      return "no answer to the TLS handshake";
    default:
      return "no answer to the HTTP request";
  }
}

function serversText(servers: readonly string[]): string {
  return servers.join(", ") || "no name server";
}

function certificateWords(error: string | undefined, { host, certificate }: StoppedAt): string {
  if (error === undefined) {
    return `the certificate names ${host} only in its Common Name, which the engine ignores`;
  }
  const shown = certificate === undefined ? "" : `; subject ${certificate.subject}; issuer ${certificate.issuer}`;
  return `${error}${shown}`;
}

function atProxyWords(stopped: Extract<HopStop, { readonly kind: "at-proxy" }>, rules: NetworkRules): string {
  const { proxy, hop, stop, certificate } = stopped;
  const { hostname, port } = URL.canParse(proxy) ? new URL(proxy) : { hostname: proxy, port: "" };
  const words = stopWords(hop, stop, { host: hostname, port: Number(port), certificate }, rules);
  if (stop.kind === "not-tls") return shortened(`${proxy}: the proxy does not speak TLS`);
  return shortened(hop === "tls" ? `${proxy}: ${words}` : `${proxy}: ${failureCode(hop, stop, rules)}: ${words}`);
}
