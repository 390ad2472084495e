import type { CheckResult, PlannedCheck, RunEvent, Status, TargetResult } from "../contract/index.js";
import { printableView } from "./printable-view.js";
import { detailText } from "./text.js";
import type { View } from "./types.js";

type Listr2 = typeof import("listr2");
type Wrapper = Parameters<Extract<import("listr2").ListrTask["task"], (...args: never) => unknown>>[1];

/** One line of the list: settled by the run's events, drawn by listr2. */
interface Line {
  readonly title: string;
  readonly started: Promise<void>;
  readonly ended: Promise<CheckResult | TargetResult | undefined>;
  start(): void;
  end(result?: CheckResult | TargetResult): void;
  wait(text: string): void;
  /** Told what is waited for, once the line is drawn. */
  onWait?: (text: string) => void;
  waitingFor: string;
}

function createLine(title: string): Line {
  let start!: () => void;
  let end!: (result?: CheckResult | TargetResult) => void;
  const line: Line = {
    title,
    started: new Promise((resolve) => {
      start = resolve;
    }),
    ended: new Promise((resolve) => {
      end = resolve;
    }),
    start: () => start(),
    end: (result) => {
      start();
      end(result);
    },
    wait(text) {
      line.waitingFor = text;
      line.onWait?.(line.waitingFor);
    },
    waitingFor: "",
  };
  return line;
}

interface CheckLine extends Line {
  targets: ReadonlyMap<string, Line>;
}

const SKIPPED: ReadonlySet<Status> = new Set(["skip", "blocked"]);

/** Draws the end of a line: failed lines throw, which is how listr2 is told. */
function draw(line: Line, task: Wrapper, result: CheckResult | TargetResult | undefined): void {
  task.output = "";
  if (!result || result.status === "pass") return;
  const detail = detailText(result);
  const text = `${line.title}: ${result.status}${detail === "" ? "" : ` (${detail})`}`;
  if (SKIPPED.has(result.status)) {
    task.skip(text);
    return;
  }
  task.title = text;
  if (result.status === "fail" || result.status === "inconclusive") throw new Error(text);
}

async function follow(line: Line, task: Wrapper): Promise<void> {
  const show = (text: string): void => {
    task.output = text;
  };
  show(line.waitingFor);
  line.onWait = show;
  draw(line, task, await line.ended);
}

/** Draws the lines until all have ended. */
async function drawList(listr2: Listr2, stream: NodeJS.WriteStream, lines: readonly CheckLine[]): Promise<void> {
  // Both ends of listr2's output are this stream; the second one takes nothing, so that it is not taken over twice.
  const processOutput = new listr2.ProcessOutput(
    stream,
    listr2.createWritable(() => {}) as unknown as NodeJS.WriteStream,
    { leaveEmptyLine: false },
  );
  // listr2 by itself draws only where standard output is a terminal, and not on the stream that it is given.
  class Renderer extends listr2.DefaultRenderer {
    static override nonTTY = true;
  }
  const list = new listr2.Listr(
    lines.map((line) => ({ title: line.title, task: async (_: unknown, task: Wrapper) => followCheck(line, task) })),
    {
      concurrent: true,
      exitOnError: false,
      registerSignalListeners: false,
      renderer: Renderer,
      fallbackRendererCondition: false,
      rendererOptions: {
        clearOutput: true,
        collapseErrors: false,
        collapseSkips: true,
        showErrorMessage: false,
        formatOutput: "truncate",
        logger: new listr2.ListrLogger<import("listr2").ListrDefaultRendererLogLevels>({
          useIcons: true,
          processOutput,
        }),
      },
    },
  );
  await list.run().catch(() => {});
}

async function followCheck(line: CheckLine, task: Wrapper) {
  task.output = "waiting for its prerequisites";
  await line.started;
  if (line.targets.size === 0) return follow(line, task);
  task.output = line.waitingFor;
  line.onWait = (text) => {
    task.output = text;
  };
  return task.newListr(
    [...line.targets.values()].map((target) => ({
      title: target.title,
      task: async (_: unknown, inner: Wrapper) => follow(target, inner),
    })),
    { concurrent: true, exitOnError: false, rendererOptions: { collapseSubtasks: true } },
  );
}

/**
 * The run as a live list on a terminal: a line per check, a line below it per target, and what is waited for. It is
 * cleared at the end, when the report takes its place.
 */
export async function liveView(stream: NodeJS.WriteStream, ascii: boolean): Promise<View> {
  const listr2: Listr2 = await import("listr2");
  let lines: ReadonlyMap<string, CheckLine> = new Map();
  let drawing: Promise<void> = Promise.resolve();

  const begin = (checks: readonly PlannedCheck[]): void => {
    lines = new Map(
      checks.map((check) => [check.id, Object.assign(createLine(check.id), { targets: new Map<string, Line>() })]),
    );
    drawing = drawList(listr2, stream, [...lines.values()]);
  };
  const endAll = (): void => {
    for (const line of lines.values()) {
      for (const target of line.targets.values()) target.end();
      line.end();
    }
  };
  const observe = (event: RunEvent): void => {
    switch (event.type) {
      case "planned":
        begin(event.checks);
        return;
      case "started": {
        const line = lines.get(event.id);
        if (!line) return;
        line.targets = new Map(event.targets.map((target) => [target, createLine(target)]));
        line.start();
        return;
      }
      case "waiting": {
        const line = lines.get(event.id);
        const target = event.target === undefined ? undefined : line?.targets.get(event.target);
        (target ?? line)?.wait(event.waitingFor);
        return;
      }
      case "target-ended":
        lines.get(event.id)?.targets.get(event.result.target)?.end(event.result);
        return;
      case "ended": {
        const line = lines.get(event.result.id);
        for (const result of event.result.targets ?? []) line?.targets.get(result.target)?.end(result);
        for (const target of line?.targets.values() ?? []) target.end();
        line?.end(event.result);
        return;
      }
      case "finished":
        endAll();
    }
  };
  return printableView(ascii, {
    observe,
    async close() {
      endAll();
      await drawing;
    },
  });
}
