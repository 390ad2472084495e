import type { PlannedMount, ProcessFact, RunnerPlan } from "../../src/contract/index.js";
import { shellLine, shellWord } from "../../src/docker/shell.js";
import { safe, sudo, type Words } from "../../src/judge/findings.js";
import { hostPath, mountSource } from "../../src/judge/mounts/covering.js";
import { mounting, withMode, written } from "../../src/judge/remedy/mounts.js";
import { hostWords, refusalWords, type AbsentSource } from "./mount-words.js";
import { sharing, vendorDirectory, type UnknownDirectory } from "./planned-directory.js";
import { makeDirectory } from "./scene.js";

/** Why nothing is said about the working directory. */
export function unknownDirectoryWords(unknown: UnknownDirectory): string {
  switch (unknown.of) {
    case "placeholder":
      return `WORKING_DIRECTORY is the placeholder ${unknown.placeholder} (see runner-command)`;
    case "malformed":
      return "the value of WORKING_DIRECTORY is malformed (see runner-command)";
    default:
      return "only a shell knows the value of WORKING_DIRECTORY";
  }
}

/** A working directory that is not shared with the host: its path is relative, or nothing mounts it. */
export interface UnsharedDirectory {
  readonly of: "relative" | "not-mounted";
  readonly plan: RunnerPlan;
  readonly path: string;
}

/** The words about a working directory that is not shared with the host. */
export function unsharedDirectoryWords({ of, plan, path }: UnsharedDirectory): Words {
  return of === "relative"
    ? {
        message: `WORKING_DIRECTORY is the relative path ${path}. It must be an absolute path, the same on the host and in the runner.`,
        summary: "Set WORKING_DIRECTORY to an absolute path that is mounted at its own path.",
        changes: vendorDirectory(plan),
      }
    : {
        message: `The start command mounts no working directory: ${path} must be mounted at ${path}. Steps would find none of their files.`,
        summary: "Mount the working directory at its own path.",
        changes: [mounting(plan, path, path)],
      };
}

/** A working directory with another path on the host. */
export interface MovedDirectory {
  readonly plan: RunnerPlan;
  readonly path: string;
  readonly mount: PlannedMount;
}

/** The words about a working directory with another path on the host. */
export function movedDirectoryWords({ plan, path, mount }: MovedDirectory): Words {
  const there = hostPath(mount, path) ?? mountSource(mount);
  return {
    message: `The start command mounts ${there} at ${path}, but steps get ${path} of the host.`,
    summary:
      mount.type === "bind" && mount.source !== undefined
        ? `Mount the working directory at its own path. Or keep ${there}: use ${written(plan, there, there)} and WORKING_DIRECTORY=${there}.`
        : "Mount the working directory at its own path.",
    changes: [sharing(plan, path, mount)],
  };
}

/** The words about a working directory that does not exist. */
export function absentDirectoryWords({
  plan,
  mount,
  source,
  missing,
  process,
  isShared,
}: AbsentSource & { readonly plan: RunnerPlan }): Words {
  const where = hostWords(isShared);
  const isBlocked = missing === "file-above";
  return {
    message:
      missing === "created"
        ? `The working directory ${source} does not exist${where}. The engine would create it, owned by root.`
        : `The working directory ${source} ${refusalWords(missing, where)}. The runner will not start.`,
    summary: isBlocked
      ? `Use another working directory. Or move the file in the path of ${source}.`
      : `Create ${source}${where}.`,
    commands: makeDirectory(process, source, missing),
    changes: isBlocked ? vendorDirectory(plan, mount) : [],
  };
}

/** What keeps the runner from writing into its working directory. */
export type ClosedDirectory =
  | { readonly of: "mount"; readonly path: string; readonly mount: PlannedMount }
  /** a file has the directory's name, or is on the way to it */
  | { readonly of: "file"; readonly there: string; readonly isAbove: boolean; readonly plan: RunnerPlan }
  | { readonly of: "file-system"; readonly path: string; readonly onHost: string }
  | {
      readonly of: "user";
      readonly path: string;
      readonly onHost: string;
      readonly user: string;
      readonly uid: number | undefined;
      readonly process: ProcessFact | undefined;
    };

/** The words about a working directory that the runner cannot write into. */
export function closedDirectoryWords(closed: ClosedDirectory): Words {
  switch (closed.of) {
    case "mount":
      return {
        message: `The working directory ${closed.path} is mounted read-only.`,
        summary: "Mount the working directory writable.",
        changes: [withMode(closed.mount, false)],
      };
    case "file":
      return {
        message: `${closed.there} is ${closed.isAbove ? "below " : ""}a file. The runner cannot create its working directory there.`,
        summary: "Use another working directory. Or move the file.",
        changes: vendorDirectory(closed.plan),
      };
    case "file-system":
      return {
        message: `The working directory ${closed.path} is on a read-only file system.`,
        summary: "Remount the file system writable. Or use another directory.",
        commands: [remount("rw", closed.onHost)],
      };
    default: {
      const { path, onHost, user, uid, process } = closed;
      const owner = String(uid ?? 0);
      return {
        message: `The runner's user ${user} may not write to its working directory ${path}.`,
        summary: `Give the directory to user ${uid ?? "root"}. Or remove --user: the runner then runs as root.`,
        commands:
          process?.uid === 0
            ? [safe(shellLine(["chown", owner, onHost]))]
            : [sudo(shellLine(["sudo", "chown", owner, onHost]))],
      };
    }
  }
}

/** The words about a working directory whose file system runs no programs. */
export function noexecWords({ path, onHost }: { readonly path: string; readonly onHost: string }): Words {
  return {
    message: `The file system of the working directory ${path} is mounted with noexec. Builds cannot run programs there.`,
    summary: "Remount the file system with exec. Or use a WORKING_DIRECTORY on another one.",
    commands: [remount("exec", onHost)],
  };
}

function remount(option: string, path: string): ReturnType<typeof sudo> {
  return sudo(`sudo mount -o remount,${option} "$(findmnt -n -o TARGET --target ${shellWord(path)})"`);
}
