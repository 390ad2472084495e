import type { Report } from "../contract/index.js";

/** 0 pass · 1 an error finding (any finding under `--strict`) · 3 undetermined · 70 a bug · 130 interrupted. */
export function exitCode(report: Report): 0 | 1 | 3 | 70 | 130 {
  if (report.interrupted) return 130;
  if (report.bugs.length > 0) return 70;
  if (report.verdict === "fail") return 1;
  return report.verdict === "pass" ? 0 : 3;
}
