import { type Ask, type FactRecord, type Host, type Nothing, ProbeError, type ProcessFact } from "../contract/index.js";
import { stableJson } from "./stable-json.js";

/** A host that answers what was recorded: the same answers, the same errors, and `not-recorded` for the rest. */
export function recordedHost(facts: readonly FactRecord[]): Host {
  const known = new Map(facts.map((fact) => [`${fact.probe} ${stableJson(fact.question)}`, fact] as const));

  function ask<Question, Answer>(probe: string): Ask<Question, Answer> {
    return async (question, options) => {
      if (options?.signal?.aborted === true) {
        throw new ProbeError("abandoned", `${probe}: given up, another answer had already decided`);
      }
      const text = stableJson(question);
      const fact = known.get(`${probe} ${text}`);
      if (fact === undefined) {
        throw new ProbeError(
          "not-recorded",
          `the recording holds no answer to ${probe} ${text}`,
          "record the facts again",
        );
      }
      if (fact.error !== undefined) throw new ProbeError(fact.error.kind, fact.error.message, fact.error.remedy);
      return structuredClone(fact.answer) as Answer;
    };
  }

  return {
    engine: {
      connection: ask("engine.connection"),
      info: ask("engine.info"),
      path: ask("engine.path"),
      container: ask("engine.container"),
      acceptance: ask("engine.acceptance"),
      network: ask("engine.network"),
      localImage: ask("engine.localImage"),
      distribution: ask("engine.distribution"),
      pull: ask("engine.pull"),
    },
    files: { stat: ask("files.stat"), dockerConfig: ask("files.dockerConfig") },
    network: {
      resolve: ask("network.resolve"),
      nameServers: ask("network.nameServers"),
      endpoint: ask("network.endpoint"),
    },
    registry: { ping: ask("registry.ping"), walk: ask("registry.walk") },
    env: {
      process: async (question, options) => {
        // where the facts are judged, the words that started the program on their host are of no use
        const {
          program: _,
          programAsRoot: __,
          ...fact
        } = await ask<Nothing, ProcessFact>("env.process")(question, options);
        return fact;
      },
    },
    clock: { now: ask("clock.now") },
  };
}
