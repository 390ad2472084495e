import { Listr, type ListrRendererFactory, type ListrTask, ListrTaskState } from "listr2";
import type { CheckResult, RunEvent, TargetResult } from "../contract/index.js";
import { type CheckProgress, checksOf, type Told } from "./progress.js";
import type { View } from "./types.js";

type TaskList = Listr<unknown, ListrRendererFactory, ListrRendererFactory>;
type NewTask = ListrTask<unknown, ListrRendererFactory, ListrRendererFactory>;

/** What settles the task of a target. */
interface TargetHandle extends Told<TargetResult> {
  readonly ended: Promise<void>;
  end(): void;
}

/** What settles the task of a check. */
interface CheckHandle extends Told<CheckResult> {
  readonly begun: Promise<void>;
  /** Lets its targets come below it, and a task without a name for the check as a whole. */
  begin(targets: readonly string[]): void;
  targets: Map<string | undefined, TargetHandle>;
  /** The tasks of the targets, once they are below that of the check. */
  list?: TaskList;
}

/** The tasks of a run, which its events settle. They are the one place that knows how far it is. */
export interface RunList extends View {
  checks(): readonly CheckProgress[];
}

function settling(): readonly [settled: Promise<void>, settle: () => void] {
  let settle!: () => void;
  const settled = new Promise<void>((resolve) => {
    settle = resolve;
  });
  return [settled, settle];
}

function newTarget(): TargetHandle {
  const [ended, end] = settling();
  return { waits: [], ended, end };
}

function newCheck(): CheckHandle {
  const [begun, settle] = settling();
  const handle: CheckHandle = {
    waits: [],
    begun,
    begin(targets) {
      if (handle.targets.size === 0) handle.targets = new Map([undefined, ...targets].map((one) => [one, newTarget()]));
      settle();
    },
    targets: new Map(),
  };
  return handle;
}

function end(handle: CheckHandle): void {
  handle.begin([]);
  for (const target of handle.targets.values()) target.end();
}

function taskOf(id: string, handle: CheckHandle): NewTask {
  return {
    title: id,
    rendererOptions: handle,
    task: async (_, task) => {
      await handle.begun;
      handle.list = task.newListr([...handle.targets].map(([target, told]) => targetTask(target, told)));
      return handle.list;
    },
  };
}

function targetTask(target: string | undefined, told: TargetHandle): NewTask {
  return { ...(target === undefined ? {} : { title: target }), rendererOptions: told, task: async () => told.ended };
}

/** A target that nobody knew of before it had ended: its task is below that of the check, and is never run. */
function lateTarget({ targets, list }: CheckHandle, target: string): TargetHandle {
  const told = newTarget();
  targets.set(target, told);
  list?.add(targetTask(target, told));
  const task = list?.tasks.at(-1);
  if (task !== undefined) task.state$ = ListrTaskState.COMPLETED;
  return told;
}

/** @param rendererOptions those of the renderer, made when the checks are known */
export function createRunList(
  renderer: ListrRendererFactory,
  rendererOptions: (planned: Extract<RunEvent, { type: "planned" }>) => object,
): RunList {
  let handles: ReadonlyMap<string, CheckHandle> = new Map();
  let list: TaskList | undefined;
  let running: Promise<unknown> | undefined;
  const endAll = (): void => handles.forEach(end);
  return {
    observe(event) {
      switch (event.type) {
        case "planned":
          handles = new Map(event.checks.map(({ id }) => [id, newCheck()]));
          list = new Listr(
            [...handles].map(([id, handle]) => taskOf(id, handle)),
            { concurrent: true, registerSignalListeners: false, renderer, rendererOptions: rendererOptions(event) },
          );
          running = list.run();
          return;
        case "started":
          handles.get(event.id)?.begin(event.targets);
          return;
        case "waiting": {
          const target = handles.get(event.id)?.targets.get(event.target);
          if (target !== undefined) target.waits = event.waits;
          return;
        }
        case "target-ended": {
          const handle = handles.get(event.id);
          if (handle === undefined) return;
          const target = handle.targets.get(event.result.target) ?? lateTarget(handle, event.result.target);
          target.result = event.result;
          target.end();
          return;
        }
        case "ended": {
          const handle = handles.get(event.result.id);
          if (handle === undefined) return;
          handle.result = event.result;
          end(handle);
          return;
        }
        case "finished":
          endAll();
      }
    },
    checks: () => checksOf(list?.tasks ?? []),
    async close() {
      endAll();
      await running;
    },
  };
}
