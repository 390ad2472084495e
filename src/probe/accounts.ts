import { open } from "node:fs/promises";

const LIMIT_BYTES = 1024 ** 2;

/** The local user's name, or the number as text where /etc/passwd does not know it. */
export function userName(uid: number): Promise<string> {
  return nameIn("/etc/passwd", uid);
}

/** The local group's name, or the number as text where /etc/group does not know it. */
export function groupName(gid: number): Promise<string> {
  return nameIn("/etc/group", gid);
}

async function nameIn(file: string, id: number): Promise<string> {
  const text = await readStart(file);
  const line = text.split("\n").find((entry) => entry.split(":")[2] === String(id));
  return line?.split(":")[0] ?? String(id);
}

async function readStart(file: string): Promise<string> {
  try {
    const handle = await open(file, "r");
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(LIMIT_BYTES), 0, LIMIT_BYTES, 0);
      return buffer.toString("utf8", 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch {
    return "";
  }
}
