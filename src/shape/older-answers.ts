import type { FactRecord, NameServersFact, Recording } from "../contract/index.js";

/** What a program of before December 2026 recorded of a name server: a judgement in place of what came. */
type OlderServer = NameServersFact["servers"][number] & { readonly isAnswering?: boolean };

/** A recording with the answers of this version, out of one whose answers are older. */
export function withCurrentAnswers(recording: Recording): Recording {
  return { ...recording, facts: recording.facts.map(currentFact) };
}

function currentFact(fact: FactRecord): FactRecord {
  if (fact.probe !== "network.nameServers" || fact.answer === undefined) return fact;
  const { host, servers } = fact.answer as Omit<NameServersFact, "servers"> & { servers: readonly OlderServer[] };
  return { ...fact, answer: { host, servers: servers.map(currentServer) } satisfies NameServersFact };
}

/** Which error it was is lost. */
function currentServer({ isAnswering, ...server }: OlderServer): NameServersFact["servers"][number] {
  return isAnswering === false ? { ...server, error: { code: "", message: "" } } : server;
}
