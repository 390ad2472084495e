import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Recording, Report } from "../../src/contract/index.js";
import { parseXml } from "../report/support/parse-xml.js";
import { reportProblems } from "../report/support/validate-report.js";
import { type CliOptions, type CliResult, runCli } from "./support/run-cli.js";

const FOLDER = mkdtempSync(join(tmpdir(), "preflight-check-"));
afterAll(() => rmSync(FOLDER, { recursive: true }));

let plugins = 0;

/** Writes a plugin whose one check `acme/x` has this `run` body; `top` is the module's own code. */
function plugin(body: string, top = ""): string {
  plugins += 1;
  const path = join(FOLDER, `plugin-${plugins}.mjs`);
  writeFileSync(
    path,
    `${top}
const entry = (severity) => ({ severity, meaning: "m", cause: "c", remedy: "r", source: "s" });
const finding = (code, message = "It is wrong.") => ({ code, message, evidence: [{ what: "w", observed: "o" }],
  remedy: { summary: "Do it.", commands: [{ run: "true", risk: "safe" }], source: "s" } });
export default { id: "acme/x", title: "X holds", group: "host", severity: "error",
  codes: { "x-wrong": entry("error"), "x-odd": entry("warning") },
  async run(pass) { ${body} } };
`,
  );
  return path;
}

/** Runs only the check of a plugin, so that nothing of this machine is judged. */
async function check(
  body: string,
  args: readonly string[] = [],
  options: CliOptions & { top?: string } = {},
): Promise<CliResult> {
  return runCli(["--only", "acme/x", "--plugin", plugin(body, options.top), ...args], options);
}

function reportOf(result: CliResult): Report {
  const report = JSON.parse(result.stdout) as Report;
  expect(reportProblems(report)).toEqual([]);
  return report;
}

const PASS = `return { status: "pass" };`;
const WARN = `return { status: "fail", findings: [finding("x-odd")] };`;
const FAIL = `return { status: "fail", findings: [finding("x-wrong")] };`;
const OPEN = `return { status: "inconclusive", reason: "nobody answered" };`;
const THROW = `throw new Error("boom");`;
const HANG = `await new Promise(() => {});`;

describe("the exit code tells the truth in every format:", () => {
  const cases = [
    ["pass", 0, PASS, []],
    ["warnings", 0, WARN, []],
    ["warnings that count", 1, WARN, ["--strict"]],
    ["an error", 1, FAIL, []],
    ["no answer", 3, OPEN, []],
    ["a bug", 70, THROW, []],
  ] as const;
  it.each(
    cases.flatMap((one) =>
      (["table", "json", "junit", "markdown"] as const).map((format) => [...one, format] as const),
    ),
  )("%s is %i", async (_, expected, body, args, format) => {
    const result = await check(body, [...args, "--format", format]);
    expect(result.code).toBe(expected);
    expect(result.stdout).not.toBe("");
    if (format === "json") reportOf(result);
    if (format === "junit") parseXml(result.stdout);
  });
});

it("is never the exit code that a plugin ends the process with", async () => {
  const result = await check("process.exit(0);", ["--format", "json"]);
  expect(result).toMatchObject({ code: 70, stdout: "" });
});

describe("stdout is one document", () => {
  it("also when a plugin prints, while it loads and while it runs", async () => {
    const result = await check(
      `console.log("noise two"); process.stdout.write("noise three\\n"); ${PASS}`,
      ["--format", "json"],
      {
        top: `console.log("noise one");`,
      },
    );
    expect(result.code).toBe(0);
    reportOf(result);
    for (const noise of ["noise one", "noise two", "noise three"]) expect(result.stderr).toContain(noise);
  });

  it("is complete through a pipe, however large", async () => {
    const result = await check(
      `return { status: "pass", evidence: Array.from({ length: 3000 }, (_, i) => ({ what: "w" + i, observed: "x".repeat(1000) })) };`,
      ["--format", "json"],
    );
    expect(result.code).toBe(0);
    expect(reportOf(result).results[0]?.evidence).toHaveLength(3000);
  });

  it("may be cut off by its reader without harm", async () => {
    const result = await check(FAIL, ["--format", "json"], { onStart: (child) => child.stdout?.destroy() });
    expect(result).toMatchObject({ code: 1, signal: null });
    expect(result.stderr).not.toContain("EPIPE");
  });

  it("that cannot be written is said", () => {
    const bin = new URL("../../bin/runner-preflight.js", import.meta.url).pathname;
    const script = `"$0" "$1" --only acme/x --plugin "$2" --quiet > /dev/full`;
    const run = (): string =>
      execFileSync("sh", ["-c", script, process.execPath, bin, plugin(PASS)], { encoding: "utf8", stdio: "pipe" });
    expect(run).toThrow(expect.objectContaining({ status: 2, stderr: expect.stringContaining("ENOSPC") as unknown }));
  });
});

describe("progress", () => {
  it("goes to stderr as lines", async () => {
    const { stderr } = await check(PASS);
    expect(stderr).toMatch(/acme\/x: pass\n/);
    expect(stderr).not.toContain("\u001B");
  });

  it("says within 5 s what is waited for", async () => {
    const { stderr } = await check(`pass.progress("the moon"); ${HANG}`, ["--deadline", "6"]);
    expect(stderr).toMatch(/acme\/x: waiting for the moon for \d s/);
  });

  it("is absent with --quiet", async () => {
    expect((await check(PASS, ["--quiet"])).stderr).toBe("");
  });
});

describe("an end", () => {
  it("comes at the deadline, with a complete report, though nothing keeps Node alive", async () => {
    const result = await check(HANG, ["--deadline", "1", "--format", "json"]);
    expect(result.code).toBe(3);
    expect(reportOf(result).results[0]?.status).toBe("inconclusive");
  });

  it("comes although a plugin leaves a timer behind", async () => {
    const result = await check(`setInterval(() => {}, 1000); ${PASS}`);
    expect(result.code).toBe(0);
  });

  it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("comes at %s, with a complete report", async (signal) => {
    const result = await check(`pass.progress("kill me"); ${HANG}`, ["--format", "json", "--deadline", "20"], {
      onStart: (child) =>
        child.stderr?.on("data", (text: string) => {
          if (text.includes(", at most")) setTimeout(() => child.kill(signal), 100);
        }),
    });
    expect(result).toMatchObject({ code: 130, signal: null });
    const report = reportOf(result);
    expect(report.interrupted).toBe(true);
    expect(report.results[0]?.status).toBe("inconclusive");
  });

  it("comes at once at the second signal", async () => {
    const result = await check(
      `pass.signal.addEventListener("abort", () => process.emit("SIGINT")); ${HANG}`,
      ["--format", "json", "--deadline", "20"],
      {
        onStart: (child) =>
          child.stderr?.on("data", (text: string) => {
            if (text.includes(", at most")) setTimeout(() => child.kill("SIGINT"), 100);
          }),
      },
    );
    expect(result).toMatchObject({ code: 130, signal: null, stdout: "" });
  });
});

describe("a bug", () => {
  it.each([
    [
      "thrown by a timer",
      `setTimeout(() => { throw new Error("stray boom"); }, 10); await new Promise((r) => setTimeout(r, 100)); ${PASS}`,
    ],
    [
      "in a forgotten promise",
      `void Promise.reject(new Error("stray boom")); await new Promise((r) => setTimeout(r, 100)); ${PASS}`,
    ],
  ])("%s is reported, and the report is still printed", async (_, body) => {
    const result = await check(body, ["--format", "json"]);
    expect(result.code).toBe(70);
    const report = reportOf(result);
    expect(report.bugs.map((bug) => bug.message)).toEqual(["stray boom"]);
    expect(report.verdict).toBe("undetermined");
    expect(result.stderr).not.toMatch(/^\s+at /m);
  });

  it("of a plugin that does not load is reported, and the rest runs", async () => {
    const broken = join(FOLDER, "broken.mjs");
    writeFileSync(broken, "export default {};");
    const result = await check(PASS, ["--plugin", broken, "--format", "json"]);
    expect(result.code).toBe(70);
    expect(reportOf(result)).toMatchObject({ bugs: [{ where: broken }], results: [{ id: "acme/x", status: "pass" }] });
  });
});

const SECRET = "s3cr3t-of-the-operator";
const WORDS = ["--", "docker", "run", "-e", `OAUTH_CLIENT_SECRET=${SECRET}`, "-v", "/tmp:/tmp", "runner:1"];

describe("a secret of the start command", () => {
  it.each([
    ["thrown", `throw new Error("the secret is ${SECRET}");`],
    ["found", `return { status: "fail", findings: [finding("x-wrong", "the secret is ${SECRET}")] };`],
    ["seen", `return { status: "pass", evidence: [{ what: "w", observed: "${SECRET}" }] };`],
  ])("%s by a plugin is in no output", async (_, body) => {
    const files = ["json", "junit", "markdown", "table"].map((format) => join(FOLDER, `secret.${format}`));
    const facts = join(FOLDER, "secret-facts.json");
    const result = await check(body, [
      "--verbose",
      "--facts",
      facts,
      ...files.flatMap((file) => ["--report", `${file.split(".").at(-1)}=${file}`]),
      ...WORDS,
    ]);
    const texts = [result.stdout, result.stderr, ...[...files, facts].map((file) => readFileSync(file, "utf8"))];
    for (const text of texts) {
      expect(text).not.toContain(SECRET);
      expect(text).not.toContain(Buffer.from(SECRET).toString("base64"));
    }
  });
});

describe("files", () => {
  it("of several reports are written besides stdout", async () => {
    const [json, junit, markdown, table] = ["json", "junit", "markdown", "table"].map((format) =>
      join(FOLDER, `out.${format}`),
    );
    const result = await check(
      FAIL,
      [
        "--report",
        `json=${json}`,
        "--report",
        `junit=${junit}`,
        "--report",
        `markdown=${markdown}`,
        "--report",
        `table=${table}`,
      ],
      { env: { FORCE_COLOR: "1" } },
    );
    expect(result.stdout).toContain("\u001B[31m");
    expect(reportProblems(JSON.parse(readFileSync(json ?? "", "utf8")))).toEqual([]);
    expect(parseXml(readFileSync(junit ?? "", "utf8")).name).toBe("testsuites");
    expect(readFileSync(markdown ?? "", "utf8")).toContain("**FAIL**");
    expect(readFileSync(table ?? "", "utf8")).not.toContain("\u001B");
  });

  it("of facts are for their owner only, and judge again to the same verdict", async () => {
    const facts = join(FOLDER, "facts.json");
    writeFileSync(facts, "old", { mode: 0o644 });
    const body = `await pass.host.files.stat({ path: "/tmp" }); ${FAIL}`;
    const live = reportOf(await check(body, ["--facts", facts, "--format", "json", ...WORDS]));
    expect((statSync(facts).mode & 0o777).toString(8)).toBe("600");
    const recording = JSON.parse(readFileSync(facts, "utf8")) as Recording;
    expect(recording.facts.map((fact) => fact.probe)).toContain("files.stat");
    const again = reportOf(await check(body, ["--from", facts, "--format", "json"]));
    expect(again).toMatchObject({ mode: "recorded", verdict: live.verdict, causes: live.causes, plan: live.plan });
  });
});

it("reads a start command from standard input", async () => {
  const result = await check(PASS, ["--command-file", "-", "--format", "json"], {
    stdin: "docker run -v /tmp:/tmp my.example/runner:1\n",
  });
  expect(result.code).toBe(0);
  expect(reportOf(result).plan.images[0]?.reference).toBe("my.example/runner:1");
});
