import type { CheckResult, RunEvent, TargetResult, Wait } from "../contract/index.js";

/** A target of a check, as far as it is. */
export interface TargetProgress {
  /** Absent for what the check as a whole waits for. */
  readonly target?: string;
  waits: readonly Wait[];
  result?: TargetResult;
}

/** A check, as far as it is. */
export interface CheckProgress {
  readonly id: string;
  hasStarted: boolean;
  readonly targets: Map<string | undefined, TargetProgress>;
  result?: CheckResult;
}

/** Something that is waited for, and where. */
export interface OpenWait {
  readonly id: string;
  readonly target?: string;
  readonly wait: Wait;
}

/** What the events of a run come down to. */
export interface Progress {
  observe(event: RunEvent): void;
  /** In the order in which they are shown. */
  readonly checks: () => readonly CheckProgress[];
  /** The most telling wait of each target that has had no answer, the oldest first. */
  readonly waits: () => readonly OpenWait[];
}

/** The progress of a run that has not begun. */
export function createProgress(): Progress {
  const checks = new Map<string, CheckProgress>();
  const targetOf = (id: string, target: string | undefined): TargetProgress => {
    const targets = checks.get(id)?.targets;
    const known = targets?.get(target) ?? { ...(target === undefined ? {} : { target }), waits: [] };
    targets?.set(target, known);
    return known;
  };
  return {
    observe(event) {
      switch (event.type) {
        case "planned":
          for (const { id } of event.checks) checks.set(id, { id, hasStarted: false, targets: new Map() });
          return;
        case "started": {
          const check = checks.get(event.id);
          if (check !== undefined) check.hasStarted = true;
          for (const target of event.targets) targetOf(event.id, target);
          return;
        }
        case "waiting":
          targetOf(event.id, event.target).waits = event.waits;
          return;
        case "target-ended":
          targetOf(event.id, event.result.target).result = event.result;
          return;
        case "ended": {
          const check = checks.get(event.result.id);
          if (check !== undefined) check.result = event.result;
          return;
        }
        case "finished":
      }
    },
    checks: () => [...checks.values()],
    waits: () =>
      [...checks.values()]
        .filter(({ result }) => result === undefined)
        .flatMap(({ id, targets }) =>
          [...targets.values()].filter(({ result }) => result === undefined).flatMap((open) => openWait(id, open)),
        )
        .toSorted((one, other) => one.wait.sinceMs - other.wait.sinceMs),
  };
}

function openWait(id: string, { target, waits }: TargetProgress): readonly OpenWait[] {
  const wait = mostTelling(waits);
  return wait === undefined ? [] : [{ id, ...(target === undefined ? {} : { target }), wait }];
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
