import { type Ask, type Host, mapHost } from "../contract/index.js";

/** The same host, every question of which is given up when the signal aborts. */
export function bindHost(host: Host, signal: AbortSignal): Host {
  return mapHost((_name, entry) => {
    const ask = entry as Ask<unknown, unknown, unknown>;
    return async (question, options = {}) =>
      options.signal === undefined || options.signal === signal
        ? ask(question, { ...options, signal })
        : untilEither([options.signal, signal], (either) => ask(question, { ...options, signal: either }));
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
