import type { CheckResult, Report, ReportFinding, Status } from "../contract/index.js";
import { type FindingGroup, verdictSummary } from "./groups.js";
import { causeText, findingsText, type Homes, homesOf, targetName, toldElsewhere } from "./junit-cause.js";
import { seenAt } from "./provenance.js";
import type { Renderer } from "./types.js";

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function xml(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
}

function attributes(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${xml(value)}"`)
    .join("");
}

function element(name: string, values: Readonly<Record<string, string>>, content: readonly string[] = []): string {
  return content.length === 0
    ? `<${name}${attributes(values)}/>`
    : `<${name}${attributes(values)}>${content.join("")}</${name}>`;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

type Outcome = "passed" | "failure" | "error" | "skipped";

interface TestCase {
  readonly outcome: Outcome;
  readonly text: string;
}

interface CaseInput {
  readonly name: string;
  readonly group: string;
  readonly status: Status;
  readonly timeMs: number;
  readonly reason?: string | undefined;
  readonly blockedBy?: readonly string[] | undefined;
  /** What is told here. */
  readonly findings: readonly ReportFinding[];
  /** What it fails by, wherever that is told. */
  readonly failsBy: readonly ReportFinding[];
}

function isDecisive({ severity }: ReportFinding, { strict }: Report): boolean {
  return severity === "error" || strict;
}

function failureOf(group: FindingGroup, report: Report): string {
  const { code, findings } = group;
  return element("failure", { type: code, message: findings[0].message }, [xml(causeText(group, report))]);
}

function testCase(report: Report, homes: Homes, input: CaseInput): TestCase {
  const besides = input.findings.filter((finding) => !isDecisive(finding, report) || finding.followsFrom !== undefined);
  const head = { classname: `runner-preflight.${input.group}`, name: input.name, time: seconds(input.timeMs) };
  const body: string[] = [];
  let outcome: Outcome = "passed";
  const cause = homes.get(input.name);
  if (cause !== undefined) {
    outcome = "failure";
    body.push(failureOf(cause, report));
  } else if (input.status === "fail" || (report.strict && input.status === "warn")) {
    outcome = "skipped";
    body.push(element("skipped", { message: toldElsewhere(input.failsBy, homes) }));
  } else if (input.status === "inconclusive" || input.status === "blocked") {
    const message =
      input.status === "blocked" ? `blocked by ${(input.blockedBy ?? []).join(", ")}` : (input.reason ?? "no answer");
    // With a FAIL the failures speak; an undetermined run has nothing else that could turn a gate red.
    const isError = report.verdict === "undetermined" || (input.status === "inconclusive" && report.verdict === "fail");
    outcome = isError ? "error" : "skipped";
    body.push(isError ? element("error", { type: input.status, message }) : element("skipped", { message }));
  } else if (input.status === "skip") {
    outcome = "skipped";
    body.push(element("skipped", { message: input.reason ?? "skipped" }));
  }
  if (besides.length > 0) {
    const text = besides
      .map((finding) => `${finding.severity} ${finding.code}: ${findingsText([finding], report)}`)
      .join("\n\n");
    body.push(element("system-out", {}, [xml(text)]));
  }
  return { outcome, text: element("testcase", head, body) };
}

function casesOf(report: Report, homes: Homes, result: CheckResult): readonly TestCase[] {
  const targets = result.targets ?? [];
  const names = new Set(targets.map((target) => target.target));
  const { id, group } = result;
  const isOwn = ({ target }: ReportFinding): boolean => target === undefined || !names.has(target);
  const known = new Set([id, ...targets.map(({ target }) => targetName(result, target))]);
  return [
    testCase(report, homes, {
      name: id,
      group,
      status: result.status,
      timeMs: result.durationMs,
      reason: result.reason,
      blockedBy: result.blockedBy,
      findings: result.findings.filter(isOwn),
      failsBy: result.findings.filter((finding) => isDecisive(finding, report)),
    }),
    ...targets.map((target) =>
      testCase(report, homes, {
        name: targetName(result, target.target),
        group,
        status: target.status,
        timeMs: Object.values(target.timings ?? {}).reduce((sum, ms) => sum + ms, 0),
        reason: target.reason,
        blockedBy: target.blockedBy,
        findings: result.findings.filter((finding) => finding.target === target.target),
        failsBy: result.findings.filter((finding) => finding.target === target.target && isDecisive(finding, report)),
      }),
    ),
    ...[...homes]
      .filter(([name, { checks }]) => checks[0] === id && !known.has(name))
      .map(([name]) => testCase(report, homes, { name, group, status: "fail", timeMs: 0, findings: [], failsBy: [] })),
  ];
}

/**
 * For CI servers: one test suite, a test case per check and one per target. A cause is one failure, whatever fails by it;
 * warnings are output, not failures.
 */
export const renderJunit: Renderer = (report) => {
  const homes = homesOf(report);
  const cases = report.results.flatMap((result) => casesOf(report, homes, result));
  const bugs = report.bugs.map((bug): TestCase => {
    const error = element("error", { type: "bug", message: bug.message });
    const head = { classname: "runner-preflight.bug", name: `bug: ${bug.where}`, time: "0.000" };
    return { outcome: "error", text: element("testcase", head, [error]) };
  });
  if (report.interrupted) {
    const error = element("error", { type: "interrupted", message: "the run was interrupted" });
    const head = { classname: "runner-preflight.run", name: "interrupted", time: seconds(report.durationMs) };
    bugs.push({ outcome: "error", text: element("testcase", head, [error]) });
  }
  const all = [...cases, ...bugs];
  const number = (outcome: Outcome): string => String(all.filter((one) => one.outcome === outcome).length);
  const { host, recordedAt, versions } = report;
  const suite = {
    name: "runner-preflight",
    tests: String(all.length),
    failures: number("failure"),
    errors: number("error"),
    skipped: number("skipped"),
    time: seconds(report.durationMs),
  };
  const property = (name: string, value: string): string => `      ${element("property", { name, value })}`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ ...suite })}>`,
    `  <testsuite${attributes({ ...suite, timestamp: seenAt(report), ...(host === undefined ? {} : { hostname: host }) })}>`,
    "    <properties>",
    property("verdict", report.verdict),
    property("summary", verdictSummary(report)),
    property("version", report.tool.version),
    ...(host === undefined ? [] : [property("host", host)]),
    ...(recordedAt === undefined ? [] : [property("recorded at", recordedAt)]),
    ...(versions.engine === undefined ? [] : [property("engine version", versions.engine)]),
    ...(versions.client === undefined ? [] : [property("docker client version", versions.client)]),
    property("plan", report.plan.description),
    property("not proven", report.unproven.join("; ")),
    "    </properties>",
    ...all.map((one) => `    ${one.text}`),
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
};
