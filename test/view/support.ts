import { Writable } from "node:stream";

/** A stream that keeps what is written, with the looks of a terminal. */
export interface KeepingStream extends NodeJS.WriteStream {
  text(): string;
  /** How often something was written. */
  writes(): number;
}

/** A stream that keeps what is written, with the looks of a terminal. */
export function keepingStream(size: { readonly columns: number; readonly rows: number } = { columns: 100, rows: 40 }) {
  let kept = "";
  let writes = 0;
  const stream = new Writable({
    write(chunk: Buffer, _, done) {
      kept += chunk.toString();
      writes += 1;
      done();
    },
  });
  return Object.assign(stream, {
    isTTY: true,
    ...size,
    text: () => kept,
    writes: () => writes,
  }) as unknown as KeepingStream;
}

/** What moves the cursor, erases or paints, an end of a line, or a sign. */
const PART = /\u001B\[(\??\d*)([A-Za-z])|\n|[^\u001B]/gu;

/** The lines that a terminal shows after a text, with the cursor's line last. @throws for a sequence that it does not know */
export function shownBy(text: string): readonly string[] {
  const lines: string[] = [""];
  let [row, column] = [0, 0];
  for (const [part, count = "", kind] of text.matchAll(PART)) {
    const moved = Number(count) || 1;
    if (part === "\n") [row, column] = [row + 1, 0];
    else if (kind === undefined) {
      lines[row] =
        `${(lines[row] ?? "").slice(0, column).padEnd(column)}${part}${(lines[row] ?? "").slice(column + part.length)}`;
      column += part.length;
    } else if (kind === "A") row = Math.max(0, row - moved);
    else if (kind === "B") row = Math.min(lines.length - 1, row + moved);
    else if (kind === "G") column = 0;
    else if (kind === "K") lines[row] = (lines[row] ?? "").slice(0, column);
    else if (kind === "J") lines.splice(row, lines.length, (lines[row] ?? "").slice(0, column));
    else if (!["m", "h", "l"].includes(kind)) throw new Error(`not known: ${JSON.stringify(part)}`);
    while (lines.length <= row) lines.push("");
  }
  return lines.slice(0, row + 1);
}
