// How long the commands that ask nothing of the world take, against an empty Node process.
import { execFileSync } from "node:child_process";
import process from "node:process";
import { fileURLToPath } from "node:url";

const RUNS = 21;
const LIMIT = 1.5;
const BIN = fileURLToPath(new URL("../../bin/runner-preflight.js", import.meta.url));
const EMPTY = fileURLToPath(new URL("empty.mjs", import.meta.url));

const COMMANDS = [
  ["empty process", [EMPTY]],
  ["--help", [BIN, "--help"]],
  ["--version", [BIN, "--version"]],
  ["list", [BIN, "list"]],
  ["explain docker-socket", [BIN, "explain", "docker-socket"]],
  ["explain socket-missing", [BIN, "explain", "socket-missing"]],
];

function measureMs(args) {
  const startedMs = performance.now();
  execFileSync(process.execPath, args, { stdio: ["ignore", "pipe", "ignore"] });
  return performance.now() - startedMs;
}

const samples = new Map(COMMANDS.map(([name]) => [name, []]));
// In turns, so that a busy moment of the machine hits all of them.
for (let run = 0; run <= RUNS; run += 1) {
  for (const [name, args] of COMMANDS) {
    const elapsedMs = measureMs(args);
    if (run > 0) samples.get(name).push(elapsedMs);
  }
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const baseMs = median(samples.get("empty process"));
let isSlow = false;
for (const [name, values] of samples) {
  const ratio = median(values) / baseMs;
  isSlow ||= ratio > LIMIT;
  console.log(`${name.padEnd(24)} ${median(values).toFixed(1).padStart(7)} ms   ${ratio.toFixed(2)} x`);
}
console.log(`median of ${RUNS} runs each; the limit is ${LIMIT} x: ${isSlow ? "too slow" : "kept"}`);
process.exitCode = isSlow ? 1 : 0;
