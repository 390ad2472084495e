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
 * @param expand replaces variables in an unquoted or double-quoted value
 */
export function readDotEnv(
  source: string,
  expand: (text: string, known: ReadonlyMap<string, string>) => string,
): readonly DotEnvEntry[] {
  const text = source.replace(/^\ufeff/, "").replaceAll("\r\n", "\n");
  const known = new Map<string, string>();
  const entries: DotEnvEntry[] = [];
  for (const match of text.matchAll(ENTRY)) {
    const [whole, name = "", single, double, plain] = match;
    const line = text.slice(0, match.index).split("\n").length;
    if (!/[=:]/.test(whole)) {
      entries.push({ name, line });
      continue;
    }
    const value =
      single ??
      expand(
        double === undefined
          ? (plain ?? "").replace(/(?:^|\s+)#.*$/, "").trim()
          : double.replaceAll(/\\([nrt"\\$])/g, (_all, escaped: string) => ESCAPES[escaped] ?? escaped),
        known,
      );
    known.set(name, value);
    entries.push({ name, value, line });
  }
  return entries;
}
