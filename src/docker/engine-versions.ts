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
