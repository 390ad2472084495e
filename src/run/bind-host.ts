import type { Ask, AskOptions, Host } from "../contract/index.js";

/** The same host, every question of which is given up when the signal aborts. */
export function bindHost(host: Host, signal: AbortSignal): Host {
  return {
    engine: bindGroup(host.engine, signal),
    files: bindGroup(host.files, signal),
    network: bindGroup(host.network, signal),
    registry: bindGroup(host.registry, signal),
    env: bindGroup(host.env, signal),
    clock: bindGroup(host.clock, signal),
  };
}

function bindGroup<Group extends object>(group: Group, signal: AbortSignal): Group {
  const bound = Object.entries(group).map(([name, ask]: [string, Ask<unknown, unknown>]) => {
    const boundAsk = async (question: unknown, options: AskOptions = {}) =>
      ask(question, { ...options, signal: options.signal ? AbortSignal.any([options.signal, signal]) : signal });
    return [name, boundAsk];
  });
  return Object.fromEntries(bound) as Group;
}
