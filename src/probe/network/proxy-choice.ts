import { isExempt } from "../../judge/network/no-proxy.js";
import { hideUserInfo } from "../../secrets/user-info.js";

/** Proxy settings as plain text: values of HTTP_PROXY, HTTPS_PROXY and NO_PROXY. */
export interface ProxyTexts {
  readonly http?: string;
  readonly https?: string;
  readonly no?: string;
}

/** What is going to be asked. */
export interface ProxyTarget {
  readonly scheme: "http" | "https";
  readonly host: string;
  readonly port: number;
}

/**
 * The proxy that a Go program (the engine) would use for a target, or `undefined` for a direct connection.
 * Rules: golang.org/x/net/http/httpproxy (read 2026-11-01): HTTPS never falls back to the HTTP proxy, `localhost` and
 * loopback addresses are never proxied, NO_PROXY knows `*`, addresses, CIDR, domains with their subdomains, and ports.
 */
export function chooseProxy(proxies: ProxyTexts, target: ProxyTarget): string | undefined {
  const proxy = (target.scheme === "https" ? proxies.https : proxies.http)?.trim();
  if (proxy === undefined || proxy === "") return undefined;
  return isExempt(proxies.no ?? "", target) ? undefined : proxy;
}

/** A proxy value as URL; `host:port` without a scheme means http, as in Go. `undefined` if it is no URL at all. */
export function parseProxyUrl(text: string): URL | undefined {
  const trimmed = text.trim();
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `http://${trimmed}`;
  if (!URL.canParse(url)) return undefined;
  const parsed = new URL(url);
  // a password with a slash ends up in the path, and its beginning in the place of host and port
  const isSplitWrongly = parsed.username === "" && parsed.password === "" && hideUserInfo(trimmed).text !== trimmed;
  return parsed.hostname === "" || isSplitWrongly ? undefined : parsed;
}

/** A proxy URL that may be shown: user-info replaced by `***`. */
export function shownProxy(url: URL): string {
  const userInfo = url.username === "" && url.password === "" ? "" : "***@";
  return `${url.protocol}//${userInfo}${url.host}`;
}
