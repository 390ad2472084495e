import { describe, expect, it } from "vitest";
import { mountPaths } from "../../checks/mount-paths/check.js";
import { ProbeError } from "../../src/contract/index.js";
import type {
  EngineConnection,
  EngineInfo,
  EnginePath,
  FileStat,
  PlanIssue,
  PlannedMount,
  ProcessFact,
  RegistryWalk,
  RunnerPlan,
  StartCommandChange,
} from "../../src/contract/index.js";
import {
  CONNECTION,
  ENV,
  HEALTHY,
  INFO,
  MOUNTS,
  PROCESS,
  bind,
  buildPlan,
  fakeHost,
  label,
  mergeAnswers,
  runCheck,
  statTable,
  variable,
  writtenAs,
} from "./support.js";
import { stoppedBy } from "../support/walk-facts.js";

type Paths = Readonly<Record<string, EnginePath["outcome"]>>;
type Stats = Readonly<Record<string, Partial<FileStat>>>;

interface Row {
  readonly plan?: Partial<RunnerPlan>;
  /** What the engine sees, over a host that is right. */
  readonly paths?: Paths;
  readonly stats?: Stats;
  /** The engine's words about a path. */
  readonly details?: Readonly<Record<string, string>>;
  readonly info?: Partial<EngineInfo>;
  readonly connection?: Partial<EngineConnection>;
  readonly process?: Partial<ProcessFact>;
  /** What stops the anonymous walk, by image. */
  readonly walks?: Readonly<Record<string, Refusal>>;
  readonly found: readonly string[];
  readonly status?: string;
}

const SOCKET = "/var/run/docker.sock";
const LOGS = "/var/lib/docker/containers";
const CONFIG = "/root/.docker/config.json";
const HOME_CONFIG = "/home/op/.docker/config.json";
const PRIVATE = "registry.example/ci/pause:1";

const PATHS: Paths = {
  "/tmp": "directory",
  [SOCKET]: "not-a-directory",
  [LOGS]: "directory",
  "/home/op/.docker": "directory",
  [HOME_CONFIG]: "not-a-directory",
};

const STATS: Stats = {
  "/tmp": { type: "directory", mode: "1777", uid: 0, gid: 0, mountOptions: ["rw", "relatime"] },
  [SOCKET]: { type: "socket", realPath: "/run/docker.sock", inode: 7 },
  "/run/docker.sock": { type: "socket", inode: 7 },
  "/var/lib/docker": { type: "directory", mode: "0710" },
  [LOGS]: { outcome: "not-permitted" },
};

const [TMP, SOCK, LOG] = MOUNTS as readonly [PlannedMount, PlannedMount, PlannedMount];

function walk(reference: string, refused?: Refusal): RegistryWalk {
  const right: RegistryWalk = {
    reference,
    registry: "registry.example:443",
    repository: "x",
    step: refused === undefined ? "layers" : "manifest",
    steps: [],
    durationMs: 5,
  };
  return refused === undefined ? right : stoppedBy(right, refused.code, refused.hop, { host: refused.host });
}

interface Refusal {
  readonly code: "credentials-missing" | "access-denied" | "dns-not-found";
  readonly host: string;
  readonly hop: "dns" | "manifest" | "layer";
}

function refusal(code: Refusal["code"]): Refusal {
  return { code, host: "registry.example:443", hop: code === "dns-not-found" ? "dns" : "manifest" };
}

function refusedMount(value: string, target: string): PlanIssue {
  return {
    kind: "mount-invalid",
    subject: { of: "mount", target },
    ...writtenAs("-v", value),
    problem: { of: "section-empty" },
    origin: { from: "word", word: 8 },
  };
}

async function judge({ plan, paths, stats, details, info, connection, process, walks }: Row) {
  const seen: Paths = { ...PATHS, ...paths };
  const host = fakeHost(
    mergeAnswers(HEALTHY, {
      engine: {
        connection: { ...CONNECTION, ...connection },
        info: { ...INFO, ...info },
        path: ({ path }) => ({
          path,
          outcome: seen[path] ?? "missing",
          ...(details?.[path] === undefined ? {} : { detail: details[path] }),
        }),
      },
      files: { stat: statTable({ ...STATS, ...stats }) },
      env: { process: { ...PROCESS, ...process } },
      registry: { walk: ({ reference }) => walk(reference, walks?.[reference]) },
    }),
  );
  return { host, ...(await runCheck(mountPaths, buildPlan(plan), host)) };
}

const withMounts = (...mounts: readonly PlannedMount[]): Partial<RunnerPlan> => ({ mounts });

const withDirectory = (value: string, ...mounts: readonly PlannedMount[]): Partial<RunnerPlan> => ({
  mounts: [SOCK, LOG, ...mounts],
  env: [...ENV.filter(({ name }) => name !== "WORKING_DIRECTORY"), variable("WORKING_DIRECTORY", { value })],
});

const privatePause: Partial<RunnerPlan> = {
  images: buildPlan().images.map((image) => (image.role === "pause" ? { ...image, reference: PRIVATE } : image)),
};

const withConfig = (mount: PlannedMount, more: Partial<RunnerPlan> = {}): Partial<RunnerPlan> => {
  const { runnerConfigNone: _, ...plan } = buildPlan(more);
  return {
    ...plan,
    mounts: [...MOUNTS, mount],
    runnerConfig: { directory: "/home/op/.docker", file: HOME_CONFIG, origin: mount.origin },
  };
};

const NEEDED = { [PRIVATE]: refusal("credentials-missing") };
const ROOTLESS = "/run/user/1000/docker.sock";
const LABEL = (options: readonly string[]) => MOUNTS.map((mount) => ({ ...mount, options }));

const ROWS: Readonly<Record<string, Row>> = {
  "the vendor's mounts": { found: [] },

  "no socket": { plan: withMounts(TMP, LOG), found: [`socket-not-mounted ${SOCKET}`] },
  "the socket at another target": {
    plan: withMounts(TMP, LOG, bind(SOCKET, "/docker.sock")),
    paths: { [SOCKET]: "not-a-directory" },
    found: [`socket-not-mounted ${SOCKET}`],
  },
  "the socket at /run": {
    plan: withMounts(TMP, LOG, bind(SOCKET, "/run/docker.sock")),
    found: [`socket-not-mounted ${SOCKET} w`],
  },
  "the socket by its other name": { plan: withMounts(TMP, LOG, bind("/run/docker.sock", SOCKET)), found: [] },
  "the socket's folder": { plan: withMounts(TMP, LOG, bind("/var/run", "/var/run")), found: [] },
  "a read-only socket, which works": { plan: withMounts(TMP, LOG, { ...SOCK, readOnly: true }), found: [] },
  "a volume for a socket": {
    plan: withMounts(TMP, LOG, { ...SOCK, type: "volume", source: "docker.sock" }),
    found: [`socket-source-differs ${SOCKET}`],
  },
  "another engine's socket": {
    connection: { socketPath: ROOTLESS, resolvedSocketPath: ROOTLESS },
    stats: { [ROOTLESS]: { type: "socket", inode: 9 } },
    found: [`socket-source-differs ${SOCKET}`],
  },
  "the documented socket where there is none": {
    connection: { socketPath: ROOTLESS, resolvedSocketPath: ROOTLESS },
    stats: { [ROOTLESS]: { type: "socket", inode: 9 }, [SOCKET]: { outcome: "missing" } },
    found: [`socket-source-differs ${SOCKET}`],
  },
  "a remote engine with the socket": { connection: { transport: "tcp" }, found: [] },
  "a remote engine without it": {
    connection: { transport: "tcp" },
    paths: { [SOCKET]: "missing" },
    found: [`socket-source-differs ${SOCKET}`],
  },
  "Desktop, where the socket is the machine's": { info: { operatingSystem: "Docker Desktop" }, found: [] },
  "DOCKER_URI at another path": {
    plan: { env: [...ENV, variable("DOCKER_URI", { value: "unix:///docker.sock" })] },
    found: ["socket-not-mounted /docker.sock"],
  },
  "DOCKER_URI over tcp": {
    plan: { mounts: [TMP, LOG], env: [...ENV, variable("DOCKER_URI", { value: "tcp://engine:2375" })] },
    found: [],
  },

  "no working directory": { plan: withMounts(SOCK, LOG), found: ["working-directory-not-mounted /tmp"] },
  "a subdirectory of the mount": { plan: withDirectory("/tmp/runner", TMP), found: [] },
  "a trailing slash": { plan: withDirectory("/tmp/", TMP), found: [] },
  "a relative working directory": { plan: withDirectory("tmp", TMP), found: ["working-directory-not-mounted tmp"] },
  "another host path": {
    plan: withMounts(SOCK, LOG, bind("/srv/build", "/tmp")),
    paths: { "/srv/build": "directory" },
    found: ["working-directory-path-differs /tmp"],
  },
  "another host path that does not exist, which is to be another one anyway": {
    plan: withMounts(SOCK, LOG, bind("/srv/build", "/tmp")),
    found: ["working-directory-path-differs /tmp"],
  },
  "another host path that does not exist with --mount, which docker refuses": {
    plan: withMounts(SOCK, LOG, bind("/srv/build", "/tmp", { form: "mount" })),
    found: ["working-directory-missing /tmp", "working-directory-path-differs /tmp"],
  },
  "a directory that does not exist, read-only": {
    plan: withDirectory("/srv/build", bind("/srv/build", "/srv/build", { readOnly: true })),
    found: ["working-directory-missing /srv/build w", "working-directory-not-writable /srv/build"],
  },
  "another target": {
    plan: withDirectory("/runner", bind("/srv/build", "/runner")),
    paths: { "/srv/build": "directory" },
    found: ["working-directory-path-differs /runner"],
  },
  "another name of the same directory": {
    plan: withMounts(SOCK, LOG, bind("/srv/build", "/tmp")),
    paths: { "/srv/build": "directory" },
    stats: { "/srv/build": { realPath: "/tmp" } },
    found: [],
  },
  "a volume": {
    plan: withMounts(SOCK, LOG, { ...TMP, type: "volume", source: "build" }),
    found: ["working-directory-path-differs /tmp"],
  },
  "a tmpfs": {
    plan: withMounts(SOCK, LOG, {
      form: "volume",
      type: "tmpfs",
      target: "/tmp",
      readOnly: false,
      options: [],
      origin: { from: "default" },
      ...writtenAs("--tmpfs", "/tmp"),
    }),
    found: ["working-directory-path-differs /tmp"],
  },
  "a tmpfs of a compose file": {
    plan: withMounts(SOCK, LOG, {
      form: "volume",
      type: "tmpfs",
      target: "/tmp",
      readOnly: false,
      options: ["size=1g"],
      origin: { from: "file", file: "compose.yaml", line: 9, path: "compose.yaml" },
      text: "/tmp:size=1g",
      words: ["--tmpfs", "/tmp:size=1g"],
    }),
    found: ["working-directory-path-differs /tmp"],
  },
  "a directory that -v would create": {
    plan: withDirectory("/srv/build", bind("/srv/build", "/srv/build")),
    found: ["working-directory-missing /srv/build w"],
  },
  "a directory that --mount would not": {
    plan: withDirectory("/srv/build", bind("/srv/build", "/srv/build", { form: "mount" })),
    found: ["working-directory-missing /srv/build"],
  },
  "a file": {
    plan: withDirectory("/srv/build", bind("/srv/build", "/srv/build")),
    paths: { "/srv/build": "not-a-directory" },
    found: ["mount-invalid /srv/build"],
  },
  "read-only": {
    plan: withMounts(SOCK, LOG, { ...TMP, readOnly: true }),
    found: ["working-directory-not-writable /tmp"],
  },
  "a read-only file system": {
    stats: { "/tmp": { type: "directory", mountOptions: ["ro"] } },
    found: ["working-directory-not-writable /tmp"],
  },
  "a user who may not write": {
    plan: { user: { value: "1234", origin: { from: "word", word: 2 } } },
    stats: { "/tmp": { type: "directory", mode: "0755", uid: 0, gid: 0 } },
    found: ["working-directory-not-writable /tmp"],
  },
  "a user who may not use the socket": {
    plan: { user: { value: "1234:1234", origin: { from: "word", word: 2 } } },
    stats: {
      "/run/docker.sock": { type: "socket", inode: 7, mode: "0660", uid: 0, gid: 998 },
      [SOCKET]: { type: "socket", realPath: "/run/docker.sock", inode: 7, mode: "0660", uid: 0, gid: 998 },
      [LOGS]: { type: "directory", mode: "0710", uid: 0, gid: 0 },
    },
    found: [`logs-not-readable ${LOGS}`, `socket-not-writable ${SOCKET}`],
  },
  "a user in the groups of the socket and the logs": {
    plan: {
      user: { value: "1234", origin: { from: "word", word: 2 } },
      groups: [{ value: "998", origin: { from: "word", word: 4 } }],
    },
    stats: {
      "/run/docker.sock": { type: "socket", inode: 7, mode: "0660", uid: 0, gid: 998 },
      [SOCKET]: { type: "socket", realPath: "/run/docker.sock", inode: 7, mode: "0660", uid: 0, gid: 998 },
      [LOGS]: { type: "directory", mode: "0710", uid: 0, gid: 0 },
    },
    found: [],
  },
  "a user whose groups are names, which only the image knows": {
    plan: {
      user: { value: "1234:1234", origin: { from: "word", word: 2 } },
      groups: [{ value: "docker", origin: { from: "word", word: 4 } }],
    },
    stats: { "/run/docker.sock": { type: "socket", inode: 7, mode: "0660", uid: 0, gid: 998 } },
    found: [],
  },
  "root by its name": {
    plan: { user: { value: "root", origin: { from: "word", word: 2 } } },
    stats: { "/tmp": { type: "directory", mode: "0700", uid: 0, gid: 0 } },
    found: [],
  },
  "a directory behind a dead link": {
    plan: withDirectory("/srv/build", bind("/srv/build", "/srv/build")),
    stats: { "/srv/build": { outcome: "missing", linkTo: "/srv/gone" } },
    found: ["working-directory-missing /srv/build"],
  },
  "a directory below a file": {
    plan: withDirectory("/srv/file/build", bind("/srv/file/build", "/srv/file/build")),
    details: { "/srv/file/build": "stat /srv/file/build: not a directory" },
    found: ["working-directory-missing /srv/file/build"],
  },
  "a file in the place of a subdirectory": {
    plan: withDirectory("/tmp/runner", TMP),
    paths: { "/tmp/runner": "not-a-directory" },
    found: ["working-directory-not-writable /tmp/runner"],
  },
  "a directory that Docker Desktop does not share": {
    plan: withDirectory("/srv/build", bind("/srv/build", "/srv/build")),
    info: { operatingSystem: "Docker Desktop" },
    paths: { "/srv/build": "indeterminate" },
    details: { "/srv/build": "mounts denied: The path /srv/build is not shared from the host" },
    found: ["mount-invalid /srv/build"],
  },
  "quotes in WORKING_DIRECTORY, which are runner-command's": {
    plan: {
      env: [
        ...ENV.filter(({ name }) => name !== "WORKING_DIRECTORY"),
        variable("WORKING_DIRECTORY", { value: '"/tmp"', traits: { quoted: true } }),
      ],
    },
    found: [],
  },
  "a user who may": {
    plan: { user: { value: "1234:1234", origin: { from: "word", word: 2 } } },
    found: [],
  },
  noexec: {
    stats: { "/tmp": { type: "directory", mountOptions: ["rw", "noexec"] } },
    found: ["working-directory-noexec /tmp w"],
  },
  "noexec seen from another machine": {
    connection: { transport: "tcp" },
    stats: { "/tmp": { type: "directory", mountOptions: ["rw", "noexec"] } },
    found: [],
  },
  "a placeholder working directory, which is runner-command's": {
    plan: {
      mounts: [SOCK, LOG],
      env: [
        ...ENV.filter(({ name }) => name !== "WORKING_DIRECTORY"),
        variable("WORKING_DIRECTORY", { traits: { placeholder: "<dir>" } }),
      ],
    },
    found: [],
  },
  "an unexpanded source": {
    plan: withMounts(SOCK, LOG, bind("$PWD", "/tmp", { unexpanded: ["$PWD"] })),
    found: [],
    status: "inconclusive",
  },
  "an unexpanded target": {
    plan: withMounts(SOCK, LOG, bind("/tmp", "$WORK", { unexpanded: ["$WORK"] })),
    found: [],
    status: "inconclusive",
  },
  "paths that nobody can tell": {
    paths: { "/tmp": "indeterminate" },
    connection: { transport: "tcp" },
    found: [],
    status: "inconclusive",
  },
  "paths that the engine cannot tell, but this process": { paths: { "/tmp": "indeterminate" }, found: [] },

  "no logs": { plan: withMounts(TMP, SOCK), found: [`logs-not-mounted ${LOGS}`] },
  "writable logs": { plan: withMounts(TMP, SOCK, { ...LOG, readOnly: false }), found: [`logs-writable ${LOGS} w`] },
  "the whole data root": {
    plan: withMounts(TMP, SOCK, bind("/var/lib/docker", "/var/lib/docker", { readOnly: true })),
    found: [],
  },
  "another data root": { info: { rootDirectory: "/data/docker" }, found: [`logs-source-differs ${LOGS}`] },
  "another data root, mounted": {
    plan: withMounts(TMP, SOCK, bind("/data/docker/containers", LOGS, { readOnly: true })),
    info: { rootDirectory: "/data/docker" },
    found: [],
  },
  "another data root behind a link": {
    info: { rootDirectory: "/data/docker" },
    stats: { "/var/lib/docker": { type: "directory", realPath: "/data/docker" } },
    found: [],
  },
  "another data root of a remote engine": {
    info: { rootDirectory: "/data/docker" },
    connection: { transport: "tcp" },
    found: [`logs-source-differs ${LOGS} w`],
  },
  "logs that a remote engine does not have": {
    info: { rootDirectory: "/data/docker" },
    connection: { transport: "tcp" },
    paths: { [LOGS]: "missing" },
    found: [`logs-source-differs ${LOGS}`],
  },
  "a data root of userns-remap, which is docker-engine's": {
    info: { rootDirectory: "/var/lib/docker/100000.100000", securityOptions: ["name=userns"] },
    found: [],
  },

  "the config folder": { plan: withConfig(bind("/home/op/.docker", "/root/.docker")), found: [] },
  "the config file": { plan: withConfig(bind(HOME_CONFIG, CONFIG)), found: [] },
  "the home of root": {
    plan: withConfig(bind("/home/op", "/root")),
    paths: { "/home/op": "directory" },
    found: [],
  },
  "a config under another home": {
    plan: { mounts: [...MOUNTS, bind("/home/op/.docker", "/home/runner/.docker")] },
    found: ["docker-config-target-wrong /home/runner/.docker"],
  },
  "a file at the folder's path": {
    plan: withConfig(bind(HOME_CONFIG, "/root/.docker")),
    found: ["docker-config-target-wrong /root/.docker"],
  },
  "a folder at the file's path": {
    plan: withConfig(bind("/home/op/.docker", CONFIG)),
    found: ["docker-config-source-is-directory /home/op/.docker"],
  },
  "a directory config.json": {
    plan: withConfig(bind("/home/op/.docker", "/root/.docker")),
    paths: { [HOME_CONFIG]: "directory" },
    found: [`docker-config-source-is-directory ${HOME_CONFIG}`],
  },
  "a missing file": {
    plan: withConfig(bind(HOME_CONFIG, CONFIG)),
    paths: { [HOME_CONFIG]: "missing" },
    found: [`docker-config-source-missing ${HOME_CONFIG}`],
  },
  "a missing folder, public images": {
    plan: withConfig(bind("/home/op/.docker", "/root/.docker")),
    paths: { "/home/op/.docker": "missing" },
    found: ["docker-config-source-missing /home/op/.docker w"],
  },
  "a missing folder with --mount": {
    plan: withConfig(bind("/home/op/.docker", "/root/.docker", { form: "mount" })),
    paths: { "/home/op/.docker": "missing" },
    found: ["docker-config-source-missing /home/op/.docker"],
  },
  "a folder without the file, a private image": {
    plan: withConfig(bind("/home/op/.docker", "/root/.docker"), privatePause),
    paths: { [HOME_CONFIG]: "missing" },
    walks: NEEDED,
    found: [`docker-config-source-missing ${HOME_CONFIG}`],
  },
  "a placeholder config, which is runner-command's": {
    plan: { ...privatePause, mounts: [...MOUNTS, bind("<path>/.docker", "/root/.docker", { placeholder: "<path>" })] },
    walks: NEEDED,
    found: [],
  },
  "no config, public images": { found: [] },
  "no config, a private image": { plan: privatePause, walks: NEEDED, found: [`docker-config-not-mounted ${CONFIG}`] },
  "no config, an image that is denied": {
    plan: privatePause,
    walks: { [PRIVATE]: refusal("access-denied") },
    found: [`docker-config-not-mounted ${CONFIG}`],
  },
  "no config, a layer host that refuses a signed address": {
    plan: privatePause,
    walks: { [PRIVATE]: { ...refusal("access-denied"), hop: "layer", host: "cdn.example:443" } },
    found: [],
  },
  "no config, a registry that is not there": {
    plan: privatePause,
    walks: { [PRIVATE]: refusal("dns-not-found") },
    found: [],
  },
  "no config, an image that only older runners ask for": {
    plan: {
      images: [
        ...buildPlan().images,
        { role: "pause-documented", reference: PRIVATE, puller: "runner", origin: { from: "default" } },
      ],
    },
    walks: NEEDED,
    found: [],
  },
  "no config, declared": { plan: { ...privatePause, runnerConfigNone: "declared-none" }, walks: NEEDED, found: [] },

  "another mount, missing": {
    plan: withMounts(...MOUNTS, bind("/srv/cache", "/cache")),
    found: ["mount-source-missing /srv/cache w"],
  },
  "another --mount, missing": {
    plan: withMounts(...MOUNTS, bind("/srv/cache", "/cache", { form: "mount" })),
    found: ["mount-source-missing /srv/cache"],
  },
  "another mount behind a dead link": {
    plan: withMounts(...MOUNTS, bind("/srv/cache", "/cache")),
    stats: { "/srv/cache": { outcome: "missing", linkTo: "/srv/gone" } },
    found: ["mount-source-missing /srv/cache"],
  },
  "another mount that is not shared": {
    plan: withMounts(...MOUNTS, bind("/srv/cache", "/cache")),
    paths: { "/srv/cache": "indeterminate" },
    details: { "/srv/cache": "Mounts denied: the path /srv/cache is not shared from the host" },
    found: ["mount-invalid /srv/cache"],
  },
  "another volume": { plan: withMounts(...MOUNTS, bind("cache", "/cache", { type: "volume" })), found: [] },
  "a relative path": {
    plan: withMounts(
      ...MOUNTS,
      bind("cache/maven", "/cache", { type: "volume", ...writtenAs("-v", "cache/maven:/cache") }),
    ),
    found: ["mount-invalid -v cache/maven:/cache"],
  },
  "a folder at the file's path, remedied by its target": {
    plan: withConfig(bind("/home/op/.docker", CONFIG, { form: "mount" })),
    found: ["docker-config-source-is-directory /home/op/.docker"],
  },
  "a folder without the file with --mount, which docker accepts": {
    plan: withConfig(bind("/home/op/.docker", "/root/.docker", { form: "mount" })),
    paths: { [HOME_CONFIG]: "missing" },
    found: [`docker-config-source-missing ${HOME_CONFIG} w`],
  },
  "what docker refuses": {
    plan: {
      issues: [refusedMount("a:b:c:d", "/b")],
    },
    found: ["mount-invalid -v a:b:c:d"],
  },
  "a refused working directory, reported once": {
    plan: {
      mounts: [SOCK, LOG],
      issues: [refusedMount("/tmp:/tmp:rx", "/tmp")],
    },
    found: ["mount-invalid -v /tmp:/tmp:rx"],
  },
  "no working directory, and a refused mount that has its name in its source": {
    plan: { mounts: [SOCK, LOG], issues: [refusedMount("cache/tmp:/x", "/x")] },
    found: ["mount-invalid -v cache/tmp:/x", "working-directory-not-mounted /tmp"],
  },
  "a refused working directory that the plan keeps": {
    plan: {
      mounts: [SOCK, LOG, { ...TMP, ...writtenAs("-v", "/tmp:/tmp:rx"), refused: true }],
      issues: [refusedMount("/tmp:/tmp:rx", "/tmp")],
    },
    found: ["mount-invalid -v /tmp:/tmp:rx"],
  },
  "two mounts for one target": {
    plan: withMounts(...MOUNTS, bind("/srv/build", "/tmp")),
    paths: { "/srv/build": "directory" },
    found: ["mount-shadowed /tmp"],
  },
  "the same mount twice": { plan: withMounts(...MOUNTS, TMP), found: ["mount-shadowed /tmp w"] },
  "a mount inside another": {
    plan: withMounts(...MOUNTS, bind("/srv/cache", "/tmp/cache")),
    paths: { "/srv/cache": "directory" },
    found: ["mount-shadowed /tmp/cache w"],
  },
  "a mount inside another that agrees with it": {
    plan: withMounts(...MOUNTS, bind("/tmp/cache", "/tmp/cache")),
    paths: { "/tmp/cache": "directory" },
    found: [],
  },

  "SELinux without labels": { info: { securityOptions: ["name=selinux"] }, found: ["selinux-label-missing w"] },
  "SELinux with labels": { plan: { mounts: LABEL(["z"]) }, info: { securityOptions: ["name=selinux"] }, found: [] },
  "SELinux, switched off for the runner": {
    plan: { securityOptions: [{ value: "label=disable", origin: { from: "word", word: 3 } }] },
    info: { securityOptions: ["name=selinux"] },
    found: [],
  },
};

function changeText({ remove, add }: StartCommandChange): string {
  return remove.length === 0 ? `+ ${add.join(" ")}` : `${remove.join(" ")} > ${add.join(" ")}`.trimEnd();
}

function statusFor(found: readonly string[]): string {
  if (found.length === 0) return "pass";
  return found.every((text) => text.endsWith(" w")) ? "warn" : "fail";
}

describe("mount-paths", () => {
  it.each(Object.entries(ROWS))("%s", async (_, row) => {
    const { status, found, verdict } = await judge(row);
    expect({ status, found }).toEqual({ status: row.status ?? statusFor(row.found), found: [...row.found].sort() });
    const silent = (verdict.findings ?? []).filter(
      ({ remedy }) =>
        remedy.commands.length === 0 && remedy.changes === undefined && !remedy.source.endsWith("#file-sharing"),
    );
    expect(silent.map(({ code }) => code)).toEqual([]);
  });

  it.each<[string, readonly string[]]>([
    ["no socket", [`+ -v ${SOCKET}:${SOCKET}`]],
    ["a volume for a socket", [`-v ${SOCKET}:${SOCKET} > -v ${SOCKET}:${SOCKET}`]],
    ["another engine's socket", [`-v ${SOCKET}:${SOCKET} > -v ${ROOTLESS}:${SOCKET}`]],
    ["DOCKER_URI at another path", [`+ -v ${SOCKET}:/docker.sock`]],
    ["no working directory", ["+ -v /tmp:/tmp"]],
    ["a relative working directory", ["-e WORKING_DIRECTORY=tmp > -e WORKING_DIRECTORY=/tmp"]],
    ["another host path", ["-v /srv/build:/tmp > -v /tmp:/tmp"]],
    ["another target", ["-v /srv/build:/runner > -v /runner:/runner"]],
    ["a tmpfs", ["--tmpfs /tmp > -v /tmp:/tmp"]],
    ["a tmpfs of a compose file", ["--tmpfs /tmp:size=1g > -v /tmp:/tmp"]],
    [
      "a file",
      ["-e WORKING_DIRECTORY=/srv/build > -e WORKING_DIRECTORY=/tmp", "-v /srv/build:/srv/build > -v /tmp:/tmp"],
    ],
    ["read-only", ["-v /tmp:/tmp > -v /tmp:/tmp"]],
    ["a user who may not use the socket", ["--user 1234:1234 >"]],
    [
      "a directory below a file",
      [
        "-e WORKING_DIRECTORY=/srv/file/build > -e WORKING_DIRECTORY=/tmp",
        "-v /srv/file/build:/srv/file/build > -v /tmp:/tmp",
      ],
    ],
    ["a file in the place of a subdirectory", ["-e WORKING_DIRECTORY=/tmp/runner > -e WORKING_DIRECTORY=/tmp"]],
    ["a file at the folder's path", [`-v ${HOME_CONFIG}:/root/.docker > -v ${HOME_CONFIG}:${CONFIG}`]],
    ["a folder at the file's path", [`-v /home/op/.docker:${CONFIG} > -v /home/op/.docker:/root/.docker`]],
    ["a relative path", ["-v cache/maven:/cache > -v …:/cache"]],
    ["what docker refuses", ["-v a:b:c:d >"]],
    ["a refused working directory, reported once", ["-v /tmp:/tmp:rx > -v /tmp:/tmp"]],
    ["a refused working directory that the plan keeps", ["-v /tmp:/tmp:rx > -v /tmp:/tmp"]],
    ["two mounts for one target", ["-v /srv/build:/tmp >"]],
    ["a mount inside another", ["-v /srv/cache:/tmp/cache >"]],
    ["SELinux without labels", ["+ --security-opt label=disable"]],
  ])("says which words to change: %s", async (name, changes) => {
    const { verdict } = await judge(ROWS[name] ?? { found: [] });
    const said = (verdict.findings ?? []).flatMap(({ remedy }) => remedy.changes ?? []);
    expect([...new Set(said.map(changeText))]).toEqual(changes);
  });

  it.each<[string, Partial<PlannedMount>, string]>([
    ["-v", writtenAs("-v", `${LOGS}:${LOGS}`), `-v ${LOGS}:${LOGS} > -v ${LOGS}:${LOGS}:ro`],
    [
      "-v with a label",
      { ...writtenAs("-v", `${LOGS}:${LOGS}:z`), options: ["z"] },
      `-v ${LOGS}:${LOGS}:z > -v ${LOGS}:${LOGS}:z,ro`,
    ],
    ["one word", writtenAs(`--volume=${LOGS}:${LOGS}`), `--volume=${LOGS}:${LOGS} > -v ${LOGS}:${LOGS}:ro`],
    [
      "--mount",
      { form: "mount", ...writtenAs("--mount", `type=bind,src=${LOGS},dst=${LOGS}`) },
      `--mount type=bind,src=${LOGS},dst=${LOGS} > --mount type=bind,source=${LOGS},target=${LOGS},readonly`,
    ],
    [
      "a compose volume",
      { text: `${LOGS}:${LOGS}`, words: ["-v", `${LOGS}:${LOGS}`] },
      `-v ${LOGS}:${LOGS} > -v ${LOGS}:${LOGS}:ro`,
    ],
    [
      "a long compose volume",
      {
        form: "mount",
        text: `type=bind,source=${LOGS},target=${LOGS}`,
        words: ["--mount", `type=bind,source=${LOGS},target=${LOGS}`],
      },
      `--mount type=bind,source=${LOGS},target=${LOGS} > --mount type=bind,source=${LOGS},target=${LOGS},readonly`,
    ],
    [
      "a container's",
      { form: "container", ...writtenAs("-v", `${LOGS}:${LOGS}`), options: ["rprivate"] },
      `-v ${LOGS}:${LOGS} > -v ${LOGS}:${LOGS}:ro`,
    ],
  ])("makes the logs read-only in the form that they are mounted in: %s", async (_, overrides, expected) => {
    const { verdict } = await judge({
      plan: withMounts(TMP, SOCK, { ...LOG, readOnly: false, ...overrides }),
      found: [],
    });
    expect(verdict.findings?.flatMap(({ remedy }) => (remedy.changes ?? []).map(changeText))).toEqual([expected]);
  });

  it("lets a container run as root although its image names another user", async () => {
    const plan = {
      source: "container",
      user: { value: "1234", origin: { from: "answer", request: "GET /containers/r/json" } },
    } as const;
    const { verdict } = await judge({ ...ROWS["a user who may not use the socket"], plan, found: [] });
    expect(verdict.findings?.map(({ remedy }) => remedy.changes)).toEqual([[{ remove: [], add: ["--user", "0"] }]]);
  });

  it.each<[string, Partial<RunnerPlan>, string | undefined]>([
    ["nobody", {}, undefined],
    ["root", { user: { value: "root:root", origin: { from: "word", word: 2 } } }, undefined],
    [
      "root in a group",
      {
        user: { value: "0", origin: { from: "word", word: 2 } },
        groups: [{ value: "docker", origin: { from: "word", word: 3 } }],
      },
      undefined,
    ],
    ["numbers", { user: { value: "1000:998", origin: { from: "word", word: 2 } } }, undefined],
    ["a name", { user: { value: "runner", origin: { from: "word", word: 2 } } }, "runner"],
    ["a group's name", { user: { value: "1000:docker", origin: { from: "word", word: 2 } } }, "docker"],
    [
      "one more group's name",
      {
        user: { value: "1000", origin: { from: "word", word: 2 } },
        groups: [{ value: "docker", origin: { from: "word", word: 3 } }],
      },
      "docker",
    ],
  ])("says what it cannot know of a user given by %s", async (_, plan, name) => {
    const { verdict } = await judge({ plan, found: [] });
    const said = verdict.unproven?.filter((text) => text.includes("only the image knows")) ?? [];
    expect(said.map((text) => /number of ([\w, ]+);/u.exec(text)?.[1])).toEqual(name === undefined ? [] : [name]);
  });

  it("changes WORKING_DIRECTORY in the env file that it comes from", async () => {
    const plan: Partial<RunnerPlan> = {
      env: [
        ...ENV.filter(({ name }) => name !== "WORKING_DIRECTORY"),
        variable("WORKING_DIRECTORY", {
          value: "tmp",
          via: "env-file",
          origin: { from: "file", file: "runner.env", line: 7, path: "runner.env" },
        }),
      ],
    };
    const { verdict } = await judge({ plan, found: [] });
    expect(verdict.findings?.[0]?.remedy.changes).toEqual([
      {
        remove: ["WORKING_DIRECTORY=tmp"],
        add: ["WORKING_DIRECTORY=/tmp"],
        origin: { from: "file", file: "runner.env", line: 7, path: "runner.env" },
        envFile: "runner.env",
      },
    ]);
  });

  it("reports what follows from the plan alone", () => {
    const plan = buildPlan(withMounts(bind("/srv/build", "/tmp"), bind("/home/op/.docker", "/home/runner/.docker")));
    expect(mountPaths.fromPlan?.(plan).map(label).sort()).toEqual([
      "docker-config-target-wrong /home/runner/.docker",
      `logs-not-mounted ${LOGS}`,
      `socket-not-mounted ${SOCKET}`,
      "working-directory-path-differs /tmp",
    ]);
    expect(mountPaths.fromPlan?.(buildPlan())).toEqual([]);
  });

  it.each<[string, Row, readonly string[] | undefined]>([
    ["credentials that are not mounted", { plan: privatePause, walks: NEEDED, found: [] }, [PRIVATE]],
    [
      "a missing file",
      {
        plan: withConfig(bind(HOME_CONFIG, CONFIG), privatePause),
        paths: { [HOME_CONFIG]: "missing" },
        walks: NEEDED,
        found: [],
      },
      [PRIVATE],
    ],
    [
      "a missing file that no image needs",
      { plan: withConfig(bind(HOME_CONFIG, CONFIG)), paths: { [HOME_CONFIG]: "missing" }, found: [] },
      [],
    ],
    ["a missing working directory", { plan: withMounts(SOCK, LOG), found: [] }, undefined],
  ])("blocks the images that need them: %s", async (_, row, neededFor) => {
    const { verdict } = await judge(row);
    const failing = verdict.targets?.find(({ status }) => status === "fail");
    expect(failing?.neededFor).toEqual(neededFor);
  });

  it("asks the registry exactly what the image check asks, and only where credentials could be missing", async () => {
    const { host } = await judge({ plan: privatePause, found: [] });
    const walks = host.asked.filter(({ probe }) => probe === "registry.walk");
    expect(walks.map(({ question }) => question)).toContainEqual({
      reference: PRIVATE,
      credential: { kind: "anonymous" },
      proxy: "engine",
      insecure: false,
      os: "linux",
      architecture: "amd64",
    });
    const mounted = await judge({
      plan: withConfig(bind("/home/op/.docker", "/root/.docker"), privatePause),
      found: [],
    });
    expect(mounted.host.asked.some(({ probe }) => probe === "registry.walk")).toBe(false);
  });

  it.each<[string, Row, readonly string[]]>([
    [
      "as root",
      { plan: withDirectory("/srv/b", bind("/srv/b", "/srv/b")), process: { uid: 0 }, found: [] },
      ["safe mkdir -p /srv/b"],
    ],
    [
      "as a user",
      { plan: withDirectory("/srv/b", bind("/srv/b", "/srv/b")), found: [] },
      ["sudo sudo mkdir -p /srv/b"],
    ],
    [
      "as a user at home",
      { plan: withDirectory("/home/op/b", bind("/home/op/b", "/home/op/b")), found: [] },
      ["safe mkdir -p /home/op/b"],
    ],
    [
      "an empty config",
      { plan: withConfig(bind(HOME_CONFIG, CONFIG)), paths: { [HOME_CONFIG]: "missing" }, found: [] },
      [`safe mkdir -p /home/op/.docker && (umask 077; set -C; printf '{}\\n' > ${HOME_CONFIG})`],
    ],
    [
      "a login",
      {
        plan: withConfig(bind(HOME_CONFIG, CONFIG), privatePause),
        paths: { [HOME_CONFIG]: "missing" },
        walks: NEEDED,
        found: [],
      },
      [
        `safe (umask 077; mkdir -p /home/op/.docker && { [ -e ${HOME_CONFIG} ] || echo '{"auths":{"registry.example":{}}}' > ${HOME_CONFIG}; })`,
        "safe docker --config /home/op/.docker login registry.example",
      ],
    ],
    [
      "a login for a file that docker does not write itself",
      {
        plan: withConfig(bind("/home/op/ci/runner.json", CONFIG), privatePause),
        paths: { "/home/op/ci/runner.json": "missing" },
        walks: NEEDED,
        found: [],
      },
      [
        `safe (umask 077; mkdir -p /home/op/ci-runner && { [ -e /home/op/ci-runner/config.json ] || echo '{"auths":{"registry.example":{}}}' > /home/op/ci-runner/config.json; })`,
        "safe docker --config /home/op/ci-runner login registry.example",
        "safe install -D -m 600 /home/op/ci-runner/config.json /home/op/ci/runner.json",
      ],
    ],
  ])("prints a command that works %s", async (_, row, commands) => {
    const { verdict } = await judge(row);
    expect(verdict.findings?.[0]?.remedy.commands.map(({ run, risk }) => `${risk} ${run}`)).toEqual(commands);
  });

  const NAME = "runner-1";

  it.each<[string, string | undefined, string, readonly string[]]>([
    ["replaced since", "2026-11-01T11:00:00Z", "running", [`docker-config-stale ${HOME_CONFIG} w`]],
    ["older than the container", "2026-11-01T09:00:00Z", "running", []],
    ["of unknown age", undefined, "running", []],
    ["replaced while the container is stopped", "2026-11-01T11:00:00Z", "exited", []],
  ])("a running container with a config.json %s", async (_, bornAt, state, expected) => {
    const plan = buildPlan({
      ...withConfig(bind(HOME_CONFIG, CONFIG, { form: "container" })),
      source: "container",
      containerName: { value: NAME, origin: { from: "option", option: "--container" } },
    });
    const host = fakeHost(
      mergeAnswers(HEALTHY, {
        engine: {
          ...HEALTHY.engine,
          path: ({ path }) => ({ path, outcome: PATHS[path] ?? "missing" }),
          container: { outcome: "found", name: NAME, state, startedAt: "2026-11-01T10:00:00Z" },
        },
        files: {
          stat: statTable({ ...STATS, [HOME_CONFIG]: { type: "file", ...(bornAt === undefined ? {} : { bornAt }) } }),
        },
      }),
    );
    expect((await runCheck(mountPaths, plan, host)).found).toEqual(expected);
  });

  it("is inconclusive for the target whose probe does not answer, and still says what is wrong elsewhere", async () => {
    const host = fakeHost(
      mergeAnswers(HEALTHY, {
        engine: {
          ...HEALTHY.engine,
          path: ({ path }) =>
            path === "/tmp"
              ? new ProbeError("timeout", "no answer within 10 s")
              : { path, outcome: PATHS[path] ?? "missing" },
        },
        files: { stat: statTable(STATS) },
        registry: { walk: new ProbeError("timeout", "no answer") },
      }),
    );
    const { found, verdict } = await runCheck(mountPaths, buildPlan(withMounts(TMP, SOCK)), host);
    expect(found).toEqual([`logs-not-mounted ${LOGS}`]);
    expect(verdict.targets?.find(({ target }) => target === "/tmp")?.status).toBe("inconclusive");
  });

  it("reports an engine that fails midway", async () => {
    const path = new ProbeError("engine-failed", "asking the engine about /tmp: socket hang up");
    const answers = { engine: { ...HEALTHY.engine, path }, files: { stat: statTable(STATS) } };
    const host = fakeHost(mergeAnswers(HEALTHY, answers));
    const { found } = await runCheck(mountPaths, buildPlan(withMounts(TMP, SOCK)), host);
    expect(found).toEqual(["engine-error /var/run/docker.sock", `logs-not-mounted ${LOGS}`]);
  });
});
