import { missingForLab } from "./support/gate.js";
import { startLab, type Lab } from "./support/lab.js";
import type { Report } from "../../src/contract/index.js";

const BOLD = process.stdout.isTTY ? "\u001B[1m" : "";
const PLAIN = process.stdout.isTTY ? "\u001B[0m" : "";

function say(text: string): void {
  process.stdout.write(`\n${BOLD}# ${text}${PLAIN}\n\n`);
}

/** Runs the product in the host, shows what it prints, and gives its report. */
async function show(lab: Lab): Promise<Report> {
  const report = "/run/lab/report.json";
  process.stdout.write("$ runner-preflight\n");
  const color = process.stdout.isTTY ? { FORCE_COLOR: "1" } : {};
  const env = { COLUMNS: String(process.stdout.columns || 100), ...color };
  const ended = await lab.preflight(["--quiet", "--report", `json=${report}`], { env });
  process.stdout.write(`${ended.stdout}${ended.stderr}[exit code ${ended.exitCode}]\n`);
  return JSON.parse(await lab.readFile(report)) as Report;
}

async function runCommands(lab: Lab, report: Report): Promise<void> {
  const findings = report.results.flatMap((result) => result.findings).filter(({ severity }) => severity === "error");
  for (const { run, risk } of findings.flatMap(({ remedy }) => remedy.commands)) {
    if (risk === "destructive") continue;
    process.stdout.write(`$ ${run}\n`);
    const ended = await lab.exec(["sh", "-c", run]);
    process.stdout.write(`${ended.stdout}${ended.stderr}[exit code ${ended.exitCode}]\n`);
  }
}

async function demonstrate(): Promise<number> {
  say("Bringing up a host with a real Docker Engine, and an internet with the real names in it");
  const lab = await startLab();
  try {
    say("1. A host that is right");
    await show(lab);
    say("2. The same host after the engine has died and left its socket behind");
    await lab.stopEngine("killed");
    const broken = await show(lab);
    say("3. The printed remedy, run as it stands");
    await runCommands(lab, broken);
    say("4. The host again");
    const healed = await show(lab);
    return healed.verdict === "pass" ? 0 : 1;
  } finally {
    await lab.close();
  }
}

const missing = missingForLab();
if (missing.length > 0) {
  process.stderr.write(
    `The demonstration needs root on Linux and some Debian packages. Missing: ${missing.join("; ")}\n`,
  );
  process.exitCode = 2;
} else {
  process.exitCode = await demonstrate();
}
