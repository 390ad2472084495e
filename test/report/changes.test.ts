import { describe, expect, it } from "vitest";
import type { PlanSource, Report, ReportChange } from "../../src/contract/index.js";
import { changeLine } from "../../src/report/changes.js";
import { RENDERERS } from "../support/renderers.js";
import { sampleFinding, sampleReport, sampleResult } from "./support/sample-report.js";
import { reportProblems } from "./support/validate-report.js";

const line = (source: PlanSource, change: ReportChange): string =>
  changeLine(change, { source, description: source === "compose" ? "compose.yaml service runner" : "what was given" });

const add = (...words: readonly string[]): ReportChange => ({ remove: [], add: words });

describe("a change in words", () => {
  it.each<[PlanSource, ReportChange, string]>([
    ["docker-run", add("-v", "/tmp:/tmp"), "In the start command, add before the image -v /tmp:/tmp"],
    [
      "docker-run",
      { remove: ["-v", "/my work:/tmp"], add: ["-v", "/tmp:/tmp"], origin: "docker run word 4" },
      "In the start command, replace -v '/my work:/tmp' with -v /tmp:/tmp",
    ],
    [
      "docker-run",
      { remove: ["-e", "OAUTH_CLIENT_ID=…"], add: ["-e", "OAUTH_CLIENT_ID=…"] },
      "In the start command, correct the value in -e 'OAUTH_CLIENT_ID=…'",
    ],
    ["docker-run", add("r.example/runner:1"), "In the start command, add at the end r.example/runner:1"],
    ["docker-run", { remove: ["--user", "1234"], add: [] }, "In the start command, remove --user 1234"],
    [
      "docker-run",
      { remove: ["-e", "RUNNER_UUID=…"], add: ["-e", "RUNNER_UUID={…}"] },
      "In the start command, replace -e 'RUNNER_UUID=…' with -e 'RUNNER_UUID={…}'",
    ],
    [
      "docker-run",
      { remove: ["RUNNER_UUID=…"], add: ["RUNNER_UUID={…}"], origin: "runner.env:3", envFile: "runner.env" },
      "In runner.env:3, replace RUNNER_UUID=… with RUNNER_UUID={…}",
    ],
    ["docker-run", { ...add("A=b c"), envFile: "runner.env" }, "In runner.env, add A=b c"],
    [
      "command-file",
      { remove: ["--volume=/a:/b"], add: ["-v", "/c:/b"], origin: "runner.sh:3" },
      "In the start command (runner.sh:3), replace --volume=/a:/b with -v /c:/b",
    ],
    ["command-file", add("--userns=host"), "In the start command, add before the image --userns=host"],
    ["default", add("--userns=host"), "In the vendor's start command, add before the image --userns=host"],
    [
      "container",
      add("-v", "/tmp:/tmp"),
      "In the start command of the container, which must be created again, add before the image -v /tmp:/tmp",
    ],
  ])("%s %j", (source, change, expected) => {
    expect(line(source, change)).toBe(expected);
  });

  it.each<[ReportChange, string]>([
    [add("-v", "/tmp:/tmp"), 'In compose.yaml service runner, under volumes, add - "/tmp:/tmp"'],
    [
      { remove: ["-v", "./work:/tmp"], add: ["-v", "/tmp:/tmp"], origin: "compose.yaml:14" },
      'In compose.yaml:14, under volumes, replace - "./work:/tmp" with - "/tmp:/tmp"',
    ],
    [
      {
        remove: ["--mount", "type=bind,source=/a,target=/b"],
        add: ["--mount", "type=bind,source=/a,target=/b,readonly"],
        origin: "compose.yaml:14",
      },
      "In compose.yaml:14, under volumes, replace - { type: bind, source: /a, target: /b } with - { type: bind, source: /a, target: /b, read_only: true }",
    ],
    [{ remove: ["--user", "1234"], add: [], origin: "compose.yaml:9" }, 'In compose.yaml:9, remove user: "1234"'],
    [add("--userns=host"), 'In compose.yaml service runner, add userns_mode: "host"'],
    [
      { remove: ["--log-driver", "fluent"], add: [], origin: "compose.yaml:9" },
      'In compose.yaml:9, remove logging: { driver: "fluent" }',
    ],
    [
      add("--security-opt", "label=disable"),
      'In compose.yaml service runner, under security_opt, add - "label=disable"',
    ],
    [add("-e", "A=b=c"), 'In compose.yaml service runner, under environment, add A: "b=c"'],
    [
      { remove: ["-e", "A=…"], add: ["--env-file", "runner.env"], origin: "compose.yaml:20" },
      'In compose.yaml:20, under environment, remove A: "…"; In compose.yaml service runner, under env_file, add - "runner.env"',
    ],
    [
      { remove: ["old:1"], add: ["new:1"], origin: "compose.yaml:3" },
      "In compose.yaml:3, replace image: old:1 with image: new:1",
    ],
  ])("compose %j", (change, expected) => {
    expect(line("compose", change)).toBe(expected);
  });
});

describe("a change in a report", () => {
  const change: ReportChange = { remove: ["-v", "/work dir:/tmp"], add: ["-v", "/tmp:/tmp"] };
  const remedy = {
    summary: "Mount it.",
    commands: [{ run: "mkdir /tmp", risk: "safe", role: "fix" }],
    changes: [change, add("--userns=host")],
    source: "x",
  } as const;
  const twice = [sampleFinding({ target: "/a", remedy }), sampleFinding({ target: "/b", remedy })];
  const report: Report = sampleReport({
    verdict: "fail",
    results: [sampleResult({ status: "fail", findings: twice })],
  });
  const options = { columns: 80, color: false, ascii: false, verbose: false, quiet: false };

  it("fits the schema, which wants words", () => {
    expect(reportProblems(report)).toEqual([]);
    const changes = [{ remove: [], add: [] }];
    const empty = sampleFinding({ remedy: { ...remedy, changes } });
    expect(
      reportProblems(sampleReport({ results: [sampleResult({ status: "fail", findings: [empty] })] })),
    ).not.toEqual([]);
  });

  it("stands once in a table, after the commands, with what is to be written on a line of its own", () => {
    const lines = RENDERERS.table(report, options).split("\n");
    const start = lines.indexOf("     mkdir /tmp");
    expect(lines.slice(start + 1, start + 5)).toEqual([
      "     In the start command, replace -v '/work dir:/tmp' with:",
      "     -v /tmp:/tmp",
      "     In the start command, add before the image:",
      "     --userns=host",
    ]);
    expect(lines.filter((one) => one.includes("--userns"))).toHaveLength(1);
  });

  it("is an item in Markdown and a line in JUnit", () => {
    expect(RENDERERS.markdown(report, options)).toContain(
      "   - In the start command, replace `-v '/work dir:/tmp'` with `-v /tmp:/tmp`",
    );
    expect(RENDERERS.junit(report, options)).toContain(
      "In the start command, replace -v '/work dir:/tmp' with -v /tmp:/tmp",
    );
  });
});
