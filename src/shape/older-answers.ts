import type { EngineConnection, FactRecord, NameServersFact, Recording } from "../contract/index.js";

/** What a program of before December 2026 recorded of a name server: a judgement in place of what came. */
type OlderServer = NameServersFact["servers"][number] & { readonly isAnswering?: boolean };

/** The same for an engine that did not answer: a sentence. */
type OlderConnection = Omit<EngineConnection, "detail"> & { readonly detail?: EngineConnection["detail"] | string };

/** A recording with the answers of this version, out of one whose answers are older. */
export function withCurrentAnswers(recording: Recording): Recording {
  return { ...recording, facts: recording.facts.map(currentFact) };
}

function currentFact(fact: FactRecord): FactRecord {
  if (fact.probe === "engine.connection" && fact.answer !== undefined)
    return { ...fact, answer: currentConnection(fact.answer as OlderConnection) };
  if (fact.probe !== "network.nameServers" || fact.answer === undefined) return fact;
  const { host, servers } = fact.answer as Omit<NameServersFact, "servers"> & { servers: readonly OlderServer[] };
  return { ...fact, answer: { host, servers: servers.map(currentServer) } satisfies NameServersFact };
}

function currentConnection({ detail, ...connection }: OlderConnection): EngineConnection {
  if (detail === undefined) return connection;
  return { ...connection, detail: typeof detail === "string" ? { of: "said", words: detail } : detail };
}

/** Which error it was is lost. */
function currentServer({ isAnswering, ...server }: OlderServer): NameServersFact["servers"][number] {
  return isAnswering === false ? { ...server, error: { code: "", message: "" } } : server;
}
