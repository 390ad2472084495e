import type { ReportChange, ReportEvidence } from "../contract/index.js";

/** One piece of evidence as one line: `what: observed (expected …; from …; seen by the engine)`. */
export function evidenceLine(evidence: ReportEvidence): string {
  const notes = [
    evidence.expected === undefined ? "" : `expected ${evidence.expected}`,
    evidence.origin === undefined ? "" : `from ${evidence.origin}`,
    evidence.vantage === undefined || evidence.vantage === "process" ? "" : `seen by the ${evidence.vantage}`,
  ].filter((note) => note !== "");
  return `${evidence.what}: ${evidence.observed}${notes.length > 0 ? ` (${notes.join("; ")})` : ""}`;
}

export interface MergedRemedy<Command> {
  /** The first target's sentence. */
  readonly summary: string;
  /** What follows, one sentence each. */
  readonly afterwards: readonly string[];
  readonly commands: readonly Command[];
  readonly changes: readonly ReportChange[];
  readonly source: string;
  /** How many more targets the same sentence holds for. */
  readonly likewise: number;
}

interface Remedied<Command> {
  readonly target?: string;
  readonly remedy: {
    readonly summary: string;
    readonly afterwards?: string;
    readonly commands: readonly Command[];
    readonly changes?: readonly ReportChange[];
    readonly source: string;
  };
}

/**
 * Each remedy once, each command and change once, in the order of the findings. Sentences that differ only in the name of their
 * target are one remedy with the commands and changes of all.
 */
export function mergedRemedies<Command extends { readonly run: string }>(
  findings: readonly Remedied<Command>[],
): readonly MergedRemedy<Command>[] {
  const commandsSeen = new Set<string>();
  const changesSeen = new Set<string>();
  const merged = new Map<
    string,
    {
      summary: string;
      afterwards: Set<string>;
      commands: Command[];
      changes: ReportChange[];
      source: string;
      summaries: Set<string>;
    }
  >();
  const keys = new Map<string, string>();
  for (const { target, remedy } of findings) {
    // the same sentence word for word is the same remedy, whatever the target's name
    const key = keys.get(remedy.summary) ?? withoutTarget(remedy.summary, target);
    keys.set(remedy.summary, key);
    const entry = merged.get(key) ?? {
      summary: remedy.summary,
      afterwards: new Set<string>(),
      commands: [],
      changes: [],
      source: remedy.source,
      summaries: new Set<string>(),
    };
    merged.set(key, entry);
    entry.summaries.add(remedy.summary);
    if (remedy.afterwards !== undefined) entry.afterwards.add(remedy.afterwards);
    for (const command of remedy.commands) {
      if (commandsSeen.has(command.run)) continue;
      commandsSeen.add(command.run);
      entry.commands.push(command);
    }
    for (const change of remedy.changes ?? []) {
      const text = JSON.stringify(change);
      if (changesSeen.has(text)) continue;
      changesSeen.add(text);
      entry.changes.push(change);
    }
  }
  return [...merged.values()].map(({ summaries, afterwards, ...remedy }) => ({
    ...remedy,
    afterwards: [...afterwards],
    likewise: summaries.size - 1,
  }));
}

/** The sentence with a gap where the target is named, with or without its port. */
export function withoutTarget(summary: string, target: string | undefined): string {
  if (target === undefined || target === "") return summary;
  return summary.replaceAll(target, "…").replaceAll(target.replace(/:\d+$/, ""), "…");
}

/** A remedy's sentence, with the number of targets that it holds for likewise. */
export function remedySentence({ summary, likewise }: MergedRemedy<unknown>): string {
  return likewise === 0 ? summary : `${summary} Do the same for ${likewise} more.`;
}
