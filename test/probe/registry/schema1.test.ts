import { describe, expect, it } from "vitest";
import { signedContent } from "../../../src/probe/registry/schema1.js";

describe("signedContent", () => {
  const content = '{\n   "name": "tëam/app"\n}';
  const head = content.slice(0, -2);
  const header = { formatLength: Buffer.byteLength(head), formatTail: Buffer.from("\n}").toString("base64url") };
  const signed = (value: unknown): Buffer => {
    const signature = { protected: Buffer.from(JSON.stringify(value)).toString("base64url") };
    return Buffer.from(`${head},\n   "signatures": ${JSON.stringify([signature])}\n}`);
  };

  it("is the manifest without its signatures", () => {
    expect(signedContent(signed(header)).toString()).toBe(content);
  });

  it.each([
    ["unsigned", Buffer.from(content)],
    ["no JSON", Buffer.from("nonsense")],
    ["an unreadable header", signed("nonsense")],
    ["no signature", Buffer.from('{"signatures":[]}')],
  ])("is the text itself where it is %s", (_name, body) => {
    expect(signedContent(body)).toEqual(body);
  });
});
