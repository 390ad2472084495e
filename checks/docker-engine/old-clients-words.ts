import type { EngineSite } from "../../src/contract/index.js";
import { compareVersions } from "../../src/docker/engine-versions.js";
import type { Words } from "../../src/judge/findings.js";
import { adding } from "../../src/judge/remedy/changes.js";
import { engineName } from "../../src/judge/remedy/engine-service.js";
import { daemonSettings } from "../../src/judge/remedy/engine-settings.js";
import { ENGINE_REFUSING_OLD_CLIENTS } from "../../src/requirements.js";

/** An engine that refuses clients which an old copy of the runner may be. */
export interface OldClients {
  readonly site: EngineSite;
  readonly version: string;
  readonly lowestApi: string;
}

/** A newer copy of the runner; and what the engine is told where that is not enough. */
export function oldClientsWords({ site, version, lowestApi }: OldClients): Words {
  return {
    message: `Docker Engine ${version} refuses clients older than API ${lowestApi}. The local copy of the runner may be one.`,
    summary: "Let docker pull the runner again at the start.",
    afterwards: `If the runner still reports "client version is too old", ${allowing(site, version)}, and restart ${engineName(site)}.`,
    changes: [adding("--pull", "always")],
  };
}

/** Before it became the engine's own default, a variable of its environment alone could raise the lowest version. */
function allowing(site: EngineSite, version: string): string {
  const isDefault = (compareVersions(version, String(ENGINE_REFUSING_OLD_CLIENTS.value)) ?? 0) >= 0;
  return isDefault
    ? `set "min-api-version": "1.24" in ${daemonSettings(site)}`
    : "take DOCKER_MIN_API_VERSION out of the environment that the engine is started with";
}
