import type { Finding, Pass } from "../../src/contract/index.js";
import { findingFor } from "../../src/judge/findings.js";
import { orNothing } from "../../src/judge/probes.js";
import { compareVersions } from "../../src/docker/engine-versions.js";
import { ENGINE_REFUSING_OLD_CLIENTS, RUNNER_IMAGE } from "../../src/requirements.js";
import { ENGINE_CODES } from "./codes.js";
import { INFO_ORIGIN, type EngineScene } from "./scene.js";

/** The API version below which such an engine takes no client. */
const FIRST_NEW_API = "1.44";

/** Whether the engine refuses clients that an old runner image may be. */
function refusesOldClients({ connection: { minApiVersion }, info }: EngineScene): boolean {
  const [said, lowest] =
    minApiVersion === undefined
      ? [info.serverVersion, String(ENGINE_REFUSING_OLD_CLIENTS.value)]
      : [minApiVersion, FIRST_NEW_API];
  return (compareVersions(said, lowest) ?? -1) >= 0;
}

/** An old copy of the runner can be started only where there is a copy, and the start command does not pull anew. */
export async function oldRunner({ host, signal }: Pass, scene: EngineScene): Promise<readonly Finding[]> {
  const { plan, connection, info, site } = scene;
  const runner = plan.images.find(({ role }) => role === "runner");
  if (!refusesOldClients(scene) || runner?.placeholder !== undefined || runner?.pullPolicy === "always") return [];
  const reference = runner?.reference ?? RUNNER_IMAGE.value;
  const copy = await orNothing(host.engine.localImage({ reference }, { signal }));
  if (copy?.outcome === "missing") return [];
  const { serverVersion: version } = info;
  const { minApiVersion } = connection;
  const facts = {
    evidence: [
      { what: "engine version", observed: version, ...INFO_ORIGIN },
      {
        what: "lowest API version",
        observed: minApiVersion ?? "unknown",
        expected: `below ${FIRST_NEW_API}`,
        origin: "GET /version",
        vantage: "engine",
      },
      {
        what: `local copy of ${reference}`,
        observed: copy?.id ?? "unknown",
        origin: "GET /images",
        vantage: "engine",
      },
    ],
  } as const;
  const lowestApi = minApiVersion ?? FIRST_NEW_API;
  return [findingFor(ENGINE_CODES, "engine-refuses-old-clients", { site, version, lowestApi }, facts)];
}
