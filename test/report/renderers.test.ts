import { describe, expect, it } from "vitest";
import type { Report } from "../../src/contract/index.js";
import { FORMATS, type RenderOptions } from "../../src/report/index.js";
import { RENDERERS } from "../support/renderers.js";
import { parseXml, type XmlElement } from "./support/parse-xml.js";
import {
  failingReport,
  sampleEntry,
  sampleFinding,
  sampleReport,
  sampleResult,
  undeterminedReport,
} from "./support/sample-report.js";
import { reportProblems } from "./support/validate-report.js";

const OPTIONS: RenderOptions = { columns: 80, color: false, ascii: false, verbose: false, quiet: false };
const ESCAPE = "\u001B";

function table(report: Report, options: Partial<RenderOptions> = {}): string {
  return RENDERERS.table(report, { ...OPTIONS, ...options });
}

function junit(report: Report): XmlElement {
  return parseXml(RENDERERS.junit(report, OPTIONS));
}

function suiteOf(document: XmlElement): XmlElement {
  const suite = document.children.find((child) => child.name === "testsuite");
  if (!suite) throw new Error("no testsuite");
  return suite;
}

function caseOf(document: XmlElement, name: string): XmlElement {
  const found = suiteOf(document).children.find((child) => child.attributes["name"] === name);
  if (!found) throw new Error(`no test case ${name}`);
  return found;
}

const SAMPLES: readonly [string, Report][] = [
  ["pass", sampleReport()],
  ["fail", failingReport()],
  ["undetermined", undeterminedReport()],
  ["bug", sampleReport({ verdict: "undetermined", bugs: [{ where: "acme/x", message: "boom" }] })],
  ["interrupted", undeterminedReport({ interrupted: true })],
  ["recorded", sampleReport({ mode: "recorded", recordedAt: "2026-11-19T20:12:00.000Z" })],
  ["strict", failingReport({ strict: true })],
];

describe("every sample", () => {
  it.each(SAMPLES)("%s fits the schema", (_, report) => {
    expect(reportProblems(report)).toEqual([]);
  });

  it.each(SAMPLES.flatMap(([name, report]) => FORMATS.map((format) => [name, format, report] as const)))(
    "%s as %s ends with one newline and is the same twice",
    (_, format, report) => {
      const text = RENDERERS[format](report, OPTIONS);
      expect(text).toMatch(/[^\n]\n$/);
      expect(RENDERERS[format](report, OPTIONS)).toBe(text);
    },
  );

  it.each(SAMPLES)("%s has the verdict in its first line for people", (_, report) => {
    expect(table(report).split("\n")[0]).toMatch(
      new RegExp(`^${report.verdict.toUpperCase()}(?: with \\d+ warnings?)?: `),
    );
    expect(RENDERERS.markdown(report, OPTIONS).split("\n")[0]).toContain(`**${report.verdict.toUpperCase()}**`);
  });
});

describe("schema", () => {
  it.each<[string, unknown]>([
    ["an unknown member", { ...sampleReport(), extra: 1 }],
    ["another version", { ...sampleReport(), schemaVersion: 2 }],
    ["a pass with a finding", sampleReport({ results: [sampleResult({ findings: [sampleFinding()] })] })],
    ["a failure without a finding", sampleReport({ results: [sampleResult({ status: "fail" })] })],
    ["blocked by nobody", sampleReport({ results: [sampleResult({ status: "blocked" })] })],
    ["a skip without a reason", sampleReport({ results: [sampleResult({ status: "skip" })] })],
    ["a time that is none", sampleReport({ startedAt: "yesterday" })],
  ])("refuses %s", (_, report) => {
    expect(reportProblems(report)).not.toEqual([]);
  });
});

describe("json", () => {
  it.each(SAMPLES)("%s is exactly the report", (_, report) => {
    expect(JSON.parse(RENDERERS.json(report, OPTIONS))).toEqual(JSON.parse(JSON.stringify(report)));
  });
});

describe("junit", () => {
  it.each(SAMPLES)("%s is well-formed and its numbers are those of its test cases", (_, report) => {
    const suite = suiteOf(junit(report));
    const cases = suite.children.filter((child) => child.name === "testcase");
    const count = (name: string) => cases.filter((one) => one.children.some((child) => child.name === name)).length;
    expect(suite.attributes).toMatchObject({
      tests: String(cases.length),
      failures: String(count("failure")),
      errors: String(count("error")),
      skipped: String(count("skipped")),
    });
    const isRed = count("failure") + count("error") > 0;
    expect(isRed).toBe(report.verdict !== "pass");
  });

  it("has a test case per check and per target", () => {
    const document = junit(failingReport());
    expect(caseOf(document, "docker-socket").children).toEqual([]);
    expect(caseOf(document, "registry-reachable: good.example:443").children).toEqual([]);
    expect(caseOf(document, "image-pullable").children[0]).toMatchObject({
      name: "skipped",
      attributes: { message: "blocked by registry-reachable" },
    });
  });

  it("counts a cause once, with all that is known of it, and says elsewhere where it is told", () => {
    const document = junit(failingReport());
    expect(suiteOf(document).attributes["failures"]).toBe("1");
    const failed = caseOf(document, "registry-reachable").children[0];
    const { message } = sampleFinding();
    expect(failed).toMatchObject({ name: "failure", attributes: { type: "dns-not-found", message } });
    for (const part of ["getent hosts registry.example", "other.example:443: lookup", "The name other.example"]) {
      expect(failed?.text).toContain(part);
    }
    for (const target of ["registry.example:443", "other.example:443"]) {
      const told = caseOf(document, `registry-reachable: ${target}`).children[0];
      expect(told?.name).toBe("skipped");
      expect(told?.attributes["message"]).toContain('dns-not-found, told at "registry-reachable"');
    }
  });

  it("tells each of several causes in a case of its own: the check's, a target's, another one", () => {
    const refused = { code: "connection-refused", hop: "tcp" };
    const findings = [
      sampleFinding({ target: "a:443" }),
      sampleFinding({ ...refused, target: "a:443" }),
      sampleFinding({ code: "variable-missing", hop: "x", target: "B" }),
    ];
    const causes = findings.map(({ code, hop = "", target = "" }) => ({
      code,
      severity: "error" as const,
      hop,
      checks: ["docker-socket"],
      targets: [target],
      blocks: [],
    }));
    const targets = [{ target: "a:443", status: "fail" }] as const;
    const results = [sampleResult({ status: "fail", findings, targets })];
    const document = junit(sampleReport({ verdict: "fail", causes, results }));
    const told = suiteOf(document)
      .children.filter(({ name }) => name === "testcase")
      .map(({ attributes, children }) => [attributes["name"], children[0]?.attributes["type"]]);
    expect(told).toEqual([
      ["docker-socket", "dns-not-found"],
      ["docker-socket: a:443", "connection-refused"],
      ["docker-socket: variable-missing at x", "variable-missing"],
    ]);
  });

  it("tells what follows from a cause where it was found, without another failure", () => {
    const findings = [
      sampleFinding({ code: "line-ends", target: "docker run" }),
      sampleFinding({ code: "variable-missing", target: "A", followsFrom: { code: "line-ends" } }),
    ];
    const cause = { code: "line-ends", severity: "error", hop: "dns", checks: ["docker-socket"] } as const;
    const causes = [
      { ...cause, targets: ["docker run"], blocks: [], entails: [{ code: "variable-missing", target: "A" }] },
    ];
    const targets = [{ target: "A", status: "fail" }] as const;
    const document = junit(
      sampleReport({ verdict: "fail", causes, results: [sampleResult({ status: "fail", findings, targets })] }),
    );
    expect(suiteOf(document).attributes["failures"]).toBe("1");
    const [skipped, output] = caseOf(document, "docker-socket: A").children;
    expect(skipped?.attributes["message"]).toContain("line-ends");
    expect(output?.text).toContain("ENOTFOUND");
  });

  it("prints warnings without failing, and fails them under --strict", () => {
    expect(caseOf(junit(failingReport()), "host-resources").children.map((child) => child.name)).toEqual([
      "system-out",
    ]);
    expect(caseOf(junit(failingReport({ strict: true })), "host-resources").children[0]?.name).toBe("failure");
  });

  it.each<[string, Report]>([
    ["inconclusive", undeterminedReport()],
    ["blocked", undeterminedReport({ results: [sampleResult({ status: "blocked", blockedBy: ["docker-engine"] })] })],
  ])("turns red when the run is undetermined by what is %s", (type, report) => {
    const types = suiteOf(junit(report)).children.flatMap((one) =>
      one.children.filter((child) => child.name === "error").map((child) => child.attributes["type"]),
    );
    expect(types).toContain(type);
  });

  it("counts targets with warnings among those that passed", () => {
    const targets = [
      { target: "a.example:443", status: "fail" },
      { target: "b.example:443", status: "warn" },
    ] as const;
    const findings = [sampleFinding({ target: "a.example:443" })];
    const results = [sampleResult({ status: "fail", targets, findings })];
    const failure = caseOf(junit(sampleReport({ verdict: "fail", results })), "docker-socket").children[0];
    expect(failure?.attributes["message"]).toBe(sampleFinding().message);
  });

  it("says on which host and when the facts were seen, and of which versions they are", () => {
    const recordedAt = "2026-11-19T20:12:00.000Z";
    const suite = suiteOf(junit(sampleReport({ mode: "recorded", recordedAt })));
    expect(suite.attributes).toMatchObject({ hostname: "build-3.example", timestamp: recordedAt });
    const properties = suite.children.find(({ name }) => name === "properties")?.children ?? [];
    expect(Object.fromEntries(properties.map(({ attributes: { name, value } }) => [name, value]))).toMatchObject({
      host: "build-3.example",
      "recorded at": recordedAt,
      version: "0.1.0",
      "engine version": "28.5.2",
      "docker client version": "28.5.1",
    });
  });

  it("escapes markup and what XML forbids", () => {
    const message = `a <b> & "c" ]]> ${ESCAPE}\u0000\uFFFE\uD800 end`;
    const finding = sampleFinding({ message, target: "<t>&\n" });
    const document = junit(
      sampleReport({ verdict: "fail", results: [sampleResult({ status: "fail", findings: [finding] })] }),
    );
    const failure = caseOf(document, "docker-socket").children[0];
    expect(failure?.attributes["message"]).toContain('a <b> & "c" ]]> \\x1b\\x00');
    expect(failure?.attributes["message"]).toContain("end");
  });
});

describe("markdown", () => {
  const many = (count: number): Report =>
    sampleReport({
      verdict: "fail",
      results: Array.from({ length: count }, (_, index) =>
        sampleResult({
          id: `acme/check-${index}`,
          status: "fail",
          findings: [
            sampleFinding({ code: `code-${index}` }),
            sampleFinding({ code: `warn-${index}`, severity: "warning" }),
          ],
        }),
      ),
    });

  it.each(
    [failingReport(), undeterminedReport(), many(1), many(9), many(100)].map(
      (report) => [report.results.length, report] as const,
    ),
  )("with %i checks has at most 60 lines", (_, report) => {
    expect(RENDERERS.markdown(report, OPTIONS).trimEnd().split("\n").length).toBeLessThanOrEqual(60);
  });

  it.each([1, 9, 100])("has at most 60 lines with %i checks and 40 blocked endpoints", (count) => {
    const network = Array.from({ length: 40 }, (_, index) => sampleEntry({ host: `h${index}.example` }));
    const lines = RENDERERS.markdown({ ...many(count), network }, OPTIONS)
      .trimEnd()
      .split("\n");
    expect(lines.length).toBeLessThanOrEqual(60);
    expect(lines).toContain("**For the network team: 40 blocked endpoints**");
    expect(lines.join("\n")).toMatch(/… \d+ more: see the JSON report/);
    expect(lines.filter((line) => line.includes("h0.example"))).toHaveLength(1);
    const open = sampleResult({ id: "open", status: "inconclusive", reason: "no answer" });
    const bugs = Array.from({ length: 9 }, (_, index) => ({ where: `acme/${index}`, message: "boom" }));
    const results = [...many(count).results, ...Array.from({ length: 9 }, () => open)];
    const full = RENDERERS.markdown({ ...many(count), network, bugs, results }, OPTIONS);
    expect(full.trimEnd().split("\n").length).toBeLessThanOrEqual(60);
  });

  it("has a row per blocked endpoint", () => {
    const network = [
      sampleEntry({
        code: "proxy-denied",
        hop: "proxy",
        proxy: "http://proxy.example:3128",
        reproduce: "curl 'a|b'",
        neededFor: ["x|y:1", "z:1"],
      }),
    ];
    expect(RENDERERS.markdown({ ...failingReport(), network }, OPTIONS).split("\n")).toContain(
      "| https registry.example:443 through the proxy http://proxy.example:3128 | resolved by the proxy | proxy: proxy-denied after 31 ms | the engine, 2026-11-20T10:00:01Z | x\\|y:1, z:1 | `curl 'a\\|b'` |",
    );
  });

  it("says how many causes it leaves out", () => {
    expect(RENDERERS.markdown(many(100), OPTIONS)).toMatch(/… and \d+ more/);
  });

  it("has versions, evidence, commands in a block, and the checks folded away", () => {
    const text = RENDERERS.markdown(failingReport(), OPTIONS);
    expect(text).toContain("runner-preflight 0.1.0");
    expect(text).toContain("28.5.2");
    expect(text).toContain("28.5.1");
    expect(text).toContain("build-3.example");
    expect(text).toContain("ENOTFOUND");
    expect(text).toContain("```sh\ngetent hosts registry.example\n");
    expect(text).toContain("<details><summary>5 checks</summary>");
  });

  it("names what does not fit: evidence, fix and commands of an error, and causes", () => {
    const pieces = ["first", "second", "third", "fourth", "fifth"].map((what) => ({ what, observed: "seen" }));
    const one = sampleFinding({ evidence: pieces });
    const whole = RENDERERS.markdown(
      sampleReport({ verdict: "fail", results: [sampleResult({ status: "fail", findings: [one] })] }),
      OPTIONS,
    );
    expect(whole).toMatch(/JSON report.*fourth, fifth/u);
    const causes = RENDERERS.markdown(many(40), OPTIONS);
    const told = causes.split("\n").filter((line) => /^\d+\. /u.test(line) || line.startsWith("… and"));
    for (let index = 0; index < 40; index += 1) expect(told.join("\n")).toContain(`code-${index}`);
    const whatIsLeftOut = told.filter((line) => !line.startsWith("1.") && !line.includes("JSON report"));
    expect(whatIsLeftOut.filter((line) => causes.split(line)[1]?.includes("Fix:") !== true)).toEqual([]);
  });

  it("cuts no command and no change of the start command", () => {
    const long = `X=${"y".repeat(600)}`;
    const finding = sampleFinding({
      remedy: {
        summary: `Do ${"this and ".repeat(80)}that.`,
        commands: [{ run: `echo ${long}`, risk: "safe", role: "fix" }],
        changes: [{ remove: [], add: ["-e", long] }],
        source: "x",
      },
    });
    const network = [sampleEntry({ reproduce: `curl ${long}` })];
    const report = sampleReport({
      verdict: "fail",
      network,
      results: [sampleResult({ status: "fail", findings: [finding] })],
    });
    const text = RENDERERS.markdown(report, OPTIONS);
    for (const part of [`echo ${long}`, `-e ${long}`, `curl ${long}`, "this and that."]) expect(text).toContain(part);
  });

  it("has the three parts of a remedy: what mends it, what shows it again, what follows", () => {
    const command = (run: string, role: "fix" | "see" | "then") => ({ run, risk: "safe" as const, role });
    const commands = [command("mend it", "fix"), command("look at it", "see"), command("go on", "then")];
    const finding = sampleFinding({ remedy: { summary: "Do.", afterwards: "Go on.", commands, source: "x" } });
    const text = RENDERERS.markdown(
      sampleReport({ verdict: "fail", results: [sampleResult({ status: "fail", findings: [finding] })] }),
      OPTIONS,
    );
    const places = ["Fix: Do.", "mend it", "See it:", "look at it", "Then: Go on.", "go on\n"].map((part) =>
      text.indexOf(part),
    );
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it("says when a recording was made, and not when it was judged", () => {
    const recordedAt = "2026-11-19T20:12:00.000Z";
    const { observedAt: _, ...entry } = sampleEntry();
    const text = RENDERERS.markdown(sampleReport({ mode: "recorded", recordedAt, network: [entry] }), OPTIONS);
    expect(text.match(/2026-11-\d\dT/gu)).toEqual(["2026-11-19T", "2026-11-19T"]);
  });

  it("escapes pipes, backticks and markup", () => {
    const finding = sampleFinding({
      message: "a | b ` c <img> *d*",
      target: "x`y|z",
      remedy: { summary: "Do.", commands: [{ run: "echo '```'", risk: "safe", role: "fix" }], source: "x" },
    });
    const report = sampleReport({
      verdict: "fail",
      results: [
        sampleResult({ status: "fail", findings: [finding] }),
        sampleResult({ id: "other", status: "skip", reason: "a|b\nc" }),
      ],
    });
    const text = RENDERERS.markdown(report, OPTIONS);
    expect(text).toContain(String.raw`a \| b \` c \<img\> \*d\*`);
    expect(text).toContain("``x`y|z``");
    expect(text).toContain("````sh\necho '```'\n````");
    const rows = text.split("\n").filter((line) => line.startsWith("| "));
    expect(rows.map((row) => row.replaceAll(String.raw`\|`, "").split("|").length)).toEqual(rows.map(() => 6));
  });
});
