import { isIP } from "node:net";
import type { ValueProblem } from "../../contract/index.js";

/** Why docker's own option parser refuses an option about the network. Measured against docker CLI 28.2, November 2026. */

function isPortRange(text: string): boolean {
  return portsOf(text) !== undefined;
}

function portsOf(text: string): readonly [number, number] | undefined {
  const match = /^(\d+)(?:-(\d+))?$/.exec(text);
  if (match === null) return undefined;
  const [from, to] = [Number(match[1]), Number(match[2] ?? match[1])];
  return from <= to && to <= 65_535 ? [from, to] : undefined;
}

/** `80-90/udp`: what follows a second slash is ignored, and so is an empty protocol. */
function splitProtocol(text: string): readonly [string, string] {
  const [ports = "", protocol = ""] = text.split("/");
  return [ports, protocol === "" ? "tcp" : protocol.toLowerCase()];
}

const PROTOCOL = /^(?:tcp|udp|sctp)$/;

/** `--publish`. */
export function problemOfPublish(text: string): ValueProblem | undefined {
  const isRight = text.includes("=") ? isLongPublish(text) : isShortPublish(text);
  return isRight ? undefined : { of: "port-invalid", value: text };
}

/** Keys that docker does not know are ignored. */
function isLongPublish(text: string): boolean {
  let hasTarget = false;
  for (const field of text.split(",")) {
    const equals = field.indexOf("=");
    const [key, value] = [field.slice(0, Math.max(equals, 0)), field.slice(equals + 1)];
    if (equals < 0) return false;
    if (key === "target") hasTarget = /^\d+$/.test(value) && Number(value) <= 65_535;
    if (key === "published" && !isPortRange(value)) return false;
    if (key === "protocol" && !PROTOCOL.test(value)) return false;
  }
  return hasTarget;
}

function isShortPublish(text: string): boolean {
  const [container = "", host = "", ...reversed] = text
    .replace(/^\[[^\]]*\]/, "0.0.0.0")
    .split(":")
    .reverse();
  const [inside, protocol] = splitProtocol(container);
  const ports = portsOf(inside);
  if (ports === undefined || !PROTOCOL.test(protocol)) return false;
  if (reversed.length > 0 && reversed.join("") !== "" && isIP(reversed.reverse().join(":")) === 0) return false;
  if (reversed.length > 1 && reversed.join("") === "") return false;
  if (host === "") return true;
  const outside = portsOf(host);
  if (outside === undefined) return false;
  return ports[0] === ports[1] || ports[1] - ports[0] === outside[1] - outside[0];
}

/** `--expose`: the protocol is not looked at. */
export function problemOfExpose(text: string): ValueProblem | undefined {
  return isPortRange(splitProtocol(text)[0]) ? undefined : { of: "port-range-invalid", value: text };
}

/** `--add-host`. */
export function problemOfHostEntry(text: string): ValueProblem | undefined {
  const match = /^([^:=]+)[:=](.+)$/s.exec(text);
  if (match === null) return { of: "host-entry-unreadable", value: text };
  const address = (match[2] ?? "").trim().replace(/^\[(.*)\]$/, "$1");
  return address === "host-gateway" || (isIP(address) !== 0 && !address.includes("%"))
    ? undefined
    : { of: "host-entry-address", address };
}

/** `--mac-address`. */
export function problemOfHardwareAddress(text: string): ValueProblem | undefined {
  const isRight = text === "" || /^[0-9a-f]{2}(?<mark>[:-])(?:[0-9a-f]{2}\k<mark>){4}[0-9a-f]{2}$/i.test(text);
  return isRight ? undefined : { of: "hardware-address-invalid", value: text };
}

const NETWORK_KEYS: ReadonlySet<string> = new Set([
  "name",
  "alias",
  "ip",
  "ip6",
  "link-local-ip",
  "mac-address",
  "driver-opt",
  "gw-priority",
]);

/** The network that a value of `--network` names; undefined where its long form names none. */
export function networkName(text: string): string | undefined {
  return /\w+=\w+/.test(text) ? /(?:^|,)name=([^,]+)/i.exec(text)?.[1] : text;
}

/** `--network`. */
export function problemOfNetwork(text: string): ValueProblem | undefined {
  if (text === "") return { of: "network-nameless" };
  if (text === "container:") return { of: "network-container-nameless" };
  if (!/\w+=\w+/.test(text)) return undefined;
  for (const field of text.split(",")) {
    const [key = "", ...rest] = field.split("=");
    const value = rest.join("=");
    if (!field.includes("=")) return { of: "network-field-invalid", field };
    if (!NETWORK_KEYS.has(key.toLowerCase())) return { of: "network-key-unknown", key };
    if (key.toLowerCase() === "driver-opt" && !value.includes("=")) return { of: "network-driver-option-invalid" };
    if (key.toLowerCase() === "gw-priority" && !/^[+-]?\d+$/.test(value))
      return { of: "network-priority-invalid", value };
    if (key.toLowerCase() === "mac-address" && problemOfHardwareAddress(value) !== undefined)
      return problemOfHardwareAddress(value);
  }
  return networkName(text) === undefined ? { of: "network-nameless" } : undefined;
}

const DOMAIN = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*\.?$/i;

/** `--dns-search`. */
export function problemOfSearchDomain(text: string): ValueProblem | undefined {
  const domain = text.trim();
  const isRight = domain === "." || (/[a-z]/i.test(domain) && domain.length < 255 && DOMAIN.test(domain));
  return isRight ? undefined : { of: "search-domain-invalid", value: text };
}

/** `--link`. */
export function problemOfLink(text: string): ValueProblem | undefined {
  if (text === "") return { of: "link-empty" };
  return text.split(":").length > 2 ? { of: "link-unreadable", value: text } : undefined;
}

/** `--ip` and `--ip6`, which the engine reads. */
export function problemOfAddress(text: string, version: 4 | 6): ValueProblem | undefined {
  return text === "" || isIP(text) === version
    ? undefined
    : { of: "ip-invalid", version: String(version), value: text };
}
