import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from "node:fs";
import { open, stat as statOf } from "node:fs/promises";

/** What a file has, or why it was not read to its end. */
export type BoundedFile =
  | { readonly of: "read"; readonly bytes: Buffer; readonly stat: Stats }
  /** A folder, a pipe, a device. */
  | { readonly of: "no-file"; readonly stat: Stats }
  /** How large it is, as far as that was seen. */
  | { readonly of: "too-large"; readonly sizeBytes: number };

/** Without waiting for the other end of a pipe, and without making a terminal this program's own. */
const FLAGS = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;
const PIECE_BYTES = 64 * 1024;

function refusal(stat: Stats, limitBytes: number): BoundedFile | undefined {
  if (!stat.isFile()) return { of: "no-file", stat };
  return stat.size > limitBytes ? { of: "too-large", sizeBytes: stat.size } : undefined;
}

/** What was read so far, piece by piece: never more than a byte beyond the limit, whatever size the file said it has. */
class Pieces {
  readonly #limitBytes: number;
  readonly #pieces: Buffer[] = [];
  #length = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  next(): Buffer {
    return Buffer.alloc(Math.min(PIECE_BYTES, this.#limitBytes + 1 - this.#length));
  }

  /** Takes what was read into a piece; what the file is, once that is known. */
  take(piece: Buffer, count: number, stat: Stats): BoundedFile | undefined {
    if (count === 0) return { of: "read", bytes: Buffer.concat(this.#pieces), stat };
    this.#pieces.push(piece.subarray(0, count));
    this.#length += count;
    return this.#length > this.#limitBytes ? { of: "too-large", sizeBytes: this.#length } : undefined;
  }
}

/**
 * Reads a regular file, and nothing else: what is none is not opened, and should it have come in the file's place
 * meanwhile, not read. What counts is the file that was opened, not the one that had its name before.
 *
 * @throws errors of the file system
 */
export function readBounded(path: string, limitBytes: number): BoundedFile {
  const seen = refusal(statSync(path), limitBytes);
  if (seen !== undefined) return seen;
  const handle = openSync(path, FLAGS);
  try {
    const stat = fstatSync(handle);
    const pieces = new Pieces(limitBytes);
    for (let file = refusal(stat, limitBytes); ;) {
      if (file !== undefined) return file;
      const piece = pieces.next();
      file = pieces.take(piece, readSync(handle, piece, 0, piece.length, null), stat);
    }
  } finally {
    closeSync(handle);
  }
}

/** The same beside other work: a file system that does not answer holds nothing else up. */
export async function readBoundedBeside(path: string, limitBytes: number): Promise<BoundedFile> {
  const seen = refusal(await statOf(path), limitBytes);
  if (seen !== undefined) return seen;
  const handle = await open(path, FLAGS);
  try {
    const stat = await handle.stat();
    const pieces = new Pieces(limitBytes);
    for (let file = refusal(stat, limitBytes); ;) {
      if (file !== undefined) return file;
      const piece = pieces.next();
      const { bytesRead } = await handle.read(piece, 0, piece.length, null);
      file = pieces.take(piece, bytesRead, stat);
    }
  } finally {
    await handle.close();
  }
}
