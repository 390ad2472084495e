/** A run of letters or digits as words, numbers, sizes and names of devices have it. */
const PLAIN_PIECE =
  /^(?:\d{1,24}|[a-z]{1,6}\d{1,3}[a-z]{1,2}|[A-Za-z]?[a-z]{0,20}\d{0,3}|[A-Z]{1,20}|\d{1,10}[A-Za-z]{1,3}|[\da-fA-F]{1,4}|0x[\da-fA-F]{1,8})$/u;
const LONGEST = 80;

/**
 * Whether a value has a form that is safe to quote back: words, numbers, paths and addresses. Passwords and tokens mix
 * letters and digits, or hold what none of these has.
 */
export function isPlainForm(value: string): boolean {
  if (value.length > LONGEST || value.includes("@")) return false;
  if (!/^[\w\s.,:;/\\=+*'"<>{}()[\]!?|$%~-]*$/u.test(value)) return false;
  return value.split(/[^A-Za-z0-9]+/u).every((piece) => piece === "" || PLAIN_PIECE.test(piece));
}

/** A value as it may be quoted back: itself where its form is plain, else what helps to find it. */
export function quotedBack(value: string): string {
  return isPlainForm(value) ? value : describeHidden(value);
}

/** What helps about a value that is not shown: `… (19 characters, ends with a blank)`. */
export function describeHidden(value: string): string {
  const traits = [
    `${value.length} characters`,
    ...(/^\s/u.test(value) ? ["begins with a blank"] : []),
    ...(/\s$/u.test(value) ? [/[\r\n]$/u.test(value) ? "ends with a line break" : "ends with a blank"] : []),
    ...(/^["'“”‘’]|["'“”‘’]$/u.test(value) ? ["has quotation marks at its ends"] : []),
  ];
  return `… (${traits.join(", ")})`;
}
