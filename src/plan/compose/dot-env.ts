/** A file in dotenv form as docker compose reads it: quotes, `export`, comments, and values with `$NAME` in them. */
export interface DotEnvEntry {
  readonly name: string;
  /** Absent for a bare name. */
  readonly value?: string;
  readonly line: number;
}

const ENTRY =
  /^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*(?:[=:][ \t]*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\[\s\S])*)"|([^\n]*)))?[^\n]*$/gm;
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", "\\": "\\", '"': '"', $: "$$" };

/**
 * Reads dotenv text; later lines may use the variables of earlier ones.
 *
 * @param expand replaces variables in an unquoted or double-quoted value of a line
 */
export function readDotEnv(
  source: string,
  expand: (text: string, known: ReadonlyMap<string, string>, line: number) => string,
): readonly DotEnvEntry[] {
  const text = source.replace(/^\ufeff/, "").replaceAll("\r\n", "\n");
  const known = new Map<string, string>();
  const entries: DotEnvEntry[] = [];
  let line = 1;
  let counted = 0;
  for (const match of text.matchAll(ENTRY)) {
    const [whole, name = "", single, double, plain] = match;
    for (let end = text.indexOf("\n", counted); end >= 0 && end < match.index; end = text.indexOf("\n", counted)) {
      line += 1;
      counted = end + 1;
    }
    if (!/[=:]/.test(whole)) {
      entries.push({ name, line });
      continue;
    }
    const value =
      single ??
      expand(
        double === undefined
          ? withoutComment(plain ?? "").trim()
          : double.replaceAll(/\\([nrt"\\$])/g, (_all, escaped: string) => ESCAPES[escaped] ?? escaped),
        known,
        line,
      );
    known.set(name, value);
    entries.push({ name, value, line });
  }
  return entries;
}

/** An unquoted value without the comment behind it, which begins at its start or behind a blank. */
function withoutComment(value: string): string {
  const comment = /(?:^|\s)#/.exec(value);
  return comment === null ? value : value.slice(0, comment.index);
}
