import type { EngineInfo, EngineSite, FileStat, RunnerPlan } from "../../src/contract/index.js";

/** The service whose clock counts, asked exactly as `service-reachable` asks it, so that the answer is shared. */
export const TIME_QUESTION = { host: "api.bitbucket.org", port: 443, proxy: "plan", roots: "public" } as const;

/** Where a line of evidence out of `GET /info` comes from. */
export const INFO_ORIGIN = { origin: "GET /info", vantage: "engine" } as const;

/** A path whose free space counts. */
export interface Disk {
  readonly path: string;
  /** Absent where this program does not see the path. */
  readonly stat?: FileStat;
}

/** What is known of the machine when it is judged. */
export interface HostScene {
  readonly plan: RunnerPlan;
  readonly info: EngineInfo;
  /** How the engine is set up. */
  readonly site: EngineSite;
  /** Whether this process runs on the engine's machine. */
  readonly isShared: boolean;
  readonly disks: readonly Disk[];
  /** Seconds by which this process's clock is ahead of the service's; absent where it was not compared. */
  readonly aheadSeconds?: number;
}
