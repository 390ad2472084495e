/** So little is noise: work that takes no longer for the large input is not compared. Milliseconds of CPU time. */
const NOISE_MS = 80;
const ROUNDS = 4;
const TIMES = 10;

function cpuMs(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Tolerates what the work refuses: a refusal takes time, too. */
function attempt(work: () => unknown): void {
  try {
    work();
  } catch {
    // the limit that names it has a test of its own
  }
}

/**
 * How many times as long work takes for an input that is ten times as large, in CPU time, the best of some rounds: about
 * 10 for a linear one, 100 for a quadratic one. The small one is done ten times over, so that both are measured alike.
 */
export function growthOf<T>(make: (size: number) => T, size: number, work: (input: T) => unknown): number {
  const small = make(size);
  const large = make(size * TIMES);
  let [bestSmall, bestLarge] = [Infinity, Infinity];
  for (let round = 0; round < ROUNDS; round += 1) {
    const tenfold = cpuMs(() => {
      for (let time = 0; time < TIMES; time += 1) attempt(() => work(small));
    });
    bestSmall = Math.min(bestSmall, tenfold / TIMES);
    bestLarge = Math.min(
      bestLarge,
      cpuMs(() => attempt(() => work(large))),
    );
    if (bestLarge < NOISE_MS) return TIMES;
    if (bestLarge / bestSmall <= 12) break;
  }
  return bestLarge / bestSmall;
}
