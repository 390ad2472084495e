import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { BIN } from "./run-cli.js";

const LOOK_EVERY_MS = 15;

/** A program as anybody on this machine can see it: its words and its environment, each ended by a NUL. */
export interface SeenProgram {
  readonly words: string;
  readonly environment: string;
}

/** The programs that run in a folder or below it now (Linux). */
export function programsIn(folder: string): readonly SeenProgram[] {
  return readdirSync("/proc").flatMap((pid) => {
    try {
      if (!/^\d+$/.test(pid) || !readlinkSync(`/proc/${pid}/cwd`).startsWith(folder)) return [];
      const words = readFileSync(`/proc/${pid}/cmdline`, "latin1");
      return [{ words, environment: readFileSync(`/proc/${pid}/environ`, "latin1") }];
    } catch {
      return [];
    }
  });
}

/** All that ran in a folder besides the built program until it is over. A child still has its words until it is another. */
export async function watchPrograms(folder: string, isOver: () => boolean): Promise<readonly SeenProgram[]> {
  const seen = new Map<string, SeenProgram>();
  while (!isOver()) {
    for (const program of programsIn(folder)) {
      if (!program.words.includes(BIN) && program.words !== "") seen.set(JSON.stringify(program), program);
    }
    await sleep(LOOK_EVERY_MS);
  }
  return [...seen.values()];
}
