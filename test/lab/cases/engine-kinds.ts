import { dirname } from "node:path";
import { engineThatSays } from "../support/between.js";
import type { ExpectedFinding, LabCase } from "../support/case.js";
import type { Lab } from "../support/lab.js";
import { REGISTRY_AUTH } from "../support/secrets.js";
import { mirrored, MOUNTS, type StartChanges } from "../support/start-command.js";
import { CONFIG_FOLDER_MOUNT, heal, judging, withPause, writeConfig } from "./shared.js";

const RUNNERS_PAGE = "https://support.atlassian.com/bitbucket-cloud/docs/runners/";
const LABEL_PAGE = "https://docs.docker.com/engine/storage/bind-mounts/#configure-the-selinux-label";
const standIn = { kind: "stand-in-runner" } as const;
const mirror = mirrored("registry.example");
const CONFINED = ["name=apparmor", "name=seccomp,profile=default"];

const SOCKET = "/var/run/docker.sock";
const LOGS = "/var/lib/docker/containers";
const BASIC = "basic.registry.example";
const DESKTOP = {
  info: { OperatingSystem: "Docker Desktop", Name: "docker-desktop" },
  version: { Platform: { Name: "Docker Desktop 4.52.0 (210994)" } },
} as const;

type Fields = Readonly<Record<string, unknown>>;

const says =
  (info: Fields, version: Fields = {}) =>
  (lab: Lab): Promise<void> =>
    lab.standBetween(engineThatSays(info, version));

const found = (code: string, target?: string): ExpectedFinding => ({
  check: "docker-engine",
  code,
  ...(target === undefined ? {} : { target }),
});

/** An engine of another kind that the runner works with all the same: it passes, with warnings. */
function works(
  name: string,
  warnings: readonly ExpectedFinding[],
  inject: NonNullable<LabCase["inject"]>,
  changes: StartChanges = {},
): LabCase {
  return {
    name: `healthy: ${name}`,
    broken: "",
    ...judging({ ...changes, env: { ...mirror, ...changes.env } }),
    inject,
    expect: { exit: 0, findings: [], warnings },
    oracle: standIn,
    remedy: "words",
  };
}

/** Engines that the vendor rules out. */
const RULED_OUT: readonly LabCase[] = [
  {
    name: "engine too old",
    broken: "Engine 18.09 is older than the vendor's oldest",
    ...judging({ env: mirror }),
    inject: says({ ServerVersion: "18.09.9" }, { Version: "18.09.9" }),
    heal,
    expect: { exit: 1, findings: [found("engine-too-old")], warnings: [] },
    oracle: { kind: "vendor-rule", source: RUNNERS_PAGE },
    remedy: "words",
  },
  {
    name: "engine of Windows containers",
    broken: "Docker on Windows is switched to Windows containers",
    ...judging({ env: mirror }),
    inject: says({ OSType: "windows", OperatingSystem: "Windows Server 2022" }, { Os: "windows" }),
    heal,
    expect: { exit: 1, findings: [found("engine-not-linux")], warnings: [] },
    oracle: { kind: "vendor-rule", source: RUNNERS_PAGE },
    remedy: "words",
  },
  {
    name: "engine on a 32-bit machine",
    broken: "there is no runner for armv7l",
    ...judging({ env: mirror }),
    inject: says({ Architecture: "armv7l" }, { Arch: "arm" }),
    heal,
    expect: { exit: 1, findings: [found("architecture-unsupported")], warnings: [] },
    oracle: { kind: "vendor-rule", source: RUNNERS_PAGE },
    remedy: "words",
  },
];

/** Engines that are set up so that a runner cannot work, or not wholly. */
const SET_UP: readonly LabCase[] = [
  {
    name: "IPv4 forwarding off",
    broken: "the kernel does not forward what containers send",
    ...judging({ env: mirror }),
    inject: async (lab) => {
      await lab.shell(
        "mkdir -p /etc/sysctl.d; mount -t tmpfs none /etc/sysctl.d; echo 0 >/proc/sys/net/ipv4/ip_forward",
      );
    },
    expect: { exit: 1, findings: [found("ip-forwarding-disabled")], warnings: [] },
    oracle: standIn,
    remedy: "command",
  },
  {
    name: "log driver without files that the runner reads",
    broken: "the engine logs with local, whose files are no json-files",
    ...judging({ env: mirror }),
    inject: (lab) => lab.configureEngine({ "log-driver": "local" }),
    expect: { exit: 0, findings: [], warnings: [found("log-driver-unreadable")] },
    oracle: standIn,
    remedy: "destructive-command",
  },
  {
    name: "log driver with options of its own",
    broken: "the engine logs to a server, with an option that json-file has not",
    ...judging({ env: mirror }),
    inject: (lab) =>
      lab.configureEngine({
        "log-driver": "syslog",
        "log-opts": { "syslog-address": "udp://127.0.0.1:5140", tag: "{{.Name}}" },
      }),
    expect: { exit: 0, findings: [], warnings: [found("log-driver-unreadable")] },
    oracle: standIn,
    remedy: "destructive-command",
  },
  {
    name: "log driver of an engine that a script of /etc/init.d starts",
    broken: "the engine logs with local, and this host has no systemd",
    ...judging({ env: mirror }),
    inject: async (lab) => {
      await lab.configureEngine({ "log-driver": "local" });
      await lab.shell("rmdir /run/systemd/system");
    },
    // the root of newer engines' hosts has no such script
    engines: { "26.1": false, "26.1-containerd": false },
    expect: { exit: 0, findings: [], warnings: [found("log-driver-unreadable")] },
    oracle: standIn,
    remedy: "destructive-command",
  },
  {
    name: "limits that the kernel lacks",
    broken: "the memory of step containers cannot be limited",
    ...judging({ env: mirror }),
    inject: says({ MemoryLimit: false, SwapLimit: false, Warnings: ["WARNING: No swap limit support"] }),
    heal,
    expect: { exit: 0, findings: [], warnings: [found("resource-limits-unsupported")] },
    oracle: {
      kind: "vendor-rule",
      source: "https://docs.docker.com/engine/install/troubleshoot/#kernel-cgroup-swap-limit-capabilities",
    },
    remedy: "words",
  },
  {
    name: "engine that refuses old clients",
    broken: "Engine 29 refuses an old copy of the runner",
    ...judging({ env: mirror }),
    inject: says({ ServerVersion: "29.0.1" }, { Version: "29.0.1", MinAPIVersion: "1.44" }),
    expect: { exit: 0, findings: [], warnings: [found("engine-refuses-old-clients")] },
    oracle: { kind: "vendor-rule", source: "https://docs.docker.com/engine/release-notes/29/" },
    remedy: "change",
  },
  {
    name: "SELinux without labels",
    broken: "SELinux confines the runner, which may then use none of its mounts",
    ...judging({ env: mirror }),
    inject: says({ SecurityOptions: [...CONFINED, "name=selinux"] }),
    expect: { exit: 0, findings: [], warnings: [{ check: "mount-paths", code: "selinux-label-missing" }] },
    oracle: { kind: "vendor-rule", source: LABEL_PAGE },
    remedy: "change",
  },
];

/** Where a rootless engine of user 1000 has its socket and its data. */
const ROOTLESS = { socket: "/run/user/1000/docker.sock", data: "/home/op/.local/share/docker" } as const;
/** Where Colima shows the engine's socket on a Mac. */
const COLIMA_SOCKET = "/root/.colima/default/docker.sock";
const SNAP_DATA = "/var/snap/docker/common/var-lib-docker";

/** An engine on a socket of its own, which says what it is. */
async function elsewhere(lab: Lab, socket: string, settings: Fields, info: Fields): Promise<void> {
  await lab.shell(`mkdir -p ${dirname(socket)}`);
  await lab.configureEngine({ hosts: [`unix://${SOCKET}`, `unix://${socket}`], ...settings });
  await lab.standBetween(engineThatSays(info), socket);
}

const rootless = (lab: Lab): Promise<void> =>
  elsewhere(lab, ROOTLESS.socket, { "data-root": ROOTLESS.data }, { SecurityOptions: [...CONFINED, "name=rootless"] });

/** An engine out of a snap: it has a /tmp and a /root of its own, and its data where snaps have theirs. */
async function snap(lab: Lab): Promise<void> {
  const start = `#!/bin/sh
rm "$0"
exec unshare --mount sh -euc '
  mkdir -p /run/lab/var/upper /run/lab/var/work
  mount -t overlay -o lowerdir=/var,upperdir=/run/lab/var/upper,workdir=/run/lab/var/work overlay /var
  mkdir -p /var/snap
  for folder in /var/snap /tmp /root; do mount -t tmpfs tmpfs $folder; done
  exec dockerd "$@"' dockerd "$@"
`;
  await lab.writeFile("/run/lab/bin/dockerd", start, 0o755);
  await lab.configureEngine({ "data-root": SNAP_DATA });
}

/** Engines of other kinds that the runner works with. */
const OTHERS: readonly LabCase[] = [
  works("SELinux with label=disable", [], says({ SecurityOptions: [...CONFINED, "name=selinux"] }), {
    flags: ["--security-opt", "label=disable"],
  }),
  works("SELinux with labels", [], says({ SecurityOptions: [...CONFINED, "name=selinux"] }), {
    mounts: [`${MOUNTS.work}:z`, `${MOUNTS.socket}:z`, `${MOUNTS.logs},z`],
  }),
  works("Docker Desktop", [found("engine-undocumented", "desktop")], says(DESKTOP.info, DESKTOP.version)),
  works(
    "Podman by its version",
    [found("engine-undocumented", "podman")],
    says({ ServerVersion: "5.4.2" }, { Version: "5.4.2", Components: [{ Name: "Podman Engine", Version: "5.4.2" }] }),
  ),
  {
    ...works("rootless engine at its own paths", [found("engine-undocumented", "rootless")], rootless, {
      mounts: [MOUNTS.work, `${ROOTLESS.socket}:${SOCKET}`, `${ROOTLESS.data}/containers:${LOGS}:ro`],
    }),
    env: { DOCKER_HOST: `unix://${ROOTLESS.socket}` },
  },
  {
    ...works("Colima", [found("engine-undocumented", "colima")], (lab) =>
      elsewhere(lab, COLIMA_SOCKET, {}, { Name: "colima" }),
    ),
    env: { DOCKER_HOST: `unix://${COLIMA_SOCKET}` },
  },
  works("engine out of a snap", [found("engine-undocumented", "snap")], snap, {
    mounts: [MOUNTS.work, MOUNTS.socket, `${SNAP_DATA}/containers:${LOGS}:ro`],
  }),
];

/** What engines of other kinds make of a start command that is right elsewhere. */
const ELSEWHERE_RIGHT: readonly LabCase[] = [
  {
    name: "rootless engine with the vendor's mounts",
    broken: "the socket and the logs of a rootless engine are not under /var",
    ...judging({ env: mirror }),
    env: { DOCKER_HOST: `unix://${ROOTLESS.socket}` },
    inject: async (lab) => {
      await rootless(lab);
      await lab.shell(`rm ${SOCKET}`);
    },
    expect: {
      exit: 1,
      findings: [
        { check: "mount-paths", code: "socket-source-differs", target: SOCKET },
        { check: "mount-paths", code: "logs-source-differs", target: LOGS },
      ],
      warnings: [{ ...found("engine-undocumented", "rootless"), stays: true }],
    },
    oracle: standIn,
    remedy: "change",
  },
  {
    name: "folder that Docker Desktop does not share",
    broken: "Docker Desktop mounts only folders that its settings share",
    ...judging({
      env: { ...mirror, WORKING_DIRECTORY: "/opt/work" },
      mounts: ["/opt/work:/opt/work", MOUNTS.socket, MOUNTS.logs],
    }),
    inject: (lab) =>
      lab.standBetween([
        ...engineThatSays(DESKTOP.info, DESKTOP.version),
        {
          path: "/containers/create",
          holding: "/opt/work",
          does: "answer",
          status: 500,
          body: JSON.stringify({
            message: "mounts denied: \nThe path /opt/work is not shared from the host and is not known to Docker.",
          }),
        },
      ]),
    heal,
    expect: {
      exit: 1,
      findings: [{ check: "mount-paths", code: "mount-invalid", target: "/opt/work" }],
      warnings: [found("engine-undocumented", "desktop")],
    },
    oracle: { kind: "run" },
    remedy: "words",
  },
  {
    name: "config.json that a snap does not see",
    broken: "the engine out of a snap does not see the folder of config.json",
    ...judging({
      env: withPause(`${BASIC}/team/pause:1`),
      mounts: [MOUNTS.work, MOUNTS.socket, `${SNAP_DATA}/containers:${LOGS}:ro`, CONFIG_FOLDER_MOUNT],
    }),
    inject: async (lab) => {
      await writeConfig(lab, { auths: { [BASIC]: { auth: REGISTRY_AUTH } } });
      await snap(lab);
    },
    expect: {
      exit: 1,
      findings: [{ check: "mount-paths", code: "docker-config-source-missing", target: "/root/.docker" }],
      evidence: ["directory, mode 0755"],
      warnings: [found("engine-undocumented", "snap")],
    },
    // another login would not help
    verify: (_lab, report) => {
      const findings = report.results.flatMap((result) => result.findings);
      const commands = findings
        .filter(({ code }) => code.startsWith("docker-config-"))
        .flatMap(({ remedy }) => remedy.commands);
      return Promise.resolve(commands.map(({ run }) => `printed ${run}`));
    },
    oracle: standIn,
    remedy: "words",
  },
];

/** Kinds of engines, and how they are set up. */
export const ENGINE_KIND_CASES: readonly LabCase[] = [...RULED_OUT, ...SET_UP, ...OTHERS, ...ELSEWHERE_RIGHT];
