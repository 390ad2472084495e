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
