import { describe, expect, it } from "vitest";
import { fromVersion2 } from "../../src/shape/version-2.js";

function planFrom2(plan: unknown): unknown {
  return fromVersion2({ schemaVersion: 2, plan })["plan"];
}

describe("a recording of schema version 2", () => {
  it.each<[text: string, type: string, words: readonly string[]]>([
    ["-v /a b:/c d", "bind", ["-v", "/a b:/c d"]],
    ["--volume=/a b:/c", "bind", ["--volume=/a b:/c"]],
    ["--mount type=bind,source=/a b,target=/c", "bind", ["--mount", "type=bind,source=/a b,target=/c"]],
    ["/a:/b", "bind", ["-v", "/a:/b"]],
    ["type=bind,source=/a,target=/b", "bind", ["--mount", "type=bind,source=/a,target=/b"]],
    ["/run:size=1m", "tmpfs", ["--tmpfs", "/run:size=1m"]],
  ])("gives the mount %s its words", (text, type, words) => {
    expect(planFrom2({ mounts: [{ text, type }] })).toEqual({ mounts: [{ text, type, words }] });
  });

  it("keeps the sentence of an issue, and gives that of a mount its words", () => {
    const option = { kind: "option-invalid", text: "--cpus many", message: "failed", suggestion: "--cpu" };
    const mount = { kind: "mount-invalid", text: "a:/b", message: "relative", suggestion: "/w/a:/b" };
    expect(planFrom2({ issues: [option, mount] })).toEqual({
      issues: [
        {
          kind: "option-invalid",
          text: "--cpus many",
          problem: { of: "said", words: "failed" },
          suggestion: "--cpu",
        },
        {
          kind: "mount-invalid",
          text: "a:/b",
          words: ["-v", "a:/b"],
          problem: { of: "said", words: "relative" },
          suggestion: { text: "/w/a:/b", words: ["-v", "/w/a:/b"] },
        },
      ],
    });
  });

  it.each([undefined, null, [], "x", { mounts: null, issues: 5 }, { mounts: [null, { text: 1 }], issues: ["x", {}] }])(
    "leaves what is not of its shape to the check of the shape: %j",
    (plan) => {
      expect(planFrom2(plan)).toEqual(plan);
    },
  );
});
