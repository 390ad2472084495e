import { ENGINE_ERROR, type EngineFailure, restartAfterLog } from "../../src/judge/engine-error.js";
import { defineCodes, safe, showing, sudo } from "../../src/judge/findings.js";
import { dockerLine } from "../../src/judge/remedy/docker-line.js";
import { engineLog, startingEngine } from "../../src/judge/remedy/engine-service.js";
import type { SocketScene } from "./scene.js";
import {
  invalidAddressWords,
  missingWords,
  notASocketWords,
  permissionWords,
  tlsWords,
  orCorrectAddress,
} from "./words.js";

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
    meaning: "The Docker socket does not exist.",
    cause: "Docker is not installed or not started, or its socket is elsewhere (rootless Docker, Docker Desktop).",
    remedy: "Start Docker. Or name its socket with --docker-host.",
    source: DAEMON_PAGE,
    words: missingWords,
  },
  "socket-not-a-socket": {
    severity: "error",
    meaning: "The path of the Docker socket is a file or a directory.",
    cause:
      "A container that mounts the socket was started while the engine was down. The engine then created a directory.",
    remedy: "Move it, and restart Docker. Docker then creates its socket.",
    source: DAEMON_PAGE,
    words: notASocketWords,
  },
  "socket-permission-denied": {
    severity: "error",
    meaning: "This user may not open the Docker socket.",
    cause:
      "The user is not in the group docker, or has not logged in again since. The socket belongs to root and that group.",
    remedy: "Add the user to the socket's group, and log in again. Or use sudo for the start command and this program.",
    source: POST_INSTALL_PAGE,
    words: permissionWords,
  },
  "socket-refused": {
    severity: "error",
    meaning: "The Docker socket exists, but nothing listens on it.",
    cause: "The engine was killed or failed to start, and left its socket.",
    remedy: "Start Docker. If it stops again, read its log.",
    source: DAEMON_PAGE,
    words: (scene: SocketScene) => {
      const { site, place } = scene;
      const { does, commands } = startingEngine(site);
      return {
        message: `Nothing listens on the Docker socket ${place}.`,
        summary: `${does}. If it stops again, its log says why.${orCorrectAddress(scene)}`,
        commands: [...commands, ...engineLog(site)],
      };
    },
  },
  "engine-timeout": {
    severity: "error",
    meaning: "The engine accepts connections, but does not answer in time.",
    cause: "The engine hangs, for example because of a full or slow disk, a DNS problem or a deadlock.",
    remedy: "Read the engine's log, and restart the engine.",
    source: DAEMON_PAGE,
    words: ({ site, place, question }: SilentEngine) => ({
      message:
        question === "ping"
          ? `The engine at ${place} accepts connections, but does not answer.`
          : `The engine at ${place} answers a ping, but not GET /info.`,
      ...restartAfterLog(site),
    }),
  },
  "engine-not-docker": {
    severity: "error",
    meaning: "Something else than a Docker Engine answers at this address.",
    cause: "The address belongs to another program, for example a proxy or containerd.",
    remedy: "Name the address of the Docker Engine with --docker-host.",
    source: "https://docs.docker.com/reference/api/engine/",
    words: ({ place, connection }: SocketScene) => ({
      message: `The program that answers at ${place} is not a Docker Engine.`,
      summary:
        "Name the engine's address with --docker-host. Name it in the start command too, with -H or DOCKER_HOST.",
      commands: [showing(connection.transport === "unix" ? sudo("sudo ss -xlp") : safe("docker context ls"))],
    }),
  },
  "engine-error": ENGINE_ERROR,
  "docker-host-invalid": {
    severity: "error",
    meaning: "docker cannot use the engine's address.",
    cause: "DOCKER_HOST, -H or --docker-host has no scheme or a wrong one.",
    remedy: "Write it as unix:///path or tcp://host:port.",
    source: "https://docs.docker.com/reference/cli/docker/#environment-variables",
    words: invalidAddressWords,
  },
  "engine-tls-failed": {
    severity: "error",
    meaning: "The engine answers over TCP, but the TLS handshake fails.",
    cause:
      "The client certificate is missing or rejected, the engine's certificate is not trusted, or one side speaks plain HTTP.",
    remedy: "Put the right ca.pem, cert.pem and key.pem into DOCKER_CERT_PATH, and set DOCKER_TLS_VERIFY=1.",
    source: PROTECT_PAGE,
    words: tlsWords,
  },
  "engine-unreachable": {
    severity: "error",
    meaning: "The remote engine cannot be reached.",
    cause: "The host is down, a firewall closes the port, its name does not exist, or ssh refuses the key.",
    remedy: "Make the engine reachable from this machine. Or run this program on the runner's host.",
    source: PROTECT_PAGE,
    words: ({ plan, place }: SocketScene) => ({
      message: `The remote engine at ${place} cannot be reached.`,
      summary: "Make the engine reachable from this machine. Or run this program on the runner's host.",
      commands: [showing(safe(dockerLine(plan, ["version"])))],
    }),
  },
});
