import { type Ask, type Host, mapHost, type OpenSteps } from "../contract/index.js";
import type { Waits } from "./waits.js";

/** The same host, every question of which is given up when the signal aborts, and told to those who wait. */
export function bindHost(host: Host, signal: AbortSignal, waits: Pick<Waits, "asking">): Host {
  return mapHost((name, entry) => {
    const ask = entry as Ask<unknown, unknown, unknown>;
    return async (question, options = {}) => {
      const asking = waits.asking(name, question);
      const onProgress = (progress: unknown): void => {
        if (Array.isArray(progress)) asking.progress(progress as OpenSteps);
        options.onProgress?.(progress);
      };
      try {
        return options.signal === undefined || options.signal === signal
          ? await ask(question, { signal, onProgress })
          : await untilEither([options.signal, signal], (either) => ask(question, { signal: either, onProgress }));
      } finally {
        asking.end();
      }
    };
  }, host);
}

/** Asks with a signal that aborts with the first of two; once it is answered, nothing listens to them any more. */
async function untilEither<T>(signals: readonly AbortSignal[], ask: (either: AbortSignal) => Promise<T>): Promise<T> {
  const either = new AbortController();
  const listeners = signals.map((signal) => ({ signal, onAbort: () => either.abort(signal.reason) }));
  for (const { signal, onAbort } of listeners) {
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
  }
  try {
    return await ask(either.signal);
  } finally {
    for (const { signal, onAbort } of listeners) signal.removeEventListener("abort", onAbort);
  }
}
