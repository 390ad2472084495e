import { type Ask, type Check, type Host, mapHost, type Pass } from "../contract/index.js";

/** Plain data of its own, which nobody else has a hand on. @throws for what is no plain data */
function copied<T>(value: T): T {
  try {
    return structuredClone(value);
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new Error(`what it gives is no plain data: ${words}`, { cause: error });
  }
}

function frozen(value: unknown): void {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const member of Object.values(value)) frozen(member);
}

/** A copy that cannot be changed. */
function frozenCopy<T>(value: T): T {
  const copy = copied(value);
  frozen(copy);
  return copy;
}

function hostFor(host: Host): Host {
  return mapHost((_name, entry) => {
    const ask = entry as Ask<unknown, unknown, unknown>;
    return async (question, options) => frozenCopy(await ask(copied(question), options));
  }, host);
}

function passFor(pass: Pass): Pass {
  return Object.freeze<Pass>({
    plan: frozenCopy(pass.plan),
    host: hostFor(pass.host),
    signal: pass.signal,
    targets: frozenCopy(pass.targets),
    progress: (waitingFor, target) => pass.progress(waitingFor, target),
    each: async (targets, judge) => pass.each(copied(targets), async (target) => copied(await judge(target))),
  });
}

/**
 * A plugin's check as the program runs it: its data are a copy made now, what it is handed are frozen copies, and of what it
 * gives a copy is taken before it is looked at.
 */
export function apart(check: Check): Check {
  const { id, title, group, codes, severity, needs, tracesCredentials, pullsImages, timeoutMs } = check;
  return Object.freeze<Check>({
    ...copied({ id, title, group, codes, severity }),
    ...(needs === undefined ? {} : { needs: [...needs] }),
    ...(tracesCredentials === undefined ? {} : { tracesCredentials }),
    ...(pullsImages === undefined ? {} : { pullsImages }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(check.targets === undefined ? {} : { targets: (plan) => copied(check.targets?.(frozenCopy(plan)) ?? []) }),
    ...(check.fromPlan === undefined ? {} : { fromPlan: (plan) => copied(check.fromPlan?.(frozenCopy(plan)) ?? []) }),
    run: async (pass) => copied(await check.run(passFor(pass))),
  });
}
