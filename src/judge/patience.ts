import { ProbeError } from "../contract/index.js";

/** How long the engine is still waited for once this process has found a definite fault, in milliseconds. */
export const ENGINE_GRACE_MS = 5000;

/** A question's answer, or why there is none. */
export type Settled<T> = { readonly answer: T } | { readonly silent: ProbeError };

/** The answer, where there is one. */
export function answerOf<T>(settled: Settled<T>): T | undefined {
  return "answer" in settled ? settled.answer : undefined;
}

/** Waits for an answer; a `ProbeError` is an outcome like any other. */
export async function settled<T>(asking: Promise<T>): Promise<Settled<T>> {
  try {
    return { answer: await asking };
  } catch (error) {
    if (error instanceof ProbeError) return { silent: error };
    throw error;
  }
}

/** An engine's question that can be given up after a grace. */
export interface PatientQuestion<T> {
  readonly settled: Promise<Settled<T>>;
  /** Waits for the answer for `graceMs` more, then gives the question up; settles with what there is. */
  within(graceMs: number): Promise<Settled<T>>;
}

/** Asks a question that may later be given up. */
export function askPatiently<T>(ask: (signal: AbortSignal) => Promise<T>): PatientQuestion<T> {
  const controller = new AbortController();
  const outcome = settled(ask(controller.signal));
  // Whoever awaits it handles a bug; nobody may.
  outcome.catch(() => undefined);
  return {
    settled: outcome,
    async within(graceMs) {
      const timer = setTimeout(() => controller.abort(), graceMs);
      try {
        return await outcome;
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
