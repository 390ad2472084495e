import type {
  Check,
  CodeEntry,
  EngineConnection,
  EngineInfo,
  Evidence,
  FileStat,
  Finding,
  NamedTargetVerdict,
  Pass,
  PlannedMount,
  ProcessFact,
  RemedyCommand,
  RunnerPlan,
  TargetVerdict,
  Verdict,
} from "../src/contract/index.js";
import { ProbeError } from "../src/contract/index.js";
import { engineFlavours, hasSecurityOption, isVirtualMachine } from "../src/judge/engine.js";
import { finding, safe, sudo, verdictOf } from "../src/judge/findings.js";
import { walkQuestion } from "../src/judge/images.js";
import {
  hostPath,
  isKnown,
  isWithin,
  mountCovering,
  mountOption,
  mountSource,
  normalPath,
  parentPath,
} from "../src/judge/mounts.js";
import { orNothing } from "../src/judge/probes.js";
import { shellLine, shellWord } from "../src/judge/shell.js";
import { listText } from "../src/judge/text.js";
import { parseReference } from "../src/reference.js";
import {
  DEFAULT_ROOT_DIRECTORY,
  DEFAULT_WORKING_DIRECTORY,
  HUB,
  LOGS_PATH,
  RUNNER_CONFIG_DIRECTORY,
  SOCKET_PATH,
  SOURCE_IMAGES_PAGE,
  WORKING_DIRECTORY_SAME_PATH,
} from "../src/requirements.js";
import { dockerSocket } from "./docker-socket.js";

const BIND_PAGE = "https://docs.docker.com/engine/storage/bind-mounts/";
const CONFIG_FILE = `${RUNNER_CONFIG_DIRECTORY.value}/config.json`;

const CODES = {
  "socket-not-mounted": {
    severity: "error",
    meaning: "The runner is not given the Docker socket.",
    cause: "The mount was left out, or its target is another path.",
    remedy: `Add ${mountOption(SOCKET_PATH.value, SOCKET_PATH.value)} to the start command.`,
    source: SOCKET_PATH.source,
  },
  "socket-source-differs": {
    severity: "error",
    meaning: "What is mounted as the Docker socket is not the socket of the engine that starts the runner.",
    cause:
      "A rootless engine, or one with a socket of its own, is used with the documented path of the system's engine.",
    remedy: "Mount the socket that the engine really listens on.",
    source: SOCKET_PATH.source,
  },
  "working-directory-not-mounted": {
    severity: "error",
    meaning: "WORKING_DIRECTORY is not shared between the host and the runner.",
    cause: "The mount was left out; two of the vendor's own private-registry examples lack it.",
    remedy: "Mount the working directory at the same path: -v /tmp:/tmp for WORKING_DIRECTORY=/tmp.",
    source: WORKING_DIRECTORY_SAME_PATH.source,
  },
  "working-directory-path-differs": {
    severity: "error",
    meaning: "WORKING_DIRECTORY is another directory on the host than in the runner.",
    cause:
      "A host path of another name, a volume or a tmpfs is mounted there; the engine then binds the wrong directory into the step containers.",
    remedy: "Mount the working directory at the same path on both sides.",
    source: WORKING_DIRECTORY_SAME_PATH.source,
  },
  "working-directory-missing": {
    severity: "warning",
    meaning:
      "The working directory does not exist on the engine's host (an error with --mount, which does not create it).",
    cause: "It was never created, or is on a disk that is not mounted.",
    remedy: "Create the directory before the start.",
    source: BIND_PAGE,
  },
  "working-directory-not-writable": {
    severity: "error",
    meaning: "The runner cannot write into its working directory.",
    cause: "The mount is read-only, the file system is read-only, or the runner runs as another user than root.",
    remedy: "Mount the directory without ro, on a file system that is writable for the runner's user.",
    source: SOURCE_IMAGES_PAGE,
  },
  "working-directory-noexec": {
    severity: "warning",
    meaning:
      "The working directory is on a file system that refuses to run programs; not documented, but steps run scripts there.",
    cause: "A hardened host mounts /tmp with noexec.",
    remedy: "Use a working directory on another file system, or remount this one with exec.",
    source: "https://man7.org/linux/man-pages/man8/mount.8.html",
  },
  "logs-not-mounted": {
    severity: "error",
    meaning: "The runner is not given the folder with the log files of the engine's containers.",
    cause: "The mount was left out, or its target is another path.",
    remedy: `Add ${mountOption(LOGS_PATH.value, LOGS_PATH.value, true)} to the start command.`,
    source: LOGS_PATH.source,
  },
  "logs-source-differs": {
    severity: "error",
    meaning: "What is mounted as the folder of container logs is not the one that the engine writes to.",
    cause:
      "The engine has another data root than /var/lib/docker: data-root in daemon.json, a rootless engine, a snap.",
    remedy: `Mount the folder containers of the engine's data root at ${LOGS_PATH.value}.`,
    source: LOGS_PATH.source,
  },
  "logs-writable": {
    severity: "warning",
    meaning: "The folder of container logs is mounted writable; the vendor mounts it read-only.",
    cause: "The suffix :ro was left out.",
    remedy: "Append :ro to the mount.",
    source: LOGS_PATH.source,
  },
  "docker-config-not-mounted": {
    severity: "error",
    meaning: "An image that the runner pulls needs credentials, and the runner is given no config.json.",
    cause: "docker login was done on the host, but the file is not mounted into the runner.",
    remedy: `Mount the folder of config.json at ${RUNNER_CONFIG_DIRECTORY.value}.`,
    source: SOURCE_IMAGES_PAGE,
  },
  "docker-config-target-wrong": {
    severity: "error",
    meaning: "Docker credentials are mounted where the runner does not look for them.",
    cause: "The target is another home than /root, or a file is mounted at the path of the folder.",
    remedy: `Mount the folder at ${RUNNER_CONFIG_DIRECTORY.value}, or the file at ${CONFIG_FILE}.`,
    source: RUNNER_CONFIG_DIRECTORY.source,
  },
  "docker-config-source-missing": {
    severity: "error",
    meaning:
      "There is no config.json where the start command takes it from (a warning for a folder while no image needs credentials).",
    cause:
      "Nobody logged in as this user, or the path is another user's; with -v the engine puts an empty directory there.",
    remedy: "Log in with docker login as the user whose folder is mounted, or correct the path.",
    source: SOURCE_IMAGES_PAGE,
  },
  "docker-config-source-is-directory": {
    severity: "error",
    meaning: "config.json on the host is a directory.",
    cause: "The runner was started with -v before the file existed, and the engine created a directory of that name.",
    remedy: "Remove the directory, log in, and start the runner anew.",
    source: BIND_PAGE,
  },
  "docker-config-stale": {
    severity: "warning",
    meaning: "The running container still reads an old config.json: the file was replaced after the start.",
    cause: "docker login replaces the file, and a mount of a single file keeps the old one.",
    remedy: "Restart the runner, and mount the folder instead of the file.",
    source: BIND_PAGE,
  },
  "mount-source-missing": {
    severity: "warning",
    meaning:
      "A mounted path does not exist on the engine's host: -v creates an empty directory, --mount refuses (an error).",
    cause: "A misspelt path, or one of another machine.",
    remedy: "Create the path or correct the mount.",
    source: BIND_PAGE,
  },
  "mount-invalid": {
    severity: "error",
    meaning: "docker would refuse a mount of the start command.",
    cause: "Too many colons, a relative path, an unknown key, or a file where a directory belongs.",
    remedy: "Write the mount as docker expects it: -v /host/path:/container/path[:ro].",
    source: BIND_PAGE,
  },
  "mount-shadowed": {
    severity: "warning",
    meaning: "Two mounts want the same path, or one hides a part of another (an error where docker refuses).",
    cause: "The start command was put together from several examples.",
    remedy: "Keep one of the mounts.",
    source: BIND_PAGE,
  },
  "selinux-label-missing": {
    severity: "warning",
    meaning:
      "The engine confines containers with SELinux, and the mounts carry no label that lets the runner use them.",
    cause: "Neither :z nor --security-opt label=disable is given.",
    remedy: "Add --security-opt label=disable to the start command.",
    source: "https://docs.docker.com/engine/storage/bind-mounts/#configure-the-selinux-label",
  },
} as const satisfies Record<string, CodeEntry>;

// ---------------------------------------------------------------- what the plan says

/** A mount in the form in which the plan's input writes it. */
function written({ source: input }: RunnerPlan, source: string, target: string, readOnly = false): string {
  const option = mountOption(source, target, readOnly);
  return input === "compose" ? `"${option.slice("-v ".length)}" (under volumes)` : option;
}

/** Where the remedy is to be made. */
function place({ source }: RunnerPlan): string {
  return source === "compose" ? "in the compose file" : "in the start command";
}

/** Where the runner looks for the socket; `undefined` when DOCKER_URI sends it elsewhere. */
function socketTarget({ env }: RunnerPlan): string | undefined {
  const uri = env.find(({ name }) => name === "DOCKER_URI")?.value;
  if (uri === undefined || uri === "") return SOCKET_PATH.value;
  return uri.startsWith("unix://") ? normalPath(uri.slice("unix://".length)) : undefined;
}

interface WorkingDirectory {
  readonly path: string;
  readonly origin: string;
  /** The path is not known: a placeholder, an expansion, or a value that the plan does not hold. */
  readonly unknown?: string;
}

function workingDirectory({ env }: RunnerPlan): WorkingDirectory {
  const variable = env.find(({ name }) => name === "WORKING_DIRECTORY");
  if (variable === undefined || variable.absent === true || variable.traits.empty)
    return { path: DEFAULT_WORKING_DIRECTORY.value, origin: "default" };
  const { value, origin, traits } = variable;
  if (traits.placeholder !== undefined)
    return { path: "WORKING_DIRECTORY", origin, unknown: `WORKING_DIRECTORY is the placeholder ${traits.placeholder}` };
  if (value === undefined || (traits.unexpanded ?? []).length > 0)
    return { path: "WORKING_DIRECTORY", origin, unknown: "WORKING_DIRECTORY has parts that only a shell expands" };
  return { path: value.startsWith("/") ? normalPath(value) : value, origin };
}

/** The mount that docker would refuse: it is reported as `mount-invalid` and judged no further. */
function isRefused({ issues }: RunnerPlan, mount: PlannedMount): boolean {
  return issues.some(({ kind, text }) => kind === "mount-invalid" && text === mount.text);
}

/** Why nothing can be said about what is mounted at a path of the container, if nothing can. */
function uncertainty(plan: RunnerPlan, path: string): string | undefined {
  const invalid = plan.issues.find(({ kind, text }) => kind === "mount-invalid" && text.includes(path));
  if (invalid !== undefined) return `${invalid.text} was probably meant, and docker refuses it`;
  const open = plan.mounts.find(({ target, unexpanded }) => (unexpanded ?? []).some((part) => target.includes(part)));
  return open === undefined ? undefined : `the target of ${open.text} has parts that only a shell expands`;
}

type Look =
  | { readonly kind: "mount"; readonly mount: PlannedMount }
  | { readonly kind: "none" }
  | { readonly kind: "settled"; readonly verdict: TargetVerdict };

/** The mount that decides about a path of the container, or why there is nothing to judge. */
function lookAt(plan: RunnerPlan, path: string): Look {
  const mount = mountCovering(plan.mounts, path);
  if (mount === undefined) {
    const reason = uncertainty(plan, path);
    if (reason === undefined) return { kind: "none" };
    return { kind: "settled", verdict: { status: reason.endsWith("expands") ? "inconclusive" : "skip", reason } };
  }
  if (isRefused(plan, mount))
    return { kind: "settled", verdict: { status: "skip", reason: `docker refuses ${mount.text} (mount-invalid)` } };
  if (mount.placeholder !== undefined)
    return {
      kind: "settled",
      verdict: { status: "skip", reason: `${mount.text} holds the placeholder ${mount.placeholder} (runner-command)` },
    };
  if (!isKnown(mount))
    return {
      kind: "settled",
      verdict: {
        status: "inconclusive",
        reason: `${mount.text} has parts that only a shell expands (${(mount.unexpanded ?? []).join(" ")}): give the expanded path`,
      },
    };
  return { kind: "mount", mount };
}

function mountEvidence(mount: PlannedMount, expected?: string): Evidence {
  return {
    what: `mount at ${mount.target}`,
    observed: `${mountSource(mount)}${mount.readOnly ? " (read-only)" : ""}`,
    ...(expected === undefined ? {} : { expected }),
    origin: mount.origin,
  };
}

function mountsEvidence({ mounts, description }: RunnerPlan, expected: string): Evidence {
  const list = mounts.map(({ text }) => text).join(" ");
  return { what: "mounts of the runner", observed: list === "" ? "none" : list, expected, origin: description };
}

function socketFromPlan(plan: RunnerPlan): readonly Finding[] {
  const target = socketTarget(plan);
  if (target === undefined) return [];
  const look = lookAt(plan, target);
  if (look.kind === "none") {
    const isAlias = target === SOCKET_PATH.value && mountCovering(plan.mounts, "/run/docker.sock") !== undefined;
    return [
      finding(CODES, "socket-not-mounted", {
        message: isAlias
          ? `The socket is mounted at /run/docker.sock; the documented path in the runner is ${target}.`
          : `The Docker socket is not mounted at ${target} in the runner.`,
        target,
        severity: isAlias ? "warning" : "error",
        evidence: [mountsEvidence(plan, `one with the target ${target}`)],
        remedy: { summary: `Add ${written(plan, SOCKET_PATH.value, target)} ${place(plan)}.` },
      }),
    ];
  }
  if (look.kind === "settled" || look.mount.type === "bind") return [];
  return [
    socketDiffers(plan, target, look.mount, `${mountSource(look.mount)} is mounted at ${target}, not a socket.`, []),
  ];
}

function socketDiffers(
  plan: RunnerPlan,
  target: string,
  mount: PlannedMount,
  message: string,
  evidence: readonly Evidence[],
  source: string = SOCKET_PATH.value,
): Finding {
  return finding(CODES, "socket-source-differs", {
    message,
    target,
    evidence: [mountEvidence(mount, source), ...evidence],
    remedy: { summary: `Replace ${mount.text} by ${written(plan, source, target)} ${place(plan)}.` },
  });
}

function workingDirectoryFromPlan(plan: RunnerPlan): readonly Finding[] {
  const { path, origin, unknown } = workingDirectory(plan);
  if (unknown !== undefined) return [];
  const given: Evidence = { what: "WORKING_DIRECTORY", observed: path, origin };
  if (!path.startsWith("/"))
    return [
      finding(CODES, "working-directory-not-mounted", {
        message: `WORKING_DIRECTORY is the relative path ${path}, which cannot be the same on the host and in the runner.`,
        target: path,
        evidence: [{ ...given, expected: "an absolute path" }],
        remedy: {
          summary: `Give an absolute path, for example WORKING_DIRECTORY=/tmp with ${written(plan, "/tmp", "/tmp")}.`,
        },
      }),
    ];
  const look = lookAt(plan, path);
  if (look.kind === "settled") return [];
  if (look.kind === "none")
    return [
      finding(CODES, "working-directory-not-mounted", {
        message: `The working directory ${path} is not mounted; the runner then waits for files that never appear in its step containers (two of the vendor's private-registry examples leave this mount out).`,
        target: path,
        evidence: [given, mountsEvidence(plan, written(plan, path, path))],
        remedy: { summary: `Add ${written(plan, path, path)} ${place(plan)}.` },
      }),
    ];
  const { mount } = look;
  const isSame = hostPath(mount, path) === path;
  return [
    ...(isSame ? [] : [pathDiffers(plan, path, given, mount)]),
    ...(mount.readOnly
      ? [
          finding(CODES, "working-directory-not-writable", {
            message: `The working directory ${path} is mounted read-only.`,
            target: path,
            evidence: [given, mountEvidence(mount, "writable")],
            remedy: { summary: `Remove ro from ${mount.text} ${place(plan)}.` },
          }),
        ]
      : []),
  ];
}

function pathDiffers(plan: RunnerPlan, path: string, given: Evidence, mount: PlannedMount): Finding {
  const there = hostPath(mount, path) ?? mountSource(mount);
  return finding(CODES, "working-directory-path-differs", {
    message: `${path} in the runner is ${there} on the host, but the engine binds the host's ${path} into the step containers.`,
    target: path,
    evidence: [given, mountEvidence(mount, path)],
    remedy: {
      summary:
        mount.type === "bind" && mount.source !== undefined
          ? `Replace ${mount.text} by ${written(plan, path, path)}, or by ${written(plan, there, there)} with WORKING_DIRECTORY=${there}.`
          : `Replace ${mount.text} by ${written(plan, path, path)} ${place(plan)}.`,
    },
  });
}

function logsFromPlan(plan: RunnerPlan): readonly Finding[] {
  const target = LOGS_PATH.value;
  const look = lookAt(plan, target);
  if (look.kind === "settled") return [];
  if (look.kind === "none")
    return [
      finding(CODES, "logs-not-mounted", {
        message: `The container logs are not mounted at ${target} in the runner.`,
        target,
        evidence: [mountsEvidence(plan, `one with the target ${target}`)],
        remedy: { summary: `Add ${written(plan, target, target, true)} ${place(plan)}.` },
      }),
    ];
  const { mount } = look;
  if (mount.type !== "bind") return [logsDiffer(plan, mount, mountSource(mount), target)];
  if (mount.readOnly) return [];
  return [
    finding(CODES, "logs-writable", {
      message: `${target} is mounted writable; the runner only reads there.`,
      target,
      evidence: [mountEvidence(mount, "read-only")],
      remedy: { summary: `Append :ro to ${mount.text} (readonly with --mount) ${place(plan)}.` },
    }),
  ];
}

function logsDiffer(
  plan: RunnerPlan,
  mount: PlannedMount,
  observed: string,
  expected: string,
  evidence: readonly Evidence[] = [],
  severity: Finding["severity"] = "error",
): Finding {
  return finding(CODES, "logs-source-differs", {
    message: `${observed} is mounted at ${LOGS_PATH.value}, but the engine keeps its container logs in ${expected}.`,
    target: LOGS_PATH.value,
    severity,
    evidence: [mountEvidence(mount, expected), ...evidence],
    remedy: {
      summary: `Replace ${mount.text} by ${written(plan, expected, LOGS_PATH.value, true)} ${place(plan)}.`,
    },
  });
}

function refusedMounts(plan: RunnerPlan): readonly Finding[] {
  const known = plan.issues
    .filter(({ kind }) => kind === "mount-invalid")
    .map(({ text, message, origin, suggestion }) =>
      finding(CODES, "mount-invalid", {
        message: `docker refuses the mount ${text}: ${message}`,
        target: text,
        evidence: [
          { what: "mount", observed: text, ...(suggestion === undefined ? {} : { expected: suggestion }), origin },
        ],
        remedy: {
          summary:
            suggestion === undefined ? `Correct ${text} ${place(plan)}.` : `Write ${suggestion} instead of ${text}.`,
        },
      }),
    );
  const relative = plan.mounts.filter(
    (mount) =>
      isKnown(mount) &&
      !isRefused(plan, mount) &&
      mount.source !== undefined &&
      (mount.type === "bind" ? !/^(?:\/|[A-Za-z]:|\\\\)/u.test(mount.source) : mount.source.includes("/")),
  );
  return [
    ...known,
    ...relative.map((mount) =>
      finding(CODES, "mount-invalid", {
        message: `docker refuses the mount ${mount.text}: ${mount.source} is neither an absolute path nor the name of a volume.`,
        target: mount.text,
        evidence: [mountEvidence(mount, "an absolute path")],
        remedy: { summary: `Write the absolute path of ${mount.source} in ${mount.text}.` },
      }),
    ),
  ];
}

function shadowedMounts({ mounts }: RunnerPlan): readonly Finding[] {
  return mounts.flatMap((mount, index) => {
    if (!isKnown(mount)) return [];
    const target = normalPath(mount.target);
    const before = mounts.slice(0, index).find((other) => isKnown(other) && normalPath(other.target) === target);
    if (before !== undefined) {
      const isRepeated = before.text === mount.text;
      return [
        finding(CODES, "mount-shadowed", {
          message: isRepeated
            ? `The mount ${mount.text} is given twice.`
            : `Two mounts have the target ${target}; docker refuses that ("Duplicate mount point").`,
          target,
          severity: isRepeated ? "warning" : "error",
          evidence: [mountEvidence(before), mountEvidence(mount, "one mount")],
          remedy: { summary: `Remove ${before.text} (${before.origin}) or ${mount.text} (${mount.origin}).` },
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
      finding(CODES, "mount-shadowed", {
        message: `${mount.text} hides the part ${expected} of ${outer.text}.`,
        target,
        evidence: [mountEvidence(outer), mountEvidence(mount, expected)],
        remedy: { summary: `Remove one of ${outer.text} and ${mount.text} unless this is meant.` },
      }),
    ];
  });
}

// ---------------------------------------------------------------- the runner's config.json

/** Whether the source or the target of a mount looks like docker's credentials. */
function looksLikeConfig({ source, target }: PlannedMount): boolean {
  const isConfig = (path: string) => /(?:^|\/)\.docker(?:\/config\.json)?$|(?:^|\/)config\.json$/u.test(path);
  return (
    isConfig(normalPath(target)) ||
    (source !== undefined && /(?:^|\/)\.docker(?:\/config\.json)?$/u.test(normalPath(source)))
  );
}

/** Mounts of credentials whose target is not where the runner looks, while no other mount is there. */
function misplacedConfigs(plan: RunnerPlan): readonly PlannedMount[] {
  if (mountCovering(plan.mounts, CONFIG_FILE) !== undefined) return [];
  return plan.mounts.filter((mount) => looksLikeConfig(mount) && !isRefused(plan, mount));
}

function isFileForm({ target }: PlannedMount): boolean {
  return normalPath(target) === CONFIG_FILE;
}

function targetWrong(
  plan: RunnerPlan,
  mount: PlannedMount,
  message: string,
  right: string,
  evidence: readonly Evidence[] = [],
): Finding {
  return finding(CODES, "docker-config-target-wrong", {
    message,
    target: mount.target,
    evidence: [mountEvidence(mount), ...evidence],
    remedy: {
      summary: `Change the target of ${mount.text} to ${right} ${place(plan)}.`,
    },
  });
}

function misplacedFromPlan(plan: RunnerPlan): readonly Finding[] {
  return misplacedConfigs(plan).map((mount) => {
    const isFile = normalPath(mount.source ?? mount.target).endsWith("/config.json");
    const right = isFile ? CONFIG_FILE : RUNNER_CONFIG_DIRECTORY.value;
    return targetWrong(
      plan,
      mount,
      `Docker credentials are mounted at ${mount.target}; the runner reads ${CONFIG_FILE}.`,
      right,
    );
  });
}

function fromPlan(plan: RunnerPlan): readonly Finding[] {
  return [
    ...socketFromPlan(plan),
    ...workingDirectoryFromPlan(plan),
    ...logsFromPlan(plan),
    ...misplacedFromPlan(plan),
    ...refusedMounts(plan),
    ...shadowedMounts(plan),
  ];
}

// ---------------------------------------------------------------- what the host says

interface Scene {
  readonly pass: Pass;
  readonly plan: RunnerPlan;
  readonly connection: EngineConnection;
  readonly info: EngineInfo;
  readonly process: ProcessFact | undefined;
  /** Whether this process sees the engine's own file system, so that its `stat` may decide. */
  readonly isShared: boolean;
}

type PathKind = "directory" | "file" | "missing" | "unknown";

interface PathLook {
  readonly kind: PathKind;
  readonly stat: FileStat | undefined;
  readonly evidence: readonly Evidence[];
}

/** The engine decides what is at a path; this process is asked too, and decides only where the engine cannot say. */
async function lookAtHost({ pass, isShared }: Scene, path: string): Promise<PathLook> {
  const { host, signal } = pass;
  const [engine, stat] = await Promise.all([
    host.engine.path({ path }, { signal }),
    orNothing(host.files.stat({ path }, { signal })),
  ]);
  const evidence: readonly Evidence[] = [
    {
      what: path,
      observed: [engine.outcome, engine.detail].filter((text) => text !== undefined).join(": "),
      origin: "POST /containers/create",
      vantage: "engine",
    },
    ...(stat === undefined
      ? []
      : [
          {
            what: path,
            observed:
              stat.outcome === "found" ? `${stat.type ?? "found"}, mode ${stat.mode ?? "unknown"}` : stat.outcome,
            vantage: "process" as const,
          },
        ]),
  ];
  if (engine.outcome !== "indeterminate")
    return { kind: engine.outcome === "not-a-directory" ? "file" : engine.outcome, stat, evidence };
  return { kind: isShared ? kindOf(stat) : "unknown", stat, evidence };
}

function kindOf(stat: FileStat | undefined): PathKind {
  if (stat?.outcome === "missing") return "missing";
  if (stat?.outcome !== "found") return "unknown";
  return stat.type === "directory" ? "directory" : "file";
}

/** A path with symbolic links resolved, as far as this process can see it; through its folder where it may not enter that. */
async function realPath({ pass }: Scene, path: string): Promise<string> {
  const normal = normalPath(path);
  const stat = await orNothing(pass.host.files.stat({ path: normal }, { signal: pass.signal }));
  if (stat?.realPath !== undefined) return normalPath(stat.realPath);
  if (stat?.outcome !== "not-permitted") return normal;
  const folder = parentPath(normal);
  const above = await orNothing(pass.host.files.stat({ path: folder }, { signal: pass.signal }));
  return normalPath(`${above?.realPath ?? folder}/${normal.slice(normal.lastIndexOf("/") + 1)}`);
}

/** A verdict out of findings; what could not be seen is inconclusive, unless an error is known already. */
function judged(findings: readonly Finding[], evidence: readonly Evidence[] = []): TargetVerdict {
  return findings.length === 0 ? { status: "pass", evidence } : { status: "fail", findings, evidence };
}

function unseen(path: string, findings: readonly Finding[], evidence: readonly Evidence[]): TargetVerdict {
  return {
    status: "inconclusive",
    findings,
    evidence,
    reason: `neither the engine nor this program could tell what is at ${path}`,
  };
}

async function judgeSocket(scene: Scene): Promise<TargetVerdict> {
  const { plan, connection, isShared, info } = scene;
  const target = socketTarget(plan);
  if (target === undefined)
    return { status: "skip", reason: "DOCKER_URI names an engine that is not on a unix socket" };
  const look = lookAt(plan, target);
  if (look.kind === "settled") return look.verdict;
  const early = socketFromPlan(plan);
  if (look.kind === "none" || early.length > 0) return judged(early);
  const { mount } = look;
  const source = hostPath(mount, target) ?? "";
  const engineSocket = connection.socketPath;
  if (isShared && engineSocket !== undefined) return judgeLocalSocket(scene, mount, target, source, engineSocket);
  const isVirtual = isVirtualMachine(connection, info);
  if (isVirtual && (source === SOCKET_PATH.value || source === "/run/docker.sock")) return judged([]);
  const { kind, evidence } = await lookAtHost(scene, source);
  if (kind === "file")
    return judged(
      [],
      [
        ...evidence,
        {
          what: source,
          observed: "not compared with the engine's socket: this program does not see the engine's files",
        },
      ],
    );
  if (kind === "unknown") return unseen(source, [], evidence);
  const observed = kind === "missing" ? "does not exist" : "is a directory";
  const found = socketDiffers(
    plan,
    target,
    mount,
    `${source}, mounted at ${target}, ${observed} on the engine's host.`,
    evidence,
  );
  return judged([isVirtual ? { ...found, severity: "warning" } : found]);
}

async function judgeLocalSocket(
  scene: Scene,
  mount: PlannedMount,
  target: string,
  source: string,
  engineSocket: string,
): Promise<TargetVerdict> {
  const { host, signal } = scene.pass;
  const real = normalPath(scene.connection.resolvedSocketPath ?? engineSocket);
  const [theirs, ours] = await Promise.all([
    orNothing(host.files.stat({ path: source }, { signal })),
    orNothing(host.files.stat({ path: real }, { signal })),
  ]);
  const resolved = theirs?.realPath === undefined ? source : normalPath(theirs.realPath);
  const isSameFile =
    theirs?.type === "socket" && ours?.type === "socket" && theirs.inode !== undefined && theirs.inode === ours.inode;
  const evidence: readonly Evidence[] = [
    { what: "socket of the engine", observed: real, origin: scene.connection.origin, vantage: "process" },
    {
      what: source,
      observed:
        theirs?.outcome === "found" ? `${theirs.type ?? "found"}, is ${resolved}` : (theirs?.outcome ?? "not seen"),
      expected: real,
      vantage: "process",
    },
  ];
  if (resolved === real || source === normalPath(engineSocket) || isSameFile) return judged([], evidence);
  if (theirs === undefined || theirs.outcome === "not-permitted" || theirs.outcome === "error")
    return {
      status: "inconclusive",
      evidence,
      reason: `this program may not look at ${source}; run it again with sudo`,
    };
  const what =
    theirs.outcome === "missing"
      ? "does not exist"
      : theirs.type === "socket"
        ? "is another engine's socket"
        : "is not a socket";
  return judged([
    socketDiffers(
      scene.plan,
      target,
      mount,
      `${source}, mounted at ${target}, ${what}; this engine listens on ${real}.`,
      evidence,
      engineSocket,
    ),
  ]);
}

/** Whether this process may make things at a path: it is root, or the path is in its home or in /tmp. */
function isOwnPath(process: ProcessFact | undefined, path: string): boolean {
  if (process?.uid === 0 || isWithin(path, "/tmp")) return true;
  return process !== undefined && process.home !== "/" && isWithin(path, process.home);
}

/** The command that makes a directory, as root where this process is not. */
function makeDirectory(process: ProcessFact | undefined, path: string): RemedyCommand {
  const line = shellLine(["mkdir", "-p", path]);
  return isOwnPath(process, path) ? safe(line) : sudo(`sudo ${line}`);
}

async function judgeWorkingDirectory(scene: Scene): Promise<TargetVerdict> {
  const { plan } = scene;
  const { path, unknown } = workingDirectory(plan);
  if (unknown !== undefined)
    return { status: unknown.includes("placeholder") ? "skip" : "inconclusive", reason: unknown };
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
  if (seen.kind !== "directory") return judged([...findings, noDirectory(scene, mount, path, seen)]);
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

function noDirectory({ process, isShared }: Scene, mount: PlannedMount, path: string, seen: PathLook): Finding {
  const source = mount.source ?? path;
  const where = isShared ? "" : " on the engine's host";
  const evidence = [mountEvidence(mount, "a directory"), ...seen.evidence];
  if (seen.kind === "file")
    return finding(CODES, "mount-invalid", {
      message: `${source}, mounted at the working directory, is not a directory, and docker refuses to mount it there.`,
      target: path,
      evidence,
      remedy: { summary: `Name a directory instead of ${source} in ${mount.text}.` },
    });
  const isRefusal = mount.form === "mount";
  return finding(CODES, "working-directory-missing", {
    message: isRefusal
      ? `The working directory ${source} does not exist${where}, and --mount does not create it: docker refuses to start the runner.`
      : `The working directory ${source} does not exist${where}; the engine would create it, empty and owned by root.`,
    target: path,
    severity: isRefusal ? "error" : "warning",
    evidence,
    remedy: { summary: `Create ${source}${where}.`, commands: [makeDirectory(process, source)] },
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

/** Whether a directory of these owners and this mode can be written by a user id other than root; undefined if unknown. */
function isWritableFor(uid: number, gid: number | undefined, stat: FileStat): boolean | undefined {
  if (uid === 0) return true;
  if (stat.mode === undefined) return undefined;
  const mode = Number.parseInt(stat.mode, 8);
  if (stat.uid === uid) return (mode & 0o200) !== 0;
  if (stat.gid === (gid ?? 0)) return (mode & 0o020) !== 0;
  return (mode & 0o002) !== 0;
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
  const user = /^(?<uid>\d+)(?::(?<gid>\d+))?$/u.exec(plan.user?.value ?? "")?.groups;
  const uid = user?.["uid"];
  const gid = user?.["gid"];
  const isClosed =
    uid !== undefined && isWritableFor(Number(uid), gid === undefined ? undefined : Number(gid), stat) === false;
  return [
    ...(options.includes("ro")
      ? [
          finding(CODES, "working-directory-not-writable", {
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
          finding(CODES, "working-directory-not-writable", {
            message: `User ${plan.user?.value} of the runner may not write into ${path}.`,
            target: path,
            evidence: [
              {
                what: stat.path,
                observed: `mode ${stat.mode ?? "unknown"}, uid ${stat.uid ?? "unknown"}, gid ${stat.gid ?? "unknown"}`,
                expected: `writable for user ${plan.user?.value}`,
                vantage: "process",
              },
              { what: "--user", observed: plan.user?.value ?? "", origin: plan.user?.origin ?? "" },
            ],
            remedy: {
              summary: `Remove --user from the start command (the runner runs as root), or give the directory to user ${uid}.`,
              commands:
                process?.uid === 0
                  ? [safe(shellLine(["chown", uid ?? "0", stat.path]))]
                  : [sudo(shellLine(["sudo", "chown", uid ?? "0", stat.path]))],
            },
          }),
        ]
      : []),
    ...(options.includes("noexec")
      ? [
          finding(CODES, "working-directory-noexec", {
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

async function judgeLogs(scene: Scene): Promise<TargetVerdict> {
  const { plan, info, isShared } = scene;
  const target = LOGS_PATH.value;
  const look = lookAt(plan, target);
  if (look.kind === "settled") return look.verdict;
  const early = logsFromPlan(plan);
  if (look.kind === "none" || look.mount.type !== "bind") return judged(early);
  const { mount } = look;
  const source = hostPath(mount, target) ?? "";
  const expected = normalPath(`${info.rootDirectory}/containers`);
  const root: Evidence = {
    what: "data root of the engine",
    observed: info.rootDirectory,
    origin: "GET /info",
    vantage: "engine",
  };
  if (source === expected) return judged(early, [root]);
  if (
    hasSecurityOption(info, "userns") &&
    plan.userns?.value !== "host" &&
    isWithin(info.rootDirectory, DEFAULT_ROOT_DIRECTORY.value)
  )
    return judged(early, [
      root,
      { what: target, observed: `differs because of userns-remap (docker-engine): ${expected}` },
    ]);
  if (isShared) {
    const [ours, theirs] = await Promise.all([realPath(scene, expected), realPath(scene, source)]);
    return judged(ours === theirs ? early : [...early, logsDiffer(plan, mount, source, expected, [root])], [root]);
  }
  const { kind, evidence } = await lookAtHost(scene, source);
  // a path of another name can still lead there by a symbolic link that only the engine's host can resolve
  const severity = kind === "missing" || kind === "file" ? "error" : "warning";
  return judged([...early, logsDiffer(plan, mount, source, expected, [root, ...evidence], severity)]);
}

/** The images that the runner pulls and that a registry refuses to give without credentials. */
async function imagesInNeed({ pass, plan, info }: Scene): Promise<{
  readonly references: readonly string[];
  readonly evidence: readonly Evidence[];
}> {
  const candidates = plan.images.filter(
    ({ puller, placeholder, role, reference }) =>
      puller === "runner" && placeholder === undefined && role !== "pause-documented" && parseReference(reference).ok,
  );
  const answers = await Promise.all(
    candidates.map(async ({ reference }) => {
      pass.progress(`does ${reference} need credentials`);
      try {
        const question = walkQuestion(reference, { kind: "anonymous" }, info);
        return { reference, failure: (await pass.host.registry.walk(question, { signal: pass.signal })).failure };
      } catch (error) {
        if (!(error instanceof ProbeError)) throw error;
        return { reference, note: error.message };
      }
    }),
  );
  const inNeed = answers.filter(
    ({ failure }) => failure?.code === "credentials-missing" || failure?.code === "access-denied",
  );
  return {
    references: inNeed.map(({ reference }) => reference),
    evidence: answers.flatMap(({ reference, failure, note }): readonly Evidence[] => {
      if (note !== undefined)
        return [{ what: reference, observed: `not known whether it needs credentials: ${note}`, vantage: "process" }];
      if (failure === undefined || !inNeed.some((need) => need.reference === reference)) return [];
      return [
        {
          what: `${reference} without credentials`,
          observed: failure.detail,
          expected: "the manifest",
          vantage: "process",
        },
      ];
    }),
  };
}

/** What `docker login` is given for an image; nothing for Docker Hub. */
function loginServer(reference: string): readonly string[] {
  const parsed = parseReference(reference);
  if (!parsed.ok || parsed.reference.registry === HUB.registry) return [];
  return [parsed.reference.registry];
}

/** The commands that bring a config.json into a folder: a login for each registry, or an empty file that only keeps the mount right. */
function fillConfig({ plan, process }: Scene, directory: string, inNeed: readonly string[]): readonly RemedyCommand[] {
  const asRoot = !isOwnPath(process, directory);
  if (inNeed.length === 0) {
    const folder = shellWord(directory);
    const line = `mkdir -p ${folder} && (umask 077; set -C; printf '{}\\n' > ${shellWord(`${directory}/config.json`)})`;
    return [asRoot ? sudo(shellLine(["sudo", "sh", "-c", line])) : safe(line)];
  }
  const isDefault = normalPath(directory) === normalPath(plan.clientConfig.directory);
  const logins = inNeed.map((reference) =>
    shellLine(["docker", ...(isDefault ? [] : ["--config", directory]), "login", ...loginServer(reference)]),
  );
  return [...new Set(logins)].map((line) => (asRoot || plan.sudo ? sudo(`sudo ${line}`) : safe(line)));
}

async function judgeConfig(scene: Scene): Promise<TargetVerdict> {
  const { plan } = scene;
  const misplaced = misplacedFromPlan(plan);
  if (misplaced.length > 0) {
    const need = await imagesInNeed(scene);
    return { ...judged(misplaced, need.evidence), neededFor: need.references };
  }
  const look = lookAt(plan, CONFIG_FILE);
  if (look.kind === "settled") return look.verdict;
  if (look.kind === "none") return judgeUnmounted(scene);
  const { mount } = look;
  if (mount.type !== "bind" || mount.source === undefined)
    return judged([], [{ ...mountEvidence(mount), observed: `${mountSource(mount)}; its content is not judged` }]);
  return judgeConfigSource(scene, mount, hostPath(mount, CONFIG_FILE) ?? CONFIG_FILE);
}

async function judgeUnmounted(scene: Scene): Promise<TargetVerdict> {
  const { plan } = scene;
  if (plan.runnerConfig !== null || plan.runnerConfigNone !== "not-mounted")
    return { status: "skip", reason: "no config.json is mounted, and none is expected" };
  const { references, evidence } = await imagesInNeed(scene);
  if (references.length === 0) return judged([], evidence);
  const { directory } = plan.clientConfig;
  const found = finding(CODES, "docker-config-not-mounted", {
    message: `${listText(references)} cannot be pulled without credentials, and the runner is given no config.json.`,
    target: CONFIG_FILE,
    evidence: [mountsEvidence(plan, written(plan, directory, RUNNER_CONFIG_DIRECTORY.value)), ...evidence],
    remedy: {
      summary: `Log in on the host and add ${written(plan, directory, RUNNER_CONFIG_DIRECTORY.value)} ${place(plan)}.`,
      commands: fillConfig(scene, directory, references),
    },
  });
  return { status: "fail", findings: [found], neededFor: references };
}

async function judgeConfigSource(scene: Scene, mount: PlannedMount, file: string): Promise<TargetVerdict> {
  const source = normalPath(mount.source ?? "");
  const isFile = isFileForm(mount);
  const outer = isFile ? undefined : await lookAtHost(scene, source);
  if (outer?.kind === "unknown") return unseen(source, [], outer.evidence);
  if (outer?.kind === "file") {
    const need = await imagesInNeed(scene);
    const message = `The file ${source} is mounted at ${mount.target}, which has to be a folder.`;
    return {
      ...judged([targetWrong(scene.plan, mount, message, CONFIG_FILE, outer.evidence)], need.evidence),
      neededFor: need.references,
    };
  }
  if (outer?.kind === "missing") return configMissing(scene, mount, file, source, outer.evidence);
  const inner = await lookAtHost(scene, file);
  if (inner.kind === "unknown") return unseen(file, [], inner.evidence);
  if (inner.kind === "missing") return configMissing(scene, mount, file, file, inner.evidence);
  if (inner.kind === "directory") return configIsDirectory(scene, mount, file, inner.evidence);
  return judged(isFile ? await staleConfig(scene, mount, inner.stat) : [], inner.evidence);
}

async function configMissing(
  scene: Scene,
  mount: PlannedMount,
  file: string,
  missing: string,
  evidence: readonly Evidence[],
): Promise<TargetVerdict> {
  const need = await imagesInNeed(scene);
  const isFile = isFileForm(mount);
  const isRefusal = mount.form === "mount" && missing === normalPath(mount.source ?? "");
  const isError = isFile || isRefusal || need.references.length > 0;
  const created = isFile ? "the engine would put an empty directory there" : "the runner would have no credentials";
  const consequence = isRefusal ? "docker refuses to start the runner" : created;
  const found = finding(CODES, "docker-config-source-missing", {
    message: `${missing} does not exist; ${consequence}.`,
    target: missing,
    severity: isError ? "error" : "warning",
    evidence: [mountEvidence(mount, "a config.json on the host"), ...evidence, ...need.evidence],
    remedy: {
      summary:
        need.references.length > 0
          ? `Log in as the user whose folder is mounted, or correct the source of ${mount.text}.`
          : `Correct the source of ${mount.text}, remove the mount if every image is public, or create an empty file.`,
      commands: fillConfig(scene, parentPath(file), need.references),
    },
  });
  return { status: "fail", findings: [found], neededFor: need.references };
}

async function configIsDirectory(
  scene: Scene,
  mount: PlannedMount,
  file: string,
  evidence: readonly Evidence[],
): Promise<TargetVerdict> {
  const { plan, process } = scene;
  const need = await imagesInNeed(scene);
  const remove = shellLine(["rmdir", file]);
  // a folder of another name was given on purpose, one called config.json was made by the engine
  const isMade = file.endsWith("/config.json");
  const found = finding(CODES, "docker-config-source-is-directory", {
    message: `${file} is a directory, so the runner finds no credentials in it.`,
    target: file,
    evidence: [mountEvidence(mount, "a file"), ...evidence, ...need.evidence],
    remedy: isMade
      ? {
          summary:
            "Remove the empty directory that the engine created, put the file there, and create the runner's container anew.",
          commands: [
            process?.uid === 0 ? safe(remove) : sudo(`sudo ${remove}`),
            ...fillConfig(scene, parentPath(file), need.references),
          ],
        }
      : { summary: `Replace ${mount.text} by ${written(plan, file, RUNNER_CONFIG_DIRECTORY.value)} ${place(plan)}.` },
  });
  return { status: "fail", findings: [found], neededFor: need.references };
}

/** A running container keeps the file that it was started with, also when another has taken its name since. */
async function staleConfig(
  { pass, plan, isShared }: Scene,
  mount: PlannedMount,
  stat: FileStat | undefined,
): Promise<readonly Finding[]> {
  const name = plan.containerName?.value;
  if (plan.source !== "container" || name === undefined || !isShared || stat?.bornAt === undefined) return [];
  const container = await orNothing(pass.host.engine.container({ name }, { signal: pass.signal }));
  if (container?.state !== "running" || container.startedAt === undefined) return [];
  if (Date.parse(stat.bornAt) <= Date.parse(container.startedAt)) return [];
  return [
    finding(CODES, "docker-config-stale", {
      message: `${name} still reads the config.json that was there when it started; ${stat.path} has been replaced since.`,
      target: stat.path,
      evidence: [
        {
          what: stat.path,
          observed: `made ${stat.bornAt}`,
          expected: `before ${container.startedAt}`,
          vantage: "process",
        },
        mountEvidence(mount, `the folder, at ${RUNNER_CONFIG_DIRECTORY.value}`),
      ],
      remedy: {
        summary: `Restart the runner (a step that it runs is lost), and mount the folder at ${RUNNER_CONFIG_DIRECTORY.value} instead of the file.`,
        commands: [{ run: shellLine(["docker", "restart", name]), risk: "destructive" }],
      },
    }),
  ];
}

async function judgeOther(scene: Scene, mount: PlannedMount): Promise<TargetVerdict> {
  const { plan, process, isShared } = scene;
  const look = lookAt(plan, mount.target);
  if (look.kind === "settled") return look.verdict;
  if (mount.type !== "bind" || mount.source === undefined || !mount.source.startsWith("/"))
    return judged([], [mountEvidence(mount)]);
  const { kind, evidence } = await lookAtHost(scene, mount.source);
  if (kind === "unknown") return unseen(mount.source, [], evidence);
  if (kind !== "missing") return judged([], evidence);
  const isRefusal = mount.form === "mount";
  const where = isShared ? "" : " on the engine's host";
  return judged([
    finding(CODES, "mount-source-missing", {
      message: isRefusal
        ? `${mount.source} does not exist${where}, and --mount does not create it: docker refuses to start the runner.`
        : `${mount.source} does not exist${where}; the engine would create an empty directory there.`,
      target: mount.source,
      severity: isRefusal ? "error" : "warning",
      evidence: [mountEvidence(mount), ...evidence],
      remedy: {
        summary: `Create ${mount.source}${where}, or correct the source of ${mount.text}.`,
        commands: [makeDirectory(process, mount.source)],
      },
    }),
  ]);
}

function unlabelled({ plan, info }: Scene): readonly Finding[] {
  const isDisabled = plan.securityOptions.some(({ value }) => /^label[=:]disable$/u.test(value));
  if (!hasSecurityOption(info, "selinux") || isDisabled || plan.privileged === true) return [];
  const bare = plan.mounts.filter(
    ({ type, options }) => type === "bind" && !options.some((option) => /^z$/iu.test(option)),
  );
  if (bare.length === 0) return [];
  return [
    finding(CODES, "selinux-label-missing", {
      message: "SELinux confines containers on this engine, and the runner's mounts are not labelled for it.",
      evidence: [
        { what: "security options", observed: info.securityOptions.join(" "), origin: "GET /info", vantage: "engine" },
        ...bare.map((mount) => mountEvidence(mount, "a label, or --security-opt label=disable")),
      ],
      remedy: {
        summary:
          "Add --security-opt label=disable to the start command (do not put :z on the socket or on /tmp: it relabels what other programs use).",
      },
    }),
  ];
}

// ---------------------------------------------------------------- the check

type Role = "socket" | "working-directory" | "logs" | "config";

/** The container paths that are judged by their role, in the words of targets. */
function roleTargets(plan: RunnerPlan): ReadonlyMap<string, Role> {
  return new Map<string, Role>([
    [socketTarget(plan) ?? SOCKET_PATH.value, "socket"],
    [LOGS_PATH.value, "logs"],
    [CONFIG_FILE, "config"],
    [workingDirectory(plan).path, "working-directory"],
  ]);
}

/** Mounts that no role is judged by. */
function otherMounts(plan: RunnerPlan): readonly PlannedMount[] {
  const special = new Set([
    ...[...roleTargets(plan).keys()].map((path) => mountCovering(plan.mounts, path)),
    ...misplacedConfigs(plan),
  ]);
  return plan.mounts.filter((mount, index) => {
    const isFirst = plan.mounts.findIndex(({ target }) => normalPath(target) === normalPath(mount.target)) === index;
    return isFirst && !special.has(mount);
  });
}

function targets(plan: RunnerPlan): readonly string[] {
  return [...new Set([...roleTargets(plan).keys(), ...otherMounts(plan).map(({ target }) => target)])];
}

async function readScene(pass: Pass): Promise<Scene> {
  const { plan, host, signal } = pass;
  const [connection, info, process] = await Promise.all([
    host.engine.connection({}, { signal }),
    host.engine.info({}, { signal }),
    orNothing(host.env.process({}, { signal })),
  ]);
  const isShared =
    connection.transport === "unix" &&
    connection.resolvedSocketPath !== undefined &&
    process?.inContainer === false &&
    !isVirtualMachine(connection, info) &&
    !engineFlavours(connection, info).some(({ flavour }) => flavour === "snap");
  return { pass, plan, connection, info, process, isShared };
}

const JUDGES: Readonly<Record<Role, (scene: Scene) => Promise<TargetVerdict>>> = {
  socket: judgeSocket,
  "working-directory": judgeWorkingDirectory,
  logs: judgeLogs,
  config: judgeConfig,
};

async function judgeTarget(scene: Scene, target: string): Promise<TargetVerdict> {
  scene.pass.progress("what the engine sees at the mounted paths", target);
  const role = roleTargets(scene.plan).get(target);
  if (role !== undefined) return JUDGES[role](scene);
  const mount = otherMounts(scene.plan).find((candidate) => candidate.target === target);
  return mount === undefined ? { status: "skip", reason: "not mounted" } : judgeOther(scene, mount);
}

async function run(pass: Pass): Promise<Verdict> {
  const scene = await readScene(pass);
  const verdicts: readonly NamedTargetVerdict[] = await pass.each(pass.targets, (target) => judgeTarget(scene, target));
  const findings = [...refusedMounts(pass.plan), ...shadowedMounts(pass.plan), ...unlabelled(scene)];
  return verdictOf(verdicts, findings.length === 0 ? {} : { findings });
}

/** The runner is given the paths of the host that it works with, and they are what they have to be. */
export const mountPaths: Check = {
  id: "mount-paths",
  title: "Mounts give the runner the paths that it works with",
  group: "mounts",
  severity: "error",
  codes: CODES,
  needs: [dockerSocket],
  targets,
  fromPlan,
  run,
};
