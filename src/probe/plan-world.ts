import { statSync } from "node:fs";
import { LIMITS, UsageError } from "../contract/index.js";
import { readBounded } from "./bounded-file.js";
import { codeOf } from "./engine/client.js";
import { invokingHome } from "./home.js";

/** What making a plan may look at. */
interface RealPlanWorld {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** The invoking user's home: SUDO_USER's, not root's. */
  readonly home: string;
  /** @throws UsageError if it is no readable file of at most 1 MiB */
  readonly readText: (path: string) => string;
  readonly exists: (path: string) => boolean;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  ENOTDIR: "a folder on the way to it is a file",
  EACCES: "this user may not read it",
  EPERM: "this user may not read it",
  ELOOP: "its symbolic links lead in a circle",
  ENAMETOOLONG: "the name is too long",
};

/** The real world, for making a plan. */
export function readPlanWorld(): RealPlanWorld {
  return {
    env: process.env,
    cwd: process.cwd(),
    home: invokingHome(process.env),
    readText,
    exists(path) {
      try {
        statSync(path);
        return true;
      } catch {
        return false;
      }
    },
  };
}

function readText(path: string): string {
  try {
    return readRegular(path);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const code = codeOf(error) ?? "unknown error";
    throw new UsageError(`cannot read ${path}: ${REASONS[code] ?? code}`, { cause: error });
  }
}

function readRegular(path: string): string {
  const file = readBounded(path, LIMITS.textBytes);
  if (file.of === "read") return file.bytes.toString("utf8");
  if (file.of === "too-large") throw new UsageError(`cannot read ${path}: it is larger than 1 MiB`);
  const { stat } = file;
  const what = stat.isDirectory() ? "a folder" : stat.isFIFO() ? "a named pipe" : "no regular file";
  throw new UsageError(`cannot read ${path}: it is ${what}, a file was expected`);
}
