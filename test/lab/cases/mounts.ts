import { shellLine } from "../../../src/docker/shell.js";
import type { ExpectedFinding, LabCase } from "../support/case.js";
import { makeContainer } from "../support/changes.js";
import { IMAGES } from "../support/images.js";
import type { Lab } from "../support/lab.js";
import { quiet } from "../support/oracle.js";
import { REGISTRY_AUTH } from "../support/secrets.js";
import { imageVariables, MOUNTS, startCommand, VARIABLES, type StartChanges } from "../support/start-command.js";
import {
  CONFIG_FILE,
  CONFIG_FOLDER_MOUNT,
  CONFIG_MOUNT,
  IMAGES_PAGE,
  judging,
  withPause,
  writeConfig,
} from "./shared.js";

const standIn = { kind: "stand-in-runner" } as const;
const run = { kind: "run" } as const;
const SOCKET = "/var/run/docker.sock";
const LOGS = "/var/lib/docker/containers";
const REMAPPED = "/var/lib/docker/200000.200000/containers";
const BASIC = "basic.registry.example";
const ENGINE_URL = "tcp://127.0.0.1:2375";
const CONTAINER = "existing-runner";

const mirror = imageVariables(
  "registry.example/team/pause:1",
  "registry.example/team/auth-proxy:1",
  "registry.example/team/clone:1",
);

const mount = (code: string, target: string): ExpectedFinding => ({ check: "mount-paths", code, target });

/** Shell text that brings a fault about. */
const shell =
  (text: string) =>
  async (lab: Lab): Promise<void> => {
    await lab.shell(text);
  };

/** The words that mount `source` over the vendor's working directory, under a name of its own. */
const work = (path: string, more: Partial<StartChanges> = {}): StartChanges => ({
  mounts: [`${path}:${path}`, MOUNTS.socket, MOUNTS.logs],
  env: { ...mirror, WORKING_DIRECTORY: path },
  ...more,
});

const bindMount = (path: string, more = ""): StartChanges =>
  work(path, {
    mounts: [MOUNTS.socket, MOUNTS.logs],
    flags: ["--mount", `type=bind,source=${path},target=${path}${more}`],
  });

interface MountFault {
  readonly name: string;
  readonly broken: string;
  readonly changes: StartChanges;
  readonly errors?: readonly ExpectedFinding[];
  readonly warnings?: readonly ExpectedFinding[];
  readonly inject?: NonNullable<LabCase["inject"]>;
  readonly heal?: NonNullable<LabCase["heal"]>;
  readonly oracle?: LabCase["oracle"];
  readonly remedy?: LabCase["remedy"];
  /** The fault shows only together with the images and their credentials. */
  readonly needsImages?: boolean;
}

/** The checks that a mount can upset. */
const ONLY = ["--only", "docker-engine", "runner-command", "mount-paths", "host-resources"];

/** A fault of mounts in a start command whose images need no vendor registry. */
function fault({ changes, errors = [], warnings = [], needsImages = false, ...rest }: MountFault): LabCase {
  return {
    oracle: standIn,
    remedy: "change",
    ...rest,
    ...judging({ ...changes, env: { ...mirror, ...changes.env } }, needsImages ? [] : ONLY),
    expect: { exit: errors.length > 0 ? 1 : 0, findings: errors, warnings },
  };
}

/** A right variant of the mounts. */
function right(name: string, changes: StartChanges, inject?: LabCase["inject"]): LabCase {
  return {
    name: `healthy: ${name}`,
    broken: "",
    ...judging({ ...changes, env: { ...mirror, ...changes.env } }),
    ...(inject === undefined ? {} : { inject }),
    expect: { exit: 0, findings: [], warnings: [] },
    oracle: standIn,
    remedy: "words",
  };
}

const SOCKET_FAULTS: readonly LabCase[] = [
  fault({
    name: "socket source missing",
    broken: "-v makes a directory where the socket's source should be",
    changes: { mounts: [MOUNTS.work, `/home/none.sock:${SOCKET}`, MOUNTS.logs] },
    errors: [mount("socket-source-differs", SOCKET)],
  }),
  fault({
    name: "socket of another program",
    broken: "another program's socket is mounted as the engine's",
    changes: { mounts: [MOUNTS.work, `/home/other.sock:${SOCKET}`, MOUNTS.logs] },
    inject: shell(
      'node -e \'require("net").createServer().listen("/home/other.sock",()=>process.kill(process.pid,9))\' || true; test -S /home/other.sock',
    ),
    errors: [mount("socket-source-differs", SOCKET)],
  }),
  fault({
    name: "socket at another target",
    broken: "the runner looks for the socket where it is documented to be",
    changes: { mounts: [MOUNTS.work, `${SOCKET}:/docker.sock`, MOUNTS.logs] },
    errors: [mount("socket-not-mounted", SOCKET)],
  }),
  fault({
    name: "volume for a socket",
    broken: "a name without a slash is a volume, not the socket",
    changes: { mounts: [MOUNTS.work, `docker.sock:${SOCKET}`, MOUNTS.logs] },
    errors: [mount("socket-source-differs", SOCKET)],
  }),
  fault({
    name: "socket closed to the runner's user",
    broken: "--user names somebody who may not use the socket",
    changes: { flags: ["--user", "1234"] },
    errors: [mount("socket-not-writable", SOCKET)],
  }),
  fault({
    name: "logs closed to the runner's user",
    broken: "--user names somebody who may use the socket, but not enter the folder of the logs",
    changes: { flags: ["--user", "1234:1234"] },
    inject: shell("chmod 666 /run/docker.sock"),
    errors: [mount("logs-not-readable", LOGS)],
  }),
];

const WORK_FAULTS: readonly LabCase[] = [
  fault({
    name: "option after the image: mount of the working directory",
    broken: "the container is given -v as its command, and not the mount",
    changes: { mounts: [MOUNTS.socket, MOUNTS.logs], behind: ["-v", MOUNTS.work] },
    errors: [{ check: "runner-command", code: "option-after-image", target: `-v ${MOUNTS.work}` }],
  }),
  fault({
    name: "working directory is a volume",
    broken: "a volume of the engine is no path of the host",
    changes: { mounts: ["work:/tmp", MOUNTS.socket, MOUNTS.logs] },
    errors: [mount("working-directory-path-differs", "/tmp")],
  }),
  fault({
    name: "working directory is an anonymous volume",
    broken: "-v /tmp without a source",
    changes: { mounts: ["/tmp", MOUNTS.socket, MOUNTS.logs] },
    errors: [mount("working-directory-path-differs", "/tmp")],
  }),
  fault({
    name: "working directory is a tmpfs",
    broken: "--tmpfs is the container's own memory",
    changes: { mounts: [MOUNTS.socket, MOUNTS.logs], flags: ["--tmpfs", "/tmp"] },
    errors: [mount("working-directory-path-differs", "/tmp")],
  }),
  fault({
    name: "working directory is a tmpfs by --mount",
    broken: "--mount type=tmpfs is the container's own memory",
    changes: { mounts: [MOUNTS.socket, MOUNTS.logs], flags: ["--mount", "type=tmpfs,target=/tmp"] },
    errors: [mount("working-directory-path-differs", "/tmp")],
  }),
  fault({
    name: "working directory of another name",
    broken: "WORKING_DIRECTORY names a path that only the runner has",
    changes: work("/runner", { mounts: ["/home/work:/runner", MOUNTS.socket, MOUNTS.logs] }),
    inject: shell("mkdir /home/work"),
    errors: [mount("working-directory-path-differs", "/runner")],
  }),
  fault({
    name: "working directory read-only",
    broken: "the mount of the working directory ends with :ro",
    changes: { mounts: ["/tmp:/tmp:ro", MOUNTS.socket, MOUNTS.logs] },
    errors: [mount("working-directory-not-writable", "/tmp")],
  }),
  fault({
    name: "working directory read-only by --mount",
    broken: "--mount with readonly",
    changes: bindMount("/tmp", ",readonly"),
    errors: [mount("working-directory-not-writable", "/tmp")],
  }),
  fault({
    name: "working directory on a read-only file system",
    broken: "the file system was mounted read-only after a fault",
    changes: work("/home/work"),
    inject: shell("mkdir /home/work && mount -t tmpfs -o ro lab /home/work"),
    errors: [mount("working-directory-not-writable", "/home/work")],
    remedy: "command",
  }),
  fault({
    name: "working directory noexec",
    broken: "a hardened host mounts the working directory with noexec",
    changes: work("/home/work"),
    inject: shell("mkdir /home/work && mount -t tmpfs -o noexec lab /home/work"),
    warnings: [mount("working-directory-noexec", "/home/work")],
    oracle: {
      kind: "run",
      words: [
        "docker",
        "run",
        "--rm",
        "-v",
        "/home/work:/home/work",
        IMAGES.runner,
        "sh",
        "-c",
        "printf '#!/bin/sh\\n' >/home/work/step && chmod_() { node -e 'require(\"fs\").chmodSync(\"/home/work/step\",0o755)'; } && chmod_ && /home/work/step",
      ],
    },
    remedy: "command",
  }),
  fault({
    name: "working directory full",
    broken: "no space is left in the working directory",
    changes: work("/home/work"),
    inject: shell(
      "mkdir /home/work && mount -t tmpfs -o size=64k lab /home/work && { dd if=/dev/zero of=/home/work/old bs=4k 2>/dev/null || true; }",
    ),
    heal: shell("umount /home/work"),
    errors: [{ check: "host-resources", code: "disk-low", target: "/home/work" }],
    remedy: "words",
  }),
  fault({
    name: "working directory without inodes",
    broken: "no file can be made in the working directory any more",
    changes: work("/home/work"),
    inject: shell(
      "mkdir /home/work && mount -t tmpfs -o nr_inodes=3 lab /home/work && touch /home/work/a /home/work/b",
    ),
    heal: shell("umount /home/work"),
    errors: [{ check: "host-resources", code: "disk-low", target: "/home/work" }],
    remedy: "words",
  }),
  fault({
    name: "working directory relative",
    broken: "WORKING_DIRECTORY is no absolute path",
    changes: { env: { WORKING_DIRECTORY: "tmp" } },
    errors: [mount("working-directory-not-mounted", "tmp")],
  }),
  fault({
    name: "working directory is a file",
    broken: "a file is mounted as the working directory",
    changes: work("/home/work"),
    inject: shell("touch /home/work"),
    errors: [mount("mount-invalid", "/home/work")],
  }),
  fault({
    name: "working directory is a file below its mount",
    broken: "a file has the name of the working directory",
    changes: { env: { WORKING_DIRECTORY: "/tmp/work" } },
    inject: shell("touch /tmp/work"),
    errors: [mount("working-directory-not-writable", "/tmp/work")],
  }),
  fault({
    name: "working directory hidden by a nested mount",
    broken: "another folder is mounted over the working directory",
    changes: { moreMounts: ["/home/cache:/tmp/work"], env: { WORKING_DIRECTORY: "/tmp/work" } },
    inject: shell("mkdir /home/cache"),
    errors: [mount("working-directory-path-differs", "/tmp/work")],
    warnings: [mount("mount-shadowed", "/tmp/work")],
  }),
  fault({
    name: "working directory missing",
    broken: "-v makes an empty working directory that belongs to root",
    changes: work("/home/work"),
    warnings: [mount("working-directory-missing", "/home/work")],
    oracle: { kind: "run", words: ["test", "-d", "/home/work"] },
    remedy: "command",
  }),
  fault({
    name: "working directory behind a dead link",
    broken: "the working directory is a symbolic link to nothing, which docker does not create",
    changes: work("/home/work"),
    inject: shell("ln -s /home/gone /home/work"),
    errors: [mount("working-directory-missing", "/home/work")],
    oracle: run,
    remedy: "command",
  }),
  fault({
    name: "working directory below a file",
    broken: "a part of the path is a file, so docker cannot create it",
    changes: work("/home/file/work"),
    inject: shell("touch /home/file"),
    errors: [mount("working-directory-missing", "/home/file/work")],
    oracle: run,
  }),
  fault({
    name: "working directory closed to the runner's user",
    broken: "--user names somebody who may not write there",
    changes: work("/home/work", { flags: ["--user", "1234:0"] }),
    inject: shell("mkdir -m 755 /home/work; chmod 666 /run/docker.sock"),
    errors: [mount("working-directory-not-writable", "/home/work")],
    remedy: "command",
  }),
  fault({
    name: "working directory of another name in one word",
    broken: "--volume=/home/work:/tmp is not the host's /tmp",
    changes: { mounts: [MOUNTS.socket, MOUNTS.logs], flags: ["--volume=/home/work:/tmp"] },
    inject: shell("mkdir /home/work"),
    errors: [mount("working-directory-path-differs", "/tmp")],
  }),
];

const LOG_FAULTS: readonly LabCase[] = [
  fault({
    name: "logs writable",
    broken: "the vendor mounts the logs read-only",
    changes: { mounts: [MOUNTS.work, MOUNTS.socket, `${LOGS}:${LOGS}`] },
    warnings: [mount("logs-writable", LOGS)],
    oracle: { kind: "vendor-rule", source: IMAGES_PAGE },
  }),
  fault({
    name: "logs are a volume",
    broken: "a name without a slash is a volume, not the engine's folder",
    changes: { mounts: [MOUNTS.work, MOUNTS.socket, `containers:${LOGS}:ro`] },
    errors: [mount("logs-source-differs", LOGS)],
  }),
  fault({
    name: "logs at another target",
    broken: "the runner reads the logs where the engine says that they are",
    changes: { mounts: [MOUNTS.work, MOUNTS.socket, `${LOGS}:/var/log/containers:ro`] },
    errors: [mount("logs-not-mounted", LOGS)],
  }),
];

const OTHER_FAULTS: readonly LabCase[] = [
  fault({
    name: "two mounts at one target",
    broken: "docker refuses a second mount at the same place",
    changes: { moreMounts: ["/home:/tmp"] },
    errors: [mount("mount-invalid", "-v /home:/tmp")],
    oracle: run,
  }),
  fault({
    name: "source of -v missing",
    broken: "-v makes an empty folder of a source that is not there",
    changes: { moreMounts: ["/home/cache:/cache"] },
    warnings: [mount("mount-source-missing", "/home/cache")],
    oracle: { kind: "run", words: ["test", "-d", "/home/cache"] },
    remedy: "command",
  }),
  fault({
    name: "source below a file",
    broken: "a part of the source's path is a file, so docker cannot create it",
    changes: { moreMounts: ["/home/file/cache:/cache"] },
    inject: shell("touch /home/file"),
    errors: [mount("mount-source-missing", "/home/file/cache")],
    oracle: run,
  }),
  fault({
    name: "source is a dead link",
    broken: "the source is a symbolic link to nothing, which docker does not create",
    changes: { moreMounts: ["/home/cache:/cache"] },
    inject: shell("ln -s /home/gone /home/cache"),
    errors: [mount("mount-source-missing", "/home/cache")],
    oracle: run,
    remedy: "command",
  }),
  fault({
    name: "relative source",
    broken: "a source with a slash that is neither absolute nor the name of a volume",
    changes: { moreMounts: ["cache/files:/cache"] },
    errors: [mount("mount-invalid", "-v cache/files:/cache")],
    oracle: run,
  }),
  fault({
    name: "relative target",
    broken: "the target of a mount is no absolute path",
    changes: { moreMounts: ["/home:cache"] },
    errors: [mount("mount-invalid", "-v /home:cache")],
    oracle: run,
  }),
  fault({
    name: "mount over the whole container",
    broken: "the target is /",
    changes: { moreMounts: ["/home:/"] },
    errors: [mount("mount-invalid", "-v /home:/")],
    oracle: run,
  }),
  fault({
    name: "tilde that no shell expands",
    broken: "docker does not know what ~ means",
    changes: { flags: ["--mount", "type=bind,source=~/cache,target=/cache"] },
    inject: shell("mkdir /root/cache"),
    errors: [mount("mount-invalid", "--mount type=bind,source=~/cache,target=/cache")],
    oracle: run,
  }),
  fault({
    name: "unknown type of --mount",
    broken: "--mount has no type of this name",
    changes: { flags: ["--mount", "type=bnd,source=/home,target=/cache"] },
    errors: [mount("mount-invalid", "--mount type=bnd,source=/home,target=/cache")],
    oracle: run,
  }),
];

const CONFIG_FAULTS: readonly LabCase[] = [
  fault({
    name: "config.json mounted over its folder",
    broken: "a file is mounted where the folder belongs",
    changes: { moreMounts: [`${CONFIG_FILE}:/root/.docker`], env: withPause(`${BASIC}/team/pause:1`) },
    needsImages: true,
    inject: (lab) => writeConfig(lab, { auths: { [BASIC]: { auth: REGISTRY_AUTH } } }),
    errors: [mount("docker-config-target-wrong", "/root/.docker")],
  }),
  fault({
    name: "folder of config.json missing",
    broken: "nobody logged in as this user",
    changes: { moreMounts: [CONFIG_FOLDER_MOUNT], env: withPause(`${BASIC}/team/pause:1`) },
    needsImages: true,
    errors: [mount("docker-config-source-missing", "/root/.docker")],
    remedy: "command",
  }),
  fault({
    name: "config.json missing, public images",
    broken: "-v makes a directory of a config.json that is not there",
    changes: { moreMounts: [CONFIG_MOUNT] },
    errors: [mount("docker-config-source-missing", CONFIG_FILE)],
    oracle: {
      kind: "run",
      words: [
        "sh",
        "-c",
        `docker run --rm -v ${CONFIG_MOUNT} ${IMAGES.runner} cat ${CONFIG_FILE}; code=$?; rmdir ${CONFIG_FILE}; exit $code`,
      ],
    },
    remedy: "command",
  }),
  fault({
    name: "config.json is a directory, public images",
    broken: "an earlier start has made a directory of config.json",
    changes: { moreMounts: [CONFIG_MOUNT] },
    inject: shell(`mkdir -p ${CONFIG_FILE}`),
    errors: [mount("docker-config-source-is-directory", CONFIG_FILE)],
    oracle: {
      kind: "run",
      words: ["docker", "run", "--rm", "-v", CONFIG_MOUNT, IMAGES.runner, "cat", CONFIG_FILE],
    },
    remedy: "command",
  }),
  fault({
    name: "folder of config.json missing with --mount",
    broken: "--mount does not create the folder",
    changes: { flags: ["--mount", "type=bind,source=/root/.docker,target=/root/.docker"] },
    errors: [mount("docker-config-source-missing", "/root/.docker")],
    oracle: run,
    remedy: "command",
  }),
];

/** A container that was made of a start command; the runner is started in it by hand. */
function contained(changes: StartChanges): Pick<LabCase, "command" | "start" | "inject" | "oracle"> {
  const start = startCommand({ ...changes, env: { ...mirror, ...changes.env } });
  return {
    command: () => ["--container", CONTAINER],
    start: () => start,
    inject: (lab) => makeContainer(lab, CONTAINER, start),
    oracle: { kind: "run", words: ["docker", "exec", CONTAINER, "node", "/runner.mjs"] },
  };
}

const CONTAINER_FAULTS: readonly LabCase[] = [
  {
    name: "container with a stale config.json",
    broken: "docker login has replaced the file that the running container holds",
    command: () => ["--container", CONTAINER],
    inject: async (lab) => {
      await writeConfig(lab, { auths: {} });
      const changes = { moreMounts: [CONFIG_MOUNT], env: { ...mirror, ...withPause(`${BASIC}/team/pause:1`) } };
      await makeContainer(lab, CONTAINER, startCommand(changes));
      await writeConfig(lab, { auths: { [BASIC]: { auth: REGISTRY_AUTH } } });
      // as docker login does it: written beside, then renamed
      await lab.shell(
        `sleep 0.1; cp -p ${CONFIG_FILE} ${CONFIG_FILE}.new && printf '{"auths":{}}' >${CONFIG_FILE} && mv ${CONFIG_FILE}.new ${CONFIG_FILE}`,
      );
    },
    expect: { exit: 0, findings: [], warnings: [mount("docker-config-stale", CONFIG_FILE)] },
    oracle: {
      kind: "run",
      words: ["sh", "-c", `docker exec ${CONTAINER} cat ${CONFIG_FILE} | cmp -s - ${CONFIG_FILE}`],
    },
    remedy: "destructive-command",
  },
  {
    name: "container without the socket",
    broken: "the container was made without the Docker socket",
    ...contained({ mounts: [MOUNTS.work, MOUNTS.logs] }),
    expect: { exit: 1, findings: [mount("socket-not-mounted", SOCKET)], warnings: [] },
    remedy: "change",
  },
  {
    name: "container with a volume for its working directory",
    broken: "the container was made with -v /tmp",
    ...contained({ mounts: ["/tmp", MOUNTS.socket, MOUNTS.logs] }),
    expect: { exit: 1, findings: [mount("working-directory-path-differs", "/tmp")], warnings: [] },
    remedy: "change",
  },
  {
    name: "container whose logs have another source",
    broken: "the container was made with the logs of another engine",
    ...contained({ mounts: [MOUNTS.work, MOUNTS.socket, `/home:${LOGS}:ro`] }),
    expect: { exit: 1, findings: [mount("logs-source-differs", LOGS)], warnings: [] },
    remedy: "change",
  },
  {
    name: "container with a tmpfs by --mount for its logs",
    broken: "the container was made with an empty tmpfs where the logs belong",
    ...contained({ mounts: [MOUNTS.work, MOUNTS.socket], flags: ["--mount", `type=tmpfs,target=${LOGS}`] }),
    expect: { exit: 1, findings: [mount("logs-source-differs", LOGS)], warnings: [] },
    remedy: "change",
  },
  {
    name: "container of another user",
    broken: "the container was made with --user",
    ...contained({ flags: ["--user", "1234"] }),
    expect: { exit: 1, findings: [mount("socket-not-writable", SOCKET)], warnings: [] },
    remedy: "change",
  },
];

/** A compose file with these volumes, and with more lines of the service. */
function composeFile(volumes: readonly string[], more: readonly string[] = []): string {
  const variables = Object.entries({ ...VARIABLES, ...mirror }).map(
    ([name, value]) => `      ${name}: ${JSON.stringify(value)}`,
  );
  return `services:
  runner:
    image: ${IMAGES.runner}
${more.map((line) => `    ${line}\n`).join("")}    volumes:
${volumes.map((volume) => `      - ${volume}`).join("\n")}
    environment:
${variables.join("\n")}
volumes:
  logs:
`;
}

/** A compose service with these volumes; the oracle runs the same as a start command. */
function composed(
  volumes: readonly string[],
  start: StartChanges,
  more: readonly string[] = [],
): Pick<LabCase, "command" | "start" | "inject"> {
  return {
    command: () => ["--compose", "/root/compose.yaml"],
    start: () => startCommand({ ...start, env: { ...mirror, ...start.env } }),
    inject: (lab) => lab.writeFile("/root/compose.yaml", composeFile(volumes, more)),
  };
}

const COMPOSE_FAULTS: readonly LabCase[] = [
  {
    name: "compose file without the working directory",
    broken: "the compose file does not mount the working directory",
    ...composed([MOUNTS.socket, MOUNTS.logs], { mounts: [MOUNTS.socket, MOUNTS.logs] }),
    expect: { exit: 1, findings: [mount("working-directory-not-mounted", "/tmp")], warnings: [] },
    oracle: standIn,
    remedy: "change",
  },
  {
    name: "compose file with a relative working directory",
    broken: "./work is a folder beside the compose file, not the working directory",
    ...composed(["./work:/tmp", MOUNTS.socket, MOUNTS.logs], {
      mounts: ["/root/work:/tmp", MOUNTS.socket, MOUNTS.logs],
    }),
    expect: {
      exit: 1,
      findings: [mount("working-directory-path-differs", "/tmp")],
      warnings: [],
    },
    oracle: standIn,
    remedy: "change",
  },
  {
    name: "compose file with a volume for the logs",
    broken: "a name without a slash is a volume, not the engine's folder",
    ...composed([MOUNTS.work, MOUNTS.socket, `logs:${LOGS}:ro`], {
      mounts: [MOUNTS.work, MOUNTS.socket, `logs:${LOGS}:ro`],
    }),
    expect: { exit: 1, findings: [mount("logs-source-differs", LOGS)], warnings: [] },
    oracle: standIn,
    remedy: "change",
  },
  {
    name: "compose file with a tmpfs for the working directory",
    broken: "the service has a tmpfs where the working directory belongs",
    ...composed([MOUNTS.socket, MOUNTS.logs], { mounts: [MOUNTS.socket, MOUNTS.logs], flags: ["--tmpfs", "/tmp"] }, [
      "tmpfs: [/tmp]",
    ]),
    expect: { exit: 1, findings: [mount("working-directory-path-differs", "/tmp")], warnings: [] },
    oracle: standIn,
    remedy: "change",
  },
  {
    name: "compose file with writable logs in the long form",
    broken: "the vendor mounts the logs read-only",
    ...composed([MOUNTS.work, MOUNTS.socket, `{ type: bind, source: ${LOGS}, target: ${LOGS} }`], {
      mounts: [MOUNTS.work, MOUNTS.socket, `${LOGS}:${LOGS}`],
    }),
    expect: { exit: 0, findings: [], warnings: [mount("logs-writable", LOGS)] },
    oracle: { kind: "vendor-rule", source: IMAGES_PAGE },
    remedy: "change",
  },
  {
    name: "compose file with a user of its own",
    broken: "the service's user may neither use the socket nor read the logs",
    ...composed([MOUNTS.work, MOUNTS.socket, MOUNTS.logs], { flags: ["--user", "1234:1234"] }, ['user: "1234:1234"']),
    expect: {
      exit: 1,
      findings: [mount("socket-not-writable", SOCKET), mount("logs-not-readable", LOGS)],
      warnings: [],
    },
    oracle: standIn,
    remedy: "change",
  },
  {
    name: "compose file on an engine that remaps users",
    broken: "root of the service is nobody on the host and may not use the socket",
    ...composed([MOUNTS.work, MOUNTS.socket, MOUNTS.logs], {}),
    inject: async (lab) => {
      await lab.writeFile("/root/compose.yaml", composeFile([MOUNTS.work, MOUNTS.socket, MOUNTS.logs]));
      await lab.configureEngine({ "userns-remap": "nobody:nogroup" });
    },
    expect: { exit: 1, findings: [{ check: "docker-engine", code: "userns-remap" }], warnings: [] },
    oracle: standIn,
    remedy: "change",
  },
];

/** A start command as it was pasted into a script, which needs no terminal. */
function pasted(changes: StartChanges): Pick<LabCase, "command" | "start" | "inject"> {
  const words = quiet(startCommand({ ...changes, env: { ...mirror, ...changes.env } }));
  const text = shellLine(words).replaceAll(/ (?=-[ev] |--name)/g, () => " \\\n  ");
  return {
    command: () => ["--command-file", "/root/start.sh"],
    start: () => words,
    inject: (lab) => lab.writeFile("/root/start.sh", `#!/bin/sh\n# the runner of the team\n${text}\n`),
  };
}

const PASTED_FAULTS: readonly LabCase[] = [
  {
    name: "pasted command without the socket",
    broken: "the script has no -v for the Docker socket",
    ...pasted({ mounts: [MOUNTS.work, MOUNTS.logs] }),
    expect: { exit: 1, findings: [mount("socket-not-mounted", SOCKET)], warnings: [] },
    oracle: standIn,
    remedy: "change",
  },
  {
    name: "pasted command with a working directory of another name",
    broken: "the working directory has another path on the host than in the runner, with a blank in it",
    ...pasted({ mounts: ["/home/my work:/tmp", MOUNTS.socket, MOUNTS.logs] }),
    expect: {
      exit: 1,
      findings: [mount("working-directory-path-differs", "/tmp")],
      warnings: [],
    },
    oracle: standIn,
    remedy: "change",
  },
];

const ENGINE_FAULTS: readonly LabCase[] = [
  {
    name: "userns-remap",
    broken: "root of the container is nobody on the host and may not use the socket",
    ...judging({ env: mirror }),
    inject: (lab) => lab.configureEngine({ "userns-remap": "nobody:nogroup" }),
    expect: { exit: 1, findings: [{ check: "docker-engine", code: "userns-remap" }] },
    oracle: standIn,
    remedy: "change",
  },
  {
    name: "remote engine without the working directory",
    broken: "the engine is asked over tcp, and --mount names a folder that its host has not",
    command: () => ["--docker-host", ENGINE_URL, "--", ...startCommand(bindMount("/home/work"))],
    start: () => startCommand(bindMount("/home/work")),
    inject: (lab) => lab.configureEngine({ hosts: [`unix://${SOCKET}`, ENGINE_URL], tls: false }),
    expect: { exit: 1, findings: [mount("working-directory-missing", "/home/work")], warnings: [] },
    oracle: run,
    remedy: "command",
  },
  {
    name: "remote engine with another data root",
    broken: "the engine is asked over tcp, and its logs are not where they are mounted from",
    command: () => ["--docker-host", ENGINE_URL, "--", ...startCommand({ env: mirror })],
    start: () => startCommand({ env: mirror }),
    inject: async (lab) => {
      await lab.configureEngine({
        hosts: [`unix://${SOCKET}`, ENGINE_URL],
        tls: false,
        "data-root": "/run/docker-data",
      });
      await lab.shell(`mv ${LOGS} ${LOGS}.away`);
    },
    expect: { exit: 1, findings: [mount("logs-source-differs", LOGS)], warnings: [] },
    oracle: standIn,
    remedy: "change",
  },
  {
    name: "this program in a container, a mount missing",
    broken: "this program sees a container's files, and the engine's host has no working directory",
    ...judging(bindMount("/home/work")),
    vantage: "container",
    expect: { exit: 1, findings: [mount("working-directory-missing", "/home/work")], warnings: [] },
    oracle: run,
    remedy: "command",
  },
  {
    name: "this program in a container, config.json out of sight",
    broken: "nothing is wrong but that this program cannot see what is in config.json",
    ...judging({ moreMounts: [CONFIG_MOUNT], env: mirror }),
    vantage: "container",
    inject: (lab) => writeConfig(lab, { auths: { [BASIC]: { auth: REGISTRY_AUTH } } }),
    expect: { exit: 3, findings: [], warnings: [] },
    oracle: { kind: "vendor-rule", source: "what cannot be seen is no finding" },
    remedy: "words",
  },
];

const RIGHT: readonly LabCase[] = [
  right(
    "working directory behind a symbolic link",
    work("/home/work"),
    shell("mkdir /tmp/real && ln -s /tmp/real /home/work"),
  ),
  right(
    "working directory by another name of the same folder",
    { mounts: ["/home/link:/tmp", MOUNTS.socket, MOUNTS.logs] },
    shell("ln -s /tmp /home/link"),
  ),
  right(
    "socket by a symbolic link",
    { mounts: [MOUNTS.work, `/home/docker.sock:${SOCKET}`, MOUNTS.logs] },
    shell("ln -s /run/docker.sock /home/docker.sock"),
  ),
  right("socket read-only", { mounts: [MOUNTS.work, `${MOUNTS.socket}:ro`, MOUNTS.logs] }),
  right("folder of the socket", { mounts: [MOUNTS.work, "/var/run:/var/run", MOUNTS.logs] }),
  right("the whole data root for the logs", {
    mounts: [MOUNTS.work, MOUNTS.socket, "/var/lib/docker:/var/lib/docker:ro"],
  }),
  right(
    "logs by a symbolic link",
    { mounts: [MOUNTS.work, MOUNTS.socket, `/home/logs:${LOGS}:ro`] },
    shell(`ln -s ${LOGS} /home/logs`),
  ),
  right("everything by --mount", {
    mounts: [],
    flags: [
      "--mount",
      "type=bind,source=/tmp,target=/tmp",
      "--mount",
      `type=bind,src=${SOCKET},dst=${SOCKET}`,
      "--mount",
      `type=bind,source=${LOGS},destination=${LOGS},readonly`,
    ],
  }),
  right(
    "relative source and a volume besides",
    { moreMounts: ["./cache:/cache", "maven:/root/.m2"] },
    shell("mkdir /root/cache"),
  ),
  right("nested mount of the same folder", { moreMounts: ["/tmp/cache:/tmp/cache"] }, shell("mkdir /tmp/cache")),
  {
    ...right("userns-remap with --userns host", {
      mounts: [MOUNTS.work, MOUNTS.socket, `${REMAPPED}:${LOGS}:ro`],
      flags: ["--userns", "host"],
    }),
    inject: (lab) => lab.configureEngine({ "userns-remap": "nobody:nogroup" }),
  },
  {
    ...right("remote engine", {}),
    command: () => ["--docker-host", ENGINE_URL, "--", ...startCommand({ env: mirror })],
    inject: (lab) => lab.configureEngine({ hosts: [`unix://${SOCKET}`, ENGINE_URL], tls: false }),
  },
  { ...right("this program in a container", {}), vantage: "container" },
  {
    name: "healthy: compose file with long volumes",
    broken: "",
    ...composed(
      [
        "{ type: bind, source: /tmp, target: /tmp }",
        `{ type: bind, source: ${SOCKET}, target: ${SOCKET} }`,
        `{ type: bind, source: ${LOGS}, target: ${LOGS}, read_only: true }`,
      ],
      {},
    ),
    expect: { exit: 0, findings: [], warnings: [] },
    oracle: standIn,
    remedy: "words",
  },
];

/** Faults and right variants of what the start command mounts. */
export const MOUNT_CASES: readonly LabCase[] = [
  ...SOCKET_FAULTS,
  ...WORK_FAULTS,
  ...LOG_FAULTS,
  ...OTHER_FAULTS,
  ...CONFIG_FAULTS,
  ...CONTAINER_FAULTS,
  ...COMPOSE_FAULTS,
  ...PASTED_FAULTS,
  ...ENGINE_FAULTS,
  ...RIGHT,
];
