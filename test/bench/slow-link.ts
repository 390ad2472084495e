import type { Report } from "../../src/contract/index.js";
import { missingForLab } from "../lab/support/gate.js";
import { startLab, type Lab } from "../lab/support/lab.js";

// How many round trips a healthy run waits for: what it takes longer on a slow link, by the link's round trip.
const ROUND_TRIP_MS = 100;
const RUNS = 5;
const LIMIT = 30;

async function measureMs(lab: Lab): Promise<number> {
  const ended = await lab.preflight(["--format", "json"]);
  const { verdict } = JSON.parse(ended.stdout) as Report;
  if (verdict !== "pass") throw new Error(`a healthy host is judged ${verdict}`);
  return ended.durationMs;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Infinity;
}

async function measure(): Promise<number> {
  const lab = await startLab({ rttMs: 0 });
  const quick: number[] = [];
  const slow: number[] = [];
  try {
    await measureMs(lab);
    // in turns, so that a busy moment of the machine hits both
    for (let run = 0; run < RUNS; run += 1) {
      lab.setRoundTrip(0);
      quick.push(await measureMs(lab));
      lab.setRoundTrip(ROUND_TRIP_MS);
      slow.push(await measureMs(lab));
    }
  } finally {
    await lab.close();
  }
  const roundTrips = (median(slow) - median(quick)) / ROUND_TRIP_MS;
  process.stdout.write(
    `healthy host: ${median(quick).toFixed(0)} ms without a round trip, ${median(slow).toFixed(0)} ms with one of ${ROUND_TRIP_MS} ms: ` +
      `${roundTrips.toFixed(1)} round trips; the limit is ${LIMIT}: ${roundTrips > LIMIT ? "too slow" : "kept"}\n`,
  );
  return roundTrips > LIMIT ? 1 : 0;
}

const missing = missingForLab();
if (missing.length > 0) process.stdout.write(`slow link: not measured, missing ${missing.join("; ")}\n`);
else process.exitCode = await measure();
