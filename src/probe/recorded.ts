import { type FactRecord, type Host, mapHost, ProbeError } from "../contract/index.js";
import { stableJson } from "./stable-json.js";

/** A host that answers what was recorded: the same answers, the same errors, and `not-recorded` for the rest. */
export function recordedHost(facts: readonly FactRecord[]): Host {
  const known = new Map(facts.map((fact) => [`${fact.probe} ${stableJson(fact.question)}`, fact] as const));

  const host = mapHost((probe) => async (question, options) => {
    if (options?.signal?.aborted === true) {
      throw new ProbeError("abandoned", `${probe}: given up, another answer had already decided`);
    }
    const text = stableJson(question);
    const fact = known.get(`${probe} ${text}`);
    if (fact === undefined) {
      throw new ProbeError(
        "not-recorded",
        `the recording holds no answer to ${probe} ${text}`,
        "judge it with the --only or --skip that it was recorded with, or record the facts again",
      );
    }
    if (fact.error !== undefined) throw new ProbeError(fact.error.kind, fact.error.message, fact.error.remedy);
    return structuredClone(fact.answer);
  });
  return {
    ...host,
    env: {
      ...host.env,
      process: async (question, options) => {
        // where the facts are judged, the words that started the program on their host are of no use
        const { program: _, programAsRoot: __, ...fact } = await host.env.process(question, options);
        return fact;
      },
    },
  };
}
