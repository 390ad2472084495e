import type { EngineConnection, Pass, ProcessFact } from "../../src/contract/index.js";
import { orNothing } from "../../src/judge/probes.js";
import { engineSite } from "../../src/judge/remedy/engine-site.js";
import { placeOf, type SocketScene } from "./scene.js";

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

/** Other sockets count only where there is none at the planned path. */
async function readOtherSockets(
  { host, signal }: Pass,
  { outcome, socketPath }: EngineConnection,
  process: ProcessFact | undefined,
): Promise<readonly string[]> {
  if (outcome !== "missing") return [];
  const paths = candidateSockets(process).filter((path) => path !== socketPath);
  const stats = await Promise.all(paths.map((path) => orNothing(host.files.stat({ path }, { signal }))));
  return stats.filter((stat) => stat?.type === "socket").map((stat) => stat?.path ?? "");
}

/** Reads what tells why the engine does not answer. */
export async function readSocketScene(pass: Pass, connection: EngineConnection): Promise<SocketScene> {
  const process = await orNothing(pass.host.env.process({}, { signal: pass.signal }));
  const otherSockets = await readOtherSockets(pass, connection, process);
  const { plan } = pass;
  const site = engineSite({ plan, connection, process });
  return { plan, connection, place: placeOf(connection), process, site, otherSockets };
}
