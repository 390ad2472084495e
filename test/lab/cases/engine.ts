import type { LabCase } from "../support/case.js";
import { INSIDE, type Lab } from "../support/lab.js";
import { IMAGES } from "../support/images.js";
import { waitUntil } from "../support/processes.js";
import { byDefault, heal } from "./shared.js";

const pull = { kind: "pull", images: [IMAGES.pause] } as const;
const SOCKET = "/var/run/docker.sock";

/** Replaces the engine by a program that listens on its socket. */
async function listenInstead(lab: Lab, program: string): Promise<void> {
  await lab.stopEngine();
  await lab.shell(
    `rm -f /run/docker.sock; setsid ${INSIDE.node} -e '${program}' >/dev/null 2>&1 </dev/null & echo $! >/run/lab/instead.pid`,
  );
  await waitUntil("the server on the socket", 5000, async () => {
    const ended = await lab.exec(["test", "-S", "/run/docker.sock"]);
    return ended.exitCode === 0;
  });
}

async function healListener(lab: Lab): Promise<void> {
  await lab.shell("kill -9 $(cat /run/lab/instead.pid); rm -rf /run/docker.sock /run/lab/instead.pid");
  await lab.reset();
}

/** Faults of the engine and its socket. */
export const ENGINE_CASES: readonly LabCase[] = [
  {
    name: "engine not started",
    broken: "dockerd is not running and its socket is gone",
    ...byDefault,
    inject: (lab) => lab.stopEngine(),
    heal,
    expect: { exit: 1, findings: [{ check: "docker-socket", code: "socket-missing", target: SOCKET }] },
    oracle: pull,
    remedy: "command",
  },
  {
    name: "engine dead, stale socket",
    broken: "dockerd was killed and left its socket behind",
    ...byDefault,
    inject: (lab) => lab.stopEngine("killed"),
    heal,
    expect: { exit: 1, findings: [{ check: "docker-socket", code: "socket-refused", target: SOCKET }] },
    oracle: pull,
    remedy: "command",
  },
  {
    name: "engine frozen",
    broken: "dockerd is stopped by SIGSTOP: it accepts and never answers",
    ...byDefault,
    inject: (lab) => lab.freezeEngine(),
    heal,
    expect: { exit: 1, findings: [{ check: "docker-socket", code: "engine-timeout", target: SOCKET }] },
    oracle: pull,
    remedy: "destructive-command",
    limits: { timeoutS: 3 },
  },
  {
    name: "another server on the socket",
    broken: "a web server that is no Docker Engine listens on the socket",
    ...byDefault,
    inject: (lab) =>
      listenInstead(
        lab,
        'require("http").createServer((q, r) => r.end("<html>hello</html>")).listen("/run/docker.sock")',
      ),
    heal: healListener,
    expect: { exit: 1, findings: [{ check: "docker-socket", code: "engine-not-docker", target: SOCKET }] },
    oracle: pull,
    remedy: "words",
  },
  {
    name: "garbage on the socket",
    broken: "what listens on the socket does not speak HTTP",
    ...byDefault,
    inject: (lab) =>
      listenInstead(
        lab,
        'require("net").createServer((s) => { s.on("error", () => 0); s.end("SSH-2.0-x\\r\\n"); }).listen("/run/docker.sock")',
      ),
    heal: healListener,
    expect: { exit: 1, findings: [{ check: "docker-socket", code: "engine-not-docker", target: SOCKET }] },
    oracle: pull,
    remedy: "words",
  },
  {
    name: "engine answers nonsense",
    broken: "the engine answers a ping and its version, and every other question with something that is no JSON",
    ...byDefault,
    inject: (lab) =>
      lab.standBetween([{ path: "^(?!.*(?:_ping|version)$)", does: "answer", status: 200, body: "{{{" }]),
    heal,
    expect: { exit: 1, findings: [{ check: "docker-socket", code: "engine-error", target: SOCKET }] },
    oracle: pull,
    remedy: "words",
  },
  {
    name: "engine dies midway",
    broken: "the engine answers at first and then cuts connections off",
    ...byDefault,
    inject: (lab) => lab.standBetween([{ path: "/containers/create", does: "cut" }]),
    expect: { exit: 1, findings: [{ check: "mount-paths", code: "engine-error", target: SOCKET }] },
    oracle: { kind: "run" },
    remedy: "destructive-command",
  },
  {
    name: "no permission on the socket",
    broken: "the user is neither root nor in the docker group",
    ...byDefault,
    user: "nobody",
    expect: { exit: 1, findings: [{ check: "docker-socket", code: "socket-permission-denied", target: SOCKET }] },
    oracle: pull,
    remedy: "words",
  },
  {
    name: "socket path is a directory",
    broken: "a container was started before the engine was there and a directory took the socket's place",
    ...byDefault,
    inject: async (lab) => {
      await lab.stopEngine();
      await lab.shell("mkdir /run/docker.sock");
    },
    heal,
    expect: { exit: 1, findings: [{ check: "docker-socket", code: "socket-not-a-socket", target: SOCKET }] },
    oracle: pull,
    remedy: "destructive-command",
  },
  {
    name: "socket path is a file",
    broken: "a regular file has taken the socket's place",
    ...byDefault,
    inject: async (lab) => {
      await lab.stopEngine();
      await lab.writeFile("/run/docker.sock", "");
    },
    heal,
    expect: { exit: 1, findings: [{ check: "docker-socket", code: "socket-not-a-socket", target: SOCKET }] },
    oracle: pull,
    remedy: "destructive-command",
  },
  {
    name: "DOCKER_HOST invalid",
    broken: "DOCKER_HOST is not an address that docker understands",
    ...byDefault,
    env: { DOCKER_HOST: "foo://bar" },
    expect: { exit: 1, findings: [{ check: "docker-socket", code: "docker-host-invalid", target: "foo://bar" }] },
    oracle: pull,
    remedy: "words",
  },
];
