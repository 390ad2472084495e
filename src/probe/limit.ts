import { setMaxListeners } from "node:events";

/**
 * Runs work that must end within a limit. The work gets a signal that aborts at the limit or with the given signal.
 * The answer does not depend on the work honouring its signal: at the limit `onLimit` answers (or throws) in its place.
 * @throws the reason of `signal`, once that aborts
 */
export async function withLimit<T>(
  limitMs: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
  onLimit: () => T,
): Promise<T> {
  signal.throwIfAborted();
  const controller = new AbortController();
  setMaxListeners(0, signal, controller.signal);
  const { promise: stopped, resolve: stop } = withResolvers<"limit" | "aborted">();
  const timer = setTimeout(() => stop("limit"), limitMs);
  const onAbort = (): void => stop("aborted");
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    const working = work(controller.signal).then((value) => ({ value }));
    // Once the work has been given up its rejection concerns nobody.
    working.catch(() => undefined);
    const first = await Promise.race([working, stopped]);
    if (typeof first === "object") return first.value;
    if (first === "limit") return onLimit();
    throw signal.reason;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
    controller.abort();
  }
}

function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
