import { type EngineAcceptance, ProbeError } from "../../contract/index.js";
import type { EngineClient } from "./client.js";
import type { JsonObject } from "./json.js";
import { askForNoContainer, isForImageOnly } from "./no-container.js";
import { messageOf, statusLine } from "./reply.js";

/** No machine has a billion CPUs: an engine that looks at the options first refuses this. */
const REFUSED_BY_ALL = { HostConfig: { NanoCpus: 1e18 } };

/**
 * Asks the engine whether it would accept options, creating nothing. An engine that looks for the image first (Podman)
 * cannot be asked like this; options that no engine accepts tell.
 */
export async function readAcceptance(
  client: EngineClient,
  body: JsonObject,
  signal: AbortSignal,
): Promise<EngineAcceptance> {
  const [reply, impossible] = await Promise.all([
    askForNoContainer(client, body, signal),
    askForNoContainer(client, REFUSED_BY_ALL, signal),
  ]);
  if (reply.status === 403) throw new ProbeError("not-permitted", `POST /containers/create: ${statusLine(reply)}`);
  if (impossible.status !== 400) return { outcome: "indeterminate" };
  // some refusals are told as 404 or 500
  if (!isForImageOnly(reply)) return { outcome: "refused", detail: messageOf(reply) };
  return { outcome: "accepted" };
}
