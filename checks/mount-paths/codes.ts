import type { PlannedMount, RunnerPlan } from "../../src/contract/index.js";
import { dockerCommand } from "../../src/judge/engine.js";
import { defineCodes, destructive } from "../../src/judge/findings.js";
import { CONFIG_FILE, mountOption } from "../../src/judge/mounts/covering.js";
import { adding, asRoot } from "../../src/judge/remedy/changes.js";
import { mounting, withMode } from "../../src/judge/remedy/mounts.js";
import {
  LOGS_PATH,
  RUNNER_CONFIG_DIRECTORY,
  SOCKET_PATH,
  SOURCE_IMAGES_PAGE,
  WORKING_DIRECTORY_SAME_PATH,
} from "../../src/requirements.js";
import {
  directoryAsConfigWords,
  misplacedConfigWords,
  missingConfigWords,
  unmountedConfigWords,
} from "./config-words.js";
import {
  absentDirectoryWords,
  closedDirectoryWords,
  movedDirectoryWords,
  noexecWords,
  unsharedDirectoryWords,
} from "./directory-words.js";
import { absentSourceWords, invalidMountWords, shadowedMountWords } from "./mount-words.js";
import { differentSocketWords } from "./socket-words.js";

const BIND_PAGE = "https://docs.docker.com/engine/storage/bind-mounts/";

/** No socket where the runner looks for it; an alias of that path may have one. */
interface MissingSocket {
  readonly plan: RunnerPlan;
  readonly target: string;
  readonly isAlias: boolean;
}

/** The runner as a user who may not use what is mounted. */
interface LimitedUser {
  readonly plan: RunnerPlan;
  readonly user: string;
}

/** A file that has been replaced since the container was started. */
interface StaleConfig {
  readonly plan: RunnerPlan;
  readonly container: string;
  readonly file: string;
}

/** A mount of something else than the engine's container logs. */
interface DifferentLogs {
  readonly plan: RunnerPlan;
  readonly observed: string;
  readonly expected: string;
}

/** The catalogue of `mount-paths`; here, so that the judgements of its parts can share it. */
export const MOUNT_CODES = defineCodes({
  "socket-not-mounted": {
    severity: "error",
    meaning: "The start command does not mount the Docker socket.",
    cause: "The mount was forgotten, or has another target.",
    remedy: `Add ${mountOption(SOCKET_PATH.value, SOCKET_PATH.value)} to the start command.`,
    source: SOCKET_PATH.source,
    words: ({ plan, target, isAlias }: MissingSocket) => ({
      message: isAlias
        ? `The Docker socket is mounted at /run/docker.sock. The documented target is ${target}.`
        : `The start command does not mount the Docker socket at ${target}.`,
      summary: `Mount the engine's socket at ${target}.`,
      changes: [mounting(plan, SOCKET_PATH.value, target)],
    }),
  },
  "socket-source-differs": {
    severity: "error",
    meaning: "The start command mounts something else than the engine's socket.",
    cause: "The engine is rootless or has a socket of its own, and the start command names the documented path.",
    remedy: "Mount the socket that the engine listens on.",
    source: SOCKET_PATH.source,
    words: differentSocketWords,
  },
  "socket-not-writable": {
    severity: "error",
    meaning: "The runner's user may not use the Docker socket.",
    cause: "--user names a user other than root. The socket belongs to root and the group docker.",
    remedy: "Remove --user. The vendor's start command runs the runner as root.",
    source: SOCKET_PATH.source,
    words: ({ plan, user }: LimitedUser) => ({
      message: `The runner's user ${user} may not use the Docker socket.`,
      summary: "Run the runner as root, like the vendor's start command.",
      changes: asRoot(plan),
    }),
  },
  "working-directory-not-mounted": {
    severity: "error",
    meaning: "The host and the runner do not share the working directory.",
    cause: "The mount was forgotten. Two of the vendor's own examples for private registries lack it.",
    remedy: "Mount the working directory at its own path: -v /tmp:/tmp for WORKING_DIRECTORY=/tmp.",
    source: WORKING_DIRECTORY_SAME_PATH.source,
    words: unsharedDirectoryWords,
  },
  "working-directory-path-differs": {
    severity: "error",
    meaning: "The working directory has one path in the runner and another on the host.",
    cause:
      "Another host path, a volume or a tmpfs is mounted there. The engine then mounts the wrong directory into the step containers.",
    remedy: "Mount the working directory at its own path.",
    source: WORKING_DIRECTORY_SAME_PATH.source,
    words: movedDirectoryWords,
  },
  "working-directory-missing": {
    severity: "warning",
    meaning:
      "The working directory does not exist on the engine's host. It is an error where docker does not create it: with --mount, behind a dead link, below a file.",
    cause: "Nobody created it, or it is on a disk that is not mounted.",
    remedy: "Create the directory before you start the runner.",
    source: BIND_PAGE,
    words: absentDirectoryWords,
  },
  "working-directory-not-writable": {
    severity: "error",
    meaning: "The runner cannot write into its working directory.",
    cause: "The mount or the file system is read-only, a file has the directory's name, or the runner is not root.",
    remedy: "Mount the directory without ro, on a file system that the runner's user can write to.",
    source: SOURCE_IMAGES_PAGE,
    words: closedDirectoryWords,
  },
  "working-directory-noexec": {
    severity: "warning",
    meaning:
      "The file system of the working directory does not run programs, and steps run scripts there (not documented).",
    cause: "A hardened host mounts /tmp with noexec.",
    remedy: "Use a working directory on another file system. Or remount this one with exec.",
    source: "https://man7.org/linux/man-pages/man8/mount.8.html",
    words: noexecWords,
  },
  "logs-not-mounted": {
    severity: "error",
    meaning: "The start command does not mount the folder of the container logs.",
    cause: "The mount was forgotten, or has another target.",
    remedy: `Add ${mountOption(LOGS_PATH.value, LOGS_PATH.value, true)} to the start command.`,
    source: LOGS_PATH.source,
    words: ({ plan, target }: { readonly plan: RunnerPlan; readonly target: string }) => ({
      message: `The start command does not mount the container logs at ${target}.`,
      summary: "Mount the folder of the container logs, read-only.",
      changes: [mounting(plan, target, target, true)],
    }),
  },
  "logs-source-differs": {
    severity: "error",
    meaning: "The start command mounts another folder than the one that the engine writes container logs to.",
    cause: "The engine's data root is not /var/lib/docker: data-root in daemon.json, a rootless engine, a snap.",
    remedy: `Mount DATA-ROOT/containers at ${LOGS_PATH.value}, with the data root that docker info shows.`,
    source: LOGS_PATH.source,
    words: ({ plan, observed, expected }: DifferentLogs) => ({
      message: `The engine's container logs are in ${expected}, not in the mounted ${observed}.`,
      summary: `Mount ${expected} at ${LOGS_PATH.value}.`,
      changes: [mounting(plan, expected, LOGS_PATH.value, true)],
    }),
  },
  "logs-writable": {
    severity: "warning",
    meaning: "The container logs are mounted writable. The vendor mounts them read-only.",
    cause: "The suffix :ro was forgotten.",
    remedy: "Append :ro to the mount.",
    source: LOGS_PATH.source,
    words: ({ mount }: { readonly mount: PlannedMount }) => ({
      message: `The container logs are mounted writable (${LOGS_PATH.value}). The runner only reads them.`,
      summary: "Mount the container logs read-only, like the vendor's start command.",
      changes: [withMode(mount, true)],
    }),
  },
  "logs-not-readable": {
    severity: "error",
    meaning: "The runner's user may not read the container logs, which belong to root.",
    cause: "--user names a user other than root.",
    remedy: "Remove --user. The vendor's start command runs the runner as root.",
    source: LOGS_PATH.source,
    words: ({ plan, user, source }: LimitedUser & { readonly source: string }) => ({
      message: `The runner's user ${user} may not read the container logs in ${source}.`,
      summary: "Run the runner as root, like the vendor's start command.",
      changes: asRoot(plan),
    }),
  },
  "docker-config-not-mounted": {
    severity: "error",
    meaning: "An image needs credentials, and the start command gives the runner no config.json.",
    cause: "You logged in on the host, but the start command does not mount config.json.",
    remedy: `Mount the folder of config.json at ${RUNNER_CONFIG_DIRECTORY.value}.`,
    source: SOURCE_IMAGES_PAGE,
    words: unmountedConfigWords,
  },
  "docker-config-target-wrong": {
    severity: "error",
    meaning: "The start command mounts config.json where the runner does not look for it.",
    cause: "The target is another home than /root, or a file is mounted in place of the folder.",
    remedy: `Mount the folder at ${RUNNER_CONFIG_DIRECTORY.value}, or the file at ${CONFIG_FILE}.`,
    source: RUNNER_CONFIG_DIRECTORY.source,
    words: misplacedConfigWords,
  },
  "docker-config-source-missing": {
    severity: "error",
    meaning:
      "The start command mounts a config.json that does not exist. It is a warning for a folder while no image needs credentials.",
    cause:
      "Nobody logged in as this user, or the path belongs to another user. With -v the engine creates an empty directory there.",
    remedy: "Log in as the user whose folder is mounted, or correct the path.",
    source: SOURCE_IMAGES_PAGE,
    words: missingConfigWords,
  },
  "docker-config-source-is-directory": {
    severity: "error",
    meaning: "config.json on the host is a directory.",
    cause: "The runner was started with -v before the file existed. The engine then created a directory of that name.",
    remedy: "Remove the directory, log in, and create the runner's container again.",
    source: BIND_PAGE,
    words: directoryAsConfigWords,
  },
  "docker-config-stale": {
    severity: "warning",
    meaning: "The running container still reads an old config.json. The file was replaced after the start.",
    cause: "docker login replaces the file. A mount of the single file keeps the old one.",
    remedy: "Restart the runner, and mount the folder instead of the file.",
    source: BIND_PAGE,
    words: ({ plan, container, file }: StaleConfig) => ({
      message: `The container ${container} still reads an old config.json. The file ${file} was replaced after it started.`,
      summary: "Restart the runner; its current step is lost.",
      afterwards: `When you next create the container, mount the folder at ${RUNNER_CONFIG_DIRECTORY.value} instead of the file.`,
      commands: [destructive(dockerCommand(plan, ["restart", container]).run)],
    }),
  },
  "mount-source-missing": {
    severity: "warning",
    meaning:
      "A mounted path does not exist on the engine's host. With -v the engine creates an empty directory. It is an error where docker refuses: with --mount, for a dead link, below a file.",
    cause: "The path is misspelt, or comes from another machine.",
    remedy: "Create the path, or correct the mount.",
    source: BIND_PAGE,
    words: absentSourceWords,
  },
  "mount-invalid": {
    severity: "error",
    meaning: "docker refuses a mount of the start command.",
    cause:
      "The mount has too many colons, a relative path or an unknown key. Or it names a file for a directory, or a path that Docker Desktop does not share.",
    remedy: "Write the mount as docker expects it: -v /host/path:/container/path[:ro].",
    source: BIND_PAGE,
    words: invalidMountWords,
  },
  "mount-shadowed": {
    severity: "warning",
    meaning: "Two mounts have the same target, or one hides a part of another. It is an error where docker refuses.",
    cause: "The start command was assembled from several examples.",
    remedy: "Keep one of the mounts.",
    source: BIND_PAGE,
    words: shadowedMountWords,
  },
  "selinux-label-missing": {
    severity: "warning",
    meaning: "SELinux confines the engine's containers, and the mounts have no label for the runner.",
    cause: "The start command has neither :z nor --security-opt label=disable.",
    remedy: "Add --security-opt label=disable to the start command.",
    source: "https://docs.docker.com/engine/storage/bind-mounts/#configure-the-selinux-label",
    words: () => ({
      message: "SELinux keeps the runner from its mounts.",
      summary:
        "Turn SELinux confinement off for the runner. Do not use :z on the socket or /tmp: other programs use them too.",
      changes: [adding("--security-opt", "label=disable")],
    }),
  },
});
