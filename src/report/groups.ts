import {
  type FindingName,
  LAYERS_UNVERIFIED,
  type Report,
  type ReportFinding,
  type Severity,
} from "../contract/index.js";
import { withoutTarget } from "./evidence.js";
import { firstSentence, plural } from "./text.js";

/** All findings of one cause: same code at the same hop, wherever they were made. */
export interface FindingGroup {
  readonly code: string;
  readonly severity: Severity;
  readonly hop?: string;
  readonly checks: readonly string[];
  readonly targets: readonly string[];
  readonly blocks: readonly string[];
  /** What follows from it. */
  readonly entails: readonly FindingName[];
  /** At least one; those that follow are not among them. */
  readonly findings: readonly [ReportFinding, ...ReportFinding[]];
}

interface Placed {
  readonly check: string;
  readonly finding: ReportFinding;
}

function unique<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)];
}

function groupKey(item: { readonly code: string; readonly hop?: string }, severity?: Severity): string {
  return JSON.stringify([item.code, item.hop ?? "", severity ?? ""]);
}

type Reach = Pick<FindingGroup, "severity" | "blocks" | "entails">;

function toGroup({ severity, blocks, entails }: Reach, placed: readonly Placed[]): FindingGroup | undefined {
  const [first, ...others] = placed.map((one) => one.finding);
  if (!first) return undefined;
  return {
    code: first.code,
    severity,
    ...(first.hop === undefined ? {} : { hop: first.hop }),
    checks: unique(placed.map((one) => one.check)),
    targets: unique(placed.flatMap((one) => (one.finding.target === undefined ? [] : [one.finding.target]))),
    blocks,
    entails,
    findings: [first, ...others],
  };
}

function follows({ code, target, followsFrom }: ReportFinding, entails: readonly FindingName[]): boolean {
  return followsFrom !== undefined && entails.some((name) => name.code === code && name.target === target);
}

/** The findings of a report by cause, root causes first. A finding that no cause names makes a group of its own. */
export function groupFindings(report: Report): readonly FindingGroup[] {
  let remaining: readonly Placed[] = report.results.flatMap((result) =>
    result.findings.map((finding) => ({ check: result.id, finding })),
  );
  const groups: FindingGroup[] = [];
  const take = (reach: Reach, isMember: (one: Placed) => boolean): void => {
    const group = toGroup(reach, remaining.filter(isMember));
    if (group) groups.push(group);
    remaining = remaining.filter((one) => !isMember(one));
  };
  for (const cause of report.causes) {
    const { severity, blocks, entails = [] } = cause;
    remaining = remaining.filter(({ check, finding }) => !(cause.checks.includes(check) && follows(finding, entails)));
    take(
      { severity, blocks, entails },
      ({ check, finding }) =>
        groupKey(finding) === groupKey(cause) &&
        cause.checks.includes(check) &&
        (report.strict || finding.severity === cause.severity),
    );
  }
  for (let next = remaining[0]; next; next = remaining[0]) {
    const { finding } = next;
    const key = groupKey(finding, finding.severity);
    take(
      { severity: finding.severity, blocks: [], entails: [] },
      (one) => groupKey(one.finding, one.finding.severity) === key,
    );
  }
  return groups;
}

/** What the messages of other targets say that the first one's does not: their first sentences, the same but for its target once. */
export function otherSentences({ findings: [first, ...others] }: FindingGroup): readonly string[] {
  const withGap = ({ message, target }: ReportFinding): string => withoutTarget(firstSentence(message)[0], target);
  const told = new Set([withGap(first)]);
  return others.flatMap((finding) => {
    const gapped = withGap(finding);
    if (told.has(gapped)) return [];
    told.add(gapped);
    return [`${firstSentence(finding.message)[0]}.`];
  });
}

/** Whether a group fails the run: an error, or anything under `--strict`. */
export function isDecisive(report: Report, group: FindingGroup): boolean {
  return group.severity === "error" || report.strict;
}

/** The findings that fail the run by cause, root causes first. */
export function decisiveGroups(report: Report): readonly FindingGroup[] {
  return groupFindings(report).filter((group) => isDecisive(report, group));
}

/** Something that could not be answered, and why. */
export interface OpenQuestion {
  /** The check, with the target where it is about one. */
  readonly what: string;
  readonly check: string;
  readonly target?: string;
  readonly reason: string;
}

/** What could not be answered, one entry per check or target. */
export function openQuestions(report: Report): readonly OpenQuestion[] {
  return report.results.flatMap(({ id: check, status, reason, targets = [] }): readonly OpenQuestion[] => {
    const open = targets.filter((target) => target.status === "inconclusive");
    if (open.length > 0) {
      return open.map(({ target, reason: own }) => ({
        what: `${check} ${target}`,
        check,
        target,
        reason: own ?? reason ?? "no answer",
      }));
    }
    return status === "inconclusive" ? [{ what: check, check, reason: reason ?? "no answer" }] : [];
  });
}

/** `PASS`, `FAIL` or `UNDETERMINED`. */
export function verdictWord(report: Report): string {
  return report.verdict.toUpperCase();
}

/** What the verdict rests on, in one line: `2 causes, 3 checks blocked`. */
export function verdictSummary(report: Report): string {
  const { summary } = report;
  const groups = groupFindings(report);
  const errors = groups.filter((group) => group.severity === "error").length;
  const warnings = groups.length - errors;
  const parts: string[] = [];
  const count = (value: number, text: string): void => {
    if (value > 0) parts.push(text);
  };
  if (report.verdict === "pass") parts.push(`${plural(summary.pass + summary.warn, "check")} passed`);
  count(errors, plural(errors, "cause"));
  count(warnings, `${plural(warnings, "warning")}${report.strict ? " that count (--strict)" : ""}`);
  count(summary.blocked, `${plural(summary.blocked, "check")} blocked`);
  count(summary.inconclusive, `${plural(summary.inconclusive, "check")} inconclusive`);
  if (report.verdict === "pass") count(summary.skip, `${summary.skip} skipped`);
  const unverified = new Set(groups.filter((group) => group.code === LAYERS_UNVERIFIED).flatMap((g) => g.targets));
  count(unverified.size, `layers of ${plural(unverified.size, "image")} not verified`);
  count(report.bugs.length, `${plural(report.bugs.length, "bug")} in this program or a plugin`);
  if (report.interrupted) parts.push("interrupted");
  else if (summary.inconclusive > 0 && report.durationMs >= report.deadlineMs) {
    const seconds = report.deadlineMs / 1000;
    parts.push(`the deadline of ${seconds} s ended the run (--deadline ${Math.ceil(seconds * 2)} gives it more)`);
  }
  return parts.join(", ");
}
