import ipaddr from "ipaddr.js";

/** Where a connection goes. */
interface Destination {
  readonly host: string;
  readonly port: number;
}

/**
 * Whether Go's programs go past their proxy to a host, by NO_PROXY. Rules: golang.org/x/net/http/httpproxy (read 2026-11-01):
 * `localhost` and loopback addresses are never proxied, NO_PROXY knows `*`, addresses, CIDR, domains with their subdomains, and
 * ports.
 */
export function isExempt(noProxy: string, target: Destination): boolean {
  const host = target.host.trim().toLowerCase();
  const address = parseAddress(host);
  if (host === "localhost" || isLoopback(address)) return true;
  const port = String(target.port);
  return noProxy.split(",").some((entry) => matches(entry.trim().toLowerCase(), host, port, address));
}

function matches(entry: string, host: string, port: string, address: ipaddr.IPv4 | ipaddr.IPv6 | undefined): boolean {
  if (entry === "") return false;
  if (entry === "*") return true;
  if (ipaddr.isValidCIDR(entry)) return address !== undefined && inNetwork(address, entry);
  const { entryHost, entryPort } = splitPort(entry);
  if (entryHost === "") return false;
  const portMatches = entryPort === "" || entryPort === port;
  const entryAddress = parseAddress(entryHost);
  if (entryAddress !== undefined) {
    return portMatches && address !== undefined && entryAddress.toString() === address.toString();
  }
  if (address !== undefined) return false;
  const suffix = entryHost.startsWith("*.") ? entryHost.slice(1) : entryHost;
  if (suffix.startsWith(".")) return portMatches && host.endsWith(suffix);
  return portMatches && (host === suffix || host.endsWith(`.${suffix}`));
}

function splitPort(entry: string): { entryHost: string; entryPort: string } {
  const match = /^(?:\[([^\]]*)\]|([^:]*)):([^:]*)$/.exec(entry);
  if (match === null) return { entryHost: entry, entryPort: "" };
  return { entryHost: match[1] ?? match[2] ?? "", entryPort: match[3] ?? "" };
}

function parseAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  const isAddress = ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text);
  return isAddress ? ipaddr.process(text) : undefined;
}

function isLoopback(address: ipaddr.IPv4 | ipaddr.IPv6 | undefined): boolean {
  return address?.range() === "loopback";
}

function inNetwork(address: ipaddr.IPv4 | ipaddr.IPv6, cidr: string): boolean {
  const [network, bits] = ipaddr.parseCIDR(cidr);
  return network.kind() === address.kind() && address.match(network, bits);
}
