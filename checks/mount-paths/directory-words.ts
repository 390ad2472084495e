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
      return `WORKING_DIRECTORY is the placeholder ${unknown.placeholder}`;
    case "malformed":
      return "the value of WORKING_DIRECTORY is malformed (runner-command)";
    default:
      return "WORKING_DIRECTORY has parts that only a shell expands";
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
        message: `WORKING_DIRECTORY is the relative path ${path}, which cannot be the same on the host and in the runner.`,
        summary: "Give an absolute path that is mounted at the same path on both sides.",
        changes: vendorDirectory(plan),
      }
    : {
        message: `The working directory ${path} is not mounted; the runner then waits for files that never appear in its step containers (two of the vendor's private-registry examples leave this mount out).`,
        summary: "Mount the working directory at the same path on both sides.",
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
    message: `${path} in the runner is ${there} on the host, but the engine binds the host's ${path} into the step containers.`,
    summary:
      mount.type === "bind" && mount.source !== undefined
        ? `Mount the working directory at the same path on both sides; or keep ${there}, with ${written(plan, there, there)} and WORKING_DIRECTORY=${there}.`
        : "Mount the working directory at the same path on both sides.",
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
        ? `The working directory ${source} does not exist${where}; the engine would create it, empty and owned by root.`
        : `The working directory ${source}${where} ${refusalWords(missing)}.`,
    summary: isBlocked
      ? `Use another working directory, or move the file in the path of ${source} away.`
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
        message: `${closed.there} is ${closed.isAbove ? "below " : ""}a file, so the runner cannot make its working directory there.`,
        summary: "Use another working directory, or move the file away.",
        changes: vendorDirectory(closed.plan),
      };
    case "file-system":
      return {
        message: `The working directory ${closed.path} is on a read-only file system.`,
        summary: "Remount the file system writable, or use another directory.",
        commands: [remount("rw", closed.onHost)],
      };
    default: {
      const { path, onHost, user, uid, process } = closed;
      const owner = String(uid ?? 0);
      return {
        message: `User ${user} of the runner may not write into ${path}.`,
        summary: `Remove --user from the start command (the runner runs as root), or give the directory to user ${uid ?? "root"}.`,
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
    message: `The working directory ${path} is on a file system mounted with noexec, so programs of a build do not run there.`,
    summary: "Use a WORKING_DIRECTORY on another file system, or remount this one with exec.",
    commands: [remount("exec", onHost)],
  };
}

function remount(option: string, path: string): ReturnType<typeof sudo> {
  return sudo(`sudo mount -o remount,${option} "$(findmnt -n -o TARGET --target ${shellWord(path)})"`);
}
