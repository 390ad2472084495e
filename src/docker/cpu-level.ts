/**
 * What the levels of amd64 ask of a CPU beyond the level before, in the kernel's words (`flags` of /proc/cpuinfo).
 * https://gitlab.com/x86-psABIs/x86-64-ABI, as Go's GOAMD64 and docker's engine read it (November 2026).
 */
const LEVELS: readonly (readonly string[])[] = [
  ["cx16", "lahf_lm", "popcnt", "pni", "sse4_1", "sse4_2", "ssse3"],
  ["avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "abm", "movbe", "xsave"],
  ["avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"],
];

/** The level of an amd64 CPU, 1 to 4: `linux/amd64/v3` is for level 3 and above. */
export function amd64Level(flags: readonly string[]): number {
  const has = new Set(flags);
  const missing = LEVELS.findIndex((needed) => needed.some((flag) => !has.has(flag)));
  return (missing < 0 ? LEVELS.length : missing) + 1;
}
