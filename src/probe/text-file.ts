import { UnreadableFile } from "../contract/index.js";
import { readBounded } from "./bounded-file.js";
import { codeOf } from "./engine/client.js";

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  ENOTDIR: "a folder on the way to it is a file",
  EACCES: "this user may not read it",
  EPERM: "this user may not read it",
  ELOOP: "its symbolic links lead in a circle",
  ENAMETOOLONG: "the name is too long",
};

/** @throws UnreadableFile if it is no readable file of at most so many bytes */
export function readTextFile(path: string, limitBytes: number): string {
  try {
    return readRegular(path, limitBytes);
  } catch (error) {
    if (error instanceof UnreadableFile) throw error;
    const code = codeOf(error) ?? "unknown error";
    throw new UnreadableFile(path, REASONS[code] ?? `it cannot be read (${code})`);
  }
}

function readRegular(path: string, limitBytes: number): string {
  const file = readBounded(path, limitBytes);
  if (file.of === "read") return file.bytes.toString("utf8");
  if (file.of === "too-large") throw new UnreadableFile(path, `it is larger than ${limitBytes / 1024 ** 2} MiB`);
  const { stat } = file;
  const what = stat.isDirectory() ? "a folder" : stat.isFIFO() ? "a named pipe" : "not a regular file";
  throw new UnreadableFile(path, `it is ${what}; expected a file`);
}
