import type { RunnerPlan } from "../contract/index.js";

/** Whether the engine is on another machine, so that this process shares neither its files nor its network. */
export function isRemoteEngine({ dockerHost }: RunnerPlan): boolean {
  const match = /^(tcp|http|https|ssh):\/\/(?:[^@/]*@)?(\[[^\]]*\]|[^:/]+)/.exec(dockerHost.value);
  if (match === null) return false;
  const [, , host = ""] = match;
  return !/^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(host);
}
