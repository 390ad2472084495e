import { SilentRenderer } from "listr2";
import type { RunEvent } from "../contract/index.js";
import { printableView } from "./printable-view.js";
import { waitsOf } from "./progress.js";
import { createRunList } from "./run-list.js";
import { openText, resultText } from "./text.js";
import type { View } from "./types.js";

/** Longest silence while something is being waited for, in milliseconds. */
const HEARTBEAT_MS = 5000;
/** How many waits a line names. */
const MAX_NAMED = 3;

/**
 * Progress as lines, for logs: one per finished check, and at least one every five seconds while nothing finishes,
 * naming what is waited for, the longest wait first.
 */
export function plainView(stream: NodeJS.WritableStream, ascii: boolean, heartbeatMs = HEARTBEAT_MS): View {
  const startedMs = performance.now();
  const list = createRunList(SilentRenderer, () => ({}));
  let timer: NodeJS.Timeout | undefined;

  const print = (text: string): void => {
    stream.write(`[${((performance.now() - startedMs) / 1000).toFixed(1).padStart(5)} s] ${text}\n`);
    if (timer) timer.refresh();
  };
  const stop = (): void => {
    if (timer) clearTimeout(timer);
    timer = undefined;
  };
  const beat = (): void => {
    const checks = list.checks();
    const waits = waitsOf(checks);
    const silent = checks.filter(({ hasStarted, result, id }) => {
      return hasStarted && result === undefined && !waits.some((open) => open.id === id);
    });
    const named = [
      ...waits.map(({ id, target, wait }) => `${id}: ${openText(target, wait, performance.now())}`),
      ...silent.map(({ id }) => `waiting for ${id}`),
    ];
    const more = named.length > MAX_NAMED ? `; and ${named.length - MAX_NAMED} more` : "";
    print(named.length === 0 ? "waiting for the next check" : `${named.slice(0, MAX_NAMED).join("; ")}${more}`);
  };

  const observe = (event: RunEvent): void => {
    list.observe(event);
    switch (event.type) {
      case "planned":
        timer = setInterval(beat, heartbeatMs).unref();
        print(
          `${event.checks.length} check${event.checks.length === 1 ? "" : "s"}, at most ${event.deadlineMs / 1000} s`,
        );
        return;
      case "ended":
        print(resultText(event.result.id, event.result));
        return;
      case "finished":
        stop();
        return;
      default:
    }
  };
  const close = async (): Promise<void> => {
    stop();
    await list.close();
  };
  return printableView(ascii, { observe, close });
}
