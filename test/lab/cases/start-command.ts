import type { LabCase } from "../support/case.js";
import { IMAGES } from "../support/images.js";
import { MOUNTS, RUNNER_NAME } from "../support/start-command.js";
import { byDefault, heal, IMAGES_PAGE, judging } from "./shared.js";

const standIn = { kind: "stand-in-runner" } as const;
const run = { kind: "run" } as const;

/** Faults of mounts, variables and options in the start command. */
export const START_COMMAND_CASES: readonly LabCase[] = [
  {
    name: "socket not mounted",
    broken: "the start command has no -v for the Docker socket",
    ...judging({ mounts: [MOUNTS.work, MOUNTS.logs] }),
    expect: {
      exit: 1,
      findings: [{ check: "mount-paths", code: "socket-not-mounted", target: "/var/run/docker.sock" }],
    },
    oracle: standIn,
    remedy: "change",
  },
  {
    name: "socket mounted from another path",
    broken: "what is mounted at the socket's place is not the engine's socket",
    ...judging({ mounts: [MOUNTS.work, MOUNTS.logs, "/home/docker.sock:/var/run/docker.sock"] }),
    inject: (lab) => lab.writeFile("/home/docker.sock", ""),
    expect: {
      exit: 1,
      findings: [{ check: "mount-paths", code: "socket-source-differs", target: "/var/run/docker.sock" }],
    },
    oracle: standIn,
    remedy: "change",
  },
  {
    name: "working directory not mounted",
    broken: "no -v /tmp:/tmp, as in two of the vendor's own examples",
    ...judging({ mounts: [MOUNTS.socket, MOUNTS.logs] }),
    expect: {
      exit: 1,
      findings: [{ check: "mount-paths", code: "working-directory-not-mounted", target: "/tmp" }],
    },
    oracle: standIn,
    remedy: "change",
  },
  {
    name: "working directory mounted elsewhere",
    broken: "the working directory has another path on the host than in the runner",
    ...judging({ mounts: ["/home/work:/tmp", MOUNTS.socket, MOUNTS.logs] }),
    inject: async (lab) => {
      await lab.shell("mkdir -p /home/work");
    },
    expect: {
      exit: 1,
      findings: [{ check: "mount-paths", code: "working-directory-path-differs", target: "/tmp" }],
    },
    oracle: standIn,
    remedy: "change",
  },
  {
    name: "working directory missing with --mount",
    broken: "--mount does not create the missing working directory",
    ...judging({
      mounts: [MOUNTS.socket, MOUNTS.logs],
      flags: ["--mount", "type=bind,source=/home/runner,target=/home/runner"],
      env: { WORKING_DIRECTORY: "/home/runner" },
    }),
    heal: async (lab) => {
      await lab.shell("mkdir -p /home/runner");
    },
    expect: {
      exit: 1,
      findings: [{ check: "mount-paths", code: "working-directory-missing", target: "/home/runner" }],
    },
    oracle: run,
    remedy: "command",
  },
  {
    name: "logs not mounted",
    broken: "the start command has no -v for the engine's container logs",
    ...judging({ mounts: [MOUNTS.work, MOUNTS.socket] }),
    expect: {
      exit: 1,
      findings: [{ check: "mount-paths", code: "logs-not-mounted", target: "/var/lib/docker/containers" }],
    },
    oracle: standIn,
    remedy: "change",
  },
  {
    name: "logs mounted from a wrong source",
    broken: "the logs mount shows another folder than the engine's",
    ...judging({ mounts: [MOUNTS.work, MOUNTS.socket, "/home:/var/lib/docker/containers:ro"] }),
    expect: {
      exit: 1,
      findings: [{ check: "mount-paths", code: "logs-source-differs", target: "/var/lib/docker/containers" }],
    },
    oracle: standIn,
    remedy: "change",
  },
  {
    name: "logs mount does not follow the data root",
    broken: "the engine keeps its data elsewhere and the vendor's logs mount shows nothing",
    ...byDefault,
    inject: (lab) => lab.configureEngine({ "data-root": "/run/docker-data" }),
    expect: {
      exit: 1,
      findings: [{ check: "mount-paths", code: "logs-source-differs", target: "/var/lib/docker/containers" }],
    },
    oracle: standIn,
    remedy: "change",
  },
  {
    name: "malformed -v",
    broken: "docker refuses a volume with four parts",
    ...judging({ moreMounts: ["/home:/data:rw:x"] }),
    expect: { exit: 1, findings: [{ check: "mount-paths", code: "mount-invalid", target: "-v /home:/data:rw:x" }] },
    oracle: run,
    remedy: "change",
  },
  {
    name: "malformed --mount",
    broken: "docker refuses a --mount field without a value",
    ...judging({ flags: ["--mount", "type=bind,source=/home,target"] }),
    expect: {
      exit: 1,
      findings: [{ check: "mount-paths", code: "mount-invalid", target: "--mount type=bind,source=/home,target" }],
    },
    oracle: run,
    remedy: "change",
  },
  {
    name: "source of --mount missing",
    broken: "--mount names a folder that does not exist",
    ...judging({ flags: ["--mount", "type=bind,source=/home/cache,target=/cache"] }),
    heal: async (lab) => {
      await lab.shell("mkdir -p /home/cache");
    },
    expect: { exit: 1, findings: [{ check: "mount-paths", code: "mount-source-missing", target: "/home/cache" }] },
    oracle: run,
    remedy: "command",
  },
  {
    name: "variable missing",
    broken: "OAUTH_CLIENT_SECRET is not given",
    ...judging({ env: { OAUTH_CLIENT_SECRET: null } }),
    expect: {
      exit: 1,
      findings: [{ check: "runner-command", code: "variable-missing", target: "OAUTH_CLIENT_SECRET" }],
    },
    oracle: standIn,
    remedy: "change",
  },
  {
    name: "working directory variable missing",
    broken: "WORKING_DIRECTORY is not given",
    ...judging({ env: { WORKING_DIRECTORY: null } }),
    expect: {
      exit: 1,
      findings: [{ check: "runner-command", code: "variable-missing", target: "WORKING_DIRECTORY" }],
    },
    oracle: standIn,
    remedy: "change",
  },
  {
    name: "placeholder left in a variable",
    broken: "ACCOUNT_UUID is still the documentation's <my-account-id>",
    ...judging({ env: { ACCOUNT_UUID: "<my-account-id>" } }),
    expect: {
      exit: 1,
      findings: [{ check: "runner-command", code: "variable-placeholder", target: "ACCOUNT_UUID" }],
    },
    oracle: { kind: "vendor-rule", source: IMAGES_PAGE },
    remedy: "change",
  },
  {
    name: "invalid -e",
    broken: "docker refuses a variable without a name",
    ...judging({ flags: ["-e", "=value"] }),
    expect: { exit: 1, findings: [{ check: "runner-command", code: "option-invalid", target: "-e" }] },
    oracle: run,
    remedy: "change",
  },
  {
    name: "--mount without its type",
    broken: "a --mount without type=bind is a volume, and a path is no volume's name",
    ...judging({ flags: ["--mount", "source=/home,target=/data"] }),
    expect: {
      exit: 1,
      findings: [{ check: "mount-paths", code: "mount-invalid", target: "--mount source=/home,target=/data" }],
    },
    oracle: run,
    remedy: "change",
  },
  {
    name: "container name taken",
    broken: "another container already has the runner's name",
    ...judging({}),
    inject: async (lab) => {
      await lab.shell(`docker create --name ${RUNNER_NAME} ${IMAGES.runner}`);
    },
    heal,
    expect: { exit: 1, findings: [{ check: "runner-command", code: "container-name-taken", target: RUNNER_NAME }] },
    oracle: run,
    remedy: "command",
  },
];
