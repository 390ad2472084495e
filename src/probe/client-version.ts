import type { ClientVersionFact, Nothing } from "../contract/index.js";
import { runClient } from "./client.js";

/** `Docker version 28.5.2, build ecc6942`, `podman version 4.9.3` where that stands in for docker. */
const VERSION_LINE = /^\w+ version v?([\w.+~:-]{1,64})/u;

/** The version that the docker client of this host says it has; its engine is not asked. */
export async function readClientVersion(
  _: Nothing,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<ClientVersionFact> {
  const ended = await runClient("docker", ["--version"], env, signal);
  const version = typeof ended === "string" ? undefined : VERSION_LINE.exec(ended.text)?.[1];
  return version === undefined ? {} : { version };
}
