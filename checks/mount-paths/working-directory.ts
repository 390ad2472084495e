import type { Evidence, FileStat, Finding, PlannedMount, RunnerPlan, TargetVerdict } from "../../src/contract/index.js";
import { normalPath } from "../../src/docker/paths.js";
import { cutShort } from "../../src/judge/cut-short.js";
import { findingFor } from "../../src/judge/findings.js";
import { hostPath } from "../../src/judge/mounts/covering.js";
import { lookAt, mountEvidence, mountsEvidence } from "../../src/judge/mounts/look.js";
import { orNothing } from "../../src/judge/probes.js";
import { written } from "../../src/judge/remedy/mounts.js";
import { MOUNT_CODES } from "./codes.js";
import { unknownDirectoryWords } from "./directory-words.js";
import { workingDirectory } from "./planned-directory.js";
import { refusedSource } from "./refused-source.js";
import { judged, lookAtHost, missingSource, realPath, unseen } from "./scene.js";
import type { PathLook, Scene } from "./scene.js";
import { mayUse, numericUser, userEvidence } from "./user.js";

/** What the plan alone says about the working directory. */
export function workingDirectoryFromPlan(plan: RunnerPlan): readonly Finding[] {
  const { path, origin, unknown } = workingDirectory(plan);
  if (unknown !== undefined) return [];
  const given: Evidence = { what: "WORKING_DIRECTORY", observed: path, origin };
  if (!path.startsWith("/"))
    return [
      findingFor(
        MOUNT_CODES,
        "working-directory-not-mounted",
        { of: "relative", plan, path },
        { target: path, evidence: [{ ...given, expected: "an absolute path" }] },
      ),
    ];
  const look = lookAt(plan, path);
  if (look.kind === "settled") return [];
  if (look.kind === "none")
    return [
      findingFor(
        MOUNT_CODES,
        "working-directory-not-mounted",
        { of: "not-mounted", plan, path },
        {
          target: path,
          followsFrom: cutShort(plan),
          evidence: [given, mountsEvidence(plan, written(plan, path, path))],
        },
      ),
    ];
  const { mount } = look;
  const isSame = hostPath(mount, path) === path;
  return [
    ...(isSame ? [] : [pathDiffers(plan, path, given, mount)]),
    ...(mount.readOnly
      ? [
          findingFor(
            MOUNT_CODES,
            "working-directory-not-writable",
            { of: "mount", path, mount },
            { target: path, evidence: [given, mountEvidence(mount, "writable")] },
          ),
        ]
      : []),
  ];
}

function pathDiffers(plan: RunnerPlan, path: string, given: Evidence, mount: PlannedMount): Finding {
  return findingFor(
    MOUNT_CODES,
    "working-directory-path-differs",
    { plan, path, mount },
    { target: path, evidence: [given, mountEvidence(mount, path)] },
  );
}

/** The working directory is a writable directory of the same path on both sides. */
export async function judgeWorkingDirectory(scene: Scene): Promise<TargetVerdict> {
  const { plan } = scene;
  const { path, unknown } = workingDirectory(plan);
  if (unknown !== undefined)
    return {
      status: unknown.of === "unexpanded" ? "inconclusive" : "skip",
      reason: unknownDirectoryWords(unknown),
    };
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

function noDirectory({ plan, process, isShared }: Scene, mount: PlannedMount, path: string, seen: PathLook): Finding {
  const source = mount.source ?? path;
  const facts = { target: path, evidence: [mountEvidence(mount, "a directory"), ...seen.evidence] };
  if (seen.kind === "file") return findingFor(MOUNT_CODES, "mount-invalid", { of: "file", plan, mount, source }, facts);
  const missing = missingSource(mount, seen);
  return findingFor(
    MOUNT_CODES,
    "working-directory-missing",
    { plan, mount, source, missing, process, isShared },
    { ...facts, severity: missing === "created" ? "warning" : "error" },
  );
}

/** A file where the working directory has to be, below the mount that brings it. */
async function fileInItsPlace(scene: Scene, mount: PlannedMount, path: string): Promise<Finding | undefined> {
  const there = hostPath(mount, path);
  if (there === undefined || there === normalPath(mount.source ?? "")) return undefined;
  const inside = await lookAtHost(scene, there);
  if (inside.kind !== "file" && inside.obstacle !== "file-above") return undefined;
  return findingFor(
    MOUNT_CODES,
    "working-directory-not-writable",
    { of: "file", there, isAbove: inside.kind !== "file", plan: scene.plan },
    { target: path, evidence: [mountEvidence(mount), ...inside.evidence] },
  );
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
  const isClosed = mayUse(plan, stat, "w") === false;
  return [
    ...(options.includes("ro")
      ? [
          findingFor(
            MOUNT_CODES,
            "working-directory-not-writable",
            { of: "file-system", path, onHost: stat.path },
            { target: path, evidence: [{ ...fileSystem, expected: "rw" }] },
          ),
        ]
      : []),
    ...(isClosed
      ? [
          findingFor(
            MOUNT_CODES,
            "working-directory-not-writable",
            {
              of: "user",
              path,
              onHost: stat.path,
              user: plan.user?.value ?? "root",
              uid: numericUser(plan)?.uid,
              process,
            },
            { target: path, evidence: userEvidence(plan, stat) },
          ),
        ]
      : []),
    ...(options.includes("noexec")
      ? [
          findingFor(
            MOUNT_CODES,
            "working-directory-noexec",
            { path, onHost: stat.path },
            { target: path, evidence: [{ ...fileSystem, expected: "no noexec" }, mountEvidence(mount)] },
          ),
        ]
      : []),
  ];
}
