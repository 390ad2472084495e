import { describe, expect, it } from "vitest";
import { failingReport, sampleReport } from "./support/sample-report.js";
import { reportProblems } from "./support/validate-report.js";

describe("a reader of schemaVersion 1", () => {
  it("reads a report of today", () => {
    expect(reportProblems(sampleReport())).toEqual([]);
  });

  it("is not disturbed by members that came later", () => {
    const report = { ...sampleReport() };
    const problems = reportProblems({ ...report, later: true });
    expect(problems.filter((problem) => !problem.includes("additional properties"))).toEqual([]);
  });

  it.each(["verdict", "causes", "results", "unproven", "summary", "plan"])("misses %s", (member) => {
    const { [member]: _, ...rest } = { ...sampleReport() } as Record<string, unknown>;
    expect(reportProblems(rest).length).toBeGreaterThanOrEqual(2);
  });

  it("finds an origin to be a text", () => {
    const text = JSON.stringify(failingReport());
    const broken: unknown = JSON.parse(text.replace(/"origin":"[^"]*","vantage"/u, '"origin":{"word":7},"vantage"'));
    expect(reportProblems(JSON.parse(text))).toEqual([]);
    expect(reportProblems(broken).length).toBeGreaterThanOrEqual(2);
  });
});
