import { UsageError } from "../contract/index.js";

/** One line of an env file. */
export interface EnvFileEntry {
  readonly name: string;
  /** Absent for a line that is a bare name: docker takes the value from its own environment. */
  readonly value?: string;
  readonly line: number;
}

/** Longest line of Go's line reader. */
const LINE_LIMIT = 65_535;

/**
 * Reads an env file as docker does: no quotes, no expansion, leading blanks trimmed, trailing ones kept, `#` only at the
 * beginning of a line.
 *
 * @param name for messages
 * @throws UsageError with name and line where docker refuses the file
 */
export function parseEnvFile(text: string, name: string): readonly EnvFileEntry[] {
  const entries: EnvFileEntry[] = [];
  for (const [index, raw] of text
    .replace(/^\ufeff/, "")
    .split("\n")
    .entries()) {
    const line = raw.replace(/\r$/, "").replace(/^\s+/, "");
    const refused = problemOfLine(raw);
    if (refused !== undefined) throw new UsageError(`${name}:${index + 1}: ${refused}`);
    if (line === "" || line.startsWith("#")) continue;
    const equals = line.indexOf("=");
    const variable = equals < 0 ? line : line.slice(0, equals);
    if (variable === "") {
      throw new UsageError(`${name}:${index + 1}: no variable name before the =; expected NAME=value`);
    }
    if (/\s/.test(variable)) {
      throw new UsageError(
        `${name}:${index + 1}: the name of the variable contains white space, which docker refuses; expected NAME=value`,
      );
    }
    entries.push({ name: variable, line: index + 1, ...(equals < 0 ? {} : { value: line.slice(equals + 1) }) });
  }
  return entries;
}

/** Why docker refuses a line whatever it says; undefined if it does not. */
function problemOfLine(line: string): string | undefined {
  if (line.includes("\ufffd")) return "the line is not UTF-8, which docker refuses, in comments too; expected UTF-8";
  return line.length > LINE_LIMIT
    ? "the line is longer than docker reads; expected at most 65535 characters"
    : undefined;
}
