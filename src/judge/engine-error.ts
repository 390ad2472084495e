import type { EngineSite } from "../contract/index.js";
import type { Code, Words } from "./findings.js";
import { engineLog, restartingEngine } from "./remedy/engine-service.js";

/** An engine that is there and does not work. */
export interface EngineFailure {
  readonly site: EngineSite;
  /** The path of its socket, or its address. */
  readonly place: string;
  /** What it failed at: the very first question, the one about itself, or one later in the run. */
  readonly question: "ping" | "info" | "later";
}

/** What to do about an engine that is up and gives no sound answer. */
export function restartAfterLog(site: EngineSite): Pick<Words, "summary" | "commands"> {
  const { does, commands } = restartingEngine(site);
  return { summary: `Read the log. ${does}.`, commands: [...engineLog(site), ...commands] };
}

/** The engine is there and does not work; every check that asks it can come upon that. */
export const ENGINE_ERROR: Code<EngineFailure> = {
  severity: "error",
  meaning: "The engine answers with an error or with nonsense, or stops answering during the run.",
  cause: "The engine is starting, stopping, crashing or broken, or an authorisation plugin refuses.",
  remedy: "Read the engine's answer and its log, then restart it.",
  source: "https://docs.docker.com/engine/daemon/troubleshoot/",
  words: ({ site, place, question }) => {
    const engine = `The engine at ${place}`;
    if (question === "later")
      return {
        message: `${engine} answered at first, and then failed.`,
        ...restartAfterLog(site),
        afterwards: "Run this again.",
      };
    const fault = question === "ping" ? "answers with an error" : "answers a ping, but answers GET /info wrongly";
    return { message: `${engine} ${fault}.`, ...restartAfterLog(site) };
  },
};
