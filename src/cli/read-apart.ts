import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { LIMITS, UsageError } from "../contract/index.js";
import type { ReadingResult, ReadingTask } from "./reading.js";

/** How long a thread may take to end once it was told to. Milliseconds. */
const END_LIMIT_MS = 500;

/** When reading has to be over. */
export interface ReadingLimit {
  /** Of the whole run, which begins with reading. Milliseconds. */
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
}

/**
 * Reads inputs in a thread of their own: whatever they are, this one stays free to see the deadline and an interrupt, and
 * ends the other.
 *
 * @returns nothing after an interrupt
 * @throws UsageError for what is refused, takes too long or needs too much memory
 */
export async function readApart(task: ReadingTask, limit: ReadingLimit): Promise<ReadingResult | undefined> {
  const { deadlineMs, signal } = limit;
  const worker = new Worker(new URL("reading-worker.js", import.meta.url), {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: LIMITS.readingMemoryMib, stackSizeMb: LIMITS.readingStackMib },
    stdin: false,
  });
  const answer = new Promise<ReadingResult>((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", (error: NodeJS.ErrnoException) => {
      const isTooMuch = error.code === "ERR_WORKER_OUT_OF_MEMORY";
      const problem = `reading the inputs takes more than ${LIMITS.readingMemoryMib} MiB of memory; expected smaller ones`;
      reject(isTooMuch ? new UsageError(problem) : error);
    });
    worker.once("exit", () => reject(new Error("the reading thread ended without an answer")));
  });
  const ended = new AbortController();
  const stop = AbortSignal.any([signal, ended.signal]);
  try {
    const result = await Promise.race([answer, sleep(deadlineMs, undefined, { signal: stop })]);
    if (result === undefined) {
      throw new UsageError(`the inputs were not read within the deadline of ${deadlineMs / 1000} s (--deadline)`);
    }
    if (result.of === "refusal") throw new UsageError(result.message);
    if (result.of === "bug") throw Object.assign(new Error(result.message), result.stack && { stack: result.stack });
    return result;
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  } finally {
    ended.abort();
    answer.catch(() => undefined);
    await Promise.race([worker.terminate(), sleep(END_LIMIT_MS, undefined, { ref: false })]);
  }
}
