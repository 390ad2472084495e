import { describe, expect, it } from "vitest";
import type { Report, ReportCommand, ReportEvidence } from "../../src/contract/index.js";
import type { RenderOptions } from "../../src/report/index.js";
import { RENDERERS } from "../support/renderers.js";
import { rowsOf } from "../support/screen.js";
import {
  failingReport,
  sampleEntry,
  sampleFinding,
  sampleReport,
  sampleResult,
  undeterminedReport,
} from "./support/sample-report.js";

const OPTIONS: RenderOptions = { columns: 80, color: false, ascii: false, verbose: false, quiet: false };
const ESCAPE = "\u001B";

function table(report: Report, options: Partial<RenderOptions> = {}): string {
  return RENDERERS.table(report, { ...OPTIONS, ...options });
}

function linesOf(report: Report, options: Partial<RenderOptions> = {}): readonly string[] {
  return table(report, options).trimEnd().split("\n");
}

/** A report of one cause, which a change of the finding makes. */
function withFinding(finding: Parameters<typeof sampleFinding>[0]): Report {
  return sampleReport({
    verdict: "fail",
    results: [sampleResult({ id: "registry-reachable", status: "fail", findings: [sampleFinding(finding)] })],
  });
}

const command = (run: string, role: ReportCommand["role"], risk: ReportCommand["risk"] = "safe"): ReportCommand => ({
  run,
  risk,
  role,
});

describe("the first and the last line", () => {
  it("say the verdict and the cause in words, and what to do next", () => {
    const lines = linesOf(withFinding({ message: "The name r.example does not exist. A second sentence." }));
    expect(lines[0]).toBe("FAIL: the name r.example does not exist");
    expect(lines.at(-1)).toBe("Next: run getent hosts registry.example, then run this check again.");
    expect(lines.at(-2)).toBe("FAIL: dns-not-found.");
    expect(lines).toContain("   A second sentence.");
  });

  it("count other targets and other causes", () => {
    const other = sampleResult({
      id: "host-resources",
      status: "fail",
      findings: [sampleFinding({ code: "disk-full", hop: "x" })],
    });
    const report = failingReport();
    const lines = linesOf({ ...report, results: [...report.results, other] }, { columns: 120 });
    expect(lines[0]).toContain("(likewise 1 more), and 1 more cause");
    expect(lines.at(-1)).toMatch(/^FAIL: 2 causes\. Next: start with 1/);
  });

  it("give a short change as the next step, one that is not torn", () => {
    const remedy = { ...sampleFinding().remedy, commands: [] };
    const add = (target: string) =>
      linesOf(withFinding({ remedy: { ...remedy, changes: [{ remove: [], add: ["-v", `/tmp:${target}`] }] } }));
    expect(add("/tmp").at(-1)).toBe("Next: add -v /tmp:/tmp to the start command, then run this check again.");
    const long = `/${"x".repeat(90)}`;
    expect(add(long).at(-1)).not.toContain(long);
    expect(add(long)).toContain(`     -v /tmp:${long}`);
  });

  it("never give a command that loses something as the next step", () => {
    const remedy = { ...sampleFinding().remedy, commands: [command("docker rm -f x", "fix", "destructive")] };
    const lines = linesOf(withFinding({ remedy }));
    expect(lines.at(-1)).not.toContain("docker rm");
    const at = lines.findIndex((line) => line.trim() === "docker rm -f x");
    expect(lines[at - 1]).toContain("Caution");
  });

  it("say what a PASS claims only where it was judged", () => {
    const images = sampleResult({
      id: "image-pullable",
      group: "images",
      targets: [
        { target: "a:1", status: "pass" },
        { target: "b:1", status: "skip" },
      ],
    });
    expect(linesOf(sampleReport({ results: [sampleResult(), images] }))[0]).toContain("1 image");
    expect(linesOf(sampleReport({ results: [images] }))[0]).toBe("PASS: 1 check passed");
    const partial = sampleReport({ results: [sampleResult(), images], notRun: ["mount-paths"] });
    expect(linesOf(partial)[0]).toBe("PASS for docker-socket, image-pullable only; mount-paths was not run");
  });

  it("say what was not run, whatever the verdict", () => {
    const notRun = ["a", "b", "c", "d"];
    expect(linesOf(failingReport({ notRun }), { columns: 120 })[0]).toContain("; 4 checks were not run");
    expect(linesOf(undeterminedReport({ notRun: ["a", "b"] }), { columns: 120 })[0]).toContain("; a, b were not run");
  });

  it("name images whose layers nobody looked at", () => {
    const finding = sampleFinding({ code: "layers-unverified", severity: "warning", target: "a:1" });
    const report = sampleReport({ results: [sampleResult({ status: "warn", findings: [finding] })] });
    expect(linesOf(report)[0]).toContain("layers of 1 image not verified");
  });

  it("say what was not answered, and by when", () => {
    const lines = linesOf(undeterminedReport({ durationMs: 60_010 }), { columns: 120 });
    expect(lines[0]).toContain("the deadline of 60 s ended the run");
    expect(lines[0]).toContain("a:1: the engine did not answer within 45 s");
    expect(lines.at(-1)).toContain("--deadline 120");
  });

  it("say of an interrupted run what it waited for", () => {
    const lines = linesOf(undeterminedReport({ interrupted: true }));
    expect(lines[0]).toMatch(/^UNDETERMINED: interrupted after 1\.2 s; a:1: the engine did not answer/);
  });
});

describe("a cause", () => {
  it("groups findings: targets once, evidence of the first, each command once", () => {
    const lines = linesOf(failingReport(), { columns: 120 });
    expect(lines.filter((line) => line.includes("dns-not-found (registry-reachable, at dns)"))).toHaveLength(1);
    expect(lines).toContain("   Targets (2): registry.example:443, other.example:443");
    expect(lines.filter((line) => line.includes("ENOTFOUND"))).toHaveLength(1);
    expect(lines.filter((line) => line.trim() === "getent hosts registry.example")).toHaveLength(1);
    expect(linesOf(failingReport(), { verbose: true })).toContain("   Blocks: image-pullable");
  });

  it("has three labels: what mends it, what shows it again, what follows", () => {
    const remedy = {
      ...sampleFinding().remedy,
      summary: "Mend it.",
      afterwards: "Restart it.",
      commands: [command("restart", "then"), command("look", "see"), command("mend", "fix")],
    };
    const lines = linesOf(withFinding({ remedy }));
    const at = lines.indexOf("   Fix: Mend it.");
    expect(lines.slice(at, at + 6)).toEqual([
      "   Fix: Mend it.",
      "     mend",
      "   See it:",
      "     look",
      "   Then: Restart it.",
      "     restart",
    ]);
  });

  it("says of each target what is wrong with it, where that is not the same", () => {
    const findings = [
      ["--name x", "docker refuses --name x: too short. Nothing starts."],
      ["--name y", "docker refuses --name y: too short. Nothing starts."],
      ["--restart z", "docker refuses --restart z: no such policy. Nothing starts."],
    ].map(([target = "", message = ""]) => sampleFinding({ code: "option-invalid", target, message }));
    const report = sampleReport({
      verdict: "fail",
      results: [sampleResult({ id: "runner-command", status: "fail", findings })],
    });
    const told = "docker refuses --restart z: no such policy.";
    expect(linesOf(report)).toContain(`   ${told}`);
    expect(table(report)).not.toContain("docker refuses --name y");
    const markdown = RENDERERS.markdown(report, OPTIONS);
    expect(markdown).toContain(told);
    expect(markdown).not.toContain("docker refuses --name y");
  });

  it("tells what follows from it", () => {
    const root = sampleFinding({ code: "line-torn", target: "line 3" });
    const followsFrom = { code: "line-torn" };
    const lost = ["A", "B"].map((target) => sampleFinding({ code: "variable-missing", target, followsFrom }));
    const report = sampleReport({
      verdict: "fail",
      causes: [
        {
          code: "line-torn",
          severity: "error",
          hop: "dns",
          checks: ["docker-socket"],
          targets: ["line 3"],
          blocks: [],
          entails: lost.map(({ code, target = "" }) => ({ code, target })),
        },
      ],
      results: [sampleResult({ status: "fail", findings: [root, ...lost] })],
    });
    const lines = linesOf(report);
    expect(lines).toContain("   This also causes: variable-missing (A, B)");
    expect(lines.filter((line) => line.startsWith("2. "))).toEqual([]);
  });

  it("says once where several words come", () => {
    const changes = ["A=1", "B=2"].map((word) => ({ remove: [], add: ["-e", word] }));
    const lines = linesOf(withFinding({ remedy: { ...sampleFinding().remedy, commands: [], changes } }));
    const at = lines.indexOf("     In the start command, add before the image:");
    expect(lines.slice(at + 1, at + 3)).toEqual(["     -e A=1", "     -e B=2"]);
  });

  it("replaces words that are not torn", () => {
    const old = `/${"x".repeat(80)}:/tmp`;
    const changes = [{ remove: ["-v", old], add: ["-v", "/tmp:/tmp"] }];
    const lines = linesOf(withFinding({ remedy: { ...sampleFinding().remedy, commands: [], changes } }));
    const at = lines.indexOf(`     -v ${old}`);
    expect(lines[at - 1]).toContain("the first with the second:");
    expect(lines[at + 1]).toBe("     -v /tmp:/tmp");
  });
});

describe("how a cause is known", () => {
  const piece = (what: string, more: Partial<ReportEvidence> = {}): ReportEvidence => ({
    what,
    observed: "seen",
    ...more,
  });
  const known = (evidence: readonly ReportEvidence[], options: Partial<RenderOptions> = {}): readonly string[] => {
    const lines = linesOf(withFinding({ evidence }), options);
    const start = lines.indexOf("   We know because:");
    return lines.slice(
      start + 1,
      lines.findIndex((line) => line.startsWith("   Fix:")),
    );
  };

  it("is told by what differs from what is right, then by what says where, in the order in which it was seen", () => {
    const evidence = [
      piece("nothing 1"),
      piece("place 1", { origin: "x" }),
      piece("nothing 2"),
      piece("wrong 1", { expected: "y" }),
      piece("wrong 2", { expected: "y" }),
      piece("place 2", { origin: "x" }),
    ];
    expect(known(evidence).map((line) => line.trim().replace(/:.*/u, ""))).toEqual([
      "place 1",
      "wrong 1",
      "wrong 2",
      "place 2",
    ]);
    expect(known(evidence, { verbose: true })).toHaveLength(6);
  });

  it("has four lines at most, and says where one is cut off", () => {
    const long = "word ".repeat(90).trim();
    const lines = known([piece("a", { observed: long, expected: "y" }), piece("b", { observed: long })]);
    expect(lines).toHaveLength(3);
    expect(lines.join(" ")).toContain(" … ");
    expect(lines.at(-1)).toContain("(expected y)");
  });

  it("keeps what failed at the end of the one line that there is room for", () => {
    const observed = "dns ok 9 ms · tcp failed after 2001 ms: no answer";
    const what = "connection to k8s-docker.packages.atlassian.com:443";
    const evidence = [piece(what, { observed, expected: "an answer" })];
    const commands = Array.from({ length: 13 }, (_, index) => command(`step ${index}`, "fix"));
    const text = table(withFinding({ evidence, remedy: { ...sampleFinding().remedy, commands } }));
    expect(text).toMatch(/:443: dns .*… .*no answer\n {3}Fix/u);
  });

  it("has fewer lines where the screen has no room for more", () => {
    const evidence = Array.from({ length: 6 }, (_, index) => piece(`p${index}`, { expected: "y" }));
    const shown = (count: number) => {
      const commands = Array.from({ length: count }, (_, index) => command(`step ${index}`, "fix"));
      const text = table(withFinding({ evidence, remedy: { ...sampleFinding().remedy, commands } }));
      return { known: text.match(/p\d: seen/gu)?.length, rows: rowsOf(text, 80) };
    };
    expect(shown(3).known).toBe(4);
    expect(shown(11)).toEqual({ known: 2, rows: 23 });
  });
});

describe("the checks", () => {
  it("are named where they are not pass, and counted where they are", () => {
    expect(linesOf(failingReport(), { columns: 120 })).toContain(
      "Not pass: registry-reachable fail; image-pullable blocked. 1 pass, 1 warn, 1 skipped.",
    );
    expect(table(sampleReport())).toContain("1 check: 1 pass.");
  });

  it("have a line each when all is asked for, with time and detail", () => {
    expect(linesOf(failingReport(), { verbose: true }).join("\n")).toMatch(
      /^│ registry-reachable +│ fail +│ 1\.5 s +│ dns-not-found +│$/mu,
    );
    expect(linesOf(failingReport(), { verbose: true, ascii: true }).join("\n")).toMatch(
      /^\| registry-reachable +\| fail +\| 1\.5 s +\| dns-not-found +\|$/mu,
    );
  });

  it("are a list where a table has no room for their words", () => {
    const narrow = linesOf(failingReport(), { verbose: true, columns: 50 });
    expect(narrow).toContain("registry-reachable: fail, 1.5 s (dns-not-found)");
    const report = sampleReport();
    const reason = `no answer from ${"x".repeat(60)}`;
    const results = report.results.map((result) => ({ ...result, status: "inconclusive" as const, reason }));
    const lines = linesOf({ ...report, results }, { verbose: true });
    expect(lines.join("\n")).not.toContain("│");
    expect(lines.some((line) => line.includes("x".repeat(60)))).toBe(true);
  });
});

describe("warnings", () => {
  it("have a line each, with what was seen and where", () => {
    expect(linesOf(failingReport(), { columns: 120 })).toContain("  memory-low: memory: 4.0 GiB, GET /info");
  });

  it("are told as causes where they count", () => {
    expect(table(failingReport({ strict: true }), { quiet: true })).toContain("2. memory-low (host-resources)");
  });

  it.each([
    [5, "1 warn (memory-low)"],
    [18, "1 warn,"],
  ])("are told by name alone, or counted, where the screen has no room: %i commands", (length, told) => {
    const report = failingReport();
    const commands = Array.from({ length }, (_, index) => command(`step ${index}`, "fix"));
    const results = report.results.map((result) => ({
      ...result,
      findings: result.findings.map((finding) => ({ ...finding, remedy: { ...finding.remedy, commands } })),
    }));
    expect(table({ ...report, results }).replaceAll(/\s+/gu, " ")).toContain(told);
  });
});

it("warnings of a check that failed are counted where the screen has no room", () => {
  const commands = Array.from({ length: 18 }, (_, index) => command(`step ${index}`, "fix"));
  const findings = [
    sampleFinding({ remedy: { ...sampleFinding().remedy, commands } }),
    sampleFinding({ code: "secret-on-command-line", severity: "warning" }),
  ];
  const results = [sampleResult({ id: "runner-command", status: "fail", findings })];
  expect(table(sampleReport({ verdict: "fail", results }))).toContain("Not pass: runner-command fail. 1 warning.");
});

describe("what the network team needs", () => {
  it("is a line for each failure: endpoints, addresses, who saw it, when", () => {
    const network = ["a.example", "b.example", "c.example", "d.example"].map((host) =>
      sampleEntry({ host, addresses: ["192.0.2.7"] }),
    );
    expect(linesOf(failingReport({ network: network.slice(0, 1) }))).toContain(
      "For the network team: https a.example:443 (192.0.2.7): dns-not-found after 31",
    );
    const all = sampleReport({ network: [...network, sampleEntry({ vantage: "process", proxy: "p:1" })] });
    const text = table(all).replaceAll(/\s+/gu, " ");
    expect(text).toContain("and 1 more: dns-not-found");
    expect(text).toContain("through the proxy p:1");
    expect(table(sampleReport())).not.toContain("network team");
  });

  it("has a block for each endpoint when all is asked for", () => {
    const lines = linesOf(failingReport(), { verbose: true });
    const start = lines.indexOf("For the network team: 2 blocked endpoints");
    expect(lines.slice(start + 1, start + 8)).toEqual([
      "   1. https registry.example:443",
      "      addresses: none found",
      "      failure: dns: dns-not-found after 31 ms, seen by the engine at",
      "        2026-11-20T10:00:01Z",
      "      needed for: registry.example/a:1",
      "      getent ahosts registry.example",
      "   2. https other.example:443",
    ]);
  });
});

describe("the whole", () => {
  it("is verdict and causes when quiet", () => {
    const text = table(failingReport(), { quiet: true });
    expect(text).toContain("dns-not-found");
    expect(text).not.toContain("memory-low");
    expect(text).not.toContain("Next:");
    expect(linesOf(sampleReport(), { quiet: true })).toHaveLength(2);
  });

  it("has what checks saw, timings and the plan when verbose", () => {
    const text = table(failingReport(), { verbose: true });
    expect(text).toContain("engine version: 28.5.2");
    expect(text).toContain("dns 3 ms, tcp 41 ms, tls 83 ms");
    expect(text).toContain("mount bind: /tmp at /tmp");
    expect(text).toContain("variable OAUTH_CLIENT_SECRET [");
    expect(text).toContain("Source: https://");
    expect(text).toContain("Not proven by this run: container network; OAuth credentials.");
    expect(table(failingReport())).not.toContain("tcp 41 ms");
  });

  it("says in three lines what a PASS does not prove", () => {
    const unproven = Array.from({ length: 30 }, (_, index) => `claim number ${index} (with a reason)`);
    const lines = linesOf(sampleReport({ unproven }));
    const start = lines.findIndex((line) => line.startsWith("Not proven: claim number 0;"));
    expect(lines.slice(start, start + 3).join(" ")).toMatch(/ and \d+ more \(--verbose shows all\)\.$/);
    expect(lines.slice(start, start + 3).join(" ")).not.toContain("reason");
  });

  it.each([40, 60, 80, 200])("fits into %i columns, but for what must not be broken", (columns) => {
    const limit = Math.min(columns, 120);
    const unbreakable = ["https://", "getent", "systemctl"];
    for (const verbose of [true, false]) {
      const tooLong = linesOf(failingReport(), { columns, verbose }).filter(
        (line) => line.length > limit && !unbreakable.some((part) => line.includes(part)),
      );
      expect(tooLong).toEqual([]);
    }
  });

  it("is coloured only when asked to, and says the same", () => {
    expect(table(failingReport())).not.toContain(ESCAPE);
    for (const verbose of [true, false]) {
      const painted = table(failingReport(), { color: true, verbose });
      expect(painted).toContain(`${ESCAPE}[31m`);
      expect(painted.replaceAll(/\u001B\[\d+m/g, "")).toBe(table(failingReport(), { verbose }));
    }
  });

  it("makes control characters of the outside visible", () => {
    const text = table(withFinding({ message: `bad ${ESCAPE}[2J\u0007\u202Emessage` }));
    expect(text).not.toContain(ESCAPE);
    expect(text).toContain(String.raw`\x1b[2J`);
    expect(text).toContain(String.raw`\u202e`);
  });

  it("shows a dash of others in ASCII as what it is", () => {
    const evidence = [{ what: "word 3", observed: "–it…", expected: "-it" }];
    const lines = linesOf(withFinding({ evidence }), { ascii: true });
    expect(lines).toContain(String.raw`     word 3: \u2013it... (expected -it)`);
  });

  it("lists bugs", () => {
    const text = table(sampleReport({ verdict: "undetermined", bugs: [{ where: "acme/x", message: "boom" }] }), {
      quiet: true,
    });
    expect(text).toContain("acme/x: boom");
  });
});
