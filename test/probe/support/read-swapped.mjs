// Reads one path over and over while a thread makes it lead to a file, a pipe and a device in turn.
// Arguments: the readers' module, the reader's name, how often it reads, a folder, and what the path leads to; the first one
// is a file.
import { renameSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { isMainThread, Worker, workerData } from "node:worker_threads";

const LIMIT_BYTES = 1000;

if (isMainThread) {
  const [, , module, name, reads, folder, ...targets] = process.argv;
  const path = join(folder, `exchanged-${name}`);
  symlinkSync(targets[0], path);
  const swapper = new Worker(new URL(import.meta.url), { workerData: { path, targets } });
  await new Promise((resolve) => swapper.once("online", resolve));
  const { [name]: read } = await import(module);
  const seen = { whole: 0, none: 0, other: 0 };
  for (let count = 0; count < Number(reads); count += 1) {
    const file = await read(path, LIMIT_BYTES);
    const isWhole = file.of === "read" && file.bytes.length === 101;
    seen[isWhole ? "whole" : file.of === "no-file" ? "none" : "other"] += 1;
  }
  process.stdout.write(JSON.stringify(seen), () => process.exit(0));
} else {
  const { path, targets } = workerData;
  for (let turn = 0; ; turn += 1) {
    symlinkSync(targets[turn % targets.length], `${path}.new`);
    renameSync(`${path}.new`, path);
  }
}
