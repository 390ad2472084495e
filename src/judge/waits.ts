import type { Wait } from "../contract/index.js";

/** A wait with how long it has lasted: `no answer from registry.example:443 to TCP connect for 4 s`. */
export function waitText({ words, sinceMs }: Wait, nowMs: number): string {
  const seconds = Math.floor((nowMs - sinceMs) / 1000);
  return seconds < 1 ? words : `${words} for ${seconds} s`;
}
