import {
  type Finding,
  originText,
  type PlanIssue,
  type PlannedMount,
  type RunnerPlan,
  type StartCommandChange,
  type TargetVerdict,
} from "../../src/contract/index.js";
import { adding, removing, replacing } from "../../src/judge/remedy/changes.js";
import { hasSecurityOption } from "../../src/judge/engine.js";
import { finding } from "../../src/judge/findings.js";
import { MOUNT_CODES } from "./codes.js";
import { isMeantFor, isRefused, lookAt, mountEvidence } from "../../src/judge/mounts/look.js";
import { insteadOf, mountWords, withoutMount, writtenWords } from "../../src/judge/remedy/mounts.js";
import { judged, lookAtHost, makeDirectory, missingSource, refusedSource, unseen } from "./scene.js";
import type { Scene } from "./scene.js";
import { hostPath, isKnown, mountCovering } from "../../src/judge/mounts/covering.js";
import { normalPath } from "../../src/docker/paths.js";
import { LOGS_PATH, SOCKET_PATH } from "../../src/requirements.js";
import { workingDirectory } from "./working-directory.js";

/** The mount as docker takes it: as suggested, as the vendor's start command has it, or left out where the runner does not need it. */
function corrected(plan: RunnerPlan, issue: PlanIssue): StartCommandChange {
  const { text, suggestion, origin, subject } = issue;
  const words = writtenWords(text);
  if (suggestion !== undefined) return replacing(words, writtenWords(suggestion), origin);
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
  const known = plan.issues
    .filter(({ kind }) => kind === "mount-invalid")
    .map((issue) => {
      const { text, message, origin, suggestion } = issue;
      const change = corrected(plan, issue);
      return finding(MOUNT_CODES, "mount-invalid", {
        message: `docker refuses the mount ${text}: ${message}`,
        target: text,
        evidence: [
          { what: "mount", observed: text, ...(suggestion === undefined ? {} : { expected: suggestion }), origin },
        ],
        remedy: {
          summary:
            change.add.length === 0
              ? "Leave the mount out, or write it as docker expects it: /path/on/host:/path/in/container."
              : "Write the mount as docker expects it.",
          changes: [change],
        },
      });
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
      finding(MOUNT_CODES, "mount-invalid", {
        message: `docker refuses the mount ${mount.text}: ${mount.source} is neither an absolute path nor the name of a volume.`,
        target: mount.text,
        evidence: [mountEvidence(mount, "an absolute path")],
        remedy: {
          summary: "Write the absolute path of the source.",
          changes: [
            insteadOf(mount, mountWords(mount.source?.startsWith("/") === true ? mount.source : "…", mount.target)),
          ],
        },
      }),
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
        finding(MOUNT_CODES, "mount-shadowed", {
          message: isRepeated
            ? `The mount ${mount.text} is given twice.`
            : `Two mounts have the target ${target}; docker refuses that ("Duplicate mount point").`,
          target,
          severity: isRepeated ? "warning" : "error",
          evidence: [mountEvidence(before), mountEvidence(mount, "one mount")],
          remedy: {
            summary: `Keep one of the two: ${before.text} (${originText(before.origin)}), or ${mount.text} (${originText(mount.origin)}).`,
            changes: [withoutMount(mount)],
          },
        }),
      ];
    }
    const outer = mountCovering(
      mounts.filter((other) => other !== mount && isKnown(other) && normalPath(other.target) !== target),
      target,
    );
    if (outer?.type !== "bind" || mount.type !== "bind" || mount.source === undefined) return [];
    const expected = hostPath(outer, target);
    if (expected === normalPath(mount.source)) return [];
    return [
      finding(MOUNT_CODES, "mount-shadowed", {
        message: `${mount.text} hides the part ${expected} of ${outer.text}.`,
        target,
        evidence: [mountEvidence(outer), mountEvidence(mount, expected)],
        remedy: {
          summary: `Leave one of ${outer.text} and ${mount.text} out, unless this is meant.`,
          changes: [withoutMount(mount)],
        },
      }),
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
  const { kind, obstacle, evidence } = seen;
  if (kind === "unknown") return unseen(mount.source, [], evidence);
  if (kind === "refused") return judged([refusedSource(mount, mount.source, evidence)]);
  if (kind !== "missing") return judged([], evidence);
  const { isRefused: isRefusal, words } = missingSource(mount, seen);
  const where = isShared ? "" : " on the engine's host";
  return judged([
    finding(MOUNT_CODES, "mount-source-missing", {
      message: isRefusal
        ? `${mount.source}${where} ${words}.`
        : `${mount.source} does not exist${where}; the engine would create an empty directory there.`,
      target: mount.source,
      severity: isRefusal ? "error" : "warning",
      evidence: [mountEvidence(mount), ...evidence],
      remedy: {
        summary:
          obstacle === "file-above"
            ? `Leave the mount out, correct its source, or move the file in the path of ${mount.source} away.`
            : `Create ${mount.source}${where}, or correct the source of ${mount.text}.`,
        commands: makeDirectory(process, mount.source, obstacle),
        changes: obstacle === "file-above" ? [withoutMount(mount)] : [],
      },
    }),
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
    finding(MOUNT_CODES, "selinux-label-missing", {
      message: "SELinux confines containers on this engine, and the runner's mounts are not labelled for it.",
      evidence: [
        { what: "security options", observed: info.securityOptions.join(" "), origin: "GET /info", vantage: "engine" },
        ...bare.map((mount) => mountEvidence(mount, "a label, or --security-opt label=disable")),
      ],
      remedy: {
        summary:
          "Do not let SELinux confine the runner (putting :z on the socket or on /tmp would relabel what other programs use).",
        changes: [adding("--security-opt", "label=disable")],
      },
    }),
  ];
}
