import {
  accessSync,
  type BigIntStats,
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  openSync,
  renameSync,
} from "node:fs";
import {
  foreignHand,
  isMountPoint,
  removeQuietly,
  syncFolder,
  temporaryBeside,
  walk,
  writeNew,
} from "./careful-path.js";

/** Where an output goes: a name in a folder that is known by more than its path, or nowhere (`/dev/null`). */
export type OutputPlace =
  | { readonly of: "nowhere" }
  | {
      readonly of: "file";
      /** Without links. */
      readonly folder: string;
      readonly name: string;
      /** The folder itself, by number. */
      readonly folderId: string;
      /** The file that is there already, by number. */
      readonly fileId?: string;
    };

/** In one sentence why a file is not written. */
export interface OutputProblem {
  readonly problem: string;
}

/** What facts and reports say is the business of whoever wanted them. */
const OUTPUT_MODE = 0o600;
/** Of Linux: a handle for a folder that need not be readable. */
const O_PATH = process.platform === "linux" ? 0x200000 : 0;

const STANDARD_OUTPUT = /^(?:-|\/dev\/stdout|(?:\/dev|\/proc\/self)\/fd\/1)$/u;
const STANDARD_ERROR = /^(?:\/dev\/stderr|(?:\/dev|\/proc\/self)\/fd\/2)$/u;

const PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: "its folder does not exist",
  ENOTDIR: "its folder is not a directory",
  ELOOP: "its folder's links lead nowhere",
};

/** A file, device or folder by number, whatever its names. */
export function idOf({ dev, ino }: Pick<BigIntStats, "dev" | "ino">): string {
  return `${dev}:${ino}`;
}

function describe(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? "unknown";
  return PROBLEMS[code] ?? `cannot be written (${code})`;
}

/** Why nothing may be put in a folder: somebody else could then put a link or a file of theirs in its place. */
function folderProblem(path: string, stat: BigIntStats): string | undefined {
  if (!stat.isDirectory()) return "its folder is not a directory";
  const problem = foreignHand({ path, stat }, stat.uid);
  return problem === undefined ? undefined : `${problem}; name a folder of your own`;
}

/** Why what stands at a path is not replaced. */
function fileProblem(stat: BigIntStats | undefined, path: string): string | undefined {
  if (stat === undefined) return undefined;
  if (stat.isSymbolicLink()) return "it is a link; name the file itself";
  if (!stat.isFile()) return "this is not a regular file";
  if (stat.uid !== BigInt(process.geteuid?.() ?? 0))
    return "it belongs to another user; remove it, or name another file";
  return isMountPoint(path) ? "it is bound as a single file here; bind its folder" : undefined;
}

/**
 * Looks where an output would go. Links on the way have to be root's or this user's own; the folder may be anybody's, but
 * only its owner's to write unless it has the sticky bit; the file is none yet, or a regular one of this user.
 */
export function findOutput(file: string): OutputPlace | OutputProblem {
  if (STANDARD_OUTPUT.test(file)) return { problem: "standard output takes the report of --format; name a file" };
  if (STANDARD_ERROR.test(file)) return { problem: "standard error takes the progress; name a file" };
  const cut = file.lastIndexOf("/");
  const name = file.slice(cut + 1);
  if (["", ".", ".."].includes(name)) return { problem: "this is not a regular file" };
  try {
    const { path, steps } = walk(file.slice(0, cut + 1) || ".");
    const folder = lstatSync(path, { bigint: true });
    const whole = path === "/" ? `/${name}` : `${path}/${name}`;
    const stat = lstatSync(whole, { bigint: true, throwIfNoEntry: false });
    if (whole === "/dev/null" && stat?.isCharacterDevice() === true) return { of: "nowhere" };
    const problem =
      steps
        .filter((step) => step.stat.isSymbolicLink())
        .map((step) => foreignHand(step, 0n))
        .find((one) => one !== undefined) ??
      folderProblem(path, folder) ??
      fileProblem(stat, whole);
    if (problem !== undefined) return { problem };
    accessSync(path, constants.W_OK | constants.X_OK);
    const place = { of: "file", folder: path, name, folderId: idOf(folder) } as const;
    return stat === undefined ? place : { ...place, fileId: idOf(stat) };
  } catch (error) {
    return { problem: describe(error) };
  }
}

/** Writes an output as a file of its own and puts it in its place at one stroke; what went wrong, or nothing. */
export function writeOutput(place: OutputPlace, text: string): string | undefined {
  if (place.of === "nowhere") return undefined;
  try {
    const handle = openSync(place.folder, O_PATH | constants.O_DIRECTORY | constants.O_NOFOLLOW);
    try {
      return writeInto(place, handle, text);
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    return describe(error);
  }
}

function writeInto(
  { folder, name, folderId }: Extract<OutputPlace, { of: "file" }>,
  handle: number,
  text: string,
): string | undefined {
  const stat = fstatSync(handle, { bigint: true });
  if (idOf(stat) !== folderId) return "its folder was exchanged meanwhile";
  // by its handle the folder stays what it is, whatever happens to its path
  const held = `/proc/self/fd/${handle}`;
  const path = `${existsSync(held) ? held : folder}/${name}`;
  const there = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  const problem = folderProblem(folder, stat) ?? fileProblem(there, `${folder}/${name}`);
  if (problem !== undefined) return problem;
  const temporary = temporaryBeside(path);
  writeNew(temporary, Buffer.from(text), OUTPUT_MODE);
  try {
    renameSync(temporary, path);
  } catch (error) {
    removeQuietly(temporary);
    throw error;
  }
  syncFolder(folder);
  return undefined;
}
