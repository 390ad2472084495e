import { AsyncLocalStorage } from "node:async_hooks";
import type { OpenSteps, QuestionName, Wait } from "../contract/index.js";
import { type OpenQuestion, waitsOf } from "./wait-words.js";

/** The target that is judged where a question is asked: checks ask for many at a time, through one host. */
const judged = new AsyncLocalStorage<string>();

/** A question that has been asked. */
interface Asking {
  progress(steps: OpenSteps): void;
  end(): void;
}

/** What a check waits for, target by target. Where its signal aborts, that stays as it was in this moment. */
export interface Waits {
  /** Runs work whose questions are asked for a target. */
  judging<T>(target: string, work: () => Promise<T>): Promise<T>;
  asking(name: QuestionName, question: unknown): Asking;
  /** What the check itself says that it waits for: until its next question of this target begins or ends. */
  note(words: string, target?: string): void;
  /** What a target waits for, or all of them, each once: connections first, as they say the most, and the oldest first. */
  open(target?: string): readonly Wait[];
  /** When the signal aborted, or now; by `performance.now()`. */
  nowMs(): number;
}

/** What is open of one target. */
interface Open {
  readonly questions: Set<OpenQuestion & { steps: OpenSteps }>;
  note?: Wait;
  /** The words that were told last. */
  told: string;
}

/** @param tell is told of what a target (or, without one, the check as a whole) waits for, each time that this has changed */
export function createWaits(
  signal: AbortSignal,
  tell: (waits: readonly Wait[], target: string | undefined) => void,
): Waits {
  const targets = new Map<string | undefined, Open>();
  let abortedMs: number | undefined;
  const stop = (): void => {
    abortedMs = performance.now();
  };
  if (signal.aborted) stop();
  else signal.addEventListener("abort", stop, { once: true });

  const openOf = (target: string | undefined): Open => {
    const open = targets.get(target) ?? { questions: new Set(), told: "" };
    targets.set(target, open);
    return open;
  };
  const waitsIn = ({ note, questions }: Open): readonly Wait[] =>
    note === undefined ? [...questions].flatMap(waitsOf) : [note];
  const change = (target: string | undefined, apply: (open: Open) => void): void => {
    if (abortedMs !== undefined) return;
    const open = openOf(target);
    apply(open);
    const waits = merged(waitsIn(open));
    const words = JSON.stringify(waits);
    if (words === open.told) return;
    open.told = words;
    tell(waits, target);
  };

  return {
    judging: (target, work) => judged.run(target, work),
    asking(name, question) {
      const target = judged.getStore();
      const asked = { name, question, sinceMs: performance.now(), steps: [] as OpenSteps };
      change(target, (open) => {
        delete open.note;
        open.questions.add(asked);
      });
      return {
        progress: (steps) =>
          change(target, () => {
            asked.steps = steps;
          }),
        end: () =>
          change(target, (open) => {
            delete open.note;
            open.questions.delete(asked);
          }),
      };
    },
    note: (words, target) =>
      change(target, (open) => {
        open.note = { words: `waiting for ${words}`, sinceMs: performance.now() };
      }),
    open(target) {
      const chosen = target === undefined ? [...targets.values()] : [openOf(target)];
      const waits = merged(chosen.flatMap(waitsIn));
      return [...waits.filter(({ hop }) => hop !== undefined), ...waits.filter(({ hop }) => hop === undefined)];
    },
    nowMs: () => abortedMs ?? performance.now(),
  };
}

/** Each wait once, since its first asker, oldest first. */
function merged(waits: readonly Wait[]): readonly Wait[] {
  const byWords = new Map<string, Wait>();
  for (const wait of waits.toSorted((one, other) => one.sinceMs - other.sinceMs)) {
    if (!byWords.has(wait.words)) byWords.set(wait.words, wait);
  }
  return [...byWords.values()];
}
