import { statSync } from "node:fs";
import { LIMITS } from "../contract/index.js";
import { codeOf } from "./engine/client.js";
import { invokingHome } from "./home.js";
import { readTextFile } from "./text-file.js";

/** What making a plan may look at. */
interface RealPlanWorld {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** The invoking user's home: SUDO_USER's, not root's. */
  readonly home: string;
  /** @throws UnreadableFile if it is no readable file of at most 1 MiB */
  readonly readText: (path: string) => string;
  readonly exists: (path: string) => boolean;
  readonly lacksFolder: (path: string) => boolean;
}

/** The real world, for making a plan. */
export function readPlanWorld(): RealPlanWorld {
  return {
    env: process.env,
    cwd: process.cwd(),
    home: invokingHome(process.env),
    readText: (path) => readTextFile(path, LIMITS.textBytes),
    exists(path) {
      try {
        statSync(path);
        return true;
      } catch {
        return false;
      }
    },
    lacksFolder(path) {
      try {
        return !statSync(path).isDirectory();
      } catch (error) {
        return ["ENOENT", "ENOTDIR"].includes(codeOf(error) ?? "");
      }
    },
  };
}
