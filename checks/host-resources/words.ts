import type { RunnerPlan } from "../../src/contract/index.js";
import { shellLine } from "../../src/docker/shell.js";
import { dockerCommand } from "../../src/judge/engine.js";
import { destructive, safe, type Words } from "../../src/judge/findings.js";

/** A file system with little space. */
export interface LowDisk {
  readonly plan: RunnerPlan;
  readonly path: string;
  readonly freeBytes: number;
  readonly isOutOfInodes: boolean;
  /** Whether the engine keeps images there. */
  readonly isDataRoot: boolean;
}

/** What to take away: images and containers through docker, anything else by hand. */
export function makingSpace({ plan, path, isDataRoot }: LowDisk): Pick<Words, "summary" | "commands"> {
  if (!isDataRoot)
    return {
      summary: `See what takes the space below ${path}, and remove what is no longer needed.`,
      commands: [safe(shellLine(["df", "-h", path]))],
    };
  const { run: prune } = dockerCommand(plan, ["system", "prune", "--all", "--force"]);
  return {
    summary: "See what takes the space, and remove images and stopped containers that are no longer needed.",
    commands: [dockerCommand(plan, ["system", "df"]), destructive(prune)],
  };
}

/** A difference of clocks for people: `62 s behind`. */
export function skewText(aheadSeconds: number): string {
  const seconds = Math.round(Math.abs(aheadSeconds));
  if (seconds === 0) return "equal";
  return `${seconds} s ${aheadSeconds > 0 ? "ahead" : "behind"}`;
}
