import type { RepeatedRequest, WalkRequest } from "../../contract/index.js";
import { httpFact } from "../network/http-fact.js";
import { pause } from "../network/limit.js";
import type { Followed } from "./session.js";
import { placeOf, WalkError } from "./walk-error.js";

/** Between a failing server's answer and the one retry, in milliseconds. */
const RETRY_MS = 500;

/** The last answer, and the server's error after which it was asked for once more. */
export interface AskedAgain extends Followed {
  readonly repeated?: RepeatedRequest;
}

/**
 * Asks once more after a server's error (5xx).
 * @throws WalkError of the second request, which then tells the first answer
 */
export async function askAgainIfIll(
  asked: WalkRequest,
  ask: () => Promise<Followed>,
  signal: AbortSignal,
): Promise<AskedAgain> {
  const first = await ask();
  if (first.answer.status < 500) return first;
  const repeated = { asked, host: placeOf(first.origin), http: httpFact(first.answer) };
  await pause(RETRY_MS, signal);
  try {
    const second = await ask();
    return { ...second, repeated };
  } catch (error) {
    if (!(error instanceof WalkError) || error.stop.kind !== "connection") throw error;
    throw new WalkError({ ...error.stop, repeated: repeated.http });
  }
}
