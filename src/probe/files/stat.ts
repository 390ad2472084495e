import type { Stats } from "node:fs";
import { lstat, readFile, readlink, realpath, stat, statfs } from "node:fs/promises";
import type { FileStat } from "../../contract/index.js";
import { codeOf } from "../engine/client.js";
import { withoutUndefined } from "../engine/json.js";
import { mountOptionsOf } from "./mountinfo.js";

/** `stat` through symbolic links, with the file system the path is on. Answers for every path. */
export async function readStat(path: string): Promise<FileStat> {
  try {
    const found = await stat(path);
    const [realPath, space, options] = await Promise.all([
      realpath(path).catch(() => undefined),
      statfs(path).catch(() => undefined),
      readMountInfo(),
    ]);
    return withoutUndefined({
      path,
      outcome: "found",
      type: typeOf(found),
      mode: (found.mode & 0o7777).toString(8).padStart(4, "0"),
      uid: found.uid,
      gid: found.gid,
      sizeBytes: found.size,
      inode: found.ino,
      // Zero where the file system does not keep it.
      bornAt: found.birthtimeMs > 0 ? found.birthtime.toISOString() : undefined,
      realPath,
      freeBytes: space && space.bavail * space.bsize,
      // Some file systems have no fixed number of inodes and say 0 of 0.
      freeInodes: space !== undefined && space.files > 0 ? space.ffree : undefined,
      mountOptions: realPath === undefined || options === undefined ? undefined : mountOptionsOf(options, realPath),
    } as const);
  } catch (error) {
    return unseen(path, error);
  }
}

async function unseen(path: string, error: unknown): Promise<FileStat> {
  const code = codeOf(error);
  if (code === undefined) throw error;
  if (code === "EACCES" || code === "EPERM") return { path, outcome: "not-permitted", code };
  if (code === "ENOTDIR") return { path, outcome: "missing", code };
  if (code !== "ENOENT") return { path, outcome: "error", code };
  const link = await lstat(path).catch(() => undefined);
  if (link?.isSymbolicLink() !== true) return { path, outcome: "missing" };
  return { path, outcome: "missing", linkTo: await readlink(path).catch(() => "nowhere") };
}

function typeOf(found: Stats): NonNullable<FileStat["type"]> {
  if (found.isFile()) return "file";
  if (found.isDirectory()) return "directory";
  if (found.isSocket()) return "socket";
  if (found.isFIFO()) return "fifo";
  return found.isBlockDevice() || found.isCharacterDevice() ? "device" : "other";
}

/** Linux alone has it. */
function readMountInfo(): Promise<string | undefined> {
  return readFile("/proc/self/mountinfo", "utf8").catch(() => undefined);
}
