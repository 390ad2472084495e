import type {
  Finding,
  MountIssue,
  PlannedMount,
  RunnerPlan,
  StartCommandChange,
  TargetVerdict,
} from "../../src/contract/index.js";
import { mountWords } from "../../src/docker/mount-option.js";
import { removing, replacing } from "../../src/judge/remedy/changes.js";
import { hasSecurityOption } from "../../src/judge/engine.js";
import { findingFor } from "../../src/judge/findings.js";
import { MOUNT_CODES } from "./codes.js";
import { isMeantFor, isRefused, lookAt, mountEvidence } from "../../src/judge/mounts/look.js";
import { refusedSource } from "./refused-source.js";
import { judged, lookAtHost, missingSource, unseen } from "./scene.js";
import type { Scene } from "./scene.js";
import { hostPath, isKnown, mountCovering } from "../../src/judge/mounts/covering.js";
import { normalPath } from "../../src/docker/paths.js";
import { LOGS_PATH, SOCKET_PATH } from "../../src/requirements.js";
import { workingDirectory } from "./planned-directory.js";

/** The mount as docker takes it: as suggested, as the vendor's start command has it, or left out where the runner does not need it. */
function corrected(plan: RunnerPlan, issue: MountIssue): StartCommandChange {
  const { words, suggestion, origin, subject } = issue;
  if (suggestion !== undefined) return replacing(words, suggestion.words, origin);
  const accepted = plan.mounts.filter((mount) => !isRefused(mount));
  const needed = [workingDirectory(plan).path, SOCKET_PATH.value, LOGS_PATH.value].find(
    (path) =>
      (isMeantFor(issue, path) || (subject.of === "mount" && subject.source === path)) &&
      mountCovering(accepted, path) === undefined,
  );
  return needed === undefined
    ? removing(words, origin)
    : replacing(words, mountWords(needed, needed, needed === LOGS_PATH.value), origin);
}

/** Mounts that docker would refuse. */
export function refusedMounts(plan: RunnerPlan): readonly Finding[] {
  const known = plan.issues.flatMap((issue) => {
    if (issue.kind !== "mount-invalid") return [];
    const { text, origin, suggestion } = issue;
    const expected = suggestion === undefined ? {} : { expected: suggestion.text };
    return [
      findingFor(
        MOUNT_CODES,
        "mount-invalid",
        { of: "issue", issue, change: corrected(plan, issue) },
        { target: text, evidence: [{ what: "mount", observed: text, ...expected, origin }] },
      ),
    ];
  });
  const relative = plan.mounts.filter(
    (mount) =>
      isKnown(mount) &&
      !isRefused(mount) &&
      mount.source !== undefined &&
      (mount.type === "bind" ? !/^(?:\/|[A-Za-z]:|\\\\)/u.test(mount.source) : mount.source.includes("/")),
  );
  return [
    ...known,
    ...relative.map((mount) =>
      findingFor(
        MOUNT_CODES,
        "mount-invalid",
        { of: "relative", mount },
        { target: mount.text, evidence: [mountEvidence(mount, "an absolute path")] },
      ),
    ),
  ];
}

/** Mounts that want the same path, or hide a part of another. */
export function shadowedMounts(plan: RunnerPlan): readonly Finding[] {
  const mounts = plan.mounts.filter((mount) => !isRefused(mount));
  return mounts.flatMap((mount, index) => {
    if (!isKnown(mount)) return [];
    const target = normalPath(mount.target);
    const before = mounts.slice(0, index).find((other) => isKnown(other) && normalPath(other.target) === target);
    if (before !== undefined) {
      const isRepeated = before.text === mount.text;
      return [
        findingFor(
          MOUNT_CODES,
          "mount-shadowed",
          { of: isRepeated ? "repeated" : "same-target", before, mount, target },
          {
            target,
            severity: isRepeated ? "warning" : "error",
            evidence: [mountEvidence(before), mountEvidence(mount, "one mount")],
          },
        ),
      ];
    }
    const outer = mountCovering(
      mounts.filter((other) => other !== mount && isKnown(other) && normalPath(other.target) !== target),
      target,
    );
    if (outer?.type !== "bind" || mount.type !== "bind" || mount.source === undefined) return [];
    const expected = hostPath(outer, target);
    if (expected === undefined || expected === normalPath(mount.source)) return [];
    return [
      findingFor(
        MOUNT_CODES,
        "mount-shadowed",
        { of: "hidden-part", outer, mount, part: expected },
        { target, evidence: [mountEvidence(outer), mountEvidence(mount, expected)] },
      ),
    ];
  });
}

/** The source of a mount without a special role exists. */
export async function judgeOther(scene: Scene, mount: PlannedMount): Promise<TargetVerdict> {
  const { plan, process, isShared } = scene;
  const look = lookAt(plan, mount.target);
  if (look.kind === "settled") return look.verdict;
  if (mount.type !== "bind" || mount.source === undefined || !mount.source.startsWith("/"))
    return judged([], [mountEvidence(mount)]);
  const seen = await lookAtHost(scene, mount.source);
  const { kind, evidence } = seen;
  if (kind === "unknown") return unseen(mount.source, [], evidence);
  if (kind === "refused") return judged([refusedSource(mount, mount.source, evidence)]);
  if (kind !== "missing") return judged([], evidence);
  const missing = missingSource(mount, seen);
  return judged([
    findingFor(
      MOUNT_CODES,
      "mount-source-missing",
      { mount, source: mount.source, missing, process, isShared },
      {
        target: mount.source,
        severity: missing === "created" ? "warning" : "error",
        evidence: [mountEvidence(mount), ...evidence],
      },
    ),
  ]);
}

/** Mounts that SELinux would keep the runner from. */
export function unlabelled({ plan, info }: Scene): readonly Finding[] {
  const isDisabled = plan.securityOptions.some(({ value }) => /^label[=:]disable$/u.test(value));
  if (!hasSecurityOption(info, "selinux") || isDisabled || plan.privileged === true) return [];
  const bare = plan.mounts.filter(
    ({ type, options }) => type === "bind" && !options.some((option) => /^z$/iu.test(option)),
  );
  if (bare.length === 0) return [];
  return [
    findingFor(
      MOUNT_CODES,
      "selinux-label-missing",
      {},
      {
        evidence: [
          {
            what: "security options",
            observed: info.securityOptions.join(" "),
            origin: "GET /info",
            vantage: "engine",
          },
          ...bare.map((mount) => mountEvidence(mount, "a label, or --security-opt label=disable")),
        ],
      },
    ),
  ];
}
