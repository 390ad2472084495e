import type { EngineConnection } from "../../src/contract/index.js";
import { EXAMPLE_CONNECTION, EXAMPLE_PLAN, EXAMPLE_PROCESS, type ExamplesOf } from "../../src/judge/examples.js";
import { engineSite } from "../../src/judge/remedy/engine-site.js";
import type { SOCKET_CODES } from "./codes.js";
import type { SocketScene } from "./scene.js";

function scene(connection: Partial<EngineConnection>, more: Partial<SocketScene> = {}): SocketScene {
  const { plan = EXAMPLE_PLAN, process = EXAMPLE_PROCESS } = more;
  return {
    plan,
    connection: { ...EXAMPLE_CONNECTION, ...connection },
    place: "/var/run/docker.sock",
    process,
    site: engineSite({ plan, process }),
    otherSockets: [],
    ...more,
  };
}

const REMOTE = { place: "tcp://engine.example:2376" };

/** Cases of an engine that does not answer as it should. */
export const SOCKET_EXAMPLES: ExamplesOf<typeof SOCKET_CODES> = {
  "socket-missing": [
    scene({ outcome: "missing" }),
    scene({ outcome: "missing" }, { otherSockets: ["/run/user/1000/docker.sock"] }),
    scene({ outcome: "missing" }, { process: { ...EXAMPLE_PROCESS, inContainer: true } }),
  ],
  "socket-not-a-socket": [scene({ outcome: "not-a-socket" })],
  "socket-permission-denied": [
    scene({ outcome: "permission-denied" }),
    scene({ outcome: "permission-denied" }, { plan: { ...EXAMPLE_PLAN, sudo: true } }),
    scene({ outcome: "permission-denied", socketGroup: "root" }),
    scene({ outcome: "permission-denied" }, { process: { ...EXAMPLE_PROCESS, uid: 0, userName: "root" } }),
  ],
  "socket-refused": [scene({ outcome: "refused" })],
  "engine-timeout": [
    { ...scene({ outcome: "timeout" }), question: "ping" },
    { ...scene({ outcome: "timeout" }), question: "info" },
  ],
  "engine-not-docker": [scene({ outcome: "not-docker" }), scene({ outcome: "not-docker", transport: "tcp" }, REMOTE)],
  "engine-error": [
    { ...scene({ outcome: "error" }), question: "ping" },
    { ...scene({ outcome: "error" }), question: "info" },
    { ...scene({ outcome: "error" }), question: "later" },
  ],
  "docker-host-invalid": [
    scene(
      { outcome: "invalid-endpoint", detail: { of: "address", fault: "no-scheme", part: "/run/docker.sock" } },
      {
        plan: {
          ...EXAMPLE_PLAN,
          dockerHost: {
            value: "/run/docker.sock",
            origin: { from: "variable", name: "DOCKER_HOST", setIn: "environment" },
          },
        },
      },
    ),
  ],
  "engine-tls-failed": [scene({ outcome: "tls-failed", endpoint: REMOTE.place, transport: "tcp" }, REMOTE)],
  "engine-unreachable": [scene({ outcome: "unreachable", endpoint: REMOTE.place, transport: "tcp" }, REMOTE)],
};
