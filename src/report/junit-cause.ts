import type { CheckResult, CommandRole, Report, ReportCommand, ReportFinding } from "../contract/index.js";
import { changeLine } from "./changes.js";
import { evidenceLine, type MergedRemedy, mergedRemedies, remedySentence } from "./evidence.js";
import { decisiveGroups, type FindingGroup } from "./groups.js";

function remedyLines(
  { commands, changes, afterwards, ...remedy }: MergedRemedy<ReportCommand>,
  { plan }: Report,
): string[] {
  const of = (role: CommandRole): string[] => commands.filter((one) => one.role === role).map(({ run }) => run);
  const [see, then] = [of("see"), of("then")];
  return [
    `Fix: ${remedySentence({ commands, changes, afterwards, ...remedy })}`,
    ...of("fix"),
    ...changes.map((change) => changeLine(change, plan)),
    ...(see.length === 0 ? [] : ["See it:", ...see]),
    ...(afterwards.length + then.length === 0 ? [] : [`Then: ${afterwards.join(" ")}`.trim(), ...then]),
    `Source: ${remedy.source}`,
  ];
}

/** Findings with all that is known of them, and what to do. */
export function findingsText(findings: readonly ReportFinding[], report: Report): string {
  const isOne = findings.length === 1;
  const known = findings.flatMap(({ message, target, evidence }, index) => [
    ...(index === 0 || message !== findings[0]?.message ? [message] : []),
    ...evidence.map((one) => `  ${isOne || target === undefined ? "" : `${target}: `}${evidenceLine(one)}`),
  ]);
  const remedies = mergedRemedies<ReportCommand>(findings).flatMap((remedy) => remedyLines(remedy, report));
  return [...known, ...remedies].join("\n");
}

/** A cause with all that fails by it. */
export function causeText({ findings, targets, entails, blocks }: FindingGroup, report: Report): string {
  const follows = entails.map(({ code, target }) => (target === undefined ? code : `${code} (${target})`));
  return [
    ...(targets.length > 1 ? [`Targets: ${targets.join(", ")}`] : []),
    ...(follows.length === 0 ? [] : [`This also causes: ${follows.join(", ")}`]),
    ...(blocks.length === 0 ? [] : [`Blocks: ${blocks.join(", ")}`]),
    findingsText(findings, report),
  ].join("\n");
}

/** Which test case tells a cause: each cause has one, and each case one cause at most. */
export type Homes = ReadonlyMap<string, FindingGroup>;

/** The case of the check that found it first; where that tells another one, of a target that fails by it; else one of its own. */
export function homesOf(report: Report): Homes {
  const homes = new Map<string, FindingGroup>();
  for (const group of decisiveGroups(report)) {
    const check = report.results.find(({ id }) => id === group.checks[0]);
    if (check === undefined) continue;
    const targets = (check.targets ?? []).filter(({ target }) => group.targets.includes(target));
    const own = `${check.id}: ${group.code}${group.hop === undefined ? "" : ` at ${group.hop}`}`;
    const names = [check.id, ...targets.map(({ target }) => targetName(check, target)), own];
    homes.set(names.find((name) => !homes.has(name)) ?? own, group);
  }
  return homes;
}

/** The name of a target's test case. */
export function targetName({ id }: CheckResult, target: string): string {
  return `${id}: ${target}`;
}

/** Whether a finding is told with a cause: as one of its own, or as what follows from it. */
function isPartOf(finding: ReportFinding, { findings, entails }: FindingGroup): boolean {
  return (
    findings.includes(finding) ||
    (finding.followsFrom !== undefined &&
      entails.some(({ code, target }) => code === finding.code && target === finding.target))
  );
}

/** Where the cause of a failure is told that stands elsewhere, too. */
export function toldElsewhere(findings: readonly ReportFinding[], homes: Homes): string {
  const known = findings.flatMap((finding) => {
    const home = [...homes].find(([, group]) => isPartOf(finding, group));
    return home === undefined ? [] : [`${home[1].code}, told at "${home[0]}"`];
  });
  return `fails by ${[...new Set(known)].join("; ") || "what its targets fail by"}`;
}
