import { Resolver } from "node:dns/promises";
import type { NameServersFact } from "../../contract/index.js";
import { errorCode } from "./failure.js";
import { untilAborted } from "./limit.js";

/** A name server that needs longer than this for a name is as good as silent. */
const LIMIT_MS = 2000;

/** What a server says that has no address to give; it answers all the same. */
const ANSWERS: ReadonlySet<string> = new Set(["ENOTFOUND", "ENODATA", "ESERVFAIL", "EREFUSED", "EFORMERR", "ENOTIMP"]);

/** Asks each name server for a host by itself: those of /etc/resolv.conf by default. */
export async function readNameServers(
  host: string,
  signal: AbortSignal,
  servers: readonly string[] = new Resolver().getServers(),
): Promise<NameServersFact> {
  return { host, servers: await Promise.all(servers.map((server) => askServer(host, server, signal))) };
}

async function askServer(
  host: string,
  server: string,
  signal: AbortSignal,
): Promise<NameServersFact["servers"][number]> {
  const resolver = new Resolver({ timeout: LIMIT_MS, tries: 1 });
  resolver.setServers([server]);
  const startedMs = performance.now();
  const told = (isAnswering: boolean) => ({
    address: server,
    isAnswering,
    durationMs: Math.round(performance.now() - startedMs),
  });
  try {
    await untilAborted(resolver.resolve4(host), signal);
    return told(true);
  } catch (error) {
    if (signal.aborted) throw error;
    return told(ANSWERS.has(errorCode(error)));
  } finally {
    resolver.cancel();
  }
}
