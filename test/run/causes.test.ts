import { describe, expect, it } from "vitest";
import type { FindingName, ReportFinding } from "../../src/contract/index.js";
import type { Root } from "../../src/run/blockade.js";
import type { CheckOutcome } from "../../src/run/outcome.js";
import { readCauses } from "../../src/run/causes.js";

function finding(code: string, more: Partial<ReportFinding> = {}): ReportFinding {
  const remedy = { summary: "Mend it.", commands: [], source: "https://example.com" };
  return { code, severity: "error", message: `${code}.`, evidence: [], remedy, ...more };
}

/** A check that found these; `blockers` are what kept it from running. */
function outcome(
  id: string,
  findings: readonly ReportFinding[],
  blockers: readonly Root[] = [],
): Pick<CheckOutcome, "result" | "blockers"> {
  const status = blockers.length === 0 ? "fail" : "blocked";
  return { result: { id, title: id, group: "runner", status, durationMs: 1, findings, evidence: [] }, blockers };
}

const from = (code: string, target?: string): { readonly followsFrom: FindingName } => ({
  followsFrom: { code, ...(target === undefined ? {} : { target }) },
});

describe("the causes of a run", () => {
  it("tells what follows from another finding with that one, which then comes first", () => {
    const causes = readCauses(
      [
        outcome("engine", [finding("first")]),
        outcome("command", [
          finding("missing", { target: "A", ...from("line-ends") }),
          finding("missing", { target: "B", ...from("line-ends") }),
          finding("line-ends"),
        ]),
        outcome("mounts", [finding("not-mounted", from("line-ends"))]),
        outcome("images", [], [{ check: "mounts", code: "not-mounted" }]),
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

  it("blocks by a finding what that finding blocks, and not what another one of the same check does", () => {
    const causes = readCauses(
      [
        outcome("network", [finding("no-name", { target: "a" }), finding("refused", { target: "b" })]),
        outcome("other", [finding("refused", { target: "c" })]),
        outcome("images", [], [{ check: "network", code: "no-name", target: "a" }]),
        outcome("layers", [], [{ check: "network", code: "refused", target: "b" }]),
        outcome("tags", [], [{ check: "else", code: "refused", target: "b" }]),
      ],
      false,
    );
    expect(causes.map(({ code, blocks }) => [code, blocks])).toEqual([
      ["no-name", ["images"]],
      ["refused", ["layers"]],
    ]);
  });

  it("follows a chain to its root", () => {
    const causes = readCauses(
      [outcome("one", [finding("c", from("b")), finding("b", from("a", "x")), finding("a", { target: "x" })])],
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
    expect(readCauses([outcome("one", findings)], false).map(({ code }) => code)).toEqual(expected);
  });
});
