import { setMaxListeners } from "node:events";
import { ProbeError } from "../../contract/index.js";
import type { Resolve, Route } from "./connection.js";
import { asStep, shareWork, type SharedWork } from "../steps.js";
import { resolveHost } from "./dns.js";
import { HopError } from "./failure.js";
import { createOrigin, type Origin } from "./origin.js";
import { abortReason } from "./limit.js";

/** Every origin asked so far, so that connections and looked-up names are shared. */
export interface Origins {
  get(route: Route): Origin;
  /** Aborts when `close` is called: the life of everything shared. */
  readonly lifetime: AbortSignal;
  /** Destroys every socket and ends what is under way. */
  close(): Promise<void>;
}

/**
 * @param limitMs limit of every hop
 * @param lookUp for tests; asks the system by default
 */
export function createOrigins(limitMs: number, lookUp: Resolve = resolveHost): Origins {
  const controller = new AbortController();
  // Everything shared listens to it: no leak, no warning on stderr.
  setMaxListeners(0, controller.signal);
  const origins = new Map<string, Origin>();
  const names = new Map<string, SharedWork<readonly string[]>>();

  async function resolve(host: string, hopLimitMs: number, signal: AbortSignal): Promise<readonly string[]> {
    if (signal.aborted) throw abortReason(signal);
    const known = names.get(host);
    if (known !== undefined) return known.join(signal);
    const asked = shareWork(() => asStep({ hop: "dns", host }, () => lookUp(host, hopLimitMs, controller.signal)));
    names.set(host, asked);
    // What was found is remembered, and that nobody answered: silence is waited for once.
    asked.result.catch((error: unknown) => {
      if (!(error instanceof HopError && error.stop.kind === "silence")) names.delete(host);
    });
    return asked.join(signal);
  }

  return {
    lifetime: controller.signal,
    get(route) {
      const { scheme, host, port, proxy, trust, verify, family } = route;
      const key = JSON.stringify([scheme, host.toLowerCase(), port, proxy?.href ?? "", trust.key, verify, family ?? 0]);
      const known = origins.get(key);
      if (known !== undefined) return known;
      const origin = createOrigin(route, { limitMs, lifetime: controller.signal, resolve });
      origins.set(key, origin);
      return origin;
    },
    async close() {
      controller.abort(new ProbeError("abandoned", "the probes were closed"));
      for (const origin of origins.values()) origin.close();
      // Sockets report their end in later turns of the event loop.
      await new Promise((done) => setImmediate(done));
    },
  };
}
