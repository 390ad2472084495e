import type { PlannedMount, RunnerPlan } from "../../src/contract/index.js";
import { shellLine } from "../../src/docker/shell.js";
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
    meaning: "The runner is not given the Docker socket.",
    cause: "The mount was left out, or its target is another path.",
    remedy: `Add ${mountOption(SOCKET_PATH.value, SOCKET_PATH.value)} to the start command.`,
    source: SOCKET_PATH.source,
    words: ({ plan, target, isAlias }: MissingSocket) => ({
      message: isAlias
        ? `The socket is mounted at /run/docker.sock; the documented path in the runner is ${target}.`
        : `The Docker socket is not mounted at ${target} in the runner.`,
      summary: "Mount the engine's socket where the runner looks for it.",
      changes: [mounting(plan, SOCKET_PATH.value, target)],
    }),
  },
  "socket-source-differs": {
    severity: "error",
    meaning: "What is mounted as the Docker socket is not the socket of the engine that starts the runner.",
    cause:
      "A rootless engine, or one with a socket of its own, is used with the documented path of the system's engine.",
    remedy: "Mount the socket that the engine really listens on.",
    source: SOCKET_PATH.source,
    words: differentSocketWords,
  },
  "socket-not-writable": {
    severity: "error",
    meaning: "The user that the runner runs as may not use the Docker socket.",
    cause: "--user names somebody else than root, and the socket belongs to root and the group docker.",
    remedy: "Remove --user from the start command: the vendor's runs the runner as root.",
    source: SOCKET_PATH.source,
    words: ({ plan, user }: LimitedUser) => ({
      message: `User ${user} of the runner may not use the Docker socket.`,
      summary: "Run the runner as root, as the vendor's start command does.",
      changes: asRoot(plan),
    }),
  },
  "working-directory-not-mounted": {
    severity: "error",
    meaning: "WORKING_DIRECTORY is not shared between the host and the runner.",
    cause: "The mount was left out; two of the vendor's own private-registry examples lack it.",
    remedy: "Mount the working directory at the same path: -v /tmp:/tmp for WORKING_DIRECTORY=/tmp.",
    source: WORKING_DIRECTORY_SAME_PATH.source,
    words: unsharedDirectoryWords,
  },
  "working-directory-path-differs": {
    severity: "error",
    meaning: "WORKING_DIRECTORY is another directory on the host than in the runner.",
    cause:
      "A host path of another name, a volume or a tmpfs is mounted there; the engine then binds the wrong directory into the step containers.",
    remedy: "Mount the working directory at the same path on both sides.",
    source: WORKING_DIRECTORY_SAME_PATH.source,
    words: movedDirectoryWords,
  },
  "working-directory-missing": {
    severity: "warning",
    meaning:
      "The working directory does not exist on the engine's host (an error where docker does not create it: with --mount, for a symbolic link to nothing, below a file).",
    cause: "It was never created, or is on a disk that is not mounted.",
    remedy: "Create the directory before the start.",
    source: BIND_PAGE,
    words: absentDirectoryWords,
  },
  "working-directory-not-writable": {
    severity: "error",
    meaning: "The runner cannot write into its working directory.",
    cause:
      "The mount is read-only, the file system is read-only, a file has the directory's name, or the runner runs as another user than root.",
    remedy: "Mount the directory without ro, on a file system that is writable for the runner's user.",
    source: SOURCE_IMAGES_PAGE,
    words: closedDirectoryWords,
  },
  "working-directory-noexec": {
    severity: "warning",
    meaning:
      "The working directory is on a file system that refuses to run programs; not documented, but steps run scripts there.",
    cause: "A hardened host mounts /tmp with noexec.",
    remedy: "Use a working directory on another file system, or remount this one with exec.",
    source: "https://man7.org/linux/man-pages/man8/mount.8.html",
    words: noexecWords,
  },
  "logs-not-mounted": {
    severity: "error",
    meaning: "The runner is not given the folder with the log files of the engine's containers.",
    cause: "The mount was left out, or its target is another path.",
    remedy: `Add ${mountOption(LOGS_PATH.value, LOGS_PATH.value, true)} to the start command.`,
    source: LOGS_PATH.source,
    words: ({ plan, target }: { readonly plan: RunnerPlan; readonly target: string }) => ({
      message: `The container logs are not mounted at ${target} in the runner.`,
      summary: "Mount the folder of the container logs, read-only.",
      changes: [mounting(plan, target, target, true)],
    }),
  },
  "logs-source-differs": {
    severity: "error",
    meaning: "What is mounted as the folder of container logs is not the one that the engine writes to.",
    cause:
      "The engine has another data root than /var/lib/docker: data-root in daemon.json, a rootless engine, a snap.",
    remedy: `Mount the folder containers of the engine's data root at ${LOGS_PATH.value}.`,
    source: LOGS_PATH.source,
    words: ({ plan, observed, expected }: DifferentLogs) => ({
      message: `${observed} is mounted at ${LOGS_PATH.value}, but the engine keeps its container logs in ${expected}.`,
      summary: "Mount the folder that the engine writes its container logs to.",
      changes: [mounting(plan, expected, LOGS_PATH.value, true)],
    }),
  },
  "logs-writable": {
    severity: "warning",
    meaning: "The folder of container logs is mounted writable; the vendor mounts it read-only.",
    cause: "The suffix :ro was left out.",
    remedy: "Append :ro to the mount.",
    source: LOGS_PATH.source,
    words: ({ mount }: { readonly mount: PlannedMount }) => ({
      message: `${LOGS_PATH.value} is mounted writable; the runner only reads there.`,
      summary: "Mount the container logs read-only, as the vendor's start command does.",
      changes: [withMode(mount, true)],
    }),
  },
  "logs-not-readable": {
    severity: "error",
    meaning: "The user that the runner runs as may not read the container logs, which belong to root.",
    cause: "--user names somebody else than root.",
    remedy: "Remove --user from the start command: the vendor's runs the runner as root.",
    source: LOGS_PATH.source,
    words: ({ plan, user, source }: LimitedUser & { readonly source: string }) => ({
      message: `User ${user} of the runner may not read the container logs in ${source}.`,
      summary: "Run the runner as root, as the vendor's start command does.",
      changes: asRoot(plan),
    }),
  },
  "docker-config-not-mounted": {
    severity: "error",
    meaning: "An image that the runner pulls needs credentials, and the runner is given no config.json.",
    cause: "docker login was done on the host, but the file is not mounted into the runner.",
    remedy: `Mount the folder of config.json at ${RUNNER_CONFIG_DIRECTORY.value}.`,
    source: SOURCE_IMAGES_PAGE,
    words: unmountedConfigWords,
  },
  "docker-config-target-wrong": {
    severity: "error",
    meaning: "Docker credentials are mounted where the runner does not look for them.",
    cause: "The target is another home than /root, or a file is mounted at the path of the folder.",
    remedy: `Mount the folder at ${RUNNER_CONFIG_DIRECTORY.value}, or the file at ${CONFIG_FILE}.`,
    source: RUNNER_CONFIG_DIRECTORY.source,
    words: misplacedConfigWords,
  },
  "docker-config-source-missing": {
    severity: "error",
    meaning:
      "There is no config.json where the start command takes it from (a warning for a folder while no image needs credentials).",
    cause:
      "Nobody logged in as this user, or the path is another user's; with -v the engine puts an empty directory there.",
    remedy: "Log in with docker login as the user whose folder is mounted, or correct the path.",
    source: SOURCE_IMAGES_PAGE,
    words: missingConfigWords,
  },
  "docker-config-source-is-directory": {
    severity: "error",
    meaning: "config.json on the host is a directory.",
    cause: "The runner was started with -v before the file existed, and the engine created a directory of that name.",
    remedy: "Remove the directory, log in, and start the runner anew.",
    source: BIND_PAGE,
    words: directoryAsConfigWords,
  },
  "docker-config-stale": {
    severity: "warning",
    meaning: "The running container still reads an old config.json: the file was replaced after the start.",
    cause: "docker login replaces the file, and a mount of a single file keeps the old one.",
    remedy: "Restart the runner, and mount the folder instead of the file.",
    source: BIND_PAGE,
    words: ({ container, file }: { readonly container: string; readonly file: string }) => ({
      message: `${container} still reads the config.json that was there when it started; ${file} has been replaced since.`,
      summary: "Restart the runner; a step that it runs is lost.",
      afterwards: `Mount the folder at ${RUNNER_CONFIG_DIRECTORY.value} instead of the file when you next create the container, so that this does not come back.`,
      commands: [destructive(shellLine(["docker", "restart", container]))],
    }),
  },
  "mount-source-missing": {
    severity: "warning",
    meaning:
      "A mounted path does not exist on the engine's host: -v creates an empty directory; --mount refuses, and so does -v for a symbolic link to nothing and below a file (errors).",
    cause: "A misspelt path, or one of another machine.",
    remedy: "Create the path or correct the mount.",
    source: BIND_PAGE,
    words: absentSourceWords,
  },
  "mount-invalid": {
    severity: "error",
    meaning: "docker would refuse a mount of the start command.",
    cause:
      "Too many colons, a relative path, an unknown key, a file where a directory belongs, or a path that Docker Desktop does not share.",
    remedy: "Write the mount as docker expects it: -v /host/path:/container/path[:ro].",
    source: BIND_PAGE,
    words: invalidMountWords,
  },
  "mount-shadowed": {
    severity: "warning",
    meaning: "Two mounts want the same path, or one hides a part of another (an error where docker refuses).",
    cause: "The start command was put together from several examples.",
    remedy: "Keep one of the mounts.",
    source: BIND_PAGE,
    words: shadowedMountWords,
  },
  "selinux-label-missing": {
    severity: "warning",
    meaning:
      "The engine confines containers with SELinux, and the mounts carry no label that lets the runner use them.",
    cause: "Neither :z nor --security-opt label=disable is given.",
    remedy: "Add --security-opt label=disable to the start command.",
    source: "https://docs.docker.com/engine/storage/bind-mounts/#configure-the-selinux-label",
    words: () => ({
      message: "SELinux confines containers on this engine, and the runner's mounts are not labelled for it.",
      summary:
        "Do not let SELinux confine the runner (putting :z on the socket or on /tmp would relabel what other programs use).",
      changes: [adding("--security-opt", "label=disable")],
    }),
  },
});
