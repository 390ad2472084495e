import { createHash } from "node:crypto";
import { posix } from "node:path";
import { BY_DEFAULT, type ConfigLocation, type Sourced } from "../contract/index.js";
import { SOCKET_PATH } from "../requirements.js";
import type { ClientUse } from "./deployment.js";
import type { PlanWorld } from "./inputs.js";
import { objectAt, readJsonObject, textAt } from "./json.js";

/**
 * The engine that the command talks to: `--docker-host`, then `-H` or `--context`, DOCKER_HOST, DOCKER_CONTEXT, the
 * client's current context, and at last the default socket. A context that does not exist gives `context:NAME`.
 */
export function dockerHostOf(
  flag: string | undefined,
  client: ClientUse,
  config: ConfigLocation,
  world: PlanWorld,
): Sourced<string> {
  if (flag !== undefined) {
    return {
      value: flag.startsWith("/") ? `unix://${flag}` : flag,
      origin: { from: "option", option: "--docker-host" },
    };
  }
  if (client.host !== undefined) return { ...client.host, value: withScheme(client.host.value) };
  if (client.context !== undefined) return endpointOfContext(client.context, config, world);
  const { DOCKER_HOST: host = "", DOCKER_CONTEXT: context = "" } = client.env;
  if (host !== "") return { value: withScheme(host), origin: client.envOrigin("DOCKER_HOST") };
  if (context !== "") {
    return endpointOfContext({ value: context, origin: client.envOrigin("DOCKER_CONTEXT") }, config, world);
  }
  const current = textAt(readJsonObject(config.file, world), "currentContext") ?? "";
  if (current !== "" && current !== "default") {
    return endpointOfContext(
      { value: current, origin: { from: "member", member: "currentContext", file: config.file } },
      config,
      world,
    );
  }
  return { value: `unix://${SOCKET_PATH.value}`, origin: BY_DEFAULT };
}

/** docker takes `host:port` for TCP; every other form without a scheme stays as it is, for a check to judge. */
function withScheme(value: string): string {
  return /^(?:[\w.-]+|\[[\da-fA-F:]+\])?:\d+$/.test(value)
    ? `tcp://${value.startsWith(":") ? "localhost" : ""}${value}`
    : value;
}

function endpointOfContext(name: Sourced<string>, config: ConfigLocation, world: PlanWorld): Sourced<string> {
  const origin = { from: "context", context: name.value, by: name.origin } as const;
  if (name.value === "default") return { value: `unix://${SOCKET_PATH.value}`, origin };
  const id = createHash("sha256").update(name.value).digest("hex");
  const meta = readJsonObject(posix.join(config.directory, "contexts", "meta", id, "meta.json"), world);
  const host = textAt(objectAt(objectAt(meta, "Endpoints"), "docker"), "Host") ?? "";
  return { value: host === "" ? `context:${name.value}` : host, origin };
}
