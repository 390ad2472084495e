import { originText } from "../../src/contract/index.js";
import { shellLine } from "../../src/docker/shell.js";
import { connectionDetailWords } from "../../src/judge/connection-words.js";
import { afterwards, safe, showing, sudo, type Words } from "../../src/judge/findings.js";
import { dockerLine } from "../../src/judge/remedy/docker-line.js";
import { restartingSocket, startingEngine } from "../../src/judge/remedy/engine-service.js";
import type { SocketScene } from "./scene.js";

/** The other way out where somebody named the address: Docker does not listen there by itself. */
export function orCorrectAddress({ plan: { dockerHost } }: Pick<SocketScene, "plan">): string {
  return dockerHost.origin.from === "default"
    ? ""
    : ` Or correct the engine's address, which comes from ${originText(dockerHost.origin)}.`;
}

/** Nothing at the path: the engine is elsewhere, out of this container's sight, or down. */
export function missingWords(scene: SocketScene): Words {
  const { site, place, process, otherSockets } = scene;
  const start = startingEngine(site);
  const message = `The Docker socket ${place} does not exist.`;
  const [other] = otherSockets;
  if (other !== undefined)
    return {
      message,
      summary: `${start.does}. Or use the engine at ${other}: --docker-host unix://${other}, and -H in the start command.`,
      commands: [...start.commands, showing(safe(shellLine(["docker", "-H", `unix://${other}`, "version"])))],
    };
  if (process?.inContainer === true)
    return {
      message: `${message} This program runs in a container.`,
      summary: `Mount the socket into this container: -v ${place}:${place}. Or run this program on the host.`,
    };
  return {
    message,
    summary: `${start.does}. If it is not installed, install it first: https://docs.docker.com/engine/install/.${orCorrectAddress(scene)}`,
    commands: start.commands,
  };
}

/** A file or folder at the path. */
export function notASocketWords({ site, place }: SocketScene): Words {
  const { does, commands } = restartingSocket(site);
  return {
    message: `${place} is not a socket, so no engine answers there.`,
    summary: `Move ${place}.`,
    afterwards: `${does}. It creates the socket again.`,
    commands: [sudo(shellLine(["sudo", "mv", place, `${place}.not-a-socket`])), ...commands.map(afterwards)],
  };
}

/** A socket that is not open to this user: what lets them in depends on who they are. */
export function permissionWords({ plan, connection, place, process }: SocketScene): Words {
  const user = process?.userName;
  const who = process?.uid === undefined ? "This user" : `User ${user ?? process.uid}`;
  const message = `${who} may not open the Docker socket ${place}.`;
  const withSudo = [showing(sudo(`sudo ${dockerLine(plan, ["version"])}`))];
  if (process?.uid === 0)
    return {
      message,
      summary: `Find out what keeps root from ${place}: SELinux, AppArmor or a user namespace. Its mode does not.`,
      commands: [showing(sudo(shellLine(["sudo", "ls", "-lZ", place])))],
    };
  if (plan.sudo)
    return {
      message,
      summary: "Run this program with sudo, like the start command.",
      commands: withSudo,
    };
  const { socketGroup: group = "docker", socketOwner: owner = "its owner" } = connection;
  if (group === "root" || user === undefined)
    return {
      message,
      summary: `Run the start command and this program with sudo: only ${owner} may use ${place}.`,
      commands: withSudo,
    };
  return {
    message,
    summary: `Add ${user} to the group ${group}. Or run the start command and this program with sudo.`,
    afterwards: `Log in again: the group counts from the next login of ${user}.`,
    commands: [sudo(shellLine(["sudo", "usermod", "-aG", group, user]))],
  };
}

/** An address that no client can use. */
export function invalidAddressWords({ plan, connection }: SocketScene): Words {
  const { origin } = plan.dockerHost;
  const shown = originText(origin);
  const isVariable = origin.from === "variable" && origin.name === "DOCKER_HOST";
  const detail = connection.detail === undefined ? "" : `: ${connectionDetailWords(connection.detail)}`;
  return {
    message: `docker cannot use the engine's address ${plan.dockerHost.value}${detail}.`,
    summary: `Correct the address: unix:///path or tcp://host:port. It comes from ${shown}.`,
    commands: [isVariable ? safe("unset DOCKER_HOST") : showing(safe("docker context ls"))],
  };
}

/** An engine over TCP whose handshake fails. */
export function tlsWords({ connection: { endpoint } }: SocketScene): Words {
  const address = /^[a-z]+:\/\/([^/]+)/u.exec(endpoint)?.[1];
  return {
    message: `The TLS handshake with the engine at ${endpoint} fails.`,
    summary:
      "Put this engine's ca.pem, cert.pem and key.pem into one folder. Name it in DOCKER_CERT_PATH, and set DOCKER_TLS_VERIFY=1.",
    commands:
      address === undefined
        ? []
        : [showing(safe(`openssl s_client -brief -connect ${shellLine([address])} </dev/null`))],
  };
}
