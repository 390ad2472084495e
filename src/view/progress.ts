import type { ListrRendererFactory } from "listr2";
import type { CheckResult, TargetResult, Wait } from "../contract/index.js";

/** A task of the list: a check or, below it, a target. Its state says how far it is. */
export type RunTask = ConstructorParameters<ListrRendererFactory>[0][number];

/** What the run has told of a task, beside its state. */
export interface Told<Result extends CheckResult | TargetResult> {
  /** What it waits for, oldest first. */
  waits: readonly Wait[];
  result?: Result;
}

/** A target of a check, as far as it is. */
export interface TargetProgress {
  /** Absent for what the check as a whole waits for. */
  readonly target: string | undefined;
  readonly waits: readonly Wait[];
  readonly result: TargetResult | undefined;
}

/** A check, as far as it is. */
export interface CheckProgress {
  readonly id: string;
  readonly hasStarted: boolean;
  readonly targets: readonly TargetProgress[];
  readonly result: CheckResult | undefined;
}

/** Something that is waited for, and where. */
export interface OpenWait {
  readonly id: string;
  readonly target: string | undefined;
  readonly wait: Wait;
}

/** The checks in the order in which they are shown. One that has begun has its targets below it. */
export function checksOf(tasks: readonly RunTask[]): readonly CheckProgress[] {
  return tasks.map((task) => {
    const { result } = task.rendererTaskOptions as Told<CheckResult>;
    const hasStarted = task.hasSubtasks();
    return {
      id: task.title ?? "",
      hasStarted,
      targets: hasStarted ? task.subtasks.map(targetOf) : [],
      result: task.hasFinalized() ? result : undefined,
    };
  });
}

function targetOf(task: RunTask): TargetProgress {
  const { waits, result } = task.rendererTaskOptions as Told<TargetResult>;
  return { target: task.title, waits, result: task.hasFinalized() ? result : undefined };
}

/** The most telling wait of each target that has had no answer, the oldest first. */
export function waitsOf(checks: readonly CheckProgress[]): readonly OpenWait[] {
  return checks
    .filter(({ result }) => result === undefined)
    .flatMap(({ id, targets }) =>
      targets.filter(({ result }) => result === undefined).flatMap((open) => openWait(id, open)),
    )
    .toSorted((one, other) => one.wait.sinceMs - other.wait.sinceMs);
}

function openWait(id: string, { target, waits }: TargetProgress): readonly OpenWait[] {
  const wait = mostTelling(waits);
  return wait === undefined ? [] : [{ id, target, wait }];
}

/** Waits that began within this time began together. Milliseconds. */
const TOGETHER_MS = 2500;

/** The oldest wait; of those that began together with it, one that names its hop. */
export function mostTelling(waits: readonly Wait[]): Wait | undefined {
  const [oldest] = waits;
  return (
    waits.find(({ hop, sinceMs }) => hop !== undefined && sinceMs - (oldest?.sinceMs ?? 0) < TOGETHER_MS) ?? oldest
  );
}
