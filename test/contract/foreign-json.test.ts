import { describe, expect, it } from "vitest";
import { LIMITS, NestedTooDeeply, parseForeignJson } from "../../src/contract/index.js";
import { decodeManifest } from "../../src/probe/registry/manifest.js";
import { growthOf } from "../support/growth.js";

const nested = (depth: number): string => `${"[".repeat(depth)}1${"]".repeat(depth)}`;

describe("JSON from outside", () => {
  it("is read up to the limit, and no deeper", () => {
    expect(JSON.stringify(parseForeignJson(nested(LIMITS.jsonNesting)))).toBe(nested(LIMITS.jsonNesting));
    expect(() => parseForeignJson(nested(LIMITS.jsonNesting + 1))).toThrow(NestedTooDeeply);
    expect(() => parseForeignJson('{"a":'.repeat(LIMITS.jsonNesting + 1))).toThrow("JSON nested more than 100 deep");
  });

  it("counts no bracket that stands in a text", () => {
    const value = { a: '[[["'.repeat(200), b: ["\\", "[".repeat(300), '\\"['] };
    expect(parseForeignJson(JSON.stringify(value))).toEqual(value);
  });

  it("that is none is a SyntaxError, as for JSON.parse", () => {
    for (const text of ["", "{", '"', '"\\', "]]]]", "nul", '{"a":1}}']) {
      expect(() => parseForeignJson(text)).toThrow(SyntaxError);
    }
  });

  it("is refused in linear time", () => {
    expect(growthOf((size) => "[".repeat(size), 400_000, parseForeignJson)).toBeLessThan(15);
    expect(growthOf((size) => `"${"\\".repeat(size)}`, 400_000, parseForeignJson)).toBeLessThan(15);
    expect(growthOf((size) => "[1],".repeat(size), 100_000, parseForeignJson)).toBeLessThan(15);
  });
});

it("a manifest of 4 MB of brackets is no manifest, at once", () => {
  const started = process.cpuUsage();
  expect(decodeManifest("application/json", "[".repeat(4 * 1024 ** 2)).kind).toBe("unreadable");
  expect(process.cpuUsage(started).user / 1000).toBeLessThan(500);
});
