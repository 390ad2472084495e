import {
  BY_DEFAULT,
  type Evidence,
  type FileStat,
  type Finding,
  type Origin,
  type PlannedMount,
  type RunnerPlan,
  type StartCommandChange,
  type TargetVerdict,
} from "../../src/contract/index.js";
import { settingVariable } from "../../src/judge/remedy/changes.js";
import { finding, safe, sudo } from "../../src/judge/findings.js";
import { MOUNT_CODES } from "./codes.js";
import { lookAt, mountEvidence, mountsEvidence } from "../../src/judge/mounts/look.js";
import { insteadOf, mounting, mountWords, withMode, withoutMount, written } from "../../src/judge/remedy/mounts.js";
import { judged, lookAtHost, makeDirectory, missingSource, realPath, refusedSource, unseen } from "./scene.js";
import type { PathLook, Scene } from "./scene.js";
import { hostPath, isKnown, mountCovering, mountSource } from "../../src/judge/mounts/covering.js";
import { normalPath } from "../../src/docker/paths.js";
import { mayUse, numericUser, userEvidence } from "./user.js";
import { orNothing } from "../../src/judge/probes.js";
import { shellLine, shellWord } from "../../src/docker/shell.js";
import { DEFAULT_WORKING_DIRECTORY } from "../../src/requirements.js";

interface WorkingDirectory {
  readonly path: string;
  readonly origin: Origin;
  /** The path is not known: a placeholder, an expansion, or a value that the plan does not hold. */
  readonly unknown?: string;
}

/** WORKING_DIRECTORY, the documented default where the plan has none. */
export function workingDirectory({ env }: RunnerPlan): WorkingDirectory {
  const variable = env.find(({ name }) => name === "WORKING_DIRECTORY");
  if (variable === undefined || variable.absent === true || variable.traits.empty)
    return { path: DEFAULT_WORKING_DIRECTORY.value, origin: BY_DEFAULT };
  const { value, origin, traits } = variable;
  if (traits.placeholder !== undefined)
    return { path: "WORKING_DIRECTORY", origin, unknown: `WORKING_DIRECTORY is the placeholder ${traits.placeholder}` };
  if (traits.lineBreak || traits.quoted || traits.padded)
    return {
      path: "WORKING_DIRECTORY",
      origin,
      unknown: "the value of WORKING_DIRECTORY is malformed (runner-command)",
    };
  if (value === undefined || (traits.unexpanded ?? []).length > 0)
    return { path: "WORKING_DIRECTORY", origin, unknown: "WORKING_DIRECTORY has parts that only a shell expands" };
  return { path: value.startsWith("/") ? normalPath(value) : value, origin };
}

/** What the plan alone says about the working directory. */
export function workingDirectoryFromPlan(plan: RunnerPlan): readonly Finding[] {
  const { path, origin, unknown } = workingDirectory(plan);
  if (unknown !== undefined) return [];
  const given: Evidence = { what: "WORKING_DIRECTORY", observed: path, origin };
  if (!path.startsWith("/"))
    return [
      finding(MOUNT_CODES, "working-directory-not-mounted", {
        message: `WORKING_DIRECTORY is the relative path ${path}, which cannot be the same on the host and in the runner.`,
        target: path,
        evidence: [{ ...given, expected: "an absolute path" }],
        remedy: {
          summary: "Give an absolute path that is mounted at the same path on both sides.",
          changes: vendorDirectory(plan),
        },
      }),
    ];
  const look = lookAt(plan, path);
  if (look.kind === "settled") return [];
  if (look.kind === "none")
    return [
      finding(MOUNT_CODES, "working-directory-not-mounted", {
        message: `The working directory ${path} is not mounted; the runner then waits for files that never appear in its step containers (two of the vendor's private-registry examples leave this mount out).`,
        target: path,
        evidence: [given, mountsEvidence(plan, written(plan, path, path))],
        remedy: {
          summary: "Mount the working directory at the same path on both sides.",
          changes: [mounting(plan, path, path)],
        },
      }),
    ];
  const { mount } = look;
  const isSame = hostPath(mount, path) === path;
  return [
    ...(isSame ? [] : [pathDiffers(plan, path, given, mount)]),
    ...(mount.readOnly
      ? [
          finding(MOUNT_CODES, "working-directory-not-writable", {
            message: `The working directory ${path} is mounted read-only.`,
            target: path,
            evidence: [given, mountEvidence(mount, "writable")],
            remedy: { summary: "Mount the working directory writable.", changes: [withMode(mount, false)] },
          }),
        ]
      : []),
  ];
}

function pathDiffers(plan: RunnerPlan, path: string, given: Evidence, mount: PlannedMount): Finding {
  const there = hostPath(mount, path) ?? mountSource(mount);
  return finding(MOUNT_CODES, "working-directory-path-differs", {
    message: `${path} in the runner is ${there} on the host, but the engine binds the host's ${path} into the step containers.`,
    target: path,
    evidence: [given, mountEvidence(mount, path)],
    remedy: {
      summary:
        mount.type === "bind" && mount.source !== undefined
          ? `Mount the working directory at the same path on both sides; or keep ${there}, with ${written(plan, there, there)} and WORKING_DIRECTORY=${there}.`
          : "Mount the working directory at the same path on both sides.",
      changes: [sharing(plan, path, mount)],
    },
  });
}

/** The path mounted at the same path: by the mount around the present one, where that does it, else in its place. */
function sharing(plan: RunnerPlan, path: string, mount: PlannedMount): StartCommandChange {
  const around = mountCovering(
    plan.mounts.filter((other) => other !== mount),
    path,
  );
  return around !== undefined && isShared(around, path) ? withoutMount(mount) : mounting(plan, path, path);
}

function isShared(mount: PlannedMount, path: string): boolean {
  return isKnown(mount) && !mount.readOnly && hostPath(mount, path) === path;
}

/** The vendor's working directory instead of the planned one, and instead of the mount that docker refuses. */
function vendorDirectory(plan: RunnerPlan, refused?: PlannedMount): readonly StartCommandChange[] {
  const path = DEFAULT_WORKING_DIRECTORY.value;
  if (workingDirectory(plan).path === path) return [];
  const there = mountCovering(plan.mounts, path);
  const isThere = there !== undefined && isShared(there, path);
  return [
    settingVariable(plan, "WORKING_DIRECTORY", path),
    ...(refused === undefined
      ? isThere
        ? []
        : [mounting(plan, path, path)]
      : [isThere ? withoutMount(refused) : insteadOf(refused, mountWords(path, path))]),
  ];
}

/** The working directory is a writable directory of the same path on both sides. */
export async function judgeWorkingDirectory(scene: Scene): Promise<TargetVerdict> {
  const { plan } = scene;
  const { path, unknown } = workingDirectory(plan);
  if (unknown !== undefined)
    return { status: unknown.includes("only a shell") ? "inconclusive" : "skip", reason: unknown };
  const early = workingDirectoryFromPlan(plan);
  if (!path.startsWith("/")) return judged(early);
  const look = lookAt(plan, path);
  if (look.kind === "settled") return look.verdict;
  if (look.kind === "none") return judged(early);
  const { mount } = look;
  const findings = await withoutAliases(scene, mount, path, early);
  if (mount.type !== "bind" || mount.source === undefined) return judged(findings);
  const seen = await lookAtHost(scene, mount.source);
  if (seen.kind === "unknown") return unseen(mount.source, findings, seen.evidence);
  if (seen.kind === "refused") return judged([...findings, refusedSource(mount, path, seen.evidence)]);
  if (seen.kind !== "directory") {
    const absent = noDirectory(scene, mount, path, seen);
    // a mount that has to be another one needs no directory made for it
    const isMoot =
      absent.severity === "warning" && findings.some(({ code }) => code === "working-directory-path-differs");
    return judged([...findings, ...(isMoot ? [] : [absent])], isMoot ? seen.evidence : []);
  }
  const blocking = await fileInItsPlace(scene, mount, path);
  if (blocking !== undefined) return judged([...findings, blocking], seen.evidence);
  const stat = await statWorkingDirectory(scene, mount, path, seen);
  return judged([...findings, ...fileSystemFindings(scene, mount, path, stat)], seen.evidence);
}

/** A path of another name that leads to the same directory is as good as the same path. */
async function withoutAliases(
  scene: Scene,
  mount: PlannedMount,
  path: string,
  findings: readonly Finding[],
): Promise<readonly Finding[]> {
  const there = hostPath(mount, path);
  const differs = findings.some(({ code }) => code === "working-directory-path-differs");
  if (!differs || there === undefined || !scene.isShared) return findings;
  const [ours, theirs] = await Promise.all([realPath(scene, path), realPath(scene, there)]);
  return ours === theirs ? findings.filter(({ code }) => code !== "working-directory-path-differs") : findings;
}

function noDirectory(
  { plan, process, isShared: isOurs }: Scene,
  mount: PlannedMount,
  path: string,
  seen: PathLook,
): Finding {
  const source = mount.source ?? path;
  const where = isOurs ? "" : " on the engine's host";
  const evidence = [mountEvidence(mount, "a directory"), ...seen.evidence];
  if (seen.kind === "file")
    return finding(MOUNT_CODES, "mount-invalid", {
      message: `${source}, mounted at the working directory, is not a directory, and docker refuses to mount it there.`,
      target: path,
      evidence,
      remedy: {
        summary: `Use a directory; or move the file ${source} away and make a directory there.`,
        changes: vendorDirectory(plan, mount),
      },
    });
  const { isRefused: isRefusal, words } = missingSource(mount, seen);
  return finding(MOUNT_CODES, "working-directory-missing", {
    message: isRefusal
      ? `The working directory ${source}${where} ${words}.`
      : `The working directory ${source} does not exist${where}; the engine would create it, empty and owned by root.`,
    target: path,
    severity: isRefusal ? "error" : "warning",
    evidence,
    remedy: {
      summary:
        seen.obstacle === "file-above"
          ? `Use another working directory, or move the file in the path of ${source} away.`
          : `Create ${source}${where}.`,
      commands: makeDirectory(process, source, seen.obstacle),
      changes: seen.obstacle === "file-above" ? vendorDirectory(plan, mount) : [],
    },
  });
}

/** A file where the working directory has to be, below the mount that brings it. */
async function fileInItsPlace(scene: Scene, mount: PlannedMount, path: string): Promise<Finding | undefined> {
  const there = hostPath(mount, path);
  if (there === undefined || there === normalPath(mount.source ?? "")) return undefined;
  const inside = await lookAtHost(scene, there);
  if (inside.kind !== "file" && inside.obstacle !== "file-above") return undefined;
  return finding(MOUNT_CODES, "working-directory-not-writable", {
    message: `${there} is ${inside.kind === "file" ? "" : "below "}a file, so the runner cannot make its working directory there.`,
    target: path,
    evidence: [mountEvidence(mount), ...inside.evidence],
    remedy: {
      summary: "Use another working directory, or move the file away.",
      changes: vendorDirectory(scene.plan),
    },
  });
}

/** The working directory itself where it exists, else what is mounted around it. */
async function statWorkingDirectory(
  { pass, isShared }: Scene,
  mount: PlannedMount,
  path: string,
  seen: PathLook,
): Promise<FileStat | undefined> {
  if (!isShared) return undefined;
  const there = hostPath(mount, path);
  if (there === undefined || there === normalPath(mount.source ?? "")) return seen.stat;
  const inside = await orNothing(pass.host.files.stat({ path: there }, { signal: pass.signal }));
  return inside?.outcome === "found" ? inside : seen.stat;
}

function fileSystemFindings(
  { plan, process }: Scene,
  mount: PlannedMount,
  path: string,
  stat: FileStat | undefined,
): readonly Finding[] {
  if (stat?.outcome !== "found") return [];
  const options = stat.mountOptions ?? [];
  const fileSystem: Evidence = {
    what: `file system of ${stat.path}`,
    observed: options.join(","),
    vantage: "process",
  };
  const remount = (option: string) =>
    sudo(`sudo mount -o remount,${option} "$(findmnt -n -o TARGET --target ${shellWord(stat.path)})"`);
  const uid = numericUser(plan)?.uid;
  const isClosed = mayUse(plan, stat, "w") === false;
  return [
    ...(options.includes("ro")
      ? [
          finding(MOUNT_CODES, "working-directory-not-writable", {
            message: `The working directory ${path} is on a read-only file system.`,
            target: path,
            evidence: [{ ...fileSystem, expected: "rw" }],
            remedy: {
              summary: "Remount the file system writable, or use another directory.",
              commands: [remount("rw")],
            },
          }),
        ]
      : []),
    ...(isClosed
      ? [
          finding(MOUNT_CODES, "working-directory-not-writable", {
            message: `User ${plan.user?.value} of the runner may not write into ${path}.`,
            target: path,
            evidence: userEvidence(plan, stat),
            remedy: {
              summary: `Remove --user from the start command (the runner runs as root), or give the directory to user ${uid ?? "root"}.`,
              commands:
                process?.uid === 0
                  ? [safe(shellLine(["chown", String(uid ?? 0), stat.path]))]
                  : [sudo(shellLine(["sudo", "chown", String(uid ?? 0), stat.path]))],
            },
          }),
        ]
      : []),
    ...(options.includes("noexec")
      ? [
          finding(MOUNT_CODES, "working-directory-noexec", {
            message: `The working directory ${path} is on a file system mounted with noexec, so programs of a build do not run there.`,
            target: path,
            evidence: [{ ...fileSystem, expected: "no noexec" }, mountEvidence(mount)],
            remedy: {
              summary: "Use a WORKING_DIRECTORY on another file system, or remount this one with exec.",
              commands: [remount("exec")],
            },
          }),
        ]
      : []),
  ];
}
