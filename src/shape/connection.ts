import * as v from "valibot";
import { TEXT } from "./problem.js";

const MAYBE_TEXT = v.optional(TEXT);
const PATH = v.picklist(["/_ping", "/version"]);

const DETAIL = v.variant("of", [
  v.object({
    of: v.literal("address"),
    fault: v.picklist([
      "context",
      "no-scheme",
      "relative-path",
      "ssh",
      "unknown-scheme",
      "named-pipe",
      "host-and-port",
      "query",
    ]),
    part: MAYBE_TEXT,
  }),
  v.object({ of: v.literal("said"), words: TEXT }),
  v.object({ of: v.literal("silence"), limitMs: v.number(), isConnected: v.boolean(), address: MAYBE_TEXT }),
  v.object({ of: v.literal("closed"), errorCode: TEXT }),
  v.object({ of: v.literal("not-http"), errorCode: TEXT }),
  v.object({ of: v.literal("answer"), path: PATH, status: v.number(), words: MAYBE_TEXT }),
  v.object({ of: v.literal("stranger"), status: v.number(), server: MAYBE_TEXT, mediaType: MAYBE_TEXT }),
  v.object({ of: v.literal("tls-wanted"), words: TEXT }),
  v.object({ of: v.literal("entry"), entry: v.picklist(["directory", "file", "other"]) }),
  v.object({ of: v.literal("path"), errorCode: TEXT, path: MAYBE_TEXT, leadsTo: MAYBE_TEXT }),
]);

/** How an engine answered; a sentence in place of the detail comes from older programs: see older-answers.ts. */
export const CONNECTION = v.object({
  endpoint: TEXT,
  transport: v.picklist(["unix", "tcp", "ssh", "npipe", "other"]),
  outcome: v.picklist([
    "answered",
    "missing",
    "not-a-socket",
    "permission-denied",
    "refused",
    "timeout",
    "not-docker",
    "error",
    "invalid-endpoint",
    "tls-failed",
    "unreachable",
  ]),
  detail: v.optional(v.union([TEXT, DETAIL])),
});
