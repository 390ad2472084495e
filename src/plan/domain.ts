import { isIPv6 } from "node:net";
import { type Sourced, UsageError } from "../contract/index.js";
import { isPlainForm } from "../secrets/plain-form.js";
import { hideUserInfo } from "../secrets/user-info.js";

const HOST = /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*$/i;

/**
 * Reads `--domain HOST[:PORT]` as `host:port`; the port is 443 by default, an IPv6 address stands in brackets.
 *
 * @throws UsageError for anything else
 */
export function parseDomain(text: string): Sourced<string> {
  if (text.includes("/")) {
    const host = /^(?:[a-z][a-z0-9+.-]*:)?\/*(?:\*\*\*@)?([^/?#]+)/i.exec(hideUserInfo(text).text)?.[1];
    throw new UsageError(
      `--domain: a URL was given; expected the host only${host === undefined ? "" : `, for example ${host}`}`,
    );
  }
  const shown = isPlainForm(text) ? JSON.stringify(text) : `the value (${text.length} characters)`;
  const match = /^(?:\[([^\]]*)\]|([^:[\]@]*))(?::(\d{1,5}))?$/.exec(text);
  const bracketed = match?.[1];
  const host = isIPv6(text) ? text : (bracketed ?? match?.[2] ?? "");
  const port = isIPv6(text) ? 443 : Number(match?.[3] ?? 443);
  const isHost = isIPv6(host) ? bracketed !== undefined || isIPv6(text) : bracketed === undefined && HOST.test(host);
  if (!isHost) throw new UsageError(`--domain: ${shown} is not a host name; expected HOST or HOST:PORT`);
  if (port < 1 || port > 65_535) throw new UsageError(`--domain: ${shown} has no valid port; expected 1 to 65535`);
  return {
    value: `${isIPv6(host) ? `[${host}]` : host.toLowerCase()}:${port}`,
    origin: { from: "option", option: "--domain" },
  };
}
