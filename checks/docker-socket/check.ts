import {
  type Check,
  type CodeEntry,
  type ConnectionOutcome,
  type EngineConnection,
  type Evidence,
  type Finding,
  type Host,
  originText,
  type Pass,
  ProbeError,
  type ProcessFact,
  type RemedyCommand,
  type RunnerPlan,
  type Verdict,
} from "../../src/contract/index.js";
import { ENGINE_ERROR, engineLog, restartEngine, startEngine } from "../../src/judge/engine.js";
import { destructive, failed, finding, passed, safe, sudo } from "../../src/judge/findings.js";
import { orNothing } from "../../src/judge/probes.js";
import { shellLine } from "../../src/docker/shell.js";
import { dockerLine } from "../../src/judge/remedy/docker-line.js";
import { listText } from "../../src/judge/text.js";

const DAEMON_PAGE = "https://docs.docker.com/engine/daemon/troubleshoot/";
const POST_INSTALL_PAGE = "https://docs.docker.com/engine/install/linux-postinstall/";
const PROTECT_PAGE = "https://docs.docker.com/engine/security/protect-access/";

const CODES = {
  "socket-missing": {
    severity: "error",
    meaning: "There is nothing at the path of the Docker socket.",
    cause: "Docker is not installed or not started, or its socket is somewhere else (rootless Docker, Docker Desktop).",
    remedy: "Start Docker, or name the socket that is in use with --docker-host.",
    source: DAEMON_PAGE,
  },
  "socket-not-a-socket": {
    severity: "error",
    meaning: "What is at the path of the Docker socket is a file or a directory.",
    cause:
      "A container was started with the socket mounted while the engine was down, and a directory was created there.",
    remedy: "Move it out of the way and restart Docker, which then creates its socket.",
    source: DAEMON_PAGE,
  },
  "socket-permission-denied": {
    severity: "error",
    meaning: "This user is not allowed to open the Docker socket.",
    cause:
      "The socket belongs to root and the group docker, and the user is in neither, or has not logged in again since.",
    remedy:
      "Add the user to the socket's group and log in again, or use sudo for the start command and for this program.",
    source: POST_INSTALL_PAGE,
  },
  "socket-refused": {
    severity: "error",
    meaning: "The socket is there, but no process listens on it.",
    cause: "The engine was killed or failed to start and left its socket behind.",
    remedy: "Start Docker and read its log if it does not stay up.",
    source: DAEMON_PAGE,
  },
  "engine-timeout": {
    severity: "error",
    meaning: "Something accepts connections on the endpoint, but gives no answer within the limit.",
    cause: "The engine hangs: a full or stalled disk, a storage or DNS problem, a deadlock.",
    remedy: "Look at the engine's log and restart it.",
    source: DAEMON_PAGE,
  },
  "engine-not-docker": {
    severity: "error",
    meaning: "What answers on the endpoint does not speak the Docker API.",
    cause: "The endpoint belongs to another program, or the port is that of a proxy or of containerd.",
    remedy: "Name the endpoint of the Docker Engine with --docker-host.",
    source: "https://docs.docker.com/reference/api/engine/",
  },
  "engine-error": ENGINE_ERROR,
  "docker-host-invalid": {
    severity: "error",
    meaning: "The engine's address cannot be understood.",
    cause: "DOCKER_HOST, -H or --docker-host lacks the scheme or names one that does not exist.",
    remedy: "Write it as unix:///path, tcp://host:port or ssh://user@host.",
    source: "https://docs.docker.com/reference/cli/docker/#environment-variables",
  },
  "engine-tls-failed": {
    severity: "error",
    meaning: "The engine was reached over TCP, but TLS with it failed.",
    cause:
      "The client certificate is missing or not accepted, the engine's certificate is not trusted, or one side speaks plain HTTP.",
    remedy: "Give the right ca.pem, cert.pem and key.pem in DOCKER_CERT_PATH and set DOCKER_TLS_VERIFY=1.",
    source: PROTECT_PAGE,
  },
  "engine-unreachable": {
    severity: "error",
    meaning: "The remote engine could not be reached over tcp or ssh.",
    cause: "The host is down, the port is closed by a firewall, the name does not resolve, or ssh refuses the key.",
    remedy: "Make the engine reachable from here, or run this program on the runner's host.",
    source: PROTECT_PAGE,
  },
} as const satisfies Record<string, CodeEntry>;

type Code = keyof typeof CODES;

const CODE_OF: Readonly<Record<Exclude<ConnectionOutcome, "answered">, Code>> = {
  missing: "socket-missing",
  "not-a-socket": "socket-not-a-socket",
  "permission-denied": "socket-permission-denied",
  refused: "socket-refused",
  timeout: "engine-timeout",
  "not-docker": "engine-not-docker",
  error: "engine-error",
  "invalid-endpoint": "docker-host-invalid",
  "tls-failed": "engine-tls-failed",
  unreachable: "engine-unreachable",
};

interface Scene {
  readonly plan: RunnerPlan;
  readonly connection: EngineConnection;
  readonly process: ProcessFact | undefined;
  /** Other sockets that this process found. */
  readonly otherSockets: readonly string[];
}

interface Words {
  readonly message: string;
  readonly summary: string;
  readonly commands: readonly RemedyCommand[];
}

const RESTART = "Read the engine's log, then restart it (running containers stop unless live-restore is on).";

function place({ socketPath, endpoint }: EngineConnection): string {
  return socketPath ?? endpoint;
}

function missing({ plan, connection, process, otherSockets }: Scene): Words {
  const message = `There is no Docker socket at ${place(connection)}.`;
  const [other] = otherSockets;
  if (other !== undefined)
    return {
      message,
      summary: `Start Docker, or, if the engine behind ${other} is the one to use, name it with --docker-host unix://${other} and in the start command.`,
      commands: [startEngine(plan), safe(shellLine(["docker", "-H", `unix://${other}`, "version"]))],
    };
  if (process?.inContainer === true)
    return {
      message: `${message} This program runs inside a container.`,
      summary: `Give this program's container the socket (-v ${place(connection)}:${place(connection)}), or run it on the host.`,
      commands: [],
    };
  return {
    message,
    summary: "Start Docker; if it is not installed, install Docker Engine for this system first.",
    commands: [startEngine(plan)],
  };
}

function notASocket({ plan, connection }: Scene): Words {
  const path = place(connection);
  return {
    message: `${path} is not a socket.`,
    summary: `Move ${path} out of the way and restart Docker, which creates the socket anew (running containers stop unless live-restore is on).`,
    commands: [
      sudo(shellLine(["sudo", "mv", path, `${path}.not-a-socket`])),
      plan.dockerHost.value.startsWith("unix:///run/user/")
        ? restartEngine(plan)
        : destructive("sudo systemctl restart docker.socket docker.service"),
    ],
  };
}

function permissionDenied({ plan, connection, process }: Scene): Words {
  const path = place(connection);
  const user = process?.userName;
  const who = user ?? `user ${process?.uid ?? "of this process"}`;
  const message = `${who} may not open the Docker socket ${path}.`;
  if (process?.uid === 0)
    return {
      message,
      summary: `Find out what confines root here (SELinux, AppArmor, a user namespace): the modes of ${path} do not.`,
      commands: [sudo(shellLine(["sudo", "ls", "-lZ", path]))],
    };
  if (plan.sudo)
    return {
      message,
      summary: "Run this program with sudo, as the start command is run with sudo.",
      commands: [sudo(`sudo ${dockerLine(plan, ["version"])}`)],
    };
  const group = connection.socketGroup ?? "docker";
  if (group === "root" || user === undefined)
    return {
      message,
      summary: `Run the start command and this program with sudo: ${path} is open to ${connection.socketOwner ?? "its owner"} alone.`,
      commands: [sudo(`sudo ${dockerLine(plan, ["version"])}`)],
    };
  return {
    message,
    summary: `Add ${user} to the group ${group} and log in again, or run the start command and this program with sudo.`,
    commands: [sudo(shellLine(["sudo", "usermod", "-aG", group, user]))],
  };
}

function invalidEndpoint({ plan, connection }: Scene): Words {
  const { value, origin } = plan.dockerHost;
  return {
    message: `The engine's address ${value} (${originText(origin)}) cannot be used${connection.detail === undefined ? "" : `: ${connection.detail}`}.`,
    summary: `Correct it where it is set (${originText(origin)}): unix:///path, tcp://host:port or ssh://user@host.`,
    commands:
      origin.from === "variable" && origin.name === "DOCKER_HOST"
        ? [safe("unset DOCKER_HOST")]
        : [safe("docker context ls")],
  };
}

function tlsFailed({ connection }: Scene): Words {
  const address = /^[a-z]+:\/\/([^/]+)/u.exec(connection.endpoint)?.[1];
  return {
    message: `TLS with the engine at ${connection.endpoint} failed.`,
    summary:
      "Put the ca.pem, cert.pem and key.pem that belong to this engine into one folder, name it in DOCKER_CERT_PATH, and set DOCKER_TLS_VERIFY=1.",
    commands:
      address === undefined ? [] : [safe(`openssl s_client -brief -connect ${shellLine([address])} </dev/null`)],
  };
}

const WORDS: Readonly<Record<Code, (scene: Scene) => Words>> = {
  "socket-missing": missing,
  "socket-not-a-socket": notASocket,
  "socket-permission-denied": permissionDenied,
  "socket-refused": ({ plan, connection }) => ({
    message: `Nothing listens on the Docker socket ${place(connection)}.`,
    summary: "Start Docker; if it does not stay up, its log says why.",
    commands: [startEngine(plan), engineLog(plan)],
  }),
  "engine-timeout": ({ plan, connection }) => ({
    message: `The engine at ${place(connection)} accepts connections but does not answer.`,
    summary: RESTART,
    commands: [engineLog(plan), restartEngine(plan)],
  }),
  "engine-not-docker": ({ connection }) => ({
    message: `What answers at ${place(connection)} is not a Docker Engine.`,
    summary:
      "Name the Docker Engine's own endpoint with --docker-host (and with -H or DOCKER_HOST for the start command).",
    commands: connection.transport === "unix" ? [sudo("sudo ss -xlp")] : [safe("docker context ls")],
  }),
  "engine-error": ({ plan, connection }) => ({
    message: `The engine at ${place(connection)} answers with an error.`,
    summary: RESTART,
    commands: [engineLog(plan), restartEngine(plan)],
  }),
  "docker-host-invalid": invalidEndpoint,
  "engine-tls-failed": tlsFailed,
  "engine-unreachable": ({ plan, connection }) => ({
    message: `The remote engine at ${place(connection)} cannot be reached.`,
    summary: "Make the engine reachable from this machine, or run this program on the runner's host.",
    commands: [safe(dockerLine(plan, ["version"]))],
  }),
};

function codeOf({ outcome, transport }: EngineConnection): Code | undefined {
  if (outcome === "answered") return undefined;
  return outcome === "refused" && transport !== "unix" ? "engine-unreachable" : CODE_OF[outcome];
}

function evidenceOf({ connection, process, otherSockets }: Scene): readonly Evidence[] {
  const { endpoint, origin, outcome, detail, socketPath, resolvedSocketPath, socketMode } = connection;
  const link =
    resolvedSocketPath === undefined || resolvedSocketPath === socketPath ? "" : `, is ${resolvedSocketPath}`;
  const groups = process === undefined || process.groups.length === 0 ? "" : `, groups ${process.groups.join(" ")}`;
  return [
    { what: "engine endpoint", observed: endpoint, origin },
    {
      what: `GET /_ping at ${endpoint}`,
      observed: [outcome, detail].filter((text) => text !== undefined).join(": "),
      expected: "an answer of the Docker Engine",
      vantage: "process",
    },
    ...(socketPath === undefined || socketMode === undefined
      ? []
      : [
          {
            what: socketPath,
            observed: `mode ${socketMode}, owner ${connection.socketOwner ?? "unknown"}, group ${connection.socketGroup ?? "unknown"}${link}`,
            vantage: "process" as const,
          },
        ]),
    ...(process?.uid === undefined || outcome !== "permission-denied"
      ? []
      : [
          {
            what: "this process",
            observed: `uid ${process.uid}${process.userName === undefined ? "" : ` (${process.userName})`}${groups}`,
            vantage: "process" as const,
          },
        ]),
    ...(otherSockets.length === 0
      ? []
      : [{ what: "other sockets on this machine", observed: listText(otherSockets), vantage: "process" as const }]),
  ];
}

/** Where other set-ups put their socket. */
function candidateSockets(process: ProcessFact | undefined): readonly string[] {
  const uid = process?.uid;
  return [
    "/var/run/docker.sock",
    ...(uid === undefined || uid === 0 ? [] : [`/run/user/${uid}/docker.sock`]),
    ...(process === undefined ? [] : [`${process.home}/.docker/run/docker.sock`]),
    "/run/podman/podman.sock",
  ];
}

async function readOtherSockets(host: Host, paths: readonly string[], signal: AbortSignal): Promise<readonly string[]> {
  const stats = await Promise.all(paths.map((path) => orNothing(host.files.stat({ path }, { signal }))));
  return stats.filter((stat) => stat?.type === "socket").map((stat) => stat?.path ?? "");
}

function describe({ version, platformName, endpoint, durationMs }: EngineConnection): Evidence {
  const engine = `${platformName ?? "engine"} ${version ?? "of unknown version"}`;
  return { what: endpoint, observed: `${engine} answered in ${Math.round(durationMs)} ms`, vantage: "process" };
}

/** An engine that answers a ping and fails at the question that every other check builds on is no engine that works. */
async function judgeInfo({ plan, host, signal }: Pass, connection: EngineConnection): Promise<Verdict> {
  const evidence = describe(connection);
  try {
    await host.engine.info({}, { signal });
  } catch (error) {
    if (!(error instanceof ProbeError)) throw error;
    if (error.kind !== "engine-failed" && error.kind !== "timeout") return passed([evidence]);
    const [code, fault] =
      error.kind === "timeout"
        ? (["engine-timeout", "gives no answer"] as const)
        : (["engine-error", "does not answer as it should"] as const);
    return failed([
      finding(CODES, code, {
        message: `The engine at ${place(connection)} answers a ping, but ${fault} when it is asked about itself.`,
        target: place(connection),
        evidence: [
          evidence,
          { what: "GET /info", observed: error.message, expected: "the engine's description", vantage: "process" },
        ],
        remedy: { summary: RESTART, commands: [engineLog(plan), restartEngine(plan)] },
      }),
    ]);
  }
  return passed([evidence]);
}

async function run(pass: Pass): Promise<Verdict> {
  const { plan, host, signal } = pass;
  pass.progress(`the engine at ${plan.dockerHost.value}`);
  const connection = await host.engine.connection({}, { signal });
  const code = codeOf(connection);
  if (code === undefined) return judgeInfo(pass, connection);
  const process = await orNothing(host.env.process({}, { signal }));
  const isMissing = code === "socket-missing";
  const candidates = isMissing ? candidateSockets(process).filter((path) => path !== connection.socketPath) : [];
  const scene: Scene = { plan, connection, process, otherSockets: await readOtherSockets(host, candidates, signal) };
  const { message, summary, commands } = WORDS[code](scene);
  const found: Finding = finding(CODES, code, {
    message,
    target: place(connection),
    evidence: evidenceOf(scene),
    remedy: { summary, commands },
  });
  return failed([found]);
}

/** The Docker Engine answers where the plan says it is. */
export const dockerSocket: Check = {
  id: "docker-socket",
  title: "Docker Engine answers on its socket",
  group: "engine",
  severity: "error",
  codes: CODES,
  run,
};
