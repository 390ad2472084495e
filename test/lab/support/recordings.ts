import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { hostname, release } from "node:os";
import { join } from "node:path";
import type { Recording, Report } from "../../../src/contract/index.js";
import { CASES } from "../cases/index.js";
import type { LabCase } from "./case.js";
import { CHECKOUT } from "./checkout.js";

const FOLDER = join(CHECKOUT, "test/fixtures/recordings");

/** What a case is about, for the choice of one case of each kind. */
function kindOf({ expect: { exit, findings, warnings = [] } }: LabCase): string {
  const keys = [...findings, ...warnings].map(({ check, code }) => `${check} ${code}`);
  return [exit, ...new Set(keys.toSorted())].join(", ");
}

/** The names of the cases whose recordings are kept: the first of each kind. */
function keptNames(): ReadonlySet<string> {
  const first = new Map<string, string>();
  for (const labCase of CASES) {
    const kind = kindOf(labCase);
    if (!first.has(kind)) first.set(kind, labCase.name);
  }
  return new Set(first.values());
}

/** A fixture says nothing of the machine that it was made on. */
function ofNoMachine(_member: string, value: unknown): unknown {
  if (value === hostname()) return "laboratory";
  return value === release() ? "6.1.0" : value;
}

/** What is kept of a case. */
interface Judged {
  readonly exitCode: number | null;
  readonly report: Report;
  /** The recording, as JSON. */
  readonly facts: string;
  /** The checks that were asked for; all of them when empty. */
  readonly only: readonly string[];
}

/** With `KEEP_RECORDINGS=1`, keeps what was recorded of a case as a fixture, if the case is the first of its kind. */
export function keepRecording(labCase: LabCase, { exitCode, report, facts, only }: Judged): void {
  if (process.env["KEEP_RECORDINGS"] !== "1" || !keptNames().has(labCase.name)) return;
  const findings = report.results.flatMap(({ id: check, findings: found }) =>
    found.map(({ code, severity, target }) => ({ check, code, severity, ...(target === undefined ? {} : { target }) })),
  );
  const recording = JSON.parse(facts, ofNoMachine) as Recording;
  const name = labCase.name
    .toLowerCase()
    .replaceAll(/[^a-z\d]+/g, "-")
    .replaceAll(/^-|-$/g, "");
  mkdirSync(FOLDER, { recursive: true });
  const kept = { expected: { exitCode, findings }, ...(only.length === 0 ? {} : { only }), recording };
  writeFileSync(join(FOLDER, `${name}.json`), `${JSON.stringify(kept)}\n`);
}
