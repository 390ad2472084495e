import type { CommandIssue, ProcessFact, RemedyCommand, RunnerPlan } from "../../src/contract/index.js";
import { repairCommand } from "../../src/judge/remedy/self-command.js";

/** The command that gives the file of a pasted start command back what was lost in copying; none where the text is no file. */
export function rejoin(
  { source }: RunnerPlan,
  { origin }: CommandIssue,
  process?: ProcessFact,
): readonly RemedyCommand[] {
  if (source !== "command-file" || origin.from !== "file") return [];
  return [repairCommand(process, ["command", origin.path], false)];
}
