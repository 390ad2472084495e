import type { RunnerPlan } from "../contract/index.js";
import { engineLog, restartEngine } from "./engine.js";
import type { Code, Words } from "./findings.js";

/** An engine that is there and does not work. */
export interface EngineFailure {
  readonly plan: RunnerPlan;
  /** The path of its socket, or its address. */
  readonly place: string;
  /** What it failed at: the very first question, the one about itself, or one later in the run. */
  readonly question: "ping" | "info" | "later";
}

/** What to do about an engine that is up and gives no sound answer. */
export function logThenRestart(plan: RunnerPlan): Pick<Words, "summary" | "commands"> {
  return {
    summary: "Read the engine's log, then restart it (running containers stop unless live-restore is on).",
    commands: [engineLog(plan), restartEngine(plan)],
  };
}

/** The engine is there and does not work; every check that asks it can come upon that. */
export const ENGINE_ERROR: Code<EngineFailure> = {
  severity: "error",
  meaning: "The engine answers with an error or with nonsense, or stops answering during the run.",
  cause: "The engine is starting, stopping, crashing or broken, or an authorisation plugin refuses.",
  remedy: "Read the engine's answer and its log, then restart it.",
  source: "https://docs.docker.com/engine/daemon/troubleshoot/",
  words: ({ plan, place, question }) => {
    const engine = `The engine at ${place}`;
    if (question === "later")
      return {
        message: `${engine} answered at first, and then failed.`,
        summary:
          "Read the engine's log, restart it (running containers stop unless live-restore is on), and run this again.",
        commands: [engineLog(plan), restartEngine(plan)],
      };
    const fault = question === "ping" ? "answers with an error" : "answers a ping, but answers GET /info wrongly";
    return { message: `${engine} ${fault}.`, ...logThenRestart(plan) };
  },
};
