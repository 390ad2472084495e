import type { JudgedEndpoint, JudgedWalk } from "../../contract/index.js";

/**
 * From here on the first answer of a registry, in milliseconds, tells of a link so slow that an engine may need longer than
 * it is waited for: its lookup takes five times as long (46 s where this process needs 10 s, Engine 20.10 on a round trip of
 * 2 s, measured 2026-11).
 */
const SLOW_ANSWER_MS = 5000;
/** The same for one request on a connection that is there. */
const SLOW_REQUEST_MS = 1000;

/** How long a registry's first answer took over a link so slow, in milliseconds; `undefined` where it did not. */
export function slowAnswerMs({ ok, hops }: JudgedEndpoint): number | undefined {
  const sum = hops.reduce((total, { durationMs }) => total + durationMs, 0);
  return ok && sum >= SLOW_ANSWER_MS ? sum : undefined;
}

/** How long a walk's request for the manifest took over a link so slow, in milliseconds; `undefined` where it did not. */
export function slowRequestMs({ ok, steps }: JudgedWalk): number | undefined {
  const slow = steps.filter(({ step, durationMs }) => step !== "connect" && durationMs >= SLOW_REQUEST_MS);
  const manifest = slow.find(({ step }) => step === "manifest");
  return ok && slow.length > 1 ? manifest?.durationMs : undefined;
}

/** Why the engine's silence proves nothing. */
export function slowLinkReason(took: string): string {
  return `the engine did not answer in time, and ${took}; over such a slow link its pull may still work: pull the image once to be sure`;
}
