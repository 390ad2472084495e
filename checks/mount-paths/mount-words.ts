import {
  type MountIssue,
  originText,
  type PlannedMount,
  type ProcessFact,
  type RunnerPlan,
  type StartCommandChange,
} from "../../src/contract/index.js";
import { mountWords } from "../../src/docker/mount-option.js";
import type { Words } from "../../src/judge/findings.js";
import { sentence } from "../../src/judge/text.js";
import { insteadOf, withoutMount } from "../../src/judge/remedy/mounts.js";
import { vendorDirectory } from "./planned-directory.js";
import { problemWords } from "./problem-words.js";
import { makeDirectory, type MissingSource } from "./scene.js";

/** A mount that docker refuses. */
export type InvalidMount =
  /** by its words, which the change corrects */
  | { readonly of: "issue"; readonly issue: MountIssue; readonly change: StartCommandChange }
  | { readonly of: "relative"; readonly mount: PlannedMount }
  /** the path is not shared with the engine's machine */
  | { readonly of: "not-shared"; readonly mount: PlannedMount }
  /** a file would be the working directory */
  | { readonly of: "file"; readonly plan: RunnerPlan; readonly mount: PlannedMount; readonly source: string };

/** What docker refuses about a mount, and how it takes it. */
export function invalidMountWords(invalid: InvalidMount): Words {
  switch (invalid.of) {
    case "issue": {
      const { issue, change } = invalid;
      return {
        message: sentence(`docker refuses the mount ${issue.text}: ${problemWords(issue.problem)}`),
        summary:
          change.add.length === 0
            ? "Correct the mount: /path/on/host:/path/in/container. Or remove it."
            : "Correct the mount.",
        changes: [change],
      };
    }
    case "relative": {
      const { mount } = invalid;
      const { source = "", target, text } = mount;
      return {
        message: `docker refuses the mount ${text}: the source is not an absolute path and not a volume.`,
        summary: "Use the absolute path of the source.",
        changes: [insteadOf(mount, mountWords(source.startsWith("/") ? source : "…", target))],
      };
    }
    case "not-shared": {
      const { source, text } = invalid.mount;
      return {
        message: `The engine refuses to mount ${source ?? text}, because Docker Desktop does not share it.`,
        summary: `Share ${source ?? "the path"} under Settings > Resources > File sharing of Docker Desktop. Or mount a shared path.`,
        source: "https://docs.docker.com/desktop/settings-and-maintenance/settings/#file-sharing",
      };
    }
    default: {
      const { plan, mount, source } = invalid;
      return {
        message: `docker refuses to mount ${source} as the working directory, because it is not a directory.`,
        summary: `Use a directory. Or move the file ${source}, and create a directory there.`,
        changes: vendorDirectory(plan, mount),
      };
    }
  }
}

/** Mounts that are in each other's way. */
export type ShadowedMount =
  | {
      readonly of: "repeated" | "same-target";
      readonly before: PlannedMount;
      readonly mount: PlannedMount;
      readonly target: string;
    }
  /** the mount hides a part of the one around it */
  | { readonly of: "hidden-part"; readonly outer: PlannedMount; readonly mount: PlannedMount; readonly part: string };

/** Which mounts are in each other's way, and which one to leave out. */
export function shadowedMountWords(shadowed: ShadowedMount): Words {
  const { mount } = shadowed;
  const changes = [withoutMount(mount)];
  if (shadowed.of === "hidden-part") {
    const { outer, part } = shadowed;
    return {
      message: `The mount ${mount.text} hides ${part}, a part of ${outer.text}.`,
      summary: `Remove one of the two mounts, unless you want this.`,
      changes,
    };
  }
  const { before, target } = shadowed;
  return {
    message:
      shadowed.of === "repeated"
        ? `The start command has the mount ${mount.text} twice.`
        : `Two mounts have the target ${target}. The engine refuses that: Duplicate mount point.`,
    summary: `Keep one of the two: ${before.text} (${originText(before.origin)}) or ${mount.text} (${originText(mount.origin)}).`,
    changes,
  };
}

/** A source that does not exist on the engine's host. */
export interface AbsentSource {
  readonly mount: PlannedMount;
  readonly source: string;
  readonly missing: MissingSource;
  readonly process: ProcessFact | undefined;
  /** This process sees the engine's files. */
  readonly isShared: boolean;
}

/** Where a path is, if that is not plain. */
export function hostWords(isShared: boolean): string {
  return isShared ? "" : " on the engine's host";
}

/** Why docker refuses a missing source, as the end of a sentence about it. */
export function refusalWords(missing: Exclude<MissingSource, "created">, where: string): string {
  switch (missing) {
    case "dead-link":
      return `is a dead symbolic link${where}`;
    case "file-above":
      return `cannot exist${where}: a part of its path is a file`;
    default:
      return `does not exist${where}, and --mount does not create it`;
  }
}

/** The words about a mount whose source is missing. */
export function absentSourceWords({ mount, source, missing, process, isShared }: AbsentSource): Words {
  const where = hostWords(isShared);
  const isBlocked = missing === "file-above";
  return {
    message:
      missing === "created"
        ? `The mounted path ${source} does not exist${where}. The engine would create an empty directory there.`
        : `The mounted path ${source} ${refusalWords(missing, where)}. The runner will not start.`,
    summary: isBlocked
      ? `Correct the source of the mount, or remove the mount. Or move the file in the path of ${source}.`
      : `Create ${source}${where}. Or correct the source of ${mount.text}.`,
    commands: makeDirectory(process, source, missing),
    changes: isBlocked ? [withoutMount(mount)] : [],
  };
}
