import type { Report } from "../contract/index.js";

/** When the facts were seen, RFC 3339: when they were recorded, or when the run began. */
export function seenAt({ recordedAt, startedAt }: Report): string {
  return recordedAt ?? startedAt;
}

/** When and where the facts were seen: `recorded 2026-11-29T20:12:00Z on host X`. */
export function provenanceText(report: Report): string {
  const host = report.host === undefined ? "" : ` on host ${report.host}`;
  const time = seenAt(report).replace(/\.\d+Z$/, "Z");
  return `${report.mode === "recorded" ? "recorded " : ""}${time}${host}`;
}
