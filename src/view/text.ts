import type { CheckResult, RunEvent, TargetResult } from "../contract/index.js";

/** Why a check or target is not simply `pass`: its codes, what blocks it, or the reason. */
export function detailText(result: CheckResult | TargetResult): string {
  if (result.blockedBy !== undefined && result.status === "blocked") return `by ${result.blockedBy.join(", ")}`;
  const codes = "findings" in result ? [...new Set(result.findings.map((finding) => finding.code))] : [];
  return codes.length > 0 ? codes.join(", ") : (result.reason ?? "");
}

/** What a `waiting` event says, in one line. */
export function waitingText(event: Extract<RunEvent, { type: "waiting" }>): string {
  return event.target === undefined ? event.waitingFor : `${event.target}: ${event.waitingFor}`;
}
