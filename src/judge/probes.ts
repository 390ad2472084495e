import { ProbeError } from "../contract/index.js";

/** An answer that only adds evidence: a probe that cannot give it is no obstacle, and gives `undefined`. */
export async function orNothing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ProbeError) return undefined;
    throw error;
  }
}

/** Why there is no answer, in the words of evidence. */
export function silenceWords({ kind, message }: ProbeError): string {
  return kind === "abandoned" ? "stopped waiting: another answer had already decided" : `no answer: ${message}`;
}
