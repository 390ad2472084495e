import type { RunnerPlan } from "../../contract/index.js";
import { shellLine } from "../../docker/shell.js";
import { SOCKET_PATH } from "../../requirements.js";

/** A docker command line that talks to the planned engine: `-H` is named only where the default would differ. */
export function dockerLine(plan: RunnerPlan, words: readonly string[]): string {
  const isDefault = plan.dockerHost.value === `unix://${SOCKET_PATH.value}`;
  return shellLine(["docker", ...(isDefault ? [] : ["-H", plan.dockerHost.value]), ...words]);
}
