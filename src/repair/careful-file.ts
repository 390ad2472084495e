import {
  accessSync,
  type BigIntStats,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
  renameSync,
} from "node:fs";
import { dirname } from "node:path";
import { UsageError } from "../contract/errors.js";
import {
  foreignHand,
  isMountPoint,
  removeQuietly,
  type Step,
  syncFolder,
  temporaryBeside,
  walk,
  writeNew,
} from "./careful-path.js";

/** A file as it was read, to be replaced only if it is still that. */
export interface CarefulFile {
  /** As it was named. */
  readonly name: string;
  /** Without links. */
  readonly path: string;
  readonly bytes: Buffer;
  readonly stat: BigIntStats;
}

const MAX_BYTES = 10 * 1024 * 1024;
const MAX_BACKUPS_A_SECOND = 99;

const PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  ENOTDIR: "a part of its path is not a folder",
  EACCES: "this user may not read or write it or its folder; run again with sudo",
  EPERM: "this user may not give it its owner or mode; run again with sudo",
  EROFS: "its file system is read-only",
  ENOSPC: "its file system is full",
  EDQUOT: "the quota of its file system is used up",
  ELOOP: "its links lead nowhere",
  ENAMETOOLONG: "its name is too long",
};

function refuse(name: string, problem: string): never {
  throw new UsageError(`${name}: ${problem}; nothing was changed`);
}

/** Runs what touches the disk; what it refuses is one line, with where a relative name leads. */
function attempt<T>(name: string, action: () => T, whereabouts = ""): T {
  try {
    return action();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined || error instanceof UsageError) throw error;
    return refuse(name, (PROBLEMS[code] ?? `it cannot be read or replaced (${code})`) + whereabouts);
  }
}

function requireOwnHands(name: string, steps: readonly Step[], owner: bigint): void {
  const foreign = steps.map((step) => foreignHand(step, owner)).find((problem) => problem !== undefined);
  if (foreign !== undefined) refuse(name, foreign);
}

function requireRegular(name: string, stat: BigIntStats): void {
  if (stat.isDirectory()) refuse(name, "it is a directory, not a file");
  if (stat.isFIFO()) refuse(name, "it is a named pipe, not a file");
  if (!stat.isFile()) refuse(name, "it is not a regular file");
  if (stat.size > BigInt(MAX_BYTES)) refuse(name, "it is larger than 10 MB");
}

function readAll(name: string, handle: number, size: number): Buffer {
  const bytes = Buffer.alloc(size + 1);
  let length = 0;
  for (;;) {
    const read = readSync(handle, bytes, length, bytes.length - length, null);
    length += read;
    if (read === 0) return bytes.subarray(0, length);
    if (length > size) return refuse(name, "it grew while it was read");
  }
}

/**
 * Reads a file that is to be replaced, and never waits for one that is no file.
 *
 * @param whereabouts where a relative name leads, to be put behind what is said of it
 * @throws UsageError in one line for what must not be replaced: no regular file of at most 10 MB, a file that others can
 * change on the way to it, one that is mounted itself, one of another user.
 */
export function openCarefully(name: string, whereabouts?: string): CarefulFile {
  const read = (): CarefulFile => {
    if (name.includes("\0")) refuse(name.replaceAll("\0", ""), "its name has a NUL in it");
    const { path, steps } = walk(name);
    const last = lstatSync(path, { bigint: true });
    requireRegular(name, last);
    requireOwnHands(name, steps, last.uid);
    if (isMountPoint(path)) refuse(name, "it is bound as a single file here; edit it on the host");
    const own = process.getuid?.() ?? 0;
    if (own !== 0 && last.uid !== BigInt(own)) refuse(name, "it belongs to another user; run again with sudo");
    const handle = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
    try {
      const stat = fstatSync(handle, { bigint: true });
      requireRegular(name, stat);
      if (!isUnchanged(stat, last)) refuse(name, "it changed while it was read");
      const bytes = readAll(name, handle, Number(stat.size));
      accessSync(dirname(path), constants.W_OK | constants.X_OK);
      return { name, path, bytes, stat };
    } finally {
      closeSync(handle);
    }
  };
  return attempt(name, read, whereabouts);
}

/** The file as UTF-8, a byte-order mark included. */
export function textOf({ name, bytes }: CarefulFile): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return refuse(name, "it is not UTF-8 text");
  }
}

function isUnchanged(one: BigIntStats, other: BigIntStats): boolean {
  return (["dev", "ino", "size", "mtimeNs", "ctimeNs", "mode", "uid", "gid"] as const).every(
    (field) => one[field] === other[field],
  );
}

function writeBackup({ path, bytes, stat }: CarefulFile, now: Date): string {
  const stamp = now
    .toISOString()
    .replace(/\.\d+Z$/u, "")
    .replaceAll(/[-:]/gu, "");
  for (let count = 1; ; count += 1) {
    const backup = `${path}.bak-${stamp}${count === 1 ? "" : `-${count}`}`;
    try {
      writeNew(backup, bytes, 0o600, stat);
      return backup;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST" || count >= MAX_BACKUPS_A_SECOND) throw error;
    }
  }
}

function requireUnchanged({ name, path, stat }: CarefulFile): void {
  const now = walk(name);
  if (now.path !== path || !isUnchanged(lstatSync(path, { bigint: true }), stat)) {
    refuse(name, "it, or where it leads, changed meanwhile; run again");
  }
  requireOwnHands(name, now.steps, stat.uid);
  if (isMountPoint(path)) refuse(name, "it is bound as a single file here; edit it on the host");
}

/**
 * Puts new content in a file's place at one stroke: a copy of the old one beside it, owner and group kept. A link stays,
 * what it leads to is replaced. Where that does not go, nothing is left behind.
 *
 * @param mode The new file's; the old one's without it.
 * @returns the path of the copy.
 * @throws UsageError in one line, above all where the file is not what was read any more.
 */
export function replaceCarefully(file: CarefulFile, bytes: Buffer, now: Date, mode?: number): string {
  const temporary = temporaryBeside(file.path);
  const made: string[] = [];
  return attempt(file.name, () => {
    try {
      requireUnchanged(file);
      const backup = writeBackup(file, now);
      made.push(backup);
      writeNew(temporary, bytes, mode ?? Number(file.stat.mode & 0o7777n), file.stat);
      made.push(temporary);
      requireUnchanged(file);
      renameSync(temporary, file.path);
      syncFolder(dirname(file.path));
      return backup;
    } catch (error) {
      for (const path of made) removeQuietly(path);
      throw error;
    }
  });
}
