import { randomBytes } from "node:crypto";
import { type EnginePath, type EngineUnasked, ProbeError } from "../../contract/index.js";
import type { EngineClient, EngineReply } from "./client.js";
import { askForNoContainer, isForImageOnly } from "./no-container.js";
import { messageOf, statusLine } from "./reply.js";

type Sight =
  /** the path is there and can be bound */
  | { readonly kind: "accepted" }
  | { readonly kind: "missing"; readonly detail: string }
  | { readonly kind: "not-a-directory"; readonly detail: string }
  | { readonly kind: "unclear"; readonly detail: string }
  | { readonly kind: "unasked"; readonly unasked: EngineUnasked };

/**
 * Asks the engine what it sees at paths, creating nothing: a container with the path as a bind mount is refused because
 * of the path (400) or because of the image (404). Measured on Engine 20.10 and 28.5, 2026-11. An engine that looks for the image first (Podman) cannot be asked like this; a path that cannot exist tells.
 */
export async function readPath(client: EngineClient, path: string, signal: AbortSignal): Promise<EnginePath> {
  const bare = path.replace(/(?<=.)\/+$/, "");
  const [itself, inside, impossible] = await Promise.all([
    look(client, bare, signal),
    look(client, bare === "/" ? "/." : `${bare}/.`, signal),
    look(client, `/runner-preflight-${randomBytes(16).toString("hex")}`, signal),
  ]);
  if (itself.kind === "missing") return { path, outcome: "missing", detail: itself.detail };
  if (itself.kind === "not-a-directory") return { path, outcome: "missing", detail: itself.detail };
  if (itself.kind === "unclear") return { path, outcome: "indeterminate", detail: itself.detail };
  if (itself.kind === "unasked") return { path, outcome: "indeterminate", unasked: itself.unasked };
  if (impossible.kind !== "missing") return { path, outcome: "indeterminate", unasked: "image-first" };
  if (inside.kind === "accepted") return { path, outcome: "directory" };
  if (inside.kind === "not-a-directory") return { path, outcome: "not-a-directory", detail: inside.detail };
  if (inside.kind === "unasked") return { path, outcome: "indeterminate", unasked: inside.unasked };
  return { path, outcome: "indeterminate", detail: inside.detail };
}

async function look(client: EngineClient, source: string, signal: AbortSignal): Promise<Sight> {
  const mount = { Type: "bind", Source: source, Target: "/runner-preflight", ReadOnly: true };
  return readSight(await askForNoContainer(client, { HostConfig: { Mounts: [mount] } }, signal));
}

function readSight(reply: EngineReply): Sight {
  if (reply.status === 201) return { kind: "unasked", unasked: "container-created" };
  if (isForImageOnly(reply)) return { kind: "accepted" };
  const message = messageOf(reply);
  if (reply.status === 400 || reply.status === 500) {
    if (/not a directory/i.test(message)) return { kind: "not-a-directory", detail: message };
    if (/does not exist|no such file or directory/i.test(message)) return { kind: "missing", detail: message };
  }
  if (reply.status === 403) {
    throw new ProbeError("not-permitted", `POST /containers/create: ${statusLine(reply)}`);
  }
  return { kind: "unclear", detail: statusLine(reply) };
}
