#!/usr/bin/env node
import process from "node:process";

/** As in src/cli/exit-codes.ts. */
const BUG = 70;

let program;
try {
  program = await import("../dist/program/start.js");
} catch (error) {
  const isThere = error.code !== "ERR_MODULE_NOT_FOUND";
  const why = isThere
    ? `its own files cannot be loaded (${error.code})`
    : "it is not built; npm ci in its folder builds it";
  process.stderr.write(`runner-preflight: cannot start: ${why}\n`);
  process.exit(BUG);
}
await program.start(process.argv.slice(2));
