/** A UUID without braces and quotes, in small letters. */
export function bareUuid(text: string): string {
  return text.replaceAll(/[{}"']/gu, "").toLowerCase();
}
