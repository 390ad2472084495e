import type { EngineSite } from "../../src/contract/index.js";
import type { EngineConnection, EngineInfo, ProcessFact, RunnerPlan } from "../../src/contract/index.js";

/** What is known of an engine when it is judged. */
export interface EngineScene {
  readonly plan: RunnerPlan;
  readonly connection: EngineConnection;
  readonly info: EngineInfo;
  readonly process: ProcessFact | undefined;
  /** How it is set up. */
  readonly site: EngineSite;
}

/** Where a line of evidence out of `GET /info` comes from. */
export const INFO_ORIGIN = { origin: "GET /info", vantage: "engine" } as const;
