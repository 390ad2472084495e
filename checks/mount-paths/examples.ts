import type { MountIssue } from "../../src/contract/index.js";
import { EXAMPLE_PLAN, EXAMPLE_PROCESS, exampleMount, type ExamplesOf } from "../../src/judge/examples.js";
import type { MOUNT_CODES } from "./codes.js";

const process = EXAMPLE_PROCESS;
const plan = EXAMPLE_PLAN;
const SOCKET = "/var/run/docker.sock";
const LOGS = "/var/lib/docker/containers";
const IMAGE = "registry.example/team/dvcs-tools:1";
const FILE = plan.clientConfig.file;
const FOLDER = exampleMount("/home/op/.docker", "/root/.docker");
const SINGLE = exampleMount(FILE, "/root/.docker/config.json");
const CACHE = exampleMount("/srv/cache", "/cache");
const without = (target: string) => ({ ...plan, mounts: plan.mounts.filter((mount) => mount.target !== target) });

const MODE_ISSUE: MountIssue = {
  kind: "mount-invalid",
  subject: { of: "mount", source: "/srv/cache", target: "/cache" },
  text: "-v /srv/cache:/cache:rx",
  words: ["-v", "/srv/cache:/cache:rx"],
  problem: { of: "mode-invalid", mode: "rx" },
  origin: { from: "word", word: 5 },
};

const ABSENT = { mount: CACHE, source: "/srv/cache", process, isShared: true } as const;
const ABSENT_DIRECTORY = { ...ABSENT, plan, mount: exampleMount("/tmp", "/tmp"), source: "/srv/work" } as const;

/** Cases of mounts that do not give the runner what it needs. */
export const MOUNT_EXAMPLES: ExamplesOf<typeof MOUNT_CODES> = {
  "socket-not-mounted": [
    { plan: without(SOCKET), target: SOCKET, isAlias: false },
    { plan, target: SOCKET, isAlias: true },
  ],
  "socket-source-differs": [
    {
      plan,
      target: SOCKET,
      right: "/run/user/1000/docker.sock",
      wrong: { of: "own-path", path: SOCKET, is: "other-socket", listensOn: "/run/user/1000/docker.sock" },
    },
    { plan, target: SOCKET, right: SOCKET, wrong: { of: "engine-path", path: "/run/docker.sok", is: "missing" } },
    {
      plan,
      target: SOCKET,
      right: SOCKET,
      wrong: { of: "no-path", mount: exampleMount("docker", SOCKET, { type: "volume" }) },
    },
  ],
  "socket-not-writable": [
    { plan: { ...plan, user: { value: "1001", origin: { from: "word", word: 3 } } }, user: "1001" },
  ],
  "working-directory-not-mounted": [
    { of: "not-mounted", plan: without("/tmp"), path: "/tmp" },
    { of: "relative", plan, path: "work" },
  ],
  "working-directory-path-differs": [
    { plan, path: "/tmp", mount: exampleMount("/srv/tmp", "/tmp") },
    { plan, path: "/tmp", mount: exampleMount("work", "/tmp", { type: "volume" }) },
  ],
  "working-directory-missing": [
    { ...ABSENT_DIRECTORY, missing: "created" },
    { ...ABSENT_DIRECTORY, missing: "not-created" },
    { ...ABSENT_DIRECTORY, missing: "file-above", isShared: false },
  ],
  "working-directory-not-writable": [
    { of: "mount", path: "/tmp", mount: exampleMount("/tmp", "/tmp", { readOnly: true }) },
    { of: "file", there: "/srv/work", isAbove: false, plan },
    { of: "file", there: "/srv/work/a", isAbove: true, plan },
    { of: "file-system", path: "/srv/work", onHost: "/srv/work" },
    { of: "user", path: "/srv/work", onHost: "/srv/work", user: "1001", uid: 1001, process },
  ],
  "working-directory-noexec": [{ path: "/tmp", onHost: "/tmp" }],
  "logs-not-mounted": [{ plan: without(LOGS), target: LOGS }],
  "logs-source-differs": [{ plan, observed: LOGS, expected: "/data/docker/containers" }],
  "logs-writable": [{ mount: exampleMount(LOGS, LOGS) }],
  "logs-not-readable": [
    { plan: { ...plan, user: { value: "1001", origin: { from: "word", word: 3 } } }, user: "1001", source: LOGS },
  ],
  "docker-config-not-mounted": [{ scene: { plan, process }, inNeed: [IMAGE] }],
  "docker-config-target-wrong": [
    {
      of: "elsewhere",
      mount: exampleMount("/home/op/.docker", "/home/runner/.docker"),
      source: "/home/op/.docker",
      right: "/root/.docker",
    },
    {
      of: "file-as-folder",
      mount: exampleMount(FILE, "/root/.docker"),
      source: FILE,
      right: "/root/.docker/config.json",
    },
  ],
  "docker-config-source-missing": [
    {
      scene: { plan, process },
      mount: FOLDER,
      file: FILE,
      missing: FILE,
      isHidden: false,
      outcome: "no-credentials",
      inNeed: [IMAGE],
    },
    {
      scene: { plan, process },
      mount: SINGLE,
      file: FILE,
      missing: FILE,
      isHidden: false,
      outcome: "empty-directory",
      inNeed: [],
    },
    {
      scene: { plan, process },
      mount: FOLDER,
      file: FILE,
      missing: FILE,
      isHidden: true,
      outcome: "no-credentials",
      inNeed: [IMAGE],
    },
  ],
  "docker-config-source-is-directory": [
    { scene: { plan, process }, mount: SINGLE, file: FILE, isMade: true, inNeed: [IMAGE] },
    { scene: { plan, process }, mount: SINGLE, file: "/home/op/.docker", isMade: false, inNeed: [] },
  ],
  "docker-config-stale": [{ plan, container: "runner-1", file: FILE }],
  "mount-source-missing": [
    { ...ABSENT, missing: "created" },
    { ...ABSENT, missing: "not-created" },
    { ...ABSENT, missing: "dead-link" },
    { ...ABSENT, missing: "file-above", isShared: false },
  ],
  "mount-invalid": [
    {
      of: "issue",
      issue: MODE_ISSUE,
      change: { remove: MODE_ISSUE.words, add: ["-v", "/srv/cache:/cache"], origin: MODE_ISSUE.origin },
    },
    { of: "relative", mount: exampleMount("./cache", "/cache") },
    { of: "not-shared", mount: CACHE },
    { of: "file", plan, mount: exampleMount("/srv/work", "/srv/work"), source: "/srv/work" },
  ],
  "mount-shadowed": [
    { of: "repeated", before: CACHE, mount: CACHE, target: "/cache" },
    { of: "same-target", before: CACHE, mount: exampleMount("/srv/other", "/cache"), target: "/cache" },
    { of: "hidden-part", outer: exampleMount("/tmp", "/tmp"), mount: exampleMount("/srv/x", "/tmp/x"), part: "/tmp/x" },
  ],
  "selinux-label-missing": [{}],
};
