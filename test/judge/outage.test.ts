import { describe, expect, it } from "vitest";
import type { NetworkFailureCode, NetworkLook, Severity } from "../../src/contract/index.js";
import { findOutages, type JudgedLook } from "../../src/judge/network/outage.js";

const PROXY = "http://proxy.example:3128";

type Failure = readonly [code: NetworkFailureCode, hop: string, severity?: Severity] | undefined;

function look(
  asker: NetworkLook["asker"],
  host: string,
  failed?: Failure,
  more: Partial<NetworkLook> = {},
): JudgedLook {
  const seen = { check: asker, target: `${host}:443`, look: { asker, host, port: 443, ...more } };
  if (failed === undefined) return seen;
  const [code, hop, severity = "error"] = failed;
  return { ...seen, failure: { code, hop, severity } };
}

const service = (name: string, failed?: Failure, more?: Partial<NetworkLook>) => look("runner", name, failed, more);
const registry = (name: string, failed?: Failure, more?: Partial<NetworkLook>) => look("engine", name, failed, more);

/** The root of each outage, and the hosts that fail by it. */
function found(looks: readonly JudgedLook[]): readonly unknown[] {
  return findOutages(looks).map(({ root, looks: failed }) => [
    root.target,
    root.failure.code,
    failed.map((one) => one.look.host).join(" "),
  ]);
}

const SILENT: Failure = ["dns-timeout", "dns"];
const REFUSED: Failure = ["connection-refused", "tcp"];
const TIMEOUT: Failure = ["connection-timeout", "tcp"];
const BY_PROXY = { proxy: PROXY };

describe("an outage", () => {
  it.each<[string, readonly JudgedLook[], readonly unknown[]]>([
    [
      "of the name servers: no name is resolved, whoever needs it",
      [service("a", SILENT), service("b", ["dns-timeout", "dns", "warning"]), registry("c", SILENT)],
      [["a:443", "dns-timeout", "a b c"]],
    ],
    [
      "of the name servers, for whoever has no proxy",
      [service("a", SILENT), service("b", SILENT), registry("c", undefined, BY_PROXY)],
      [["a:443", "dns-timeout", "a b"]],
    ],
    [
      "of a proxy, which everything needs that goes through it",
      [service("a", ["proxy-denied", "proxy"], BY_PROXY), registry("b", ["proxy-denied", "proxy"], BY_PROXY)],
      [["a:443", "proxy-denied", "a b"]],
    ],
    [
      "of a proxy, whatever goes past it",
      [
        service("a", ["proxy-unreachable", "proxy"], BY_PROXY),
        service("b", ["proxy-unreachable", "proxy"], BY_PROXY),
        registry("c"),
      ],
      [["a:443", "proxy-unreachable", "a b"]],
    ],
    [
      "of a proxy that cannot be reached, whoever needs it",
      [service("a"), registry("b", ["proxy-unreachable", "proxy"], BY_PROXY)],
      [["b:443", "proxy-unreachable", "b"]],
    ],
    [
      "of the network: no connection comes about, in one way or another",
      [service("a", REFUSED), registry("b", TIMEOUT), service("c", TIMEOUT)],
      [["b:443", "connection-timeout", "a b c"]],
    ],
    [
      "of the network for the runner alone",
      [service("a", REFUSED), service("b", REFUSED), registry("c"), registry("d")],
      [["a:443", "connection-refused", "a b"]],
    ],
    [
      "of the network, where a name is wrong besides",
      [service("a", REFUSED), service("b", REFUSED), service("c", ["dns-not-found", "dns"])],
      [["a:443", "connection-refused", "a b"]],
    ],
    [
      "of all services",
      [service("a", ["server-error", "http"]), service("b", ["server-error", "http"]), registry("c")],
      [["a:443", "server-error", "a b"]],
    ],
    [
      "whose root is an error, if any is",
      [service("a", ["connection-refused", "tcp", "warning"]), service("b", REFUSED)],
      [["b:443", "connection-refused", "a b"]],
    ],
    [
      "of the name servers and of a proxy at once",
      [
        service("a", SILENT),
        service("b", SILENT),
        registry("c", ["proxy-failed", "proxy"], BY_PROXY),
        registry("d", ["proxy-failed", "proxy"], BY_PROXY),
      ],
      [
        ["a:443", "dns-timeout", "a b"],
        ["c:443", "proxy-failed", "c d"],
      ],
    ],
  ])("%s", (_, looks, expected) => {
    expect(found(looks)).toEqual(expected);
  });
});

describe("no outage", () => {
  it.each<[string, readonly JudgedLook[]]>([
    ["one host of several", [service("a", REFUSED), service("b"), service("c")]],
    ["some hosts of several", [service("a", REFUSED), service("b", REFUSED), service("c")]],
    ["one name of several", [service("a", SILENT), service("b"), registry("c")]],
    ["all names but one", [service("a", SILENT), service("b", SILENT), registry("c")]],
    ["all names but one, whose host is dead", [service("a", SILENT), service("b", SILENT), registry("c", REFUSED)]],
    ["the only host", [service("a", REFUSED)]],
    ["one host that two need", [service("a", REFUSED), registry("a", REFUSED)]],
    ["different failures", [service("a", ["tls-expired", "tls"]), service("b", REFUSED)]],
    [
      "what a proxy lets through to others",
      [service("a", ["proxy-denied", "proxy"], BY_PROXY), service("b", undefined, BY_PROXY)],
    ],
    [
      "two proxies, with one user each",
      [
        service("a", ["proxy-denied", "proxy"], BY_PROXY),
        registry("b", ["proxy-denied", "proxy"], { proxy: "http://other.example:3128" }),
      ],
    ],
    ["addresses, which nobody resolves", [service("192.0.2.1"), service("a", SILENT)]],
    ["everything well", [service("a"), registry("b")]],
    ["nothing looked at", []],
  ])("is %s", (_, looks) => {
    expect(found(looks)).toEqual([]);
  });
});
