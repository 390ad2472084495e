import { randomBytes } from "node:crypto";
import {
  type BigIntStats,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  readFileSync,
  readlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, isAbsolute, join } from "node:path";

const MAX_LINKS = 40;
const STICKY = 0o1000n;

/** A folder, link or file on the way to a file. */
export interface Step {
  readonly path: string;
  readonly stat: BigIntStats;
}

/** Goes the way to a file as the kernel does, and keeps what it came by. */
export function walk(name: string): { readonly path: string; readonly steps: readonly Step[] } {
  let pending = (isAbsolute(name) ? name : join(process.cwd(), "/") + name).split("/");
  let path = "/";
  let links = 0;
  const steps: Step[] = [{ path, stat: lstatSync(path, { bigint: true }) }];
  while (pending.length > 0) {
    const [part = "", ...rest] = pending;
    pending = rest;
    if (part === "" || part === ".") continue;
    if (part === "..") {
      path = dirname(path);
      continue;
    }
    const next = join(path, part);
    const stat = lstatSync(next, { bigint: true });
    steps.push({ path: next, stat });
    if (stat.isSymbolicLink()) {
      links += 1;
      if (links > MAX_LINKS) throw Object.assign(new Error(`${name}: too many links`), { code: "ELOOP" });
      const target = readlinkSync(next);
      if (isAbsolute(target)) path = "/";
      pending = [...target.split("/"), ...pending];
      continue;
    }
    path = next;
  }
  return { path, steps };
}

/** Whether nobody but root and this user is in a group, as far as the user database of this machine says. */
function isOwnGroup(gid: bigint, uid: bigint): boolean {
  try {
    const rows = (file: string): readonly (readonly string[])[] =>
      readFileSync(file, "utf8")
        .split("\n")
        .map((line) => line.split(":"));
    const users = rows("/etc/passwd");
    const trusted = users.filter(([, , id]) => id === "0" || id === String(uid)).map(([user]) => user);
    const primary = users.filter(([, , , group]) => group === String(gid)).map(([user]) => user);
    const group = rows("/etc/group").find(([, , id]) => id === String(gid));
    const members = [...primary, ...(group?.[3] ?? "").split(",").filter((user) => user !== "")];
    return group !== undefined && members.every((user) => trusted.includes(user));
  } catch {
    return false;
  }
}

/** Why somebody else could change what stands at a step; nothing where only root and the file's owner can. */
export function foreignHand({ path, stat }: Step, owner: bigint): string | undefined {
  const own = process.getuid?.() ?? 0;
  if (stat.uid !== 0n && stat.uid !== owner && stat.uid !== BigInt(own)) {
    return `${path} belongs to user ${stat.uid}, who is neither root nor the file's owner`;
  }
  if (stat.isSymbolicLink()) return undefined;
  if (stat.isDirectory() && (stat.mode & STICKY) !== 0n) return undefined;
  if ((stat.mode & 0o002n) !== 0n) return `${path} is writable by everybody`;
  if ((stat.mode & 0o020n) !== 0n && !isOwnGroup(stat.gid, owner)) return `${path} is writable by its group`;
  return undefined;
}

/** Whether a path is where something is mounted. */
export function isMountPoint(path: string): boolean {
  let table = "";
  try {
    table = readFileSync("/proc/self/mountinfo", "utf8");
  } catch {
    return false;
  }
  return table.split("\n").some((line) => {
    const point = line.split(" ")[4] ?? "";
    return (
      point.replaceAll(/\\([0-7]{3})/gu, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8))) === path
    );
  });
}

/**
 * Makes a new file with this content, and leaves none behind where that does not go.
 * @param owner Whose file it is to be; this user's without it.
 */
export function writeNew(path: string, bytes: Buffer, mode: number, owner?: Pick<BigIntStats, "uid" | "gid">): void {
  const handle = openSync(
    path,
    constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW,
    0o600,
  );
  try {
    writeFileSync(handle, bytes);
    const own = fstatSync(handle, { bigint: true });
    if (owner !== undefined && (own.uid !== owner.uid || own.gid !== owner.gid)) {
      fchownSync(handle, Number(owner.uid), Number(owner.gid));
    }
    fchmodSync(handle, mode);
    fsyncSync(handle);
  } catch (error) {
    unlinkSync(path);
    throw error;
  } finally {
    closeSync(handle);
  }
}

/** Makes sure that a new name in a folder outlives a power cut, where the file system can. */
export function syncFolder(folder: string): void {
  try {
    const handle = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY);
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch {
    // where that does not go, the new file is complete all the same
  }
}

/** A name beside a file that nobody can guess. */
export function temporaryBeside(path: string): string {
  return join(dirname(path), `.${basename(path).slice(0, 100)}.${randomBytes(8).toString("hex")}`);
}

/** Removes what this program made; it may be gone already. */
export function removeQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // it is gone already
  }
}
