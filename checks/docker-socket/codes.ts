import { ENGINE_ERROR, type EngineFailure, restartAfterLog } from "../../src/judge/engine-error.js";
import { defineCodes, safe, showing, sudo } from "../../src/judge/findings.js";
import { dockerLine } from "../../src/judge/remedy/docker-line.js";
import { engineLog, startingEngine } from "../../src/judge/remedy/engine-service.js";
import type { SocketScene } from "./scene.js";
import { invalidAddressWords, missingWords, notASocketWords, permissionWords, tlsWords } from "./words.js";

const DAEMON_PAGE = "https://docs.docker.com/engine/daemon/troubleshoot/";
const POST_INSTALL_PAGE = "https://docs.docker.com/engine/install/linux-postinstall/";
const PROTECT_PAGE = "https://docs.docker.com/engine/security/protect-access/";

/** An engine that accepts a question and is silent. */
interface SilentEngine extends EngineFailure {
  readonly question: "ping" | "info";
}

/** The catalogue of `docker-socket`. */
export const SOCKET_CODES = defineCodes({
  "socket-missing": {
    severity: "error",
    meaning: "There is nothing at the path of the Docker socket.",
    cause: "Docker is not installed or not started, or its socket is somewhere else (rootless Docker, Docker Desktop).",
    remedy: "Start Docker, or name the socket that is in use with --docker-host.",
    source: DAEMON_PAGE,
    words: missingWords,
  },
  "socket-not-a-socket": {
    severity: "error",
    meaning: "What is at the path of the Docker socket is a file or a directory.",
    cause:
      "A container was started with the socket mounted while the engine was down, and a directory was created there.",
    remedy: "Move it out of the way and restart Docker, which then creates its socket.",
    source: DAEMON_PAGE,
    words: notASocketWords,
  },
  "socket-permission-denied": {
    severity: "error",
    meaning: "This user is not allowed to open the Docker socket.",
    cause:
      "The socket belongs to root and the group docker, and the user is in neither, or has not logged in again since.",
    remedy:
      "Add the user to the socket's group and log in again, or use sudo for the start command and for this program.",
    source: POST_INSTALL_PAGE,
    words: permissionWords,
  },
  "socket-refused": {
    severity: "error",
    meaning: "The socket is there, but no process listens on it.",
    cause: "The engine was killed or failed to start and left its socket behind.",
    remedy: "Start Docker and read its log if it does not stay up.",
    source: DAEMON_PAGE,
    words: ({ site, place }: SocketScene) => {
      const { does, commands } = startingEngine(site);
      return {
        message: `Nothing listens on the Docker socket ${place}.`,
        summary: `${does}; if it does not stay up, its log says why.`,
        commands: [...commands, ...engineLog(site)],
      };
    },
  },
  "engine-timeout": {
    severity: "error",
    meaning: "Something accepts connections on the endpoint, but gives no answer within the limit.",
    cause: "The engine hangs: a full or stalled disk, a storage or DNS problem, a deadlock.",
    remedy: "Look at the engine's log and restart it.",
    source: DAEMON_PAGE,
    words: ({ site, place, question }: SilentEngine) => ({
      message:
        question === "ping"
          ? `The engine at ${place} accepts connections but does not answer.`
          : `The engine at ${place} answers a ping, but gives no answer when it is asked about itself.`,
      ...restartAfterLog(site),
    }),
  },
  "engine-not-docker": {
    severity: "error",
    meaning: "What answers on the endpoint does not speak the Docker API.",
    cause: "The endpoint belongs to another program, or the port is that of a proxy or of containerd.",
    remedy: "Name the endpoint of the Docker Engine with --docker-host.",
    source: "https://docs.docker.com/reference/api/engine/",
    words: ({ place, connection }: SocketScene) => ({
      message: `What answers at ${place} is not a Docker Engine.`,
      summary:
        "Name the Docker Engine's own endpoint with --docker-host (and with -H or DOCKER_HOST for the start command).",
      commands: [showing(connection.transport === "unix" ? sudo("sudo ss -xlp") : safe("docker context ls"))],
    }),
  },
  "engine-error": ENGINE_ERROR,
  "docker-host-invalid": {
    severity: "error",
    meaning: "The engine's address cannot be understood.",
    cause: "DOCKER_HOST, -H or --docker-host lacks the scheme or names one that does not exist.",
    remedy: "Write it as unix:///path or tcp://host:port.",
    source: "https://docs.docker.com/reference/cli/docker/#environment-variables",
    words: invalidAddressWords,
  },
  "engine-tls-failed": {
    severity: "error",
    meaning: "The engine was reached over TCP, but TLS with it failed.",
    cause:
      "The client certificate is missing or not accepted, the engine's certificate is not trusted, or one side speaks plain HTTP.",
    remedy: "Give the right ca.pem, cert.pem and key.pem in DOCKER_CERT_PATH and set DOCKER_TLS_VERIFY=1.",
    source: PROTECT_PAGE,
    words: tlsWords,
  },
  "engine-unreachable": {
    severity: "error",
    meaning: "The remote engine could not be reached over tcp or ssh.",
    cause: "The host is down, the port is closed by a firewall, the name does not resolve, or ssh refuses the key.",
    remedy: "Make the engine reachable from here, or run this program on the runner's host.",
    source: PROTECT_PAGE,
    words: ({ plan, place }: SocketScene) => ({
      message: `The remote engine at ${place} cannot be reached.`,
      summary: "Make the engine reachable from this machine, or run this program on the runner's host.",
      commands: [showing(safe(dockerLine(plan, ["version"])))],
    }),
  },
});
