import { isIP } from "node:net";
import type { FlagKind } from "./run-flags.js";

const UNITS = { "": 0, k: 1, m: 2, g: 3, t: 4, p: 5 } as const;

/** A size as docker reads it (`512m`, `1.5 GiB`; powers of 1024), in bytes; undefined if docker would refuse it. */
export function readBytes(text: string): number | undefined {
  const match = /^((?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?) ?([kmgtp]?)i?b?$/i.exec(text);
  if (match === null) return undefined;
  const unit = (match[2] ?? "").toLowerCase() as keyof typeof UNITS;
  return Math.trunc(Number(match[1]) * 1024 ** UNITS[unit]);
}

const TRUE_WORDS = new Set(["1", "t", "T", "TRUE", "true", "True"]);
const FALSE_WORDS = new Set(["0", "f", "F", "FALSE", "false", "False"]);

/** A boolean as docker reads it; undefined if docker would refuse it. */
export function readBoolean(text: string): boolean | undefined {
  if (TRUE_WORDS.has(text)) return true;
  return FALSE_WORDS.has(text) ? false : undefined;
}

const INTEGER = /^[+-]?(?:0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO]?[0-7_]*|[1-9][0-9_]*)$/;
const DURATION = /^[+-]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|ms|s|m|h))+)$/;

function isUnsigned(text: string, maximum: number): boolean {
  return INTEGER.test(text) && !/^[+-]/.test(text) && Number(text.replaceAll("_", "")) <= maximum;
}

function isPortRange(text: string): boolean {
  const match = /^(\d+)(?:-(\d+))?$/.exec(text);
  if (match === null) return false;
  const [from, to] = [Number(match[1]), Number(match[2] ?? match[1])];
  return from <= to && to <= 65_535;
}

function isPortWithProtocol(text: string): boolean {
  const [ports = "", protocol = "tcp", ...more] = text.split("/");
  return more.length === 0 && /^(?:tcp|udp|sctp)$/i.test(protocol) && isPortRange(ports);
}

function isPublished(text: string): boolean {
  if (text.includes("=")) return /(?:^|,)target=\d+(?:,|$)/.test(text);
  const [container = "", host = "", ...address] = text
    .replace(/^\[[^\]]*\]/, "0.0.0.0")
    .split(":")
    .reverse();
  if (!isPortWithProtocol(container)) return false;
  return (
    (host === "" || isPortRange(host)) && (address.length === 0 || isIP(address.join(":")) !== 0 || address[0] === "")
  );
}

function problemOfDevices(text: string): string | undefined {
  if (text.includes("=")) {
    const key = text.split(",").find((field) => !/^"?(?:driver|count|device|capabilities|options)=/.test(field));
    return key === undefined || /"/.test(text) ? undefined : `unexpected key in '${key}'`;
  }
  return /^(?:all|-?\d+)$/.test(text) ? undefined : `invalid count (${text}): value must be either "all" or an integer`;
}

function problemOfLabel(text: string): string | undefined {
  const name = text.split("=")[0] ?? "";
  if (name === "") return "invalid label: its name is empty";
  return /\s/.test(name) ? "invalid label: its name contains white space" : undefined;
}

function problemOfHostEntry(text: string): string | undefined {
  const match = /^([^:=]+)[:=](.+)$/s.exec(text);
  if (match === null) return `bad format for add-host: "${text}"`;
  const address = (match[2] ?? "").replace(/^\[(.*)\]$/, "$1");
  return address === "host-gateway" || isIP(address) !== 0 ? undefined : `invalid IP address in add-host: "${address}"`;
}

function problemOfUlimit(text: string): string | undefined {
  const match = /^[a-z]+=(-?\d+)(?::(-?\d+))?$/.exec(text);
  if (match === null) return `invalid ulimit argument: ${text}`;
  const [soft, hard] = [Number(match[1]), Number(match[2] ?? match[1])];
  return hard !== -1 && soft > hard
    ? `ulimit soft limit must be less than or equal to hard limit: ${soft} > ${hard}`
    : undefined;
}

function problemOfRestart(text: string): string | undefined {
  const [, count, ...more] = text.split(":");
  if (more.length > 0) return "invalid restart policy format";
  return count === undefined || /^\d+$/.test(count)
    ? undefined
    : "invalid restart policy format: maximum retry count must be an integer";
}

const NETWORK_KEYS = new Set([
  "name",
  "alias",
  "ip",
  "ip6",
  "link-local-ip",
  "mac-address",
  "driver-opt",
  "gw-priority",
]);

function problemOfNetwork(text: string): string | undefined {
  if (text === "") return "no name set for network";
  if (!/\w+=\w+/.test(text)) return undefined;
  for (const field of text.split(",")) {
    const key = field.split("=")[0] ?? "";
    if (!field.includes("=")) return `invalid field ${field}`;
    if (!NETWORK_KEYS.has(key.toLowerCase())) return `invalid field key ${key}`;
  }
  return /(?:^|,)name=[^,]/.test(text) ? undefined : "no name set for network";
}

const PLATFORM_WORD =
  /^(?:linux|windows|darwin|freebsd|amd64|x86_64|x86-64|arm64|aarch64|arm|armhf|armel|386|i386|ppc64le|s390x|riscv64|mips64le|loong64)(?:\/[\w.-]+){0,2}$/i;

const ACCEPTED = (): undefined => undefined;

const PROBLEMS: Readonly<Record<FlagKind, (text: string) => string | undefined>> = {
  int: (text) => (INTEGER.test(text) ? undefined : `"${text}" is not an integer`),
  uint16: (text) => (isUnsigned(text, 65_535) ? undefined : `"${text}" is not an integer from 0 to 65535`),
  uint64: (text) => (isUnsigned(text, Number.MAX_VALUE) ? undefined : `"${text}" is not a positive integer`),
  bytes: (text) => (readBytes(text) === undefined ? `invalid size: '${text}'` : undefined),
  "bytes-or-minus-one": (text) =>
    text === "-1" || readBytes(text) !== undefined ? undefined : `invalid size: '${text}'`,
  decimal: (text) =>
    /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+|\/\d+)?$/.test(text)
      ? undefined
      : `failed to parse ${text} as a rational number`,
  duration: (text) =>
    DURATION.test(text) ? undefined : `invalid duration "${text}": expected a number with a unit, for example 30s`,
  environment: (text) =>
    text === "" || text.startsWith("=") ? "invalid environment variable: its name is empty" : undefined,
  label: problemOfLabel,
  attach: (text) =>
    /^(?:stdin|stdout|stderr)$/i.test(text) ? undefined : "valid streams are STDIN, STDOUT and STDERR",
  "add-host": problemOfHostEntry,
  gpus: problemOfDevices,
  "ip-address": (text) => (isIP(text.trim()) === 0 ? `IP address is not correctly formatted: ${text}` : undefined),
  pull: (text) =>
    /^(?:always|missing|never)?$/.test(text)
      ? undefined
      : `invalid pull option: '${text}': must be one of "always", "missing" or "never"`,
  restart: problemOfRestart,
  network: problemOfNetwork,
  publish: (text) => (isPublished(text) ? undefined : `invalid port: ${text}`),
  expose: (text) => (isPortWithProtocol(text) ? undefined : `invalid range format for --expose: ${text}`),
  ulimit: problemOfUlimit,
  "security-option": (text) =>
    text === "no-new-privileges" || text === "writable-cgroups" || /[:=]/.test(text)
      ? undefined
      : `Invalid --security-opt: "${text}"`,
  "storage-option": (text) => (text.includes("=") ? undefined : "invalid storage option: expected key=value"),
  "host-only": (text) => (text === "" || text === "host" ? undefined : `"${text}" is not a valid mode: only "host" is`),
  "host-or-private": (text) =>
    /^(?:host|private)?$/.test(text) ? undefined : `"${text}" is not a valid mode: "host" and "private" are`,
  pid: (text) => (/^(?:host|container:.+)?$/.test(text) ? undefined : "invalid PID mode"),
  "key-value": (text) => (/^.+:\S+$/.test(text) ? undefined : `bad format: ${text}`),
  platform: (text) =>
    text === "" || PLATFORM_WORD.test(text) ? undefined : `error parsing specified platform: "${text}"`,
  "mac-address": (text) =>
    /^(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i.test(text) || text === "" ? undefined : `${text} is not a valid mac address`,
  bool: ACCEPTED,
  text: ACCEPTED,
  volume: ACCEPTED,
  mount: ACCEPTED,
};

/**
 * Why docker's own option parser refuses a value, in its words; undefined if it accepts it. Measured against docker
 * CLI 28.2, November 2026. `volume`, `mount` and `bool` have readers of their own.
 */
export function problemOfValue(kind: FlagKind, text: string): string | undefined {
  return PROBLEMS[kind](text);
}
