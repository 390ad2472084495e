import type {
  EngineConnection,
  EngineInfo,
  PlannedMount,
  PlannedVariable,
  ProcessFact,
  RunnerPlan,
  ValueTraits,
} from "../contract/index.js";
import { LOGS_PATH, RUNNER_IMAGE, SOCKET_PATH } from "../requirements.js";
import type { AnyCode, ArgsOf } from "./findings.js";

/** Arguments of the words of every code, one case or more: what a reader is shown of it. A code without any is a type error. */
export type ExamplesOf<Codes extends Readonly<Record<string, AnyCode>>> = {
  readonly [Id in keyof Codes]: readonly [ArgsOf<Codes, Id>, ...(readonly ArgsOf<Codes, Id>[])];
};

const TRAITS: ValueTraits = {
  empty: false,
  length: 38,
  braces: "none",
  lineBreak: false,
  quoted: false,
  padded: false,
};

/** A variable on the command line. */
export function exampleVariable(name: string, more: Partial<PlannedVariable> = {}): PlannedVariable {
  return { name, origin: { from: "word", word: 9 }, via: "command-line", traits: TRAITS, ...more };
}

/** A `-v` of the start command. */
export function exampleMount(source: string, target: string, more: Partial<PlannedMount> = {}): PlannedMount {
  const words = ["-v", `${source}:${target}${more.readOnly === true ? ":ro" : ""}`];
  return {
    form: "volume",
    type: "bind",
    source,
    target,
    readOnly: false,
    options: [],
    origin: { from: "word", word: 5 },
    text: words.join(" "),
    words,
    ...more,
  };
}

/** The vendor's start command, with a config.json for the images of a private registry. */
export const EXAMPLE_PLAN: RunnerPlan = {
  source: "docker-run",
  description: "docker run … (words after --)",
  directory: "/home/op",
  sudo: false,
  images: [
    {
      role: "runner",
      reference: RUNNER_IMAGE.value,
      puller: "start-command",
      origin: { from: "word", word: 22 },
      pullPolicy: "missing",
    },
    {
      role: "clone",
      reference: "registry.example/team/dvcs-tools:1",
      puller: "runner",
      origin: { from: "word", word: 20 },
    },
  ],
  mounts: [
    exampleMount("/tmp", "/tmp"),
    exampleMount(SOCKET_PATH.value, SOCKET_PATH.value),
    exampleMount(LOGS_PATH.value, LOGS_PATH.value, { readOnly: true }),
  ],
  env: [exampleVariable("RUNNER_UUID"), exampleVariable("WORKING_DIRECTORY", { value: "/tmp" })],
  network: { value: "default", origin: { from: "default" } },
  securityOptions: [],
  issues: [],
  domains: [],
  dockerHost: { value: `unix://${SOCKET_PATH.value}`, origin: { from: "default" } },
  runnerConfig: {
    directory: "/home/op/.docker",
    file: "/home/op/.docker/config.json",
    origin: { from: "word", word: 7 },
  },
  clientConfig: { directory: "/home/op/.docker", file: "/home/op/.docker/config.json", origin: { from: "default" } },
  proxies: {},
};

/** An engine on its socket. */
export const EXAMPLE_CONNECTION: EngineConnection = {
  endpoint: `unix://${SOCKET_PATH.value}`,
  origin: { from: "default" },
  transport: "unix",
  outcome: "answered",
  socketPath: SOCKET_PATH.value,
  socketMode: "0660",
  socketOwner: "root",
  socketGroup: "docker",
  version: "28.5.2",
  apiVersion: "1.51",
  durationMs: 3,
};

/** What that engine says of itself. */
export const EXAMPLE_INFO: EngineInfo = {
  serverVersion: "28.5.2",
  operatingSystem: "Debian GNU/Linux 12 (bookworm)",
  os: "linux",
  architecture: "x86_64",
  kernelVersion: "6.1.0-18-amd64",
  rootDirectory: "/var/lib/docker",
  securityOptions: [],
  memoryBytes: 16 * 1024 ** 3,
  cpuCount: 8,
  storageDriver: "overlay2",
  imageStore: "graph",
  loggingDriver: "json-file",
  liveRestore: false,
  mirrors: [],
  insecureRegistries: [],
  insecureCidrs: [],
  warnings: [],
  receivedAt: "2026-11-01T12:00:00Z",
};

/** An operator in the group docker, on the engine's machine. */
export const EXAMPLE_PROCESS: ProcessFact = {
  platform: "linux",
  architecture: "x64",
  uid: 1000,
  gid: 1000,
  groups: [1000, 998],
  userName: "op",
  home: "/home/op",
  inContainer: false,
  hostName: "runner-host",
  program: ["runner-preflight"],
  programAsRoot: ["runner-preflight"],
};
