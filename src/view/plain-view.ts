import type { RunEvent } from "../contract/index.js";
import { printableView } from "./printable-view.js";
import { detailText, waitingText } from "./text.js";
import type { View } from "./types.js";

/** Longest silence while something is being waited for, in milliseconds. */
const HEARTBEAT_MS = 5000;
/** How many waiting targets a line names. */
const MAX_NAMED = 3;

/** What of a running check is under way: by target (or the check as a whole, `""`) what is waited for. */
type Waiting = Map<string, string>;

/**
 * Progress as lines, for logs: one per finished check, and at least one every five seconds while nothing finishes,
 * naming what is waited for.
 */
export function plainView(stream: NodeJS.WritableStream, ascii: boolean, heartbeatMs = HEARTBEAT_MS): View {
  const startedMs = performance.now();
  const running = new Map<string, Waiting>();
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
    const names = [...running].flatMap(([id, waiting]) =>
      waiting.size === 0 ? [id] : [...waiting.values()].map((text) => `${id} (${text})`),
    );
    const more = names.length > MAX_NAMED ? ` and ${names.length - MAX_NAMED} more` : "";
    print(`waiting for ${names.length === 0 ? "the next check" : names.slice(0, MAX_NAMED).join("; ")}${more}`);
  };

  const observe = (event: RunEvent): void => {
    switch (event.type) {
      case "planned":
        timer = setInterval(beat, heartbeatMs).unref();
        print(
          `${event.checks.length} check${event.checks.length === 1 ? "" : "s"}, at most ${event.deadlineMs / 1000} s`,
        );
        return;
      case "started":
        running.set(event.id, new Map());
        return;
      case "waiting":
        running.get(event.id)?.set(event.target ?? "", waitingText(event));
        return;
      case "target-ended":
        running.get(event.id)?.delete(event.result.target);
        return;
      case "ended": {
        running.delete(event.result.id);
        const detail = detailText(event.result);
        print(`${event.result.id}: ${event.result.status}${detail === "" ? "" : ` (${detail})`}`);
        return;
      }
      case "finished":
        stop();
    }
  };
  return printableView(ascii, { observe, close: async () => stop() });
}
