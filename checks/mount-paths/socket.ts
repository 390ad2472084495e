import type { Evidence, FileStat, Finding, PlannedMount, RunnerPlan, TargetVerdict } from "../../src/contract/index.js";
import { isVirtualMachine } from "../../src/judge/engine.js";
import { cutShort } from "../../src/judge/cut-short.js";
import { findingFor } from "../../src/judge/findings.js";
import { MOUNT_CODES } from "./codes.js";
import { lookAt, mountEvidence, mountsEvidence } from "../../src/judge/mounts/look.js";
import { refusedSource } from "./refused-source.js";
import { judged, lookAtHost, unseen } from "./scene.js";
import type { Scene } from "./scene.js";
import type { DifferentSocket } from "./socket-words.js";
import { hostPath, mountCovering } from "../../src/judge/mounts/covering.js";
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
      findingFor(
        MOUNT_CODES,
        "socket-not-mounted",
        { plan, target, isAlias },
        {
          target,
          severity: isAlias ? "warning" : "error",
          followsFrom: cutShort(plan),
          evidence: [mountsEvidence(plan, `a mount at ${target}`)],
        },
      ),
    ];
  }
  if (look.kind === "settled" || look.mount.type === "bind") return [];
  const { mount } = look;
  const wrong = { of: "no-path", mount } as const;
  return [socketDiffers({ plan, target, right: SOCKET_PATH.value, wrong }, mount, [])];
}

function socketDiffers(different: DifferentSocket, mount: PlannedMount, evidence: readonly Evidence[]): Finding {
  const { target, right } = different;
  return findingFor(MOUNT_CODES, "socket-source-differs", different, {
    target,
    evidence: [mountEvidence(mount, right), ...evidence],
  });
}

/** The mounted socket is the one that the planned engine listens on. */
export async function judgeSocket(scene: Scene): Promise<TargetVerdict> {
  const { plan, connection, isShared, info } = scene;
  const target = socketTarget(plan);
  if (target === undefined) return { status: "skip", reason: "DOCKER_URI names an engine without a unix socket" };
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
          observed: "not compared with the engine's socket: this program cannot see the engine's files",
        },
      ],
    );
  if (kind === "unknown") return unseen(source, [], evidence);
  if (kind === "refused") return judged([refusedSource(mount, target, evidence)]);
  const found = socketDiffers(
    { plan, target, right: SOCKET_PATH.value, wrong: { of: "engine-path", path: source, is: kind } },
    mount,
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
    findingFor(
      MOUNT_CODES,
      "socket-not-writable",
      { plan, user: plan.user.value },
      { target, evidence: [mountEvidence(mount), ...userEvidence(plan, stat)] },
    ),
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
        theirs?.outcome === "found"
          ? `${theirs.type ?? "found"}, leads to ${resolved}`
          : (theirs?.outcome ?? "not seen"),
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
      reason: `this user may not look at ${source}; run this program with sudo`,
    };
  const is = theirs.outcome === "missing" ? "missing" : theirs.type === "socket" ? "other-socket" : "no-socket";
  const wrong = { of: "own-path", path: source, is, listensOn: real } as const;
  return judged([socketDiffers({ plan: scene.plan, target, right: engineSocket, wrong }, mount, evidence)]);
}
