import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Recording, Report, ReportFinding } from "../../src/contract/index.js";
import { wrongRoles } from "../support/command-roles.js";
import { runCli } from "./support/run-cli.js";

const STORED = join(import.meta.dirname, "../fixtures/recordings");
const FOLDER = mkdtempSync(join(tmpdir(), "preflight-recordings-"));
afterAll(() => rmSync(FOLDER, { recursive: true }));

/** A finding as far as later versions have to repeat it. */
type Kept = { readonly check: string } & Pick<ReportFinding, "code" | "severity" | "target">;

/** A recording with what it was judged to be when it was made. */
interface Stored {
  readonly expected: { readonly exitCode: number; readonly findings: readonly Kept[] };
  readonly recording: Recording;
  /** The checks that were asked for; all of them by default. */
  readonly only?: readonly string[];
}

function keptOf({ results }: Report): readonly Kept[] {
  return results.flatMap(({ id, findings }) =>
    findings.map(({ code, severity, target }) => ({ check: id, code, severity, ...(target && { target }) })),
  );
}

const inOrder = (findings: readonly Kept[]) => findings.map((finding) => JSON.stringify(finding)).sort();

describe("a stored recording is judged as it was:", () => {
  it.each(readdirSync(STORED).filter((name) => name.endsWith(".json")))("%s", async (name) => {
    const { expected, recording, only = [] } = JSON.parse(readFileSync(join(STORED, name), "utf8")) as Stored;
    const file = join(FOLDER, name);
    writeFileSync(file, JSON.stringify(recording));
    const { code, stdout } = await runCli([
      "--from",
      file,
      "--format",
      "json",
      ...only.flatMap((id) => ["--only", id]),
    ]);
    const report = JSON.parse(stdout) as Report;
    const findings = keptOf(report);
    expect({ code, findings: inOrder(findings) }).toEqual({
      code: expected.exitCode,
      findings: inOrder(expected.findings),
    });
    expect(
      report.results.flatMap((result) => result.findings.flatMap(({ remedy }) => wrongRoles(remedy.commands))),
    ).toEqual([]);
  });
});
