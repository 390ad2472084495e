import { UsageError } from "../contract/index.js";
import { hideForms } from "../secrets/forms.js";
import { requireBounded } from "./bounds.js";
import { parseCommandText, parseCommandWords } from "./command/command-text.js";
import { parseContainer } from "./container.js";
import { defaultDeployment } from "./default-deployment.js";
import type { Deployment } from "./deployment.js";
import type { PlanInputs, PlanWorld } from "./inputs.js";
import { type LoadedPlan, mergePlan } from "./merge.js";

export type { PlanInputs, PlanWorld } from "./inputs.js";
export type { LoadedPlan } from "./merge.js";

/**
 * Reads what is going to be deployed: a start command, a compose file, a container, or the vendor's default, together
 * with the flags. Nothing is run, and no secret is in the plan.
 *
 * @throws UsageError (one line: what, where, what was expected) for input that cannot be read or contradicts itself
 */
export function loadPlan(inputs: PlanInputs, world: PlanWorld): LoadedPlan {
  refuseContradictions(inputs);
  try {
    return mergePlan(requireBounded(readDeployment(inputs, world), inputs), inputs, world);
  } catch (error) {
    // a line quotes what cannot be read: a path, a URL, a name
    throw error instanceof UsageError ? new UsageError(hideForms(error.message), { cause: error }) : error;
  }
}

function readDeployment(inputs: PlanInputs, world: PlanWorld): Deployment {
  if (inputs.words !== undefined) return parseCommandWords(inputs.words, world);
  if (inputs.commandFile !== undefined) return parseCommandText(inputs.commandFile, world);
  if (inputs.compose !== undefined) return inputs.compose.parse(inputs.compose, world);
  if (inputs.container !== undefined) return parseContainer(inputs.container, world);
  return defaultDeployment(inputs.dockerConfig, world);
}

function refuseContradictions(inputs: PlanInputs): void {
  const given = [
    inputs.words === undefined ? [] : ["the words after --"],
    inputs.commandFile === undefined ? [] : ["--command-file"],
    inputs.compose === undefined ? [] : ["--compose"],
    inputs.container === undefined ? [] : ["--container"],
  ].flat();
  if (given.length > 1) throw new UsageError(`${given.join(" and ")} each name a deployment; expected one of them`);
  if (inputs.dockerHost !== undefined && inputs.dockerHost.trim() === "") {
    throw new UsageError("--docker-host is empty; expected a URL, for example unix:///var/run/docker.sock");
  }
  if (inputs.dockerConfig !== undefined && inputs.dockerConfig.trim() === "") {
    throw new UsageError("--docker-config is empty; expected a folder or none");
  }
}
