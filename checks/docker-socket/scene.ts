import type { EngineSite } from "../../src/contract/index.js";
import type { EngineConnection, ProcessFact, RunnerPlan } from "../../src/contract/index.js";

/** What is known where the engine does not answer. */
export interface SocketScene {
  readonly plan: RunnerPlan;
  readonly connection: EngineConnection;
  /** What the engine is called: the path of its socket, or its address. */
  readonly place: string;
  readonly process: ProcessFact | undefined;
  /** How the engine is set up, as far as that is known. */
  readonly site: EngineSite;
  /** Other sockets that this process found. */
  readonly otherSockets: readonly string[];
}

/** What an engine is called: the path of its socket, or its address. */
export function placeOf({ socketPath, endpoint }: EngineConnection): string {
  return socketPath ?? endpoint;
}
