import { appendFileSync, existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Report } from "../../src/contract/index.js";
import { CASES } from "./cases/index.js";
import type { LabCase } from "./support/case.js";
import { missingForLab } from "./support/gate.js";
import { startLab, type Build, type Lab } from "./support/lab.js";
import { hostPool } from "./support/pool.js";
import { runProduct } from "./support/product.js";

const HOST_COUNT = 3;

const USAGE = `usage: npm run compare -- OLD_CHECKOUT [PART_OF_A_NAME]
Runs every laboratory case on this build and on the built one in OLD_CHECKOUT and prints where they differ. The packages of
OLD_CHECKOUT must not be below /tmp, which the laboratory hides. COMPARE_LOG=FILE gets both outcomes, a line of JSON per case.
`;

const AFTER_IMAGE = "options after the image passed in silence";
const PLACEHOLDER = "a placeholder passed for a value";

const FORM = "what the engine makes of the form of an image was not judged";
const TOO_OLD = "options passed that came with a newer engine";

/** Cases whose outcome is meant to differ, with the fault that was mended. */
const MENDED: Readonly<Record<string, string>> = {
  "variable without its -e": "a forgotten -e was taken for the name of an image",
  "option after the image": AFTER_IMAGE,
  "option after the image: mount of the working directory": AFTER_IMAGE,
  "option after the image: variables that the runner needs": AFTER_IMAGE,
  "option after the image: env file": AFTER_IMAGE,
  "option after the image: network": AFTER_IMAGE,
  "template's words in braces": PLACEHOLDER,
  "secret that was to be replaced": PLACEHOLDER,
  "form: layers in zstd, by docker's name": FORM,
  "form: layers in zstd": FORM,
  "form: an encrypted layer": FORM,
  "form: a statement in a layer's place": FORM,
  "form: a foreign layer that the registry does not serve": FORM,
  "form: layers that its config does not list": FORM,
  "form: a variant, and no index": FORM,
  "form: an index of the 32-bit sibling": FORM,
  "form: an index with the kernel's name of the machine": FORM,
  "form: an index without a platform": FORM,
  "form: an index that has a platform for another image alone": FORM,
  "form: an index with an empty platform": FORM,
  "form: an index in an index": FORM,
  "engine too old for an annotation": TOO_OLD,
  "engine too old for an interval at the start": TOO_OLD,
  "engine too old for a mount that is read-only all the way down": TOO_OLD,
  "engine too old for a second network": TOO_OLD,
  "engine too old for the hardware address of a network": TOO_OLD,
  "engine too old for writable control groups": TOO_OLD,
  "engine too old for what a client is told to speak": TOO_OLD,
};

/** What has to be the same on both builds. */
interface Outcome {
  readonly exitCode: number | null;
  readonly verdict: string;
  /** `check code severity target`, sorted. */
  readonly findings: readonly string[];
}

async function outcomeOf(lab: Lab, labCase: LabCase, build: Build): Promise<Outcome> {
  const ended = await runProduct(lab, labCase, [], build);
  try {
    const report = JSON.parse(ended.stdout) as Report;
    const findings = report.results.flatMap(({ id, findings: found }) =>
      found.map(({ code, severity, target }) => [id, code, severity, target ?? ""].join(" ").trim()),
    );
    return { exitCode: ended.exitCode, verdict: report.verdict, findings: findings.toSorted() };
  } catch {
    return { exitCode: ended.exitCode, verdict: "no report", findings: [ended.stderr.trim().slice(0, 500)] };
  }
}

/** What differs, line by line; empty when nothing does. */
function differences(old: Outcome, tested: Outcome): readonly string[] {
  const only = (one: Outcome, other: Outcome, sign: string): readonly string[] =>
    one.findings.filter((line) => !other.findings.includes(line)).map((line) => `${sign} ${line}`);
  const lines = [...only(old, tested, "-"), ...only(tested, old, "+")];
  if (old.exitCode !== tested.exitCode) lines.unshift(`exit code ${old.exitCode} -> ${tested.exitCode}`);
  if (old.verdict !== tested.verdict) lines.unshift(`verdict ${old.verdict} -> ${tested.verdict}`);
  if (lines.length === 0 && !isDeepStrictEqual(old.findings, tested.findings))
    lines.push("a finding comes a different number of times");
  return lines;
}

/** Brings a fault about once and runs both builds on it; what differs is asked a second time. */
async function compareCase(lab: Lab, labCase: LabCase): Promise<readonly string[]> {
  await labCase.inject?.(lab);
  let lines: readonly string[] = [];
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const old = await outcomeOf(lab, labCase, "other");
    const tested = await outcomeOf(lab, labCase, "tested");
    const log = process.env["COMPARE_LOG"];
    if (log !== undefined) appendFileSync(log, `${JSON.stringify({ name: labCase.name, old, tested })}\n`);
    lines = differences(old, tested);
    if (lines.length === 0) break;
  }
  // what is broken outside of the host stays broken for the next case otherwise
  await labCase.heal?.(lab);
  return lines;
}

async function compare(otherCheckout: string, part: string): Promise<number> {
  const hosts = hostPool();
  let differing = 0;
  try {
    for (let host = 0; host < HOST_COUNT; host += 1) hosts.add(await startLab({ otherCheckout }));
    const cases = CASES.filter(({ name }) => name.includes(part));
    const compared = cases.map(async (labCase) => {
      const lines = await hosts.use((lab) => compareCase(lab, labCase));
      const reason = MENDED[labCase.name];
      if (lines.length > 0 && reason === undefined) differing += 1;
      const word = lines.length === 0 ? "same" : reason === undefined ? "DIFFERENT" : `mended (${reason})`;
      process.stdout.write(`${word}: ${labCase.name}\n${lines.map((line) => `    ${line}\n`).join("")}`);
    });
    await Promise.all(compared);
    process.stdout.write(`${cases.length} cases, ${differing} differ\n`);
  } finally {
    await hosts.close();
  }
  return differing === 0 ? 0 : 1;
}

const [folder, part = ""] = process.argv.slice(2);
const missing = missingForLab();
if (folder === undefined || !existsSync(join(folder, "bin/runner-preflight.js"))) {
  process.stderr.write(USAGE);
  process.exitCode = 2;
} else if (missing.length > 0) {
  process.stderr.write(`the laboratory cannot run: missing ${missing.join("; ")}\n`);
  process.exitCode = 2;
} else {
  process.exitCode = await compare(resolve(folder), part);
}
