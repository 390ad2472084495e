import type { LabCase } from "./case.js";
import type { Build, Lab } from "./lab.js";
import type { Ended } from "./processes.js";

/** Runs the product on a case as it stands. */
export function runProduct(
  lab: Lab,
  labCase: LabCase,
  more: readonly string[] = [],
  build: Build = "tested",
): Promise<Ended> {
  const { timeoutS, deadlineS } = labCase.limits ?? {};
  const limits = [
    ...(timeoutS === undefined ? [] : ["--timeout", String(timeoutS)]),
    ...(deadlineS === undefined ? [] : ["--deadline", String(deadlineS)]),
  ];
  const where = labCase.vantage === "container" ? "preflightInContainer" : "preflight";
  return lab[where](["--format", "json", ...limits, ...more, ...labCase.command(lab)], {
    timeoutMs: 90_000,
    build,
    ...(labCase.env ? { env: labCase.env } : {}),
    ...(labCase.user ? { user: labCase.user } : {}),
  });
}
