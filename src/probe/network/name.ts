import type { NameFact } from "../../contract/index.js";
import type { Probe, ProbeContext } from "../context.js";
import { resolveHost } from "./dns.js";
import { HopError } from "./failure.js";

/** Looks a host up, and nothing more. */
export function nameProbe(context: ProbeContext): Probe<{ readonly host: string }, NameFact> {
  return async ({ host }, signal) => {
    const startedMs = performance.now();
    const elapsed = (): number => Math.round(performance.now() - startedMs);
    try {
      const addresses = await resolveHost(host, context.timeoutMs, signal);
      return { host, addresses, durationMs: elapsed() };
    } catch (error) {
      if (!(error instanceof HopError)) throw error;
      return { host, addresses: [], stop: error.stop, durationMs: elapsed() };
    }
  };
}
