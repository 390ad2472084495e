import { randomBytes } from "node:crypto";
import type { EngineClient, EngineReply } from "./client.js";
import { asObject, type JsonObject, readText } from "./json.js";
import { jsonOf, messageOf } from "./reply.js";

/**
 * What the engine says to a container that cannot come to be, because its image cannot exist: what is wrong with the
 * rest of it is said first. Measured on Engine 20.10, 26.1 and 28.5, 2026-11. Should an engine make one all the same, it
 * is removed.
 */
export async function askForNoContainer(
  client: EngineClient,
  body: JsonObject,
  signal: AbortSignal,
): Promise<EngineReply> {
  const image = `runner-preflight.invalid/no-such-image:${randomBytes(16).toString("hex")}`;
  const reply = await client(
    { method: "POST", path: "/containers/create", body: { ...body, Image: image }, isHarmless: true },
    signal,
  );
  const id = reply.status === 201 ? readText(asObject(jsonOf(reply)), "Id") : undefined;
  if (id !== undefined) {
    const path = `/containers/${encodeURIComponent(id)}`;
    await client({ method: "DELETE", path, query: { force: "true", v: "true" } }, signal);
  }
  return reply;
}

/** Whether nothing but the image was wrong. */
export function isForImageOnly(reply: EngineReply): boolean {
  return reply.status === 404 && /no such image/i.test(messageOf(reply));
}
