import { describe, expect, it } from "vitest";
import { type EndpointFact, type FactRecord, type HopFact, NETWORK_FAILURES } from "../../src/contract/index.js";
import { judgeEndpoint, judgePing } from "../../src/judge/network/classify.js";
import { NETWORK_RULES, type NetworkRules } from "../../src/judge/network/rules.js";
import { recordedHost } from "../../src/probe/recorded.js";
import { reached } from "../checks/support.js";
import { answered, failingWith, stopFor } from "../support/network-facts.js";

const QUESTION = { host: "r.example", port: 443, proxy: "none", roots: "engine" } as const;

/** A recording of one look at an endpoint. */
function recorded(seen: Partial<EndpointFact>): readonly FactRecord[] {
  const answer = reached("r.example", seen);
  return [{ probe: "network.endpoint", question: QUESTION, answer, startedMs: 0, durationMs: 9 }];
}

async function judged(facts: readonly FactRecord[], rules?: NetworkRules): Promise<string> {
  const { failure } = judgeEndpoint(await recordedHost(facts).network.endpoint(QUESTION), "service", rules);
  return failure === undefined ? "ok" : `${failure.code} ${failure.hop}`;
}

describe("a recording", () => {
  it("is judged by the rules of today, not by those of the day it was made", async () => {
    const facts = recorded({
      hops: [{ hop: "tls", durationMs: 5, stop: { kind: "certificate", error: "CERT_REVOKED" } }],
    });
    expect(await judged(facts)).toBe("tls-untrusted tls");
    const { codes } = NETWORK_RULES.tls;
    const newer = {
      ...NETWORK_RULES,
      tls: { ...NETWORK_RULES.tls, codes: { ...codes, CERT_REVOKED: "tls-expired" } },
    } as const;
    expect(await judged(facts, newer)).toBe("tls-expired tls");
  });

  it("of several addresses is told by the error that says most", async () => {
    const errors = ["ENETUNREACH", "ECONNREFUSED"].map((code) => ({ code, message: `connect ${code}` }));
    const facts = recorded({ hops: [{ hop: "tcp", durationMs: 5, stop: { kind: "errors", errors } }] });
    expect(await judged(facts)).toBe("connection-refused tcp");
    const newer = { ...NETWORK_RULES, tcp: { ...NETWORK_RULES.tcp, telling: ["network-unreachable"] } } as const;
    expect(await judged(facts, newer)).toBe("network-unreachable tcp");
  });

  it("with an error of a name that objects have of themselves is none of the known ones", async () => {
    const errors = [{ code: "constructor", message: "" }];
    expect(await judged(recorded({ hops: [{ hop: "tls", durationMs: 5, stop: { kind: "errors", errors } }] }))).toBe(
      "tls-failed tls",
    );
  });
});

describe("a look at an endpoint", () => {
  it.each(NETWORK_FAILURES)("comes down to %s", (code) => {
    const { http: _http, ...place } = reached("r.example");
    for (const expected of ["service", "registry", "token-service"] as const) {
      expect(judgeEndpoint({ ...place, ...failingWith(code) }, expected).failure?.code).toBe(code);
    }
  });

  it("ends with who answers, unless the answer itself is the failure", () => {
    const hops: readonly HopFact[] = [{ hop: "http", durationMs: 7 }];
    const last = (status: number) => judgeEndpoint(reached("r.example", { hops, http: answered(status) })).hops.at(-1);
    expect(last(404)).toEqual({ hop: "identity", ok: true, durationMs: 0 });
    expect(last(511)).toEqual({ hop: "identity", ok: false, durationMs: 0, detail: "HTTP 511" });
    expect(last(503)).toEqual({ hop: "http", ok: false, durationMs: 7, detail: "HTTP 503" });
  });

  it("tells in the proxy's place what stopped the way to it", () => {
    const { hop, stop } = stopFor("proxy-unreachable");
    expect(judgeEndpoint(reached("r.example", { hops: [{ hop, stop, durationMs: 1 }] })).failure).toEqual({
      code: "proxy-unreachable",
      hop: "proxy",
      detail: "http://proxy.example:3128: connection-refused: ECONNREFUSED as seen here",
    });
  });

  it("at a registry that sends elsewhere is told by whoever is a registry there, else by the sender", () => {
    const http = answered(302, { headers: { location: "https://other.example/v2/" } });
    const at = (status: number) =>
      judgePing({ registry: reached("r.example", { http, redirected: answered(status, { body: "empty" }) }) }).registry;
    expect(at(200)).toMatchObject({ ok: true, http: { status: 200 } });
    expect(at(404)).toMatchObject({ failure: { code: "not-a-registry" }, http: { status: 302 } });
  });
});
