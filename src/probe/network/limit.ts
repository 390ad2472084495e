import { ProbeError } from "../../contract/index.js";

/** The limit of one piece of work ran out. */
export class LimitReached extends Error {
  override readonly name = "LimitReached";
  readonly limitMs: number;

  constructor(limitMs: number) {
    super(`no answer within ${limitMs} ms`);
    this.limitMs = limitMs;
  }
}

/** Why a signal aborted, as an error. */
export function abortReason(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new ProbeError("abandoned", "the question was given up");
}

/** Waits for shared work that goes on without this asker: rejects as soon as the asker's signal aborts. */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) {
    work.catch(() => undefined);
    throw abortReason(signal);
  }
  let abort = (): void => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    abort = () => reject(abortReason(signal));
  });
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

/**
 * Runs work under a limit in milliseconds. The work is handed a signal that aborts at the limit or with `signal`, and
 * has to clean up then; the result does not wait for that.
 * @throws LimitReached at the limit; the reason of `signal` when that aborts
 */
export async function withinLimit<T>(
  limitMs: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if (signal.aborted) throw abortReason(signal);
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new LimitReached(limitMs)), limitMs);
  const forward = (): void => controller.abort(abortReason(signal));
  signal.addEventListener("abort", forward, { once: true });
  try {
    return await untilAborted(work(controller.signal), controller.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", forward);
  }
}

/** Waits, without holding the process open. */
export async function pause(durationMs: number, signal: AbortSignal): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const wait = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, durationMs);
  });
  try {
    await untilAborted(wait, signal);
  } finally {
    clearTimeout(timer);
  }
}

/** Lets at most `lanes` pieces of work run at once, first come first served. */
export function createLanes(lanes: number): <T>(signal: AbortSignal, work: () => Promise<T>) => Promise<T> {
  let free = lanes;
  const waiting: (() => void)[] = [];
  function leave(): void {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  }
  async function enter(signal: AbortSignal): Promise<void> {
    if (free > 0) {
      free -= 1;
      return;
    }
    let admit = (): void => undefined;
    const turn = new Promise<void>((resolve) => {
      admit = resolve;
      waiting.push(resolve);
    });
    try {
      await untilAborted(turn, signal);
    } catch (error) {
      const index = waiting.indexOf(admit);
      if (index === -1) leave();
      else waiting.splice(index, 1);
      throw error;
    }
  }
  return async (signal, work) => {
    await enter(signal);
    try {
      return await work();
    } finally {
      leave();
    }
  };
}
