import type { RemedyCommand, RunnerPlan } from "../../contract/index.js";
import { dockerCommand } from "../engine.js";
import { destructive, showing } from "../findings.js";

/** What takes the space of the engine's data root. */
export function spaceTaken(plan: RunnerPlan): RemedyCommand {
  return showing(dockerCommand(plan, ["system", "df"]));
}

/** Removes the images that no container uses, and the containers that do not run. */
export function makeSpace(plan: RunnerPlan): RemedyCommand {
  return destructive(dockerCommand(plan, ["system", "prune", "--all", "--force"]).run);
}
