import type { CheckResult, RunEvent, TargetResult } from "../contract/index.js";

/** Makes words of the outside harmless for a terminal line. */
export function lineText(text: string): string {
  return text.replaceAll(/[\u0000-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]+/g, " ").trim();
}

/** Why a check or target is not simply `pass`: its codes, what blocks it, or the reason. */
export function detailText(result: CheckResult | TargetResult): string {
  if (result.blockedBy !== undefined && result.status === "blocked") return `by ${result.blockedBy.join(", ")}`;
  const codes = "findings" in result ? [...new Set(result.findings.map((finding) => finding.code))] : [];
  return lineText(codes.length > 0 ? codes.join(", ") : (result.reason ?? ""));
}

/** What a `waiting` event says, in one line. */
export function waitingText(event: Extract<RunEvent, { type: "waiting" }>): string {
  return lineText(event.target === undefined ? event.waitingFor : `${event.target}: ${event.waitingFor}`);
}
