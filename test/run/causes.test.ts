import { describe, expect, it } from "vitest";
import type { CheckResult, FindingName, ReportFinding } from "../../src/contract/index.js";
import { readCauses } from "../../src/run/causes.js";

function finding(code: string, more: Partial<ReportFinding> = {}): ReportFinding {
  const remedy = { summary: "Mend it.", commands: [], source: "https://example.com" };
  return { code, severity: "error", message: `${code}.`, evidence: [], remedy, ...more };
}

function result(id: string, findings: readonly ReportFinding[], more: Partial<CheckResult> = {}): CheckResult {
  return { id, title: id, group: "runner", status: "fail", durationMs: 1, findings, evidence: [], ...more };
}

const from = (code: string, target?: string): { readonly followsFrom: FindingName } => ({
  followsFrom: { code, ...(target === undefined ? {} : { target }) },
});

describe("the causes of a run", () => {
  it("tells what follows from another finding with that one, which then comes first", () => {
    const causes = readCauses(
      [
        result("engine", [finding("first")]),
        result("command", [
          finding("missing", { target: "A", ...from("line-ends") }),
          finding("missing", { target: "B", ...from("line-ends") }),
          finding("line-ends"),
        ]),
        result("mounts", [finding("not-mounted", from("line-ends"))]),
        result("images", [], { status: "blocked", blockedBy: ["mounts"] }),
      ],
      false,
    );
    expect(causes.map(({ code, checks, blocks, entails }) => ({ code, checks, blocks, entails }))).toEqual([
      {
        code: "line-ends",
        checks: ["command", "mounts"],
        blocks: ["images"],
        entails: [{ code: "missing", target: "A" }, { code: "missing", target: "B" }, { code: "not-mounted" }],
      },
      { code: "first", checks: ["engine"], blocks: [], entails: undefined },
    ]);
  });

  it("follows a chain to its root", () => {
    const causes = readCauses(
      [result("one", [finding("c", from("b")), finding("b", from("a", "x")), finding("a", { target: "x" })])],
      false,
    );
    expect(causes).toMatchObject([{ code: "a", targets: ["x"], entails: [{ code: "c" }, { code: "b" }] }]);
  });

  it.each([
    ["is not there", [finding("b", from("a"))], ["b"]],
    ["has another target", [finding("b", from("a", "x")), finding("a", { target: "y" })], ["b", "a"]],
    ["is a warning, which does not count", [finding("b", from("a")), finding("a", { severity: "warning" })], ["b"]],
    ["is itself", [finding("b", from("b"))], ["b"]],
    ["goes in a circle", [finding("b", from("a")), finding("a", from("b"))], ["b", "a"]],
  ])("keeps a finding whose root %s", (_, findings, expected) => {
    expect(readCauses([result("one", findings)], false).map(({ code }) => code)).toEqual(expected);
  });
});
