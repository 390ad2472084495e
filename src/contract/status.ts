import type { Severity } from "./finding.js";
import type { Status } from "./report.js";
import type { Judgement } from "./verdict.js";

/** Worst first: an error outweighs what is inconclusive, and that outweighs warnings, which so never hide an open question. */
const WORST_FIRST = ["fail", "inconclusive", "blocked", "warn", "pass", "skip"] as const satisfies readonly Status[];

/** The status that a judgement's own findings and words make; only a prerequisite makes `blocked`. */
export type JudgedStatus = Exclude<Status, "blocked">;

/** A finding without a severity of its own counts as an error. */
interface Weighed {
  readonly severity?: Severity | undefined;
}

/** The law from findings to status: an error fails, whatever else is said; warnings warn unless a question is open. */
export function statusFrom(said: Judgement["status"], findings: readonly Weighed[]): JudgedStatus {
  if (findings.some(({ severity }) => severity !== "warning")) return "fail";
  if (said === "inconclusive") return "inconclusive";
  if (findings.length > 0) return "warn";
  return said === "skip" ? "skip" : "pass";
}

/** The worst of some statuses; `skip` for none, and only where nothing else is there. */
export function worstStatus<S extends Status>(statuses: readonly S[]): S | "skip" {
  return (
    WORST_FIRST.find((status): status is S & (typeof WORST_FIRST)[number] => statuses.includes(status as S)) ?? "skip"
  );
}
