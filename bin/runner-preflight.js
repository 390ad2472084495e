#!/usr/bin/env node
import process from "node:process";
import { fileURLToPath } from "node:url";

/** As in src/cli/exit-codes.ts. */
const BUG = 70;
/** As under "engines" in package.json. */
const OLDEST = [20, 18, 1];

function refuse(why) {
  process.stderr.write(`runner-preflight: cannot start: ${why}\n`);
  process.exit(BUG);
}

function isOlder(version) {
  const numbers = version.split(".").map(Number);
  const at = numbers.findIndex((number, index) => number !== OLDEST[index]);
  return at >= 0 && numbers[at] < OLDEST[at];
}

async function load() {
  try {
    return await import("../dist/program/start.js");
  } catch (error) {
    const { code = String(error.message).split("\n", 1)[0] } = error;
    const folder = fileURLToPath(new URL("..", import.meta.url));
    return refuse(
      code === "ERR_MODULE_NOT_FOUND"
        ? `it is not built; run npm ci, without --omit=dev, in ${folder}`
        : `its own files cannot be loaded (${code}); run npm ci, or install it again`,
    );
  }
}

if (isOlder(process.versions.node)) {
  refuse(`this is Node.js ${process.versions.node}; it needs ${OLDEST.join(".")} or newer`);
}
const program = await load();
await program.start(process.argv.slice(2));
