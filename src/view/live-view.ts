import { color as painted, createWritable, ListrLogger, ProcessOutput } from "listr2";
import { columnsOf, fitting, fittingEnds } from "./columns.js";
import { frameOf, type Line, type LineKind } from "./frame.js";
import { printableView } from "./printable-view.js";
import { checksOf, type RunTask } from "./progress.js";
import { createRunList } from "./run-list.js";
import { createScreen, type Screen } from "./screen.js";
import type { View } from "./types.js";

/** The screen is drawn so often at most, in milliseconds: four times a second. */
const REDRAW_MS = 250;

/** What the terminal shows. */
export interface LiveOptions {
  readonly ascii: boolean;
  readonly color: boolean;
}

interface RendererOptions extends LiveOptions {
  readonly stream: NodeJS.WriteStream;
  readonly deadlineMs: number;
}

/** The sign before a line, what it is in ASCII, and its colour. */
const SIGNS: Readonly<
  Record<Exclude<LineKind, "text">, readonly [sign: string, ascii: string, paint: typeof painted.red]>
> = {
  pass: ["✔", "+", painted.green],
  warn: ["!", "!", painted.yellow],
  fail: ["✖", "x", painted.red],
  inconclusive: ["?", "?", painted.yellow],
  skip: ["-", "-", painted.gray],
  blocked: ["-", "-", painted.gray],
  running: ["▸", ">", painted.cyan],
  waiting: ["·", ".", painted.gray],
};

/** Whatever is written to the stream meanwhile comes after the drawing, which hides the cursor. */
function loggerOn({ stream, ascii, color }: RendererOptions): ListrLogger<LineKind> {
  const signs = Object.entries(SIGNS);
  // Both ends of listr2's output are this stream; the second one takes nothing, so that it is not taken over twice.
  const nowhere = createWritable(() => {}) as unknown as NodeJS.WriteStream;
  return new ListrLogger<LineKind>({
    processOutput: new ProcessOutput(stream, nowhere, { leaveEmptyLine: false }),
    icon: Object.fromEntries(signs.map(([kind, [sign, plain]]) => [kind, ascii ? plain : sign])),
    color: color ? Object.fromEntries(signs.map(([kind, [, , paint]]) => [kind, (sign = "") => paint(sign)])) : {},
  });
}

/**
 * Draws the tasks of a run: as many lines as the terminal has, four times a second, and of them those that have changed.
 * listr2's own renderer draws all lines with each step of its spinner, and knows no limit of height.
 */
class LiveRenderer {
  static readonly nonTTY = true;
  static readonly rendererOptions = {};
  static readonly rendererTaskOptions = {};
  readonly #tasks: readonly RunTask[];
  readonly #options: RendererOptions;
  readonly #logger: ListrLogger<LineKind>;
  readonly #screen: Screen;
  readonly #startedMs = performance.now();
  #timer: NodeJS.Timeout | undefined;

  constructor(tasks: readonly RunTask[], options: object) {
    this.#tasks = tasks;
    this.#options = options as RendererOptions;
    this.#logger = loggerOn(this.#options);
    this.#screen = createScreen((text) => this.#logger.process.toStdout(text, false));
  }

  readonly render = (): void => {
    this.#logger.process.hijack();
    this.#draw();
    this.#timer = setInterval(() => this.#draw(), REDRAW_MS);
  };

  readonly end = (): void => {
    clearInterval(this.#timer);
    this.#screen.clear();
    this.#logger.process.release();
  };

  #draw(): void {
    const { stream, deadlineMs } = this.#options;
    // The last column stays empty: terminals differ in where the cursor is behind it. So does the line below the last one.
    const columns = Math.max(1, (stream.columns || 80) - 1);
    const rows = Math.max(1, (stream.rows || 24) - 1);
    const options = { rows, nowMs: performance.now(), startedMs: this.#startedMs, deadlineMs };
    const lines = frameOf(checksOf(this.#tasks), options);
    this.#screen.draw(
      lines.map((line) => this.#drawn(line, columns)),
      columns,
    );
  }

  /** A line as it is shown: at most so many columns. */
  #drawn({ kind, indent, text, end }: Line, columns: number): string {
    const sign = this.#logger.icon(kind);
    const before = sign ? `${"  ".repeat(indent)}${sign} ` : "";
    const taken = sign ? 2 * indent + 2 : 0;
    const mark = this.#options.ascii ? "..." : "…";
    if (end === undefined) return `${before}${fitting(text, columns - taken, mark)}`;
    return `${before}${fittingEnds(text, columns - taken - columnsOf(end), mark)}${end}`;
  }
}

/**
 * The run on a terminal: how many checks have ended, the slowest wait, a line per check, and below it one per target that
 * has had no answer. It is never taller than the terminal, and is cleared at the end, when the report takes its place.
 */
export function liveView(stream: NodeJS.WriteStream, options: LiveOptions): View {
  return printableView(
    options.ascii,
    createRunList(LiveRenderer, ({ deadlineMs }) => ({ ...options, stream, deadlineMs })),
  );
}
