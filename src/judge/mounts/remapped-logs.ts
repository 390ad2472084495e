import type { EngineInfo, RunnerPlan, StartCommandChange } from "../../contract/index.js";
import { isWithin, normalPath } from "../../docker/paths.js";
import { DEFAULT_ROOT_DIRECTORY, LOGS_PATH } from "../../requirements.js";
import { hasSecurityOption } from "../engine.js";
import { mounting } from "../remedy/mounts.js";
import { hostPath } from "./covering.js";
import { lookAt } from "./look.js";

/** Whether the engine keeps its logs elsewhere because it remaps users; that is docker-engine's finding. */
export function isMovedByRemapping({ userns }: RunnerPlan, info: EngineInfo): boolean {
  return (
    hasSecurityOption(info, "userns") &&
    userns?.value !== "host" &&
    isWithin(info.rootDirectory, DEFAULT_ROOT_DIRECTORY.value)
  );
}

/** The mount of the logs that goes with an engine that remaps users: its data root has the user's name. */
export function remappedLogs(plan: RunnerPlan, info: EngineInfo): readonly StartCommandChange[] {
  const look = lookAt(plan, LOGS_PATH.value);
  const right = normalPath(`${info.rootDirectory}/containers`);
  const isRight = look.kind === "mount" && hostPath(look.mount, LOGS_PATH.value) === right;
  if (look.kind !== "mount" || isRight || !isMovedByRemapping(plan, info)) return [];
  return [mounting(plan, right, LOGS_PATH.value, true)];
}
