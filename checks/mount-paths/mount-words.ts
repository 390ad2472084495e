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
        message: `docker refuses the mount ${issue.text}: ${problemWords(issue.problem)}`,
        summary:
          change.add.length === 0
            ? "Leave the mount out, or write it as docker expects it: /path/on/host:/path/in/container."
            : "Write the mount as docker expects it.",
        changes: [change],
      };
    }
    case "relative": {
      const { mount } = invalid;
      const { source = "", target, text } = mount;
      return {
        message: `docker refuses the mount ${text}: ${source} is neither an absolute path nor the name of a volume.`,
        summary: "Write the absolute path of the source.",
        changes: [insteadOf(mount, mountWords(source.startsWith("/") ? source : "…", target))],
      };
    }
    case "not-shared": {
      const { source, text } = invalid.mount;
      return {
        message: `The engine refuses to mount ${source ?? text}: its path is not shared with the engine's machine.`,
        summary: `Share ${source ?? "the path"} in Docker Desktop (Settings > Resources > File sharing), or mount a path that is shared.`,
        source: "https://docs.docker.com/desktop/settings-and-maintenance/settings/#file-sharing",
      };
    }
    default: {
      const { plan, mount, source } = invalid;
      return {
        message: `${source}, mounted at the working directory, is not a directory, and docker refuses to mount it there.`,
        summary: `Use a directory; or move the file ${source} away and make a directory there.`,
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
      message: `${mount.text} hides the part ${part} of ${outer.text}.`,
      summary: `Leave one of ${outer.text} and ${mount.text} out, unless this is meant.`,
      changes,
    };
  }
  const { before, target } = shadowed;
  return {
    message:
      shadowed.of === "repeated"
        ? `The mount ${mount.text} is given twice.`
        : `Two mounts have the target ${target}; docker refuses that ("Duplicate mount point").`,
    summary: `Keep one of the two: ${before.text} (${originText(before.origin)}), or ${mount.text} (${originText(mount.origin)}).`,
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

/** How docker refuses a missing source, as the end of a sentence about it. */
export function refusalWords(missing: Exclude<MissingSource, "created">): string {
  switch (missing) {
    case "dead-link":
      return "is a symbolic link to nothing, which docker neither follows nor replaces: it refuses to start the runner";
    case "file-above":
      return "cannot exist, because a part of its path is a file: docker refuses to start the runner";
    default:
      return "does not exist, and --mount does not create it: docker refuses to start the runner";
  }
}

/** The words about a mount whose source is missing. */
export function absentSourceWords({ mount, source, missing, process, isShared }: AbsentSource): Words {
  const where = hostWords(isShared);
  const isBlocked = missing === "file-above";
  return {
    message:
      missing === "created"
        ? `${source} does not exist${where}; the engine would create an empty directory there.`
        : `${source}${where} ${refusalWords(missing)}.`,
    summary: isBlocked
      ? `Leave the mount out, correct its source, or move the file in the path of ${source} away.`
      : `Create ${source}${where}, or correct the source of ${mount.text}.`,
    commands: makeDirectory(process, source, missing),
    changes: isBlocked ? [withoutMount(mount)] : [],
  };
}
