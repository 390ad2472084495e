import type { Evidence, Finding, PlannedMount, RunnerPlan, TargetVerdict } from "../../src/contract/index.js";
import { cutShort } from "../../src/judge/cut-short.js";
import { findingFor } from "../../src/judge/findings.js";
import { MOUNT_CODES } from "./codes.js";
import { isMovedByRemapping } from "../../src/judge/mounts/remapped-logs.js";
import { lookAt, mountEvidence, mountsEvidence } from "../../src/judge/mounts/look.js";
import { judged, lookAtHost, realPath } from "./scene.js";
import type { Scene } from "./scene.js";
import { mayUse, userEvidence } from "./user.js";
import { orNothing } from "../../src/judge/probes.js";
import { hostPath, mountSource } from "../../src/judge/mounts/covering.js";
import { normalPath } from "../../src/docker/paths.js";
import { LOGS_PATH } from "../../src/requirements.js";

/** What the plan alone says about the container logs. */
export function logsFromPlan(plan: RunnerPlan): readonly Finding[] {
  const target = LOGS_PATH.value;
  const look = lookAt(plan, target);
  if (look.kind === "settled") return [];
  if (look.kind === "none")
    return [
      findingFor(
        MOUNT_CODES,
        "logs-not-mounted",
        { plan, target },
        { target, followsFrom: cutShort(plan), evidence: [mountsEvidence(plan, `a mount at ${target}`)] },
      ),
    ];
  const { mount } = look;
  if (mount.type !== "bind") return [logsDiffer(plan, mount, mountSource(mount), target)];
  if (mount.readOnly) return [];
  return [
    findingFor(MOUNT_CODES, "logs-writable", { mount }, { target, evidence: [mountEvidence(mount, "read-only")] }),
  ];
}

function logsDiffer(
  plan: RunnerPlan,
  mount: PlannedMount,
  observed: string,
  expected: string,
  evidence: readonly Evidence[] = [],
  severity: Finding["severity"] = "error",
): Finding {
  return findingFor(
    MOUNT_CODES,
    "logs-source-differs",
    { plan, observed, expected },
    { target: LOGS_PATH.value, severity, evidence: [mountEvidence(mount, expected), ...evidence] },
  );
}

/** The runner's user may enter the folder of the logs. */
async function unreadable(
  { pass, plan, isShared }: Scene,
  mount: PlannedMount,
  source: string,
): Promise<readonly Finding[]> {
  if (!isShared || plan.user === undefined) return [];
  const stat = await orNothing(pass.host.files.stat({ path: source }, { signal: pass.signal }));
  if (stat === undefined || mayUse(plan, stat, "x") !== false) return [];
  return [
    findingFor(
      MOUNT_CODES,
      "logs-not-readable",
      { plan, user: plan.user.value, source },
      { target: LOGS_PATH.value, evidence: [mountEvidence(mount), ...userEvidence(plan, stat)] },
    ),
  ];
}

/** The mounted logs are those that the engine writes. */
export async function judgeLogs(scene: Scene): Promise<TargetVerdict> {
  const { plan, info, isShared } = scene;
  const target = LOGS_PATH.value;
  const look = lookAt(plan, target);
  if (look.kind === "settled") return look.verdict;
  const early = logsFromPlan(plan);
  if (look.kind === "none" || look.mount.type !== "bind") return judged(early);
  const { mount } = look;
  const source = hostPath(mount, target) ?? "";
  const expected = normalPath(`${info.rootDirectory}/containers`);
  const root: Evidence = {
    what: "data root of the engine",
    observed: info.rootDirectory,
    origin: "GET /info",
    vantage: "engine",
  };
  if (source === expected) return judged([...early, ...(await unreadable(scene, mount, source))], [root]);
  if (isMovedByRemapping(plan, info))
    return judged(early, [
      root,
      { what: target, observed: `differs because of userns-remap (see docker-engine): ${expected}` },
    ]);
  if (isShared) {
    const [ours, theirs] = await Promise.all([realPath(scene, expected), realPath(scene, source)]);
    if (ours !== theirs) return judged([...early, logsDiffer(plan, mount, source, expected, [root])], [root]);
    return judged([...early, ...(await unreadable(scene, mount, source))], [root]);
  }
  const { kind, evidence } = await lookAtHost(scene, source);
  // a path of another name can still lead there by a symbolic link that only the engine's host can resolve
  const severity = kind === "missing" || kind === "file" ? "error" : "warning";
  return judged([...early, logsDiffer(plan, mount, source, expected, [root, ...evidence], severity)]);
}
