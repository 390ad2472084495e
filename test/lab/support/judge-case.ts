import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { Ajv } from "ajv";
import formats from "ajv-formats";
import type { Recording, Report, ReportChange, ReportFinding } from "../../../src/contract/index.js";
import { screenProblem } from "../../support/screen.js";
import type { LabCase } from "./case.js";
import { applyChanges } from "./changes.js";
import { CHECKOUT } from "./checkout.js";
import { PROXY_URL, REGISTRY_PASSWORD, REGISTRY_USER } from "./internet.js";
import { INSIDE, type Lab } from "./lab.js";
import { OAUTH_SECRET } from "./start-command.js";
import { askOracle, pullAll, runStandIn } from "./oracle.js";
import type { Ended } from "./processes.js";
import { runProduct } from "./product.js";
import { keepRecording } from "./recordings.js";
import { SECRETS } from "./secrets.js";

const FACTS = "/run/lab/facts.json";

/** How much longer than its deadline a run may take, the start of the program on a busy machine included. */
const OVERTIME_MS = 15_000;

/** What came of a case. */
export interface CaseOutcome {
  /** What is not as the case says; empty when all is. */
  readonly problems: readonly string[];
  /** One line for the output. */
  readonly line: string;
}

const ajv = new Ajv({ allErrors: true, strict: false });
formats.default(ajv);
let isReport: ReturnType<typeof ajv.compile> | undefined;

interface Located {
  readonly check: string;
  readonly finding: ReportFinding;
}

/**
 * `whole`: from the fault to its healing: the product, its recording, the oracle, the printed remedy. `verdict`: only what
 * depends on the engine: the product and the oracle. `remedy`: that, and the printed remedy.
 */
export type CaseExtent = "whole" | "verdict" | "remedy";

/** Runs a case. */
export async function judgeCase(lab: Lab, labCase: LabCase, extent: CaseExtent): Promise<CaseOutcome> {
  const problems: string[] = [];
  const isHealthy = labCase.broken === "";
  await labCase.inject?.(lab);
  // any user may write its facts here; /tmp is the working directory of most cases
  await lab.shell(`rm -f ${FACTS}; chmod 1777 /run/lab`);
  const ended = await runProduct(lab, labCase, ["--facts", FACTS]);
  const report = readReport(ended, problems);
  if (!report) return { problems, line: "no report" };
  const found = keysOf(report);
  problems.push(...judgeReport(labCase, ended, report));
  problems.push(...((await labCase.verify?.(lab, report)) ?? []));
  const screen = screenProblem(report, labCase.tall);
  if (screen !== undefined) problems.push(screen);
  const facts = await lab.readFile(FACTS);
  if ((JSON.parse(facts) as Recording).facts.length === 0) problems.push("no facts were recorded");
  problems.push(...leaks({ stdout: ended.stdout, stderr: ended.stderr, facts }));
  if (extent === "whole")
    keepRecording(labCase, { exitCode: ended.exitCode, report, facts, only: onlyOf(labCase.command(lab)).slice(1) });
  if (extent === "whole") problems.push(...(await judgeRecording(lab, labCase, report, ended)));

  const answer = await askOracle(lab, labCase);
  if (answer && answer.succeeded !== isHealthy) problems.push(`the oracle disagrees: ${answer.words}`);
  if (isHealthy) problems.push(...(await proveHealthy(lab, labCase, report)));

  const healedBy = extent !== "verdict" ? await proveHealing(lab, labCase, report, problems) : "";
  // what is broken outside of the host stays broken for the next case otherwise
  if (extent === "verdict") await labCase.heal?.(lab);
  const words = answer?.words ?? (labCase.oracle.kind === "vendor-rule" ? labCase.oracle.source : "");
  const warnings = report.results
    .flatMap(({ findings }) => findings)
    .filter(({ severity }) => severity === "warning")
    .map(({ code }) => code);
  const what = `${found.join(", ") || "nothing wrong"} (warnings: ${warnings.join(", ") || "none"})`;
  return { problems, line: `exit ${ended.exitCode} in ${report.durationMs} ms: ${what} | ${words}${healedBy}` };
}

/** Takes the fault back and judges again; gives the commands that did it. */
async function proveHealing(lab: Lab, labCase: LabCase, report: Report, problems: string[]): Promise<string> {
  if (labCase.remedy !== "words") {
    const printed = printedOf(labCase, report);
    problems.push(...(await runRemedies(lab, labCase, printed)));
    const changes = printed.changes.map(({ remove, add }) => `[${remove.join(" ")} -> ${add.join(" ")}]`);
    return `; healed by ${[...printed.commands, ...changes].join("; ")}`;
  }
  if (labCase.heal === undefined) return "";
  await labCase.heal(lab);
  const healed = readReport(await runProduct(lab, labCase), problems);
  if (healed && !isHealed(labCase, healed)) problems.push(`not healthy after healing: ${explain(healed)}`);
  return "";
}

/** `--only` with its checks at the beginning of a command: a recording has no facts for others. */
function onlyOf(words: readonly string[]): readonly string[] {
  if (words[0] !== "--only") return [];
  const end = words.findIndex((word, index) => index > 0 && word.startsWith("--"));
  return words.slice(0, end < 0 ? words.length : end);
}

/** Judges the recorded facts again where there is no engine, no network and none of the files. */
function judgeAgain(lab: Lab, labCase: LabCase): Promise<Ended> {
  const nowhere = [
    "for folder in /var/lib/docker /root /home /tmp /etc/docker; do mount -t tmpfs none $folder; done",
    "mount --bind /dev/null /run/docker.sock 2>/dev/null || true",
    'exec "$@"',
  ].join("\n");
  return lab.exec(
    [
      "unshare",
      "--net",
      "--mount",
      "sh",
      "-c",
      nowhere,
      "sh",
      INSIDE.node,
      `${INSIDE.checkout}/bin/runner-preflight.js`,
      "--format",
      "json",
      "--from",
      FACTS,
      ...onlyOf(labCase.command(lab)),
    ],
    { timeoutMs: 30_000, cwd: "/" },
  );
}

function readReport(ended: Ended, problems: string[]): Report | undefined {
  isReport ??= ajv.compile(JSON.parse(readFileSync(join(CHECKOUT, "docs/report.schema.json"), "utf8")) as object);
  try {
    const value: unknown = JSON.parse(ended.stdout);
    if (!isReport(value)) problems.push(`the report breaks its schema: ${ajv.errorsText(isReport.errors)}`);
    return value as Report;
  } catch {
    const killed = ended.timedOut ? ", killed" : "";
    problems.push(
      `no report, exit ${ended.exitCode}${killed}: ${ended.stdout.slice(0, 300)} ${ended.stderr.slice(-1500)}`,
    );
    return undefined;
  }
}

function judgeReport(labCase: LabCase, ended: Ended, report: Report): readonly string[] {
  const problems: string[] = [];
  const wanted = labCase.expect.findings.map(({ check, code, target }) => key(check, code, target)).sort();
  if (!isDeepStrictEqual(keysOf(report), wanted))
    problems.push(`findings: expected ${wanted.join(", ") || "none"}; got ${explain(report)}`);
  if (ended.exitCode !== labCase.expect.exit)
    problems.push(`exit code ${ended.exitCode}, expected ${labCase.expect.exit}: ${explain(report)}`);
  const codes = [...new Set(labCase.expect.findings.map(({ code }) => code))].sort();
  const causes = [...new Set(report.causes.map(({ code }) => code))].sort();
  if (!isDeepStrictEqual(causes, codes)) problems.push(`causes ${causes.join(", ")}, expected ${codes.join(", ")}`);
  const evidence = errorsOf(report).flatMap(({ finding }) => finding.evidence.map(({ observed }) => observed));
  const missing = (labCase.expect.evidence ?? []).filter((text) => !evidence.some((line) => line.includes(text)));
  if (missing.length > 0) problems.push(`no evidence says ${missing.join("; ")}: ${evidence.join("\n    ")}`);
  if (ended.durationMs > report.deadlineMs + OVERTIME_MS)
    problems.push(`took ${Math.round(ended.durationMs)} ms, with a deadline of ${report.deadlineMs} ms`);
  const warned = warningsOf(report, labCase);
  const announced = (labCase.expect.warnings ?? []).map(({ check, code, target }) => key(check, code, target)).sort();
  if (labCase.expect.warnings && !isDeepStrictEqual(warned, announced))
    problems.push(`warnings: expected ${announced.join(", ") || "none"}; got ${warned.join(", ")}: ${explain(report)}`);
  if (report.bugs.length > 0) problems.push(`bugs: ${JSON.stringify(report.bugs)}`);
  return problems;
}

async function judgeRecording(lab: Lab, labCase: LabCase, report: Report, ended: Ended): Promise<readonly string[]> {
  const problems: string[] = [];
  const again = await judgeAgain(lab, labCase);
  const recorded = readReport(again, problems);
  if (!recorded) return problems.map((problem) => `--from: ${problem}`);
  if (recorded.mode !== "recorded") problems.push(`mode ${recorded.mode}`);
  if (again.exitCode !== ended.exitCode) problems.push(`exit code ${again.exitCode} instead of ${ended.exitCode}`);
  if (recorded.verdict !== report.verdict) problems.push(`verdict ${recorded.verdict} instead of ${report.verdict}`);
  if (!isDeepStrictEqual(recorded.causes, report.causes)) problems.push(`other causes: ${explain(recorded)}`);
  if (!isDeepStrictEqual(recorded.network, report.network)) problems.push("another block for the network team");
  if (!isDeepStrictEqual(keysOf(recorded), keysOf(report))) problems.push(`other findings: ${explain(recorded)}`);
  problems.push(...leaks({ stdout: again.stdout, stderr: again.stderr }));
  return problems.map((problem) => `--from: ${problem}`);
}

/** On a healthy host the stand-in runner works and every image that the runner pulls can be pulled. */
async function proveHealthy(lab: Lab, labCase: LabCase, report: Report): Promise<readonly string[]> {
  const problems: string[] = [];
  if (labCase.oracle.kind !== "stand-in-runner") {
    const standIn = await runStandIn(lab, labCase);
    if (!standIn.succeeded) problems.push(`the stand-in runner failed: ${standIn.words}`);
  }
  const images = report.plan.images.filter(({ puller }) => puller === "runner").map(({ reference }) => reference);
  const config = report.plan.dockerConfig?.replace(/\/config\.json$/, "");
  const pulled = await pullAll(lab, labCase, images, config);
  if (!pulled.succeeded) problems.push(pulled.words);
  return problems;
}

async function runRemedies(lab: Lab, labCase: LabCase, printed: Printed): Promise<readonly string[]> {
  const { commands, changes } = printed;
  const problems = [...printed.problems];
  for (const command of commands) {
    const ended = await lab.exec(pasting(command), {
      env: { LAB_USER: REGISTRY_USER, LAB_PASSWORD: REGISTRY_PASSWORD, LAB_SECRET: OAUTH_SECRET, LAB_PROXY: PROXY_URL },
    });
    if (ended.exitCode !== 0) problems.push(`the printed command "${command}" failed: ${ended.stdout}${ended.stderr}`);
  }
  problems.push(...(await refusedSettings(lab)));
  const changed = await changedCase(lab, labCase, changes, problems);
  const again = readReport(await runProduct(lab, changed), problems);
  if (again && !isHealed(labCase, again)) problems.push(`not healthy after the printed remedy: ${explain(again)}`);
  if (changed !== labCase) problems.push(...(await proveChanged(lab, changed)));
  return problems;
}

/** The command as it is pasted: on a terminal that answers where it asks, which newer engines' hosts have no program for. */
function pasting(command: string): readonly string[] {
  const isAsking = /\blogin\b|\bread\b/u.test(command);
  return isAsking
    ? ["python3", `${INSIDE.checkout}/test/lab/support/answer-prompts.py`, command]
    : ["sh", "-c", command];
}

/** What the engine says of a daemon.json that it would not start with; engines before 23 cannot be asked. */
async function refusedSettings(lab: Lab): Promise<readonly string[]> {
  const { exitCode, stderr } = await lab.exec(["dockerd", "--validate", "--config-file", "/etc/docker/daemon.json"]);
  if (exitCode === 0 || stderr.includes("unknown flag: --validate")) return [];
  return [`dockerd does not accept daemon.json after the printed remedy: ${stderr.trim()}`];
}

/** The case with the printed changes made to its start command; as it is where there are none. */
async function changedCase(
  lab: Lab,
  labCase: LabCase,
  changes: Printed["changes"],
  problems: string[],
): Promise<LabCase> {
  if (changes.length === 0) return labCase;
  try {
    return { ...labCase, ...(await applyChanges(lab, labCase, changes)) };
  } catch (error) {
    problems.push(`a printed change cannot be made: ${(error as Error).message}`);
    return labCase;
  }
}

/** With the changed start command the stand-in runner works; in the container, where that has been made anew. */
async function proveChanged(lab: Lab, changed: LabCase): Promise<readonly string[]> {
  const isContainer = changed.command(lab).includes("--container");
  const answer = isContainer ? await askOracle(lab, changed) : await runStandIn(lab, changed);
  return answer?.succeeded === false ? [`the oracle disagrees after the printed changes: ${answer.words}`] : [];
}

function located(report: Report, wanted: "error" | "warning"): readonly Located[] {
  return report.results.flatMap(({ id, findings }) =>
    findings.filter(({ severity }) => severity === wanted).map((finding) => ({ check: id, finding })),
  );
}

function errorsOf(report: Report): readonly Located[] {
  return located(report, "error");
}

/** The start commands of the cases show the secret as the vendor's does, which is a warning in itself. */
const ALWAYS = "secret-on-command-line";

/** The checks whose warnings a case has to announce. */
const ANNOUNCED: readonly string[] = ["docker-engine", "mount-paths", "runner-command"];

/** The warnings that a case has to announce. */
function warningsOf(report: Report, { expect }: LabCase): readonly string[] {
  return located(report, "warning")
    .filter(({ check }) => ANNOUNCED.includes(check))
    .filter(({ finding }) => finding.code !== ALWAYS || expect.warnings?.some(({ code }) => code === ALWAYS))
    .map(({ check, finding }) => key(check, finding.code, finding.target))
    .sort();
}

/** The announced warnings that a remedy takes away. */
function leaving({ expect }: LabCase): readonly string[] {
  return (expect.warnings ?? [])
    .filter(({ stays }) => stays !== true)
    .map(({ check, code, target }) => key(check, code, target));
}

/** No error, and none of the announced warnings that can be taken away. */
function isHealed(labCase: LabCase, report: Report): boolean {
  const announced = leaving(labCase);
  return report.verdict === "pass" && !warningsOf(report, labCase).some((warned) => announced.includes(warned));
}

/** What a report prints as the remedy of a case. */
interface Printed {
  readonly commands: readonly string[];
  readonly changes: readonly ReportChange[];
  /** What the findings of the case ought to print and do not. */
  readonly problems: readonly string[];
}

/** The printed commands and changes in order, of the errors and the announced warnings; only those that lose nothing unless told otherwise. */
function printedOf(labCase: LabCase, report: Report): Printed {
  const announced = leaving(labCase);
  const warned = located(report, "warning").filter(({ check, finding }) =>
    announced.includes(key(check, finding.code, finding.target)),
  );
  const findings = [...errorsOf(report), ...warned].map(({ finding }) => finding);
  const commands = ({ remedy }: ReportFinding): readonly string[] =>
    remedy.commands
      .filter(({ role }) => role !== "see")
      .filter(({ risk }) => labCase.remedy === "destructive-command" || risk !== "destructive")
      .map(({ run }) => run);
  const changes = findings.flatMap(({ remedy }) => remedy.changes ?? []);
  const silent = findings.filter(
    (finding) => commands(finding).length === 0 && (finding.remedy.changes ?? []).length === 0,
  );
  return {
    commands: [...new Set(findings.flatMap(commands))],
    changes: changes.filter(
      (change, index) => changes.findIndex((other) => isDeepStrictEqual(other, change)) === index,
    ),
    problems: [
      ...silent.map(({ code }) => `${code} prints neither a command nor a change`),
      ...(labCase.remedy === "change" && changes.length === 0 ? ["no change of the start command was printed"] : []),
    ],
  };
}

function key(check: string, code: string, target: string | undefined): string {
  return `${check} ${code}${target === undefined ? "" : ` ${target}`}`;
}

function keysOf(report: Report): readonly string[] {
  return errorsOf(report)
    .map(({ check, finding }) => key(check, finding.code, finding.target))
    .sort();
}

function leaks(texts: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(texts).flatMap(([where, text]) =>
    SECRETS.filter((secret) => text.includes(secret)).map((secret) => `${where} holds the secret ${secret}`),
  );
}

function explain(report: Report): string {
  const states = report.results
    .filter(({ status }) => status !== "pass")
    .map(({ id, status, reason, findings }) => {
      const texts = findings.map(
        ({ severity, code, target, message, evidence }) =>
          `${severity} ${code} ${target ?? ""} (${message} ${severity === "error" ? evidence.map(({ observed }) => observed).join(" | ") : ""})`,
      );
      return `${id} ${status} ${reason ?? ""} ${texts.join("; ")}`;
    });
  return `${report.verdict}\n    ${states.join("\n    ")}`;
}
