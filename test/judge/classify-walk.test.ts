import { describe, expect, it } from "vitest";
import type { EndpointFact, RegistryWalk, WalkStop } from "../../src/contract/index.js";
import { judgeWalk } from "../../src/judge/images/classify-walk.js";
import { NETWORK_RULES } from "../../src/judge/network/rules.js";
import { reached } from "../checks/support.js";
import { answered } from "../support/network-facts.js";

const WALK: RegistryWalk = {
  reference: "r.example/app:1",
  registry: "r.example:443",
  repository: "app",
  step: "manifest",
  demand: "bearer",
  hasCredential: true,
  steps: [],
  durationMs: 3,
};
const REFUSED: WalkStop = { kind: "answer", asked: "manifest", host: "r.example:443", http: answered(401) };
const CHALLENGED = answered(401, { headers: { "www-authenticate": 'Bearer realm="https://auth.example/token"' } });

const codeOf = (walk: Partial<RegistryWalk>) => judgeWalk({ ...WALK, ...walk }).failure?.code ?? "ok";
const portal: EndpointFact = { ...reached("r.example"), http: answered(200, { body: "page", title: "Log in" }) };

describe("a recorded walk", () => {
  it("is judged by the rules of today, not by those of the day it was made", () => {
    const stop: WalkStop = {
      kind: "connection",
      asked: "layer",
      host: "cdn.example:443",
      isElsewhere: true,
      hop: "tls",
      stop: { kind: "errors", errors: [{ code: "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION", message: "old" }] },
    };
    const walk = { ...WALK, step: "layers", stop } as const;
    expect(judgeWalk(walk).failure).toMatchObject({ code: "layer-host-unreachable", networkCode: "tls-failed" });
    const codes = { ...NETWORK_RULES.tls.codes, ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: "plain-http" } as const;
    const newer = { ...NETWORK_RULES, tls: { ...NETWORK_RULES.tls, codes } };
    expect(judgeWalk(walk, newer).failure).toMatchObject({ networkCode: "plain-http", host: "cdn.example:443" });
  });

  it("is told by what /v2/ says only until something of the image was found", () => {
    expect(codeOf({ contact: portal, stop: REFUSED })).toBe("not-a-registry");
    expect(codeOf({ contact: portal, stop: REFUSED, step: "layers" })).toBe("credentials-rejected");
    expect(codeOf({ contact: portal })).toBe("ok");
    expect(codeOf({ contact: reached("r.example"), stop: REFUSED })).toBe("credentials-rejected");
  });

  it.each<[string, Partial<RegistryWalk>, string]>([
    ["without a password", { hasCredential: false, stop: REFUSED }, "credentials-missing"],
    ["that is asked for none", { demand: "none", stop: REFUSED }, "credentials-missing"],
    [
      "by another registry, which that of the image leads to",
      { demand: "none", stop: { ...REFUSED, isElsewhere: true } },
      "access-denied",
    ],
    ["with a token", { stop: { ...REFUSED, http: CHALLENGED } }, "access-denied"],
    ["whose layer host knows no users", { stop: { ...REFUSED, asked: "layer", isElsewhere: true } }, "access-denied"],
  ])("that is refused %s", (_name, walk, code) => {
    expect(codeOf(walk)).toBe(code);
  });

  it("tells a repository that is not there by the list of tags", () => {
    const stop: WalkStop = { kind: "answer", asked: "manifest", host: "r.example:443", http: answered(404) };
    expect(codeOf({ stop })).toBe("image-not-found");
    const tags = answered(404, { errors: [{ code: "NAME_UNKNOWN", message: "" }] });
    expect(codeOf({ stop: { ...stop, tags } })).toBe("repository-not-found");
    expect(codeOf({ stop: { ...stop, digest: "sha256:1" } })).toBe("layer-missing");
  });

  it("tells of a token service that fails as of itself, in whatever step", () => {
    const errors = [{ code: "ECONNREFUSED", message: "connect ECONNREFUSED" }];
    const stop: WalkStop = {
      kind: "connection",
      asked: "token",
      host: "auth.example:443",
      hop: "tcp",
      stop: { kind: "errors", errors },
    };
    expect(judgeWalk({ ...WALK, step: "layers", stop }).failure).toEqual({
      code: "connection-refused",
      hop: "tcp",
      host: "auth.example:443",
      detail: "connect ECONNREFUSED",
    });
  });

  it("says in words what was not proven", () => {
    const { ok, notProven } = judgeWalk({ ...WALK, unproven: { kind: "pulls-spared", limit: 100, remaining: 3 } });
    expect(ok).toBe(false);
    expect(notProven).toContain("3 of 100");
  });
});
