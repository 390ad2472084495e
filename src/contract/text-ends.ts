/**
 * A text without the characters of a kind at its ends, in linear time: a pattern such as `/x+$/` begins anew at each
 * character of a long row in the middle.
 *
 * @param kind tests one character
 */
export function withoutEnds(text: string, kind: RegExp): string {
  let start = 0;
  let end = text.length;
  while (start < end && kind.test(text.charAt(start))) start += 1;
  while (end > start && kind.test(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}
