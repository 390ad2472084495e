import { parseForeignJson } from "../../contract/index.js";
import type { EngineReply } from "./client.js";
import { asObject, readText } from "./json.js";
import { cleanText } from "./text.js";

/** The body as JSON; `undefined` if it is none, or was cut. */
export function jsonOf(reply: EngineReply): unknown {
  if (reply.truncated) return undefined;
  try {
    return parseForeignJson(reply.body);
  } catch {
    return undefined;
  }
}

/** The engine's own words about an error: `message` of its JSON (`cause` of older proxies), or the bare body. */
export function messageOf(reply: EngineReply): string {
  const object = asObject(jsonOf(reply));
  return readText(object, "message") ?? readText(object, "error") ?? cleanText(reply.body);
}

/** `HTTP 500: server error`, for details and error messages. */
export function statusLine(reply: EngineReply): string {
  const message = messageOf(reply);
  return message === "" ? `HTTP ${reply.status}` : `HTTP ${reply.status}: ${message}`;
}
