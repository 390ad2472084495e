import type { RunEvent } from "../contract/index.js";
import { columnsOf, fitting, fittingEnds } from "./columns.js";
import { frameOf, type Line, type LineKind } from "./frame.js";
import { printableView } from "./printable-view.js";
import { createProgress } from "./progress.js";
import { createScreen } from "./screen.js";
import type { View } from "./types.js";

/** The screen is drawn so often at most, in milliseconds: four times a second. */
const REDRAW_MS = 250;

/** What the terminal shows. */
export interface LiveOptions {
  readonly ascii: boolean;
  readonly color: boolean;
}

/** The sign before a line, what it is in ASCII, and its colour (SGR). */
const SIGNS: Readonly<Record<LineKind, readonly [sign: string, ascii: string, color: number]>> = {
  pass: ["✔", "+", 32],
  warn: ["!", "!", 33],
  fail: ["✖", "x", 31],
  inconclusive: ["?", "?", 33],
  skip: ["-", "-", 90],
  blocked: ["-", "-", 90],
  running: ["▸", ">", 36],
  waiting: ["·", ".", 90],
  text: ["", "", 0],
};

/** A line as it is shown: at most so many columns. */
function drawn({ kind, indent, text, end }: Line, columns: number, { ascii, color }: LiveOptions): string {
  const [sign, plain, paint] = SIGNS[kind];
  const shown = ascii ? plain : sign;
  const before = shown === "" ? "" : `${"  ".repeat(indent)}${color ? `\u001B[${paint}m${shown}\u001B[39m` : shown} `;
  const taken = shown === "" ? 0 : 2 * indent + 2;
  const mark = ascii ? "..." : "…";
  if (end === undefined) return `${before}${fitting(text, columns - taken, mark)}`;
  return `${before}${fittingEnds(text, columns - taken - columnsOf(end), mark)}${end}`;
}

/**
 * The run on a terminal: how many checks have ended, the slowest wait, a line per check, and below it one per target that
 * has had no answer. It is never taller than the terminal, and is cleared at the end, when the report takes its place.
 */
export function liveView(stream: NodeJS.WriteStream, options: LiveOptions): View {
  const progress = createProgress();
  const screen = createScreen(stream);
  let timer: NodeJS.Timeout | undefined;
  let startedMs = performance.now();
  let deadlineMs = 0;

  const draw = (): void => {
    // The last column stays empty: terminals differ in where the cursor is behind it. So does the line below the last one.
    const columns = Math.max(1, (stream.columns || 80) - 1);
    const rows = Math.max(1, (stream.rows || 24) - 1);
    const lines = frameOf(progress, { rows, nowMs: performance.now(), startedMs, deadlineMs });
    screen.draw(
      lines.map((line) => drawn(line, columns, options)),
      columns,
    );
  };
  const stop = (): void => {
    clearInterval(timer);
    timer = undefined;
    screen.clear();
  };
  const observe = (event: RunEvent): void => {
    progress.observe(event);
    if (event.type === "finished") stop();
    if (event.type !== "planned") return;
    startedMs = performance.now();
    ({ deadlineMs } = event);
    draw();
    timer = setInterval(draw, REDRAW_MS);
  };
  return printableView(options.ascii, { observe, close: async () => stop() });
}
