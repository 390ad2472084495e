import { execFileSync, spawnSync } from "node:child_process";
import { appendFileSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "rolldown";
import { afterAll, describe, expect, it } from "vitest";
import { type BoundedFile, readBounded, readBoundedBeside } from "../../src/probe/bounded-file.js";

const FOLDER = mkdtempSync(join(tmpdir(), "preflight-bounded-"));
afterAll(() => rmSync(FOLDER, { recursive: true }));

const SWAPPED = new URL("support/read-swapped.mjs", import.meta.url).pathname;
const PIPE = join(FOLDER, "pipe");
execFileSync("mkfifo", [PIPE]);

function fileOf(name: string, bytes: number): string {
  const file = join(FOLDER, name);
  writeFileSync(file, "x".repeat(bytes));
  return file;
}

const readers: readonly (readonly [string, (path: string, limit: number) => Promise<BoundedFile>])[] = [
  ["at once", async (path, limit) => readBounded(path, limit)],
  ["beside other work", readBoundedBeside],
];

describe.each(readers)("a file read %s", (_, read) => {
  it.each([0, 1, 65_536, 200_000])("of %i bytes at a limit of as many is whole", async (bytes) => {
    const file = await read(fileOf(`whole-${bytes}`, bytes), bytes);
    expect(file.of === "read" && file.bytes.length).toBe(bytes);
  });

  it("one byte beyond the limit is too large", async () => {
    expect(await read(fileOf("large", 101), 100)).toEqual({ of: "too-large", sizeBytes: 101 });
  });

  it("that is larger than it says, as one that grows, is read no further than a byte beyond the limit", async () => {
    expect(await read("/proc/self/status", 16)).toEqual({ of: "too-large", sizeBytes: 17 });
  });

  it.each(["/dev/zero", "/dev/full", "/dev/null", ".", PIPE])("%s is none", async (path) => {
    expect((await read(path, 100)).of).toBe("no-file");
  });

  it("of a link is the one that it leads to", async () => {
    symlinkSync(fileOf("target", 3), join(FOLDER, "link"), "file");
    expect((await read(join(FOLDER, "link"), 3)).of).toBe("read");
    rmSync(join(FOLDER, "link"));
  });
});

/** The readers as a module that Node runs without us. */
async function bundled(): Promise<string> {
  const input = new URL("../../src/probe/bounded-file.ts", import.meta.url).pathname;
  const file = join(FOLDER, "bounded-file.mjs");
  const resolve = { extensionAlias: { ".js": [".ts", ".js"] } };
  await build({ input, platform: "node", resolve, tsconfig: false, output: { file, format: "esm" } });
  return file;
}

it.each([
  ["readBounded", 40_000],
  ["readBoundedBeside", 10_000],
])("%s neither waits nor reads on when the file is exchanged, in %i times", async (name, times) => {
  const file = fileOf("before", 100);
  appendFileSync(file, "\n");
  const { status, stdout } = spawnSync(
    process.execPath,
    [SWAPPED, await bundled(), name, String(times), FOLDER, file, PIPE, "/dev/zero"],
    {
      encoding: "utf8",
      timeout: 14_000,
    },
  );
  expect(status).toBe(0);
  const { whole, none, other } = JSON.parse(stdout) as Readonly<Record<string, number>>;
  expect({ other, isSeen: Number(whole) > 0 && Number(none) > 0 }).toEqual({ other: 0, isSeen: true });
});
