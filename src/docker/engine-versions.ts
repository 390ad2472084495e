/** The leading numbers of a version: `20.10.24+dfsg1` gives `[20, 10, 24]`; empty when it does not start with a number. */
function versionNumbers(text: string): readonly number[] {
  const match = /^v?(\d+(?:\.\d+)*)/u.exec(text.trim());
  return match?.[1] === undefined ? [] : match[1].split(".").map(Number);
}

/**
 * Compares versions number by number, missing numbers counting as 0: negative when `left` is older. Engine versions of
 * the calendar kind (`19.03`) and of the plain kind (`28.5.2`) compare alike. `undefined` when either has no number.
 */
export function compareVersions(left: string, right: string): number | undefined {
  const [a, b] = [versionNumbers(left), versionNumbers(right)];
  if (a.length === 0 || b.length === 0) return undefined;
  for (let place = 0; place < Math.max(a.length, b.length); place++) {
    const difference = (a[place] ?? 0) - (b[place] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** First engine with each version of the interface. https://docs.docker.com/reference/api/engine/version-history/, read November 2026. */
const FIRST_ENGINES: readonly (readonly [api: string, engine: string])[] = [
  ["1.48", "28.0"],
  ["1.47", "27.2"],
  ["1.46", "27.0"],
  ["1.45", "26.0"],
  ["1.44", "25.0"],
  ["1.43", "24.0"],
  ["1.42", "23.0"],
  ["1.41", "20.10"],
  ["1.40", "19.03"],
];

/** The first engine that speaks this version of the interface; undefined for versions of before 2019. */
export function firstEngineWith(api: string): string | undefined {
  return FIRST_ENGINES.find(([version]) => version === api)?.[1];
}
