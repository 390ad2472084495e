import { describe, expect, it } from "vitest";
import { demandOf, parseChallenges } from "../../src/docker/challenge.js";

describe("parseChallenges", () => {
  it.each([
    ['Basic realm="a, b"', [{ scheme: "basic", parameters: { realm: "a, b" } }]],
    [
      'Bearer realm="https://a.example/token",service="r",scope="repository:x:pull,push"',
      [
        {
          scheme: "bearer",
          parameters: { realm: "https://a.example/token", service: "r", scope: "repository:x:pull,push" },
        },
      ],
    ],
    [
      'BEARER Realm="https://a/t" , Service=r, Basic realm="x"',
      [
        { scheme: "bearer", parameters: { realm: "https://a/t", service: "r" } },
        { scheme: "basic", parameters: { realm: "x" } },
      ],
    ],
    [
      "Negotiate, Basic realm=x",
      [
        { scheme: "negotiate", parameters: {} },
        { scheme: "basic", parameters: { realm: "x" } },
      ],
    ],
    [String.raw`Basic realm="a\"b"`, [{ scheme: "basic", parameters: { realm: 'a"b' } }]],
    ["Basic", [{ scheme: "basic", parameters: {} }]],
    ["", []],
  ])("reads %j", (header, challenges) => {
    expect(parseChallenges(header)).toEqual(challenges);
  });

  it("stays quick on a long header", () => {
    // in quadratic time this takes longer than a test may
    expect(parseChallenges(`Bearer ${'realm="'.repeat(200_000)}`).length).toBeLessThanOrEqual(1);
  });
});

describe("demandOf", () => {
  it.each([
    [undefined, "none"],
    ["", "none"],
    ['Basic realm="x"', "basic"],
    ['Bearer realm="https://a/t"', "bearer"],
    ['Basic realm="x", Bearer realm="https://a/t"', "bearer"],
    ['Bearer realm="/token"', "unusable"],
    ["Bearer", "unusable"],
    ["Negotiate", "unusable"],
    ['Bearer realm="/token", Basic realm="x"', "basic"],
  ])("%j demands %s", (header, kind) => {
    expect(demandOf(header).kind).toBe(kind);
  });
});
