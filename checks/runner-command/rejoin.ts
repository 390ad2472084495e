import type { PlanIssue, ProcessFact, RemedyCommand, RunnerPlan } from "../../src/contract/index.js";
import { repairCommand } from "../../src/judge/remedy/self-command.js";

/** The command that gives the file of a pasted start command back what was lost in copying; none where the text is no file. */
export function rejoin({ source }: RunnerPlan, { origin }: PlanIssue, process?: ProcessFact): readonly RemedyCommand[] {
  const file = origin.replace(/:\d+$/u, "");
  if (source !== "command-file" || file === "stdin") return [];
  // what begins with a hyphen would be taken for an option
  return [repairCommand(process, ["command", file.startsWith("-") ? `./${file}` : file], false)];
}
