import { closeSync, constants, fstatSync, openSync, readSync, statSync } from "node:fs";
import { UsageError } from "../contract/index.js";
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

const LIMIT_BYTES = 1024 ** 2;

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
    readText: readBounded,
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

function readBounded(path: string): string {
  try {
    return readRegular(path);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const code = codeOf(error) ?? "unknown error";
    throw new UsageError(`cannot read ${path}: ${REASONS[code] ?? code}`, { cause: error });
  }
}

function readRegular(path: string): string {
  refuseOthers(path, statSync(path));
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    refuseOthers(path, fstatSync(descriptor));
    const bytes = Buffer.alloc(LIMIT_BYTES + 1);
    let length = 0;
    for (;;) {
      const count = readSync(descriptor, bytes, length, bytes.length - length, null);
      if (count === 0) return bytes.toString("utf8", 0, length);
      length += count;
      if (length > LIMIT_BYTES) throw new UsageError(`cannot read ${path}: it is larger than 1 MiB`);
    }
  } finally {
    closeSync(descriptor);
  }
}

function refuseOthers(path: string, found: { isFile(): boolean; isDirectory(): boolean; isFIFO(): boolean }): void {
  if (found.isFile()) return;
  const what = found.isDirectory() ? "a folder" : found.isFIFO() ? "a named pipe" : "no regular file";
  throw new UsageError(`cannot read ${path}: it is ${what}, a file was expected`);
}
