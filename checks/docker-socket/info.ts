import { type EngineConnection, type Finding, type Pass, ProbeError } from "../../src/contract/index.js";
import { findingFor } from "../../src/judge/findings.js";
import { engineSite } from "../../src/judge/remedy/engine-site.js";
import { SOCKET_CODES } from "./codes.js";
import { engineEvidence } from "./evidence.js";
import { placeOf } from "./scene.js";

/** An engine that answers a ping and fails at the question that every other check builds on is no engine that works. */
export async function unsoundInfo(
  { plan, host, signal }: Pass,
  connection: EngineConnection,
): Promise<readonly Finding[]> {
  try {
    await host.engine.info({}, { signal });
    return [];
  } catch (error) {
    if (!(error instanceof ProbeError)) throw error;
    if (error.kind !== "engine-failed" && error.kind !== "timeout") return [];
    const place = placeOf(connection);
    const facts = {
      target: place,
      evidence: [
        engineEvidence(connection),
        { what: "GET /info", observed: error.message, expected: "an answer", vantage: "process" },
      ],
    } as const;
    const code = error.kind === "timeout" ? "engine-timeout" : "engine-error";
    return [findingFor(SOCKET_CODES, code, { site: engineSite({ plan, connection }), place, question: "info" }, facts)];
  }
}
