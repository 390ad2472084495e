import { setMaxListeners } from "node:events";
import { type Ask, type FactRecord, ProbeError } from "../contract/index.js";
import type { ReportingProbe } from "./context.js";
import { stableJson } from "./stable-json.js";

/** Remembers and records what probes answer. */
export interface Recorder {
  /** Makes a question of a probe: asked once however many ask it, redacted, recorded. */
  ask<Question, Answer, Progress = never>(
    name: string,
    probe: ReportingProbe<Question, Answer, Progress>,
  ): Ask<Question, Answer, Progress>;
  /** Every question so far. One that is still open is recorded as an error: `deadline`, or `abandoned` if every asker left. */
  readonly facts: () => readonly FactRecord[];
  /** Settles when every call to a probe that was made has ended, or after a second. */
  ended(): Promise<void>;
}

export interface RecorderOptions {
  /** Ends every question that is open with a ProbeError `deadline`. */
  readonly signal: AbortSignal;
  /** Replaces secrets in every string of an answer. */
  readonly redactAnswer: <T>(answer: T) => T;
  /** Replaces secrets in one text. */
  readonly redact: (text: string) => string;
}

/**
 * What had no answer in this time has none for later askers either, who would wait as long again; as long as the engine is
 * waited for where another answer has decided.
 */
const LONG_SILENCE_MS = 5000;

/** How long probes have to close their connections once the run is over. */
const LINGER_MS = 1000;

/** One question that has been asked: the call under way or its end. */
interface Call {
  readonly name: string;
  readonly question: unknown;
  readonly startedMs: number;
  readonly controller: AbortController;
  readonly answer: Promise<unknown>;
  waiting: number;
  /** Who is told how far it is. */
  readonly listeners: Set<(progress: never) => void>;
  /** What they were told last. */
  progress?: { readonly of: unknown };
  end?:
    | { readonly durationMs: number; readonly answer: unknown }
    | { readonly durationMs: number; readonly error: ProbeError };
}

/** The error of whoever gave a question up, and of a question that everybody gave up. */
function abandonedError(name: string): ProbeError {
  return new ProbeError("abandoned", `${name}: given up, another answer had already decided`);
}

function deadlineError(name: string): ProbeError {
  return new ProbeError(
    "deadline",
    `${name}: the run ended before there was an answer`,
    "run again with a longer --deadline",
  );
}

/** Whether an asker left because the run's time was over, and not because it had its answer from elsewhere. */
function isOverFor(asker: AbortSignal | undefined): boolean {
  return asker?.aborted === true && asker.reason instanceof ProbeError && asker.reason.kind === "deadline";
}

/** A recorder for one run; times count from now. */
// oxlint-disable-next-line max-lines-per-function -- the steps of one recorder, which share its calls
export function createRecorder(options: RecorderOptions): Recorder {
  const { signal, redact, redactAnswer } = options;
  const originMs = performance.now();
  const elapsedMs = (): number => Math.round(performance.now() - originMs);
  const calls = new Map<string, Call>();
  const running = new Set<Promise<unknown>>();

  function start<Question, Answer, Progress>(
    name: string,
    question: Question,
    probe: ReportingProbe<Question, Answer, Progress>,
  ): Call {
    const controller = new AbortController();
    // A probe asks many others with its one signal, and a run asks many questions: no leak, no warning on stderr.
    setMaxListeners(0, controller.signal, signal);
    const startedMs = elapsedMs();
    const listeners = new Set<(progress: Progress) => void>();
    const report = (progress: Progress): void => {
      call.progress = { of: progress };
      for (const listener of listeners) listener(progress);
    };
    const { promise: stopped, reject: stop } = withReject();
    const onRunEnd = (): void => controller.abort(deadlineError(name));
    const onAbort = (): void => stop(controller.signal.reason);
    controller.signal.addEventListener("abort", onAbort, { once: true });
    signal.addEventListener("abort", onRunEnd, { once: true });
    if (signal.aborted) onRunEnd();

    const settle = async (): Promise<Answer> => {
      try {
        const asking = Promise.resolve().then(() => {
          controller.signal.throwIfAborted();
          return probe(question, controller.signal, report);
        });
        running.add(asking);
        const forget = (): void => void running.delete(asking);
        asking.then(forget, forget);
        const answer = redactAnswer(await Promise.race([asking, stopped]));
        call.end = { durationMs: elapsedMs() - startedMs, answer };
        return answer;
      } catch (error) {
        const known = error instanceof ProbeError ? redactedError(error) : undefined;
        const durationMs = elapsedMs() - startedMs;
        call.end = { durationMs, error: known ?? new ProbeError("unreadable", `${name}: this program made a mistake`) };
        throw known ?? redactedBug(error);
      } finally {
        signal.removeEventListener("abort", onRunEnd);
        controller.signal.removeEventListener("abort", onAbort);
      }
    };
    const call: Call = {
      name,
      question,
      startedMs,
      controller,
      answer: Promise.resolve().then(settle),
      waiting: 0,
      listeners,
    };
    // Every asker gets the rejection through its own promise.
    call.answer.catch(() => undefined);
    return call;
  }

  function redactedError(error: ProbeError): ProbeError {
    const message = redact(error.message);
    const remedy = error.remedy === undefined ? undefined : redact(error.remedy);
    return message === error.message && remedy === error.remedy ? error : new ProbeError(error.kind, message, remedy);
  }

  function redactedBug(error: unknown): unknown {
    if (!(error instanceof Error)) return error;
    error.message = redact(error.message);
    if (error.stack !== undefined) error.stack = redact(error.stack);
    return error;
  }

  function join(call: Call, asker: AbortSignal | undefined): Promise<unknown> {
    if (call.end !== undefined || asker === undefined) {
      call.waiting += asker === undefined ? 1 : 0;
      return call.answer;
    }
    call.waiting += 1;
    setMaxListeners(0, asker);
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        const error = isOverFor(asker) ? deadlineError(call.name) : abandonedError(call.name);
        reject(error);
        call.waiting -= 1;
        if (call.waiting === 0) call.controller.abort(error);
      };
      asker.addEventListener("abort", onAbort, { once: true });
      call.answer.then(resolve, reject).finally(() => asker.removeEventListener("abort", onAbort));
    });
  }

  return {
    ask<Question, Answer, Progress = never>(
      name: string,
      probe: ReportingProbe<Question, Answer, Progress>,
    ): Ask<Question, Answer, Progress> {
      return async (question, askOptions) => {
        const isOver = signal.aborted || isOverFor(askOptions?.signal);
        if (isOver && !calls.has(keyOf(name, question))) {
          // Recorded, so that a replay ends in the same way.
          const late = start(name, question, probe);
          late.controller.abort(deadlineError(name));
          calls.set(keyOf(name, question), late);
        }
        if (askOptions?.signal?.aborted === true) throw isOver ? deadlineError(name) : abandonedError(name);
        const key = keyOf(name, question);
        const known = calls.get(key);
        const call = known === undefined || isAskedAnew(known, signal) ? start(name, question, probe) : known;
        calls.set(key, call);
        const listener = askOptions?.onProgress;
        if (listener !== undefined) {
          call.listeners.add(listener);
          if (call.progress !== undefined && call.end === undefined) listener(call.progress.of as Progress);
        }
        try {
          return (await join(call, askOptions?.signal)) as Answer;
        } finally {
          if (listener !== undefined) call.listeners.delete(listener);
        }
      };
    },
    async ended() {
      let timer: NodeJS.Timeout | undefined;
      const patience = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, LINGER_MS);
      });
      await Promise.race([Promise.allSettled(running), patience]);
      clearTimeout(timer);
    },
    facts() {
      return [...calls.values()].map((call) => recordOf(call, signal, redactAnswer, elapsedMs()));
    },
  };
}

function keyOf(name: string, question: unknown): string {
  return `${name} ${stableJson(question)}`;
}

/** What everybody had given up is asked anew for a later asker, unless the first ones had waited long enough. */
function isAskedAnew({ controller, waiting, end }: Call, run: AbortSignal): boolean {
  const isGivenUp = controller.signal.aborted && !run.aborted && waiting === 0;
  return isGivenUp && !(end !== undefined && end.durationMs >= LONG_SILENCE_MS);
}

function recordOf(call: Call, run: AbortSignal, redactAnswer: <T>(answer: T) => T, nowMs: number): FactRecord {
  const { name, startedMs } = call;
  // Secrets may have become known after the answer came.
  const base = { probe: name, question: redactAnswer(call.question), startedMs };
  const end = call.end ?? {
    durationMs: nowMs - startedMs,
    error: errorOfOpen(call, run),
  };
  if ("answer" in end) return { ...base, answer: redactAnswer(end.answer), durationMs: end.durationMs };
  const { kind, message, remedy } = end.error;
  return {
    ...base,
    error: redactAnswer({ kind, message, ...(remedy === undefined ? {} : { remedy }) }),
    durationMs: end.durationMs,
  };
}

/** The error of a question that was given up and has not ended yet. */
function errorOfOpen({ name, controller }: Call, run: AbortSignal): ProbeError {
  const isGivenUp = controller.signal.aborted && !run.aborted && !isOverFor(controller.signal);
  return isGivenUp ? abandonedError(name) : deadlineError(name);
}

function withReject(): { promise: Promise<never>; reject: (reason: unknown) => void } {
  let reject: (reason: unknown) => void = () => undefined;
  const promise = new Promise<never>((_resolve, settle) => {
    reject = settle;
  });
  promise.catch(() => undefined);
  return { promise, reject };
}
