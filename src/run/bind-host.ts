import { type Ask, type Host, mapHost } from "../contract/index.js";

/** The same host, every question of which is given up when the signal aborts. */
export function bindHost(host: Host, signal: AbortSignal): Host {
  return mapHost((_name, entry) => {
    const ask = entry as Ask<unknown, unknown, unknown>;
    return async (question, options = {}) =>
      ask(question, { ...options, signal: options.signal ? AbortSignal.any([options.signal, signal]) : signal });
  }, host);
}
