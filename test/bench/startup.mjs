// What starting costs, against an empty Node process: wall time of the commands that ask nothing of the world, and the
// processor's time (user and system) of a run that finds no engine and asks no network.
import { spawnSync } from "node:child_process";
import process from "node:process";
import { fileURLToPath } from "node:url";

const RUNS = 21;
const BIN = fileURLToPath(new URL("../../bin/runner-preflight.js", import.meta.url));
const EMPTY = fileURLToPath(new URL("empty.mjs", import.meta.url));

const NO_ENGINE = ["--docker-host", "unix:///nonexistent.sock"];
const COMMAND = ["--", "docker", "run", "-v", "/tmp:/tmp", "registry.invalid/runner:1"];
/** Name, words after `node`, and how many times an empty process it may take: wall time, processor's time. */
const COMMANDS = [
  ["empty process", [EMPTY]],
  ["--help", [BIN, "--help"], { wall: 1.5 }],
  ["--version", [BIN, "--version"], { wall: 1.5 }],
  ["list", [BIN, "list"], { wall: 1.5 }],
  ["explain docker-socket", [BIN, "explain", "docker-socket"], { wall: 1.5 }],
  ["explain socket-missing", [BIN, "explain", "socket-missing"], { wall: 1.5 }],
  ["usage error", [BIN, "--nonsense"], { wall: 1.5 }],
  ["no engine, no network", [BIN, ...NO_ENGINE, "--skip", "service-reachable", ...COMMAND], { cpu: 3.5 }],
  ["no engine", [BIN, ...NO_ENGINE, ...COMMAND], { cpu: 4.5 }],
];

/** The shell knows what its children have used: `0m0.051s 0m0.008s` in the last line, user and system. */
function cpuMsIn(text) {
  const [user, system] = [...(text.trim().split("\n").at(-1) ?? "").matchAll(/(\d+)m([\d.]+)s/g)].map(
    ([, minutes, seconds]) => (Number(minutes) * 60 + Number(seconds)) * 1000,
  );
  return user + system;
}

function measure(args) {
  const startedMs = performance.now();
  const words = ["-c", '"$@" >/dev/null 2>&1; times', "bash", process.execPath, ...args];
  const { stdout } = spawnSync("bash", words, { encoding: "utf8" });
  return { wall: performance.now() - startedMs, cpu: cpuMsIn(stdout) };
}

const samples = new Map(COMMANDS.map(([name]) => [name, []]));
// In turns, so that a busy moment of the machine hits all of them.
for (let run = 0; run <= RUNS; run += 1) {
  for (const [name, args] of COMMANDS) {
    const sample = measure(args);
    if (run > 0) samples.get(name).push(sample);
  }
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const medianOf = (name, kind) => median(samples.get(name).map((sample) => sample[kind]));
const ratioOf = (name, kind) => medianOf(name, kind) / medianOf("empty process", kind);

let isSlow = false;
for (const [name, , limits = {}] of COMMANDS) {
  const [wall, cpu] = ["wall", "cpu"].map((kind) => {
    const ratio = ratioOf(name, kind);
    const limit = limits[kind];
    isSlow ||= ratio > (limit ?? Infinity);
    return `${ratio.toFixed(2).padStart(5)} x${limit === undefined ? "      " : ` (${limit})`}`;
  });
  console.log(`${name.padEnd(24)} wall ${wall.padEnd(14)}  processor ${cpu}`);
}
console.log(`median of ${RUNS} runs each, by an empty process, limits in brackets: ${isSlow ? "too slow" : "kept"}`);
process.exitCode = isSlow ? 1 : 0;
