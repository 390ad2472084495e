import type { EngineSite, RunnerPlan } from "../../src/contract/index.js";
import { shellLine } from "../../src/docker/shell.js";
import { safe, showing, sudo, type Words } from "../../src/judge/findings.js";
import { makeSpace, spaceTaken } from "../../src/judge/remedy/space.js";

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
export function makingSpace({ plan, path, isOutOfInodes, isDataRoot }: LowDisk): Pick<Words, "summary" | "commands"> {
  if (!isDataRoot)
    return {
      summary: `Remove what you no longer need from the file system of ${path}. Or enlarge it.`,
      commands: [showing(safe(shellLine(["df", isOutOfInodes ? "-i" : "-h", path])))],
    };
  return {
    summary: "Remove images and stopped containers that you no longer need.",
    commands: [spaceTaken(plan), makeSpace(plan)],
  };
}

/** What turns time synchronisation on, where systemd does it on the machine that commands are pasted on. */
export function synchronising({ manager, isElsewhere, installation }: EngineSite): Pick<Words, "summary" | "commands"> {
  const isInside = installation === "desktop" || installation === "colima";
  if (isInside) return { summary: "Restart the engine's virtual machine: it takes the time over from this machine." };
  const summary = "Turn time synchronisation on, on the engine's host";
  if (manager !== "systemd" || isElsewhere)
    return { summary: `${summary} (timedatectl set-ntp true, chrony or ntpd).` };
  return {
    summary: `${summary}.`,
    commands: [showing(safe("timedatectl status")), sudo("sudo timedatectl set-ntp true")],
  };
}

/** A difference of clocks for people: `62 s behind`. */
export function skewText(aheadSeconds: number): string {
  const seconds = Math.round(Math.abs(aheadSeconds));
  if (seconds === 0) return "equal";
  return `${seconds} s ${aheadSeconds > 0 ? "ahead" : "behind"}`;
}
