import {
  type Check,
  type CodeEntry,
  type Finding,
  type Host,
  ProbeError,
  type Report,
  type RunEvent,
  type Severity,
  type Verdict,
} from "../../src/contract/index.js";
import { EMPTY_PLAN } from "../support/empty-plan.js";
import { type RunOptions, runChecks } from "../../src/run/index.js";

const ENTRY: CodeEntry = { severity: "error", meaning: "m", cause: "c", remedy: "r", source: "s" };

/** A host that never answers anything. */
export const SILENT_HOST: Host = {
  engine: {} as Host["engine"],
  files: {} as Host["files"],
  network: {} as Host["network"],
  registry: {} as Host["registry"],
  env: {
    process: async () => Promise.reject(new ProbeError("not-recorded", "silent")),
    clientOptions: async () => Promise.reject(new ProbeError("not-recorded", "silent")),
    clientVersion: async () => Promise.reject(new ProbeError("not-recorded", "silent")),
  },
  clock: { now: async () => new Promise(() => {}) },
};

export function finding(code: string, extra: Partial<Finding> = {}): Finding {
  return { code, message: code, evidence: [], remedy: { summary: "s", commands: [], source: "s" }, ...extra };
}

export function check(
  id: string,
  run: Check["run"] | Verdict,
  extra: Partial<Check> & { codes?: Check["codes"] } = {},
): Check {
  return {
    id,
    title: id,
    group: "host",
    severity: "error" satisfies Severity,
    codes: { bad: ENTRY, worse: ENTRY, "so-so": { ...ENTRY, severity: "warning" } },
    run: typeof run === "function" ? run : async () => run,
    ...extra,
  };
}

export async function run(
  checks: readonly Check[],
  extra: Partial<RunOptions> = {},
): Promise<{ report: Report; events: readonly RunEvent[] }> {
  const events: RunEvent[] = [];
  const report = await runChecks({
    checks,
    plan: EMPTY_PLAN,
    host: SILENT_HOST,
    mode: "live",
    deadlineMs: 5000,
    concurrency: 8,
    strict: false,
    signal: new AbortController().signal,
    skipped: [],
    observe: (event) => events.push(event),
    version: "0.0.0",
    ...extra,
  });
  return { report, events };
}

export function statuses(report: Report): Record<string, string> {
  return Object.fromEntries(report.results.map((result) => [result.id, result.status]));
}
