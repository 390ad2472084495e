import { dockerSocket } from "../docker-socket/check.js";
import type {
  Check,
  Finding,
  NamedTargetVerdict,
  Pass,
  PlannedMount,
  RunnerPlan,
  TargetVerdict,
  Verdict,
} from "../../src/contract/index.js";
import { ENGINE_LOSS_CODES, reportingEngineLoss } from "../../src/judge/engine-loss.js";
import { verdictOf } from "../../src/judge/findings.js";
import { MOUNT_CODES } from "./codes.js";
import { CONFIG_FILE } from "../../src/judge/mounts/covering.js";
import { judgeConfig, misplacedConfigs, misplacedFromPlan } from "./config.js";
import { judgeLogs, logsFromPlan } from "./logs.js";
import { judgeOther, refusedMounts, shadowedMounts, unlabelled } from "./other.js";
import { readScene } from "./scene.js";
import type { Scene } from "./scene.js";
import { judgeSocket, socketFromPlan, socketTarget } from "./socket.js";
import { unjudgedUser } from "./user.js";
import { workingDirectory } from "./planned-directory.js";
import { judgeWorkingDirectory, workingDirectoryFromPlan } from "./working-directory.js";
import { mountCovering } from "../../src/judge/mounts/covering.js";
import { normalPath } from "../../src/docker/paths.js";
import { LOGS_PATH, SOCKET_PATH } from "../../src/requirements.js";

function fromPlan(plan: RunnerPlan): readonly Finding[] {
  return [
    ...socketFromPlan(plan),
    ...workingDirectoryFromPlan(plan),
    ...logsFromPlan(plan),
    ...misplacedFromPlan(plan),
    ...refusedMounts(plan),
    ...shadowedMounts(plan),
  ];
}

type Role = "socket" | "working-directory" | "logs" | "config";

/** The container paths that are judged by their role, in the words of targets. */
function roleTargets(plan: RunnerPlan): ReadonlyMap<string, Role> {
  return new Map<string, Role>([
    [socketTarget(plan) ?? SOCKET_PATH.value, "socket"],
    [LOGS_PATH.value, "logs"],
    [CONFIG_FILE, "config"],
    [workingDirectory(plan).path, "working-directory"],
  ]);
}

/** Mounts that no role is judged by. */
function otherMounts(plan: RunnerPlan): readonly PlannedMount[] {
  const special = new Set([
    ...[...roleTargets(plan).keys()].map((path) => mountCovering(plan.mounts, path)),
    ...misplacedConfigs(plan),
  ]);
  return plan.mounts.filter((mount, index) => {
    const isFirst = plan.mounts.findIndex(({ target }) => normalPath(target) === normalPath(mount.target)) === index;
    return isFirst && !special.has(mount);
  });
}

function targets(plan: RunnerPlan): readonly string[] {
  return [...new Set([...roleTargets(plan).keys(), ...otherMounts(plan).map(({ target }) => target)])];
}

const JUDGES: Readonly<Record<Role, (scene: Scene) => Promise<TargetVerdict>>> = {
  socket: judgeSocket,
  "working-directory": judgeWorkingDirectory,
  logs: judgeLogs,
  config: judgeConfig,
};

async function judgeTarget(scene: Scene, target: string): Promise<TargetVerdict> {
  const role = roleTargets(scene.plan).get(target);
  if (role !== undefined) return JUDGES[role](scene);
  const mount = otherMounts(scene.plan).find((candidate) => candidate.target === target);
  return mount === undefined ? { status: "skip", reason: "nothing is mounted there" } : judgeOther(scene, mount);
}

async function run(pass: Pass): Promise<Verdict> {
  const scene = await readScene(pass);
  const verdicts: readonly NamedTargetVerdict[] = await pass.each(pass.targets, (target) => judgeTarget(scene, target));
  const findings = [...refusedMounts(pass.plan), ...shadowedMounts(pass.plan), ...unlabelled(scene)];
  const unproven = unjudgedUser(pass.plan);
  return verdictOf(verdicts, {
    ...(findings.length === 0 ? {} : { findings }),
    ...(unproven.length === 0 ? {} : { unproven }),
  });
}

/** The runner is given the paths of the host that it works with, and they are what they have to be. */
export const mountPaths: Check = {
  id: "mount-paths",
  title: "Mounts give the runner the paths that it works with",
  group: "mounts",
  severity: "error",
  codes: { ...MOUNT_CODES, ...ENGINE_LOSS_CODES },
  needs: [dockerSocket],
  targets,
  fromPlan,
  run: reportingEngineLoss(run),
};
