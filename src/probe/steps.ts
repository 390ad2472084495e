import { AsyncLocalStorage } from "node:async_hooks";
import type { OpenStep, OpenSteps } from "../contract/index.js";
import type { Probe, ReportingProbe } from "./context.js";
import { untilAborted } from "./network/limit.js";

/** The steps of one question, or of work that several questions share. */
interface Steps {
  /** Adds a step until it is called. */
  begin(step: Omit<OpenStep, "sinceMs">): () => void;
  /** Adds the steps of shared work until it is called. */
  join(shared: Steps): () => void;
  open(): OpenSteps;
  /** Calls a listener at every change until it is called. */
  watch(onChange: () => void): () => void;
}

/** Whose steps they are, wherever on the way to a server one begins: no function between has to hand that on. */
const asker = new AsyncLocalStorage<Steps>();

function createSteps(): Steps {
  const own = new Set<OpenStep>();
  const joined = new Set<Steps>();
  const watchers = new Set<() => void>();
  const change = (): void => {
    for (const watcher of watchers) watcher();
  };
  return {
    begin(step) {
      const open = { ...step, sinceMs: performance.now() };
      own.add(open);
      change();
      return () => {
        own.delete(open);
        change();
      };
    },
    join(shared) {
      joined.add(shared);
      const leave = shared.watch(change);
      change();
      return () => {
        leave();
        joined.delete(shared);
        change();
      };
    },
    open: () =>
      [...own, ...[...joined].flatMap((shared) => shared.open())].toSorted((one, other) => one.sinceMs - other.sinceMs),
    watch(onChange) {
      watchers.add(onChange);
      return () => void watchers.delete(onChange);
    },
  };
}

/** A probe that tells which steps it waits for. */
export function tellingSteps<Question, Answer>(
  probe: Probe<Question, Answer>,
): ReportingProbe<Question, Answer, OpenSteps> {
  return async (question, signal, report) => {
    const steps = createSteps();
    const leave = steps.watch(() => report(steps.open()));
    try {
      return await asker.run(steps, () => probe(question, signal));
    } finally {
      leave();
    }
  };
}

/** Work that is a step of whoever asked for it, until it has ended. */
export async function asStep<T>(step: Omit<OpenStep, "sinceMs">, work: () => Promise<T>): Promise<T> {
  const end = asker.getStore()?.begin(step);
  try {
    return await work();
  } finally {
    end?.();
  }
}

/** Work that several ask for, and that goes on when one of them leaves. */
export interface SharedWork<T> {
  readonly result: Promise<T>;
  /** Waits for it until the asker's signal aborts; meanwhile its steps are the asker's. */
  join(signal: AbortSignal): Promise<T>;
}

/** Begins work that several will ask for. */
export function shareWork<T>(work: () => Promise<T>): SharedWork<T> {
  const steps = createSteps();
  const result = asker.run(steps, work);
  // Every asker gets the rejection through its own promise.
  result.catch(() => undefined);
  return {
    result,
    async join(signal) {
      const leave = asker.getStore()?.join(steps);
      try {
        return await untilAborted(result, signal);
      } finally {
        leave?.();
      }
    },
  };
}
