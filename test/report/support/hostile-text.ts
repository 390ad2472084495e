/** Stands after every hostile character: where it is found at the start of a line, a line was forged. */
export const FORGED = "FORGED";

const points = (first: number, last: number): readonly number[] =>
  Array.from({ length: last - first + 1 }, (_, at) => first + at);

/** Each character alone that moves a cursor, ends a line, turns one around, cannot be seen or is none. */
const HOSTILE_CHARACTERS: readonly string[] = [
  ...points(0x00, 0x1f),
  ...points(0x7f, 0x9f),
  0xad,
  0x34f,
  0x61c,
  0x115f,
  0x180e,
  0x3164,
  0xfe0f,
  0xfeff,
  0xfff9,
  0xfffe,
  0xffff,
  0xe0001,
  0xe0041,
  0x1fffe,
  ...points(0x200b, 0x200f),
  ...points(0x2028, 0x202e),
  ...points(0x2060, 0x206f),
].map((point) => String.fromCodePoint(point));

/** What an engine, a registry, a file or a person's command line may hold, to be put into any text of others. */
export const HOSTILE_TEXTS: readonly string[] = [
  ...HOSTILE_CHARACTERS,
  "\uD800",
  "\uDC00",
  "\r\n",
  "\n\n",
  "\n\n```\n",
  "\n````sh\n",
  "\n| a | b |\n",
  "\n\n# ",
  "\n- ",
  "</details>\n<script>",
  "]]></failure><testcase name='x'/>",
  '" type="x',
  "&#10;&amp;",
  "`\n``",
  "\u001B[2J\u001B[1;1H",
  "\u001B]0;title\u0007",
  "\u001B]8;;https://evil.example\u001B\\",
  "\u009B31m",
].map((text) => `${text}${FORGED}`);

/** Whatever no output may hold as it stands, but for line breaks. */
export const RAW =
  /\u034F|\uFE0F|(?!\n)[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u00AD\u061C\u115F\u180E\u200B-\u200F\u202A-\u202E\u2060-\u206F\u3164\uFEFF\uFFF9-\uFFFB\uFFFE\uFFFF\u{E0000}-\u{E007F}\u{1FFFE}]/u;

/** The colours of this program, and nothing else, taken out. */
export function withoutColours(text: string): string {
  return text.replaceAll(/\u001B\[(?:1|2|22|31|32|33|36|39)m/g, "");
}

/** Members that take one of a few words, which no other place gives. */
const OWN_WORDS: ReadonlySet<string> = new Set([
  "verdict",
  "mode",
  "status",
  "severity",
  "group",
  "vantage",
  "protocol",
  "risk",
  "role",
  "outcome",
  "reader",
  "startedAt",
  "recordedAt",
  "observedAt",
]);

const PLAN_SOURCES: ReadonlySet<string> = new Set(["default", "docker-run", "command-file", "compose", "container"]);

/** The same value with a text put into every foreign string of it, names of members in `keyed` too. */
export function withText<T>(value: T, hostile: string, keyed: ReadonlySet<string> = new Set(["timings"])): T {
  const spoilt = (part: unknown, name: string): unknown => {
    if (typeof part === "string") {
      const isOwn = OWN_WORDS.has(name) || (name === "source" && PLAN_SOURCES.has(part));
      return isOwn ? part : `${part}${hostile}`;
    }
    if (Array.isArray(part)) return part.map((entry) => spoilt(entry, name));
    if (typeof part !== "object" || part === null) return part;
    return Object.fromEntries(
      Object.entries(part).map(([key, member]) => [keyed.has(name) ? `${key}${hostile}` : key, spoilt(member, key)]),
    );
  };
  return spoilt(value, "") as T;
}

/** A hostile text in plain ASCII, for the name of a test. */
export function named(text: string): string {
  return JSON.stringify(text).replaceAll(/[^ -~]/gu, (character) => `U+${character.codePointAt(0)?.toString(16)}`);
}
