/** Shortest secret that is looked for inside other texts; shorter ones would hit by chance. */
const SHORTEST = 4;
const EVERYDAY =
  /^(?:true|false|yes|none|null|auto|info|warn|debug|error|enabled|disabled|production|linux-docker|\d{1,6})$/i;

/** The secrets worth looking for in other texts: not words of every day, not what the plan shows on purpose. */
export function searchable(secrets: readonly string[], shown: ReadonlySet<string>): readonly string[] {
  const found = secrets.filter((secret) => secret.length >= SHORTEST && !EVERYDAY.test(secret) && !shown.has(secret));
  return [...new Set(found)].sort((one, other) => other.length - one.length);
}

/** The same plain JSON with every occurrence of a secret, plain or in base64, replaced by `***`. */
export function scrub<T>(value: T, secrets: readonly string[]): T {
  const needles = secrets.flatMap((secret) => {
    const bytes = Buffer.from(secret);
    return [secret, bytes.toString("base64"), bytes.toString("base64url")];
  });
  return scrubValue(value, needles) as T;
}

function scrubValue(value: unknown, needles: readonly string[]): unknown {
  if (typeof value === "string") return needles.reduce((text, needle) => text.replaceAll(needle, "***"), value);
  if (Array.isArray(value)) return value.map((one) => scrubValue(one, needles));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, scrubValue(one, needles)]));
}
