/** Runs calls, some at once, the rest in turn. */
export type Gate = <T>(call: () => Promise<T>) => Promise<T>;

/**
 * A gate that lets `width` calls run at once. File-system calls on a dead network share never end and each holds a
 * thread of Node's pool (4 by default), which name resolution needs as well.
 */
export function createGate(width: number): Gate {
  let running = 0;
  const queue: (() => void)[] = [];
  return async (call) => {
    if (running >= width) await new Promise<void>((enter) => queue.push(enter));
    else running += 1;
    try {
      return await call();
    } finally {
      const next = queue.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
