import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Recording, Report } from "../../src/contract/index.js";
import { runCli } from "./support/run-cli.js";

const FOLDER = mkdtempSync(join(tmpdir(), "preflight-apart-"));
afterAll(() => rmSync(FOLDER, { recursive: true }));

let plugins = 0;

/** Runs the check of a plugin with this body, and with `top` at the head of its file. */
async function run(body: string, { top = "", args = [] }: { top?: string; args?: readonly string[] } = {}) {
  plugins += 1;
  const file = join(FOLDER, `plugin-${plugins}.mjs`);
  writeFileSync(
    file,
    `${top}
const entry = { severity: "error", meaning: "m", cause: "c", remedy: "r", source: "s" };
const FAIL = { status: "fail", findings: [{ code: "x-wrong", message: "It is wrong.", evidence: [{ what: "w", observed: "o" }],
  remedy: { summary: "Do it.", commands: [], source: "s" } }] };
export default { id: "acme/x", title: "X holds", group: "host", severity: "error", codes: { "x-wrong": entry },
  async run(pass) { ${body} } };
`,
  );
  const words = ["--", "docker", "run", "-v", "/tmp:/tmp", "r.example/runner:1"];
  const result = await runCli(["--only", "acme/x", "--plugin", file, "--format", "json", ...args, ...words], {
    cwd: FOLDER,
  });
  return { ...result, report: JSON.parse(result.stdout) as Report };
}

const IMAGES = ["r.example/runner:1"];
const runnerOf = ({ plan }: Report) => plan.images.filter(({ role }) => role === "runner").map((one) => one.reference);

describe("a plugin", () => {
  it("cannot print into the document, however late", async () => {
    const top = `setInterval(() => console.log("FORGED"), 0); setImmediate(function again() {
      process.stdout.write("FORGED\\n"); setImmediate(again); }); process.on("exit", () => console.log("FORGED"));`;
    const { code, stdout, stderr } = await run("return FAIL;", { top });
    expect(code).toBe(1);
    expect(stdout).not.toContain("FORGED");
    expect(stderr).toContain("FORGED");
  });

  it("cannot change the exit code at the end", async () => {
    const top = `process.on("exit", () => { process.exitCode = 0; });`;
    expect(await run("return FAIL;", { top })).toMatchObject({ code: 1 });
  });

  it.each([
    ["its images", `pass.plan.images.length = 0;`],
    ["a mount", `pass.plan.mounts[0].target = "/x";`],
    ["its host", `pass.plan.dockerHost.value = "/x";`],
  ])("cannot change the plan: %s", async (_, body) => {
    const { code, report } = await run(`${body} return { status: "pass" };`);
    expect(code).toBe(70);
    expect(runnerOf(report)).toEqual(IMAGES);
    expect(report.plan).toMatchObject({ dockerHost: "unix:///var/run/docker.sock", mounts: [{ target: "/tmp" }] });
  });

  it("cannot change what the host has answered to others", async () => {
    const facts = join(FOLDER, "facts.json");
    const body = `const stat = await pass.host.files.stat({ path: "/" }); try { stat.outcome = "missing"; } catch {}
      return { status: "pass" };`;
    await run(body, { args: ["--facts", facts] });
    const recording = JSON.parse(readFileSync(facts, "utf8")) as Recording;
    expect(JSON.stringify(recording.facts)).toContain('"outcome":"found"');
    expect(JSON.stringify(recording.facts)).not.toContain('"outcome":"missing"');
  });

  it("cannot change its verdict after it was looked at", async () => {
    const body = `const soon = () => { FAIL.findings[0].message = "\\u001b[2J"; FAIL.findings.length = 0; };
      setTimeout(soon, 0); queueMicrotask(soon); setImmediate(soon); return FAIL;`;
    const changed = await run(body.replace("queueMicrotask(soon);", "process.nextTick(soon);"));
    expect(changed.report.results[0]?.findings[0]?.message).toBe("It is wrong.");
  });

  it.each([
    [
      "a getter",
      `let n = 0; return { get status() { n += 1; return n > 1 ? "pass" : "inconclusive"; }, reason: "r" };`,
      3,
    ],
    ["a function", `return { ...FAIL, evidence: [{ what: "w", observed: "o", toString() { return "x"; } }] };`, 70],
    ["a proxy", `return new Proxy(FAIL, {});`, 70],
  ])("gives plain data, and not %s", async (_, body, code) => {
    expect(await run(body)).toMatchObject({ code });
  });

  it.each([
    ["JSON.stringify", `JSON.stringify = () => '{"verdict":"pass"}';`],
    ["Object.prototype.toJSON", `Object.prototype.toJSON = () => ({ verdict: "pass" });`],
    [
      "Array.prototype.filter",
      `const { filter } = Array.prototype; Array.prototype.filter = function (...a) { return filter.apply(this, a); };`,
    ],
    ["process.exit", `process.exit = () => {};`],
    ["process.env.DOCKER_HOST", `process.env.DOCKER_HOST = "unix:///forged.sock";`],
    ["process.env.PATH", `process.env.PATH = "/forged";`],
  ])("cannot change the program's %s unnoticed", async (name, text) => {
    for (const result of [await run("return FAIL;", { top: text }), await run(`${text} return FAIL;`)]) {
      expect(result.code).toBe(70);
      expect(result.report.bugs.map(({ message }) => message).join()).toContain(name);
      expect(result.report.verdict).not.toBe("pass");
      expect(result.report.plan.dockerHost).toBe("unix:///var/run/docker.sock");
    }
  });

  it("cannot lead files elsewhere by another working directory", async () => {
    mkdirSync(join(FOLDER, "elsewhere"));
    const top = `process.chdir("elsewhere");`;
    const { code } = await run("return FAIL;", { top, args: ["--report", "json=here.json"] });
    expect(code).toBe(70);
    expect(JSON.parse(readFileSync(join(FOLDER, "here.json"), "utf8"))).toMatchObject({ verdict: "fail" });
  });

  it("may have globals and variables of its own", async () => {
    const top = `globalThis.acme = 1; process.env.ACME_TOKEN = "x";`;
    const body = `return process.env.ACME_TOKEN === "x" && globalThis.acme === 1 ? { status: "pass" } : FAIL;`;
    expect(await run(body, { top })).toMatchObject({ code: 0, report: { bugs: [] } });
  });
});
