import { describe, expect, it } from "vitest";
import { NETWORK_FAILURES, type NetworkFailureCode } from "../../src/contract/index.js";
import { blockedEndpoint, type FailedRequest, wayOf } from "../../src/judge/network/blocked-endpoint.js";
import { buildPlan, reached } from "../checks/support.js";
import { judgeEndpoint } from "../../src/judge/network/classify.js";
import { stopFor } from "../support/network-facts.js";

const SCENE: FailedRequest = {
  plan: buildPlan(),
  code: "connection-timeout",
  hop: "tcp",
  host: "r.example",
  port: 5000,
  path: "/v2/",
  vantage: "process",
  reference: "r.example:5000/a:1",
  neededFor: ["r.example:5000/a:1"],
  way: { addresses: ["192.0.2.1"], durationMs: 10_000, observedAt: "2026-11-20T10:00:00.000Z" },
};

const PROXY = "http://proxy.example:3128";
const CURL = "curl -sS -v --max-time 10 -o /dev/null";

describe("a blocked endpoint", () => {
  it("names place, addresses, failure, time and need", () => {
    expect(blockedEndpoint(SCENE)).toEqual({
      protocol: "https",
      host: "r.example",
      port: 5000,
      addresses: ["192.0.2.1"],
      vantage: "process",
      hop: "tcp",
      code: "connection-timeout",
      observedAt: "2026-11-20T10:00:00.000Z",
      durationMs: 10_000,
      neededFor: ["r.example:5000/a:1"],
      reproduce: `${CURL} --noproxy '*' https://r.example:5000/v2/`,
    });
  });

  it("is the proxy where that cannot be reached", () => {
    const way = { addresses: [], proxyAddresses: ["192.0.2.9"] };
    const scene: FailedRequest = { ...SCENE, code: "proxy-unreachable", hop: "proxy", proxy: PROXY, way };
    expect(blockedEndpoint(scene)).toMatchObject({
      protocol: "http",
      host: "proxy.example",
      port: 3128,
      addresses: ["192.0.2.9"],
      reproduce: `${CURL} --proxy ${PROXY} https://r.example:5000/v2/`,
    });
  });

  it("is the host behind a proxy that refuses it", () => {
    const scene: FailedRequest = { ...SCENE, code: "proxy-denied", hop: "proxy", proxy: PROXY };
    expect(blockedEndpoint(scene)).toMatchObject({ host: "r.example", port: 5000, proxy: PROXY });
  });

  it.each<[NetworkFailureCode, Partial<FailedRequest>, string]>([
    ["dns-not-found", {}, "getent ahosts r.example"],
    ["dns-timeout", {}, "getent ahosts r.example"],
    ["tls-untrusted", {}, "openssl s_client -connect r.example:5000 -servername r.example -showcerts </dev/null"],
    ["tls-untrusted", { proxy: PROXY }, `${CURL} --proxy ${PROXY} https://r.example:5000/v2/`],
    ["plain-http", {}, "curl -sS -v --max-time 10 http://r.example:5000/v2/"],
    ["not-a-registry", {}, "curl -sS -v --max-time 10 --noproxy '*' https://r.example:5000/v2/"],
    ["proxy-denied", { proxy: "http://***@proxy.example:3128" }, `${CURL} https://r.example:5000/v2/`],
    ["connection-refused", { isEngineOnly: true, vantage: "engine" }, "docker pull r.example:5000/a:1"],
    [
      "connection-refused",
      { isEngineOnly: true, vantage: "engine", plan: buildPlan({ sudo: true }) },
      "sudo docker pull r.example:5000/a:1",
    ],
  ])("%s is shown again by one command", (code, extra, reproduce) => {
    expect(blockedEndpoint({ ...SCENE, code, ...extra })?.reproduce).toBe(reproduce);
  });

  it.each(NETWORK_FAILURES.filter((code) => code !== "tls-not-yet-valid"))("is there for %s", (code) => {
    expect(blockedEndpoint({ ...SCENE, code })).toMatchObject({ code });
  });

  it("is none where this host's clock is wrong", () => {
    expect(blockedEndpoint({ ...SCENE, code: "tls-not-yet-valid" })).toBeUndefined();
  });

  it("tells how long the failing hop took", () => {
    const hops = [
      { hop: "dns", durationMs: 3 },
      { ...stopFor("connection-refused"), durationMs: 70 },
    ] as const;
    expect(wayOf(judgeEndpoint(reached("r.example", { hops, durationMs: 75 }))).durationMs).toBe(70);
  });
});
