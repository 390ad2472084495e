import { Resolver } from "node:dns/promises";
import type { NameServersFact } from "../../contract/index.js";
import { rawError } from "./failure.js";
import { untilAborted } from "./limit.js";

/** A name server that needs longer than this for a name is as good as silent. */
const LIMIT_MS = 2000;

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
  const durationMs = (): number => Math.round(performance.now() - startedMs);
  try {
    await untilAborted(resolver.resolve4(host), signal);
    return { address: server, durationMs: durationMs() };
  } catch (error) {
    if (signal.aborted) throw error;
    return { address: server, error: rawError(error), durationMs: durationMs() };
  } finally {
    resolver.cancel();
  }
}
