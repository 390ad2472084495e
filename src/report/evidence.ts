import type { Evidence } from "../contract/index.js";
import { oneLine } from "./text.js";

/** One piece of evidence as one line: `what: observed (expected …; from …; seen by the engine)`. */
export function evidenceLine(evidence: Evidence): string {
  const notes = [
    evidence.expected === undefined ? "" : `expected ${evidence.expected}`,
    evidence.origin === undefined ? "" : `from ${evidence.origin}`,
    evidence.vantage === undefined || evidence.vantage === "process" ? "" : `seen by the ${evidence.vantage}`,
  ].filter((note) => note !== "");
  return oneLine(`${evidence.what}: ${evidence.observed}${notes.length > 0 ? ` (${notes.join("; ")})` : ""}`);
}

/** Each remedy once, each command once, in the order of the findings. */
export function mergedRemedies<C extends { readonly run: string }>(
  findings: readonly {
    readonly remedy: { readonly summary: string; readonly commands: readonly C[]; readonly source: string };
  }[],
): readonly { readonly summary: string; readonly commands: readonly C[]; readonly source: string }[] {
  const commandsSeen = new Set<string>();
  const merged = new Map<string, { summary: string; commands: C[]; source: string }>();
  for (const { remedy } of findings) {
    const entry = merged.get(remedy.summary) ?? { summary: remedy.summary, commands: [], source: remedy.source };
    merged.set(remedy.summary, entry);
    for (const command of remedy.commands) {
      if (commandsSeen.has(command.run)) continue;
      commandsSeen.add(command.run);
      entry.commands.push(command);
    }
  }
  return [...merged.values()];
}
