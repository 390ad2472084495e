import type { Evidence, FileStat, Finding, PlannedMount, RunnerPlan, TargetVerdict } from "../../src/contract/index.js";
import { asRoot } from "../../src/judge/remedy/changes.js";
import { isVirtualMachine } from "../../src/judge/engine.js";
import { finding } from "../../src/judge/findings.js";
import { MOUNT_CODES } from "./codes.js";
import { lookAt, mountEvidence, mountsEvidence } from "../../src/judge/mounts/look.js";
import { mounting } from "../../src/judge/remedy/mounts.js";
import { judged, lookAtHost, refusedSource, unseen } from "./scene.js";
import type { Scene } from "./scene.js";
import { hostPath, mountCovering, mountSource } from "../../src/judge/mounts/covering.js";
import { normalPath } from "../../src/docker/paths.js";
import { orNothing } from "../../src/judge/probes.js";
import { mayUse, userEvidence } from "./user.js";
import { SOCKET_PATH } from "../../src/requirements.js";

/** Where the runner looks for the socket; `undefined` when DOCKER_URI sends it elsewhere. */
export function socketTarget({ env }: RunnerPlan): string | undefined {
  const uri = env.find(({ name }) => name === "DOCKER_URI")?.value;
  if (uri === undefined || uri === "") return SOCKET_PATH.value;
  return uri.startsWith("unix://") ? normalPath(uri.slice("unix://".length)) : undefined;
}

/** What the plan alone says about the socket. */
export function socketFromPlan(plan: RunnerPlan): readonly Finding[] {
  const target = socketTarget(plan);
  if (target === undefined) return [];
  const look = lookAt(plan, target);
  if (look.kind === "none") {
    const isAlias = target === SOCKET_PATH.value && mountCovering(plan.mounts, "/run/docker.sock") !== undefined;
    return [
      finding(MOUNT_CODES, "socket-not-mounted", {
        message: isAlias
          ? `The socket is mounted at /run/docker.sock; the documented path in the runner is ${target}.`
          : `The Docker socket is not mounted at ${target} in the runner.`,
        target,
        severity: isAlias ? "warning" : "error",
        evidence: [mountsEvidence(plan, `one with the target ${target}`)],
        remedy: {
          summary: "Mount the engine's socket where the runner looks for it.",
          changes: [mounting(plan, SOCKET_PATH.value, target)],
        },
      }),
    ];
  }
  if (look.kind === "settled" || look.mount.type === "bind") return [];
  return [
    socketDiffers(plan, target, look.mount, `${mountSource(look.mount)} is mounted at ${target}, not a socket.`, []),
  ];
}

function socketDiffers(
  plan: RunnerPlan,
  target: string,
  mount: PlannedMount,
  message: string,
  evidence: readonly Evidence[],
  source: string = SOCKET_PATH.value,
): Finding {
  return finding(MOUNT_CODES, "socket-source-differs", {
    message,
    target,
    evidence: [mountEvidence(mount, source), ...evidence],
    remedy: {
      summary: "Mount the socket that the engine listens on.",
      changes: [mounting(plan, source, target)],
    },
  });
}

/** The mounted socket is the one that the planned engine listens on. */
export async function judgeSocket(scene: Scene): Promise<TargetVerdict> {
  const { plan, connection, isShared, info } = scene;
  const target = socketTarget(plan);
  if (target === undefined)
    return { status: "skip", reason: "DOCKER_URI names an engine that is not on a unix socket" };
  const look = lookAt(plan, target);
  if (look.kind === "settled") return look.verdict;
  const early = socketFromPlan(plan);
  if (look.kind === "none" || early.length > 0) return judged(early);
  const { mount } = look;
  const source = hostPath(mount, target) ?? "";
  const engineSocket = connection.socketPath;
  if (isShared && engineSocket !== undefined) return judgeLocalSocket(scene, mount, target, source, engineSocket);
  const isVirtual = isVirtualMachine(connection, info);
  if (isVirtual && (source === SOCKET_PATH.value || source === "/run/docker.sock")) return judged([]);
  const { kind, evidence } = await lookAtHost(scene, source);
  if (kind === "file")
    return judged(
      [],
      [
        ...evidence,
        {
          what: source,
          observed: "not compared with the engine's socket: this program does not see the engine's files",
        },
      ],
    );
  if (kind === "unknown") return unseen(source, [], evidence);
  if (kind === "refused") return judged([refusedSource(mount, target, evidence)]);
  const observed = kind === "missing" ? "does not exist" : "is a directory";
  const found = socketDiffers(
    plan,
    target,
    mount,
    `${source}, mounted at ${target}, ${observed} on the engine's host.`,
    evidence,
  );
  return judged([isVirtual ? { ...found, severity: "warning" } : found]);
}

/** The runner's user may write to the socket. */
function closedSocket(
  plan: RunnerPlan,
  target: string,
  mount: PlannedMount,
  stat: FileStat | undefined,
): readonly Finding[] {
  if (stat === undefined || plan.user === undefined || mayUse(plan, stat, "w") !== false) return [];
  return [
    finding(MOUNT_CODES, "socket-not-writable", {
      message: `User ${plan.user.value} of the runner may not use the Docker socket.`,
      target,
      evidence: [mountEvidence(mount), ...userEvidence(plan, stat)],
      remedy: { summary: "Run the runner as root, as the vendor's start command does.", changes: asRoot(plan) },
    }),
  ];
}

async function judgeLocalSocket(
  scene: Scene,
  mount: PlannedMount,
  target: string,
  source: string,
  engineSocket: string,
): Promise<TargetVerdict> {
  const { host, signal } = scene.pass;
  const real = normalPath(scene.connection.resolvedSocketPath ?? engineSocket);
  const [theirs, ours] = await Promise.all([
    orNothing(host.files.stat({ path: source }, { signal })),
    orNothing(host.files.stat({ path: real }, { signal })),
  ]);
  const resolved = theirs?.realPath === undefined ? source : normalPath(theirs.realPath);
  const isSameFile =
    theirs?.type === "socket" && ours?.type === "socket" && theirs.inode !== undefined && theirs.inode === ours.inode;
  const evidence: readonly Evidence[] = [
    { what: "socket of the engine", observed: real, origin: scene.connection.origin, vantage: "process" },
    {
      what: source,
      observed:
        theirs?.outcome === "found" ? `${theirs.type ?? "found"}, is ${resolved}` : (theirs?.outcome ?? "not seen"),
      expected: real,
      vantage: "process",
    },
  ];
  if (resolved === real || source === normalPath(engineSocket) || isSameFile)
    return judged(closedSocket(scene.plan, target, mount, ours), evidence);
  if (theirs === undefined || theirs.outcome === "not-permitted" || theirs.outcome === "error")
    return {
      status: "inconclusive",
      evidence,
      reason: `this program may not look at ${source}; run it again with sudo`,
    };
  const what =
    theirs.outcome === "missing"
      ? "does not exist"
      : theirs.type === "socket"
        ? "is another engine's socket"
        : "is not a socket";
  return judged([
    socketDiffers(
      scene.plan,
      target,
      mount,
      `${source}, mounted at ${target}, ${what}; this engine listens on ${real}.`,
      evidence,
      engineSocket,
    ),
  ]);
}
