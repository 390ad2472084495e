import type { CheckResult, TargetResult, Wait } from "../contract/index.js";
import { waitText } from "../judge/waits.js";

/** Why a check or target is not simply `pass`: its codes, what blocks it, or the reason. */
function detailText(result: CheckResult | TargetResult): string {
  if (result.blockedBy !== undefined && result.status === "blocked") return `by ${result.blockedBy.join(", ")}`;
  const codes = "findings" in result ? [...new Set(result.findings.map((finding) => finding.code))] : [];
  return codes.length > 0 ? codes.join(", ") : (result.reason ?? "");
}

/** How an ended check or target is told in one line. */
export function resultText(name: string, result: CheckResult | TargetResult): string {
  const detail = detailText(result);
  return `${name}: ${result.status}${detail === "" ? "" : ` (${detail})`}`;
}

/** Where something is waited for, unless the words name it anyway, and what. */
export function openText(place: string | undefined, wait: Wait, nowMs: number): string {
  const text = waitText(wait, nowMs);
  return place === undefined || wait.words.includes(place) ? text : `${place}: ${text}`;
}
