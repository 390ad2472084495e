import { expect, it } from "vitest";
import type { ConnectionDetail } from "../../src/contract/index.js";
import { connectionDetailWords } from "../../src/judge/connection-words.js";

/** What was seen, and what of it nobody may miss. */
const SEEN: readonly (readonly [ConnectionDetail, readonly string[]])[] = [
  [{ of: "address", fault: "context", part: "build-host" }, ["build-host"]],
  [{ of: "address", fault: "no-scheme", part: "/run/docker.sock" }, ["unix:///run/docker.sock"]],
  [{ of: "address", fault: "unknown-scheme", part: "http" }, ["http://", "unix://", "tcp://"]],
  [{ of: "said", words: "connect ECONNREFUSED /run/docker.sock" }, ["connect ECONNREFUSED /run/docker.sock"]],
  [{ of: "silence", limitMs: 1500, isConnected: true }, ["connected", "1.5 s"]],
  [
    { of: "silence", limitMs: 2000, isConnected: false, address: "engine.example:2376" },
    ["engine.example:2376", "2 s"],
  ],
  [{ of: "closed", errorCode: "ECONNRESET" }, ["ECONNRESET"]],
  [{ of: "not-http", errorCode: "HPE_INVALID_CONSTANT" }, ["HPE_INVALID_CONSTANT"]],
  [{ of: "answer", path: "/_ping", status: 503, words: "starting" }, ["503", "starting"]],
  [{ of: "answer", path: "/version", status: 200 }, ["/version", "JSON"]],
  [{ of: "stranger", status: 404, server: "nginx", mediaType: "text/html" }, ["404", "nginx", "text/html"]],
  [{ of: "tls-wanted", words: "client sent an HTTP request" }, ["TLS", "client sent an HTTP request"]],
  [{ of: "entry", entry: "directory" }, ["directory"]],
  [{ of: "path", errorCode: "ENOENT", path: "/a", leadsTo: "/b" }, ["ENOENT", "/a", "/b"]],
  [{ of: "path", errorCode: "EACCES", path: "/a/docker.sock" }, ["EACCES", "/a/docker.sock"]],
];

it.each(SEEN)("%j is told with all that was seen", (detail, parts) => {
  const words = connectionDetailWords(detail);
  expect(parts.filter((part) => !words.includes(part))).toEqual([]);
});
