import { columnsOf } from "./columns.js";

/** Lines on a terminal that are drawn over again. */
export interface Screen {
  /** Draws these lines in the place of those before; writes the ones that have changed alone. */
  draw(lines: readonly string[], columns: number): void;
  /** Takes them away. */
  clear(): void;
}

const LINE_START = "\u001B[G";
const ERASE_REST = "\u001B[K";
const ERASE_BELOW = "\u001B[J";

function moved(lines: number, direction: "A" | "B"): string {
  return lines === 0 ? "" : `\u001B[${lines}${direction}`;
}

/** Words without what paints them. */
function unpainted(line: string): string {
  // oxlint-disable-next-line no-control-regex -- what paints words are controls
  return line.replaceAll(/\u001B\[[0-9;]*m/gu, "");
}

/** A screen that has nothing on it; the cursor rests below its last line. */
export function createScreen(write: (text: string) => void): Screen {
  let drawn: readonly string[] = [];
  let width = 0;

  /** How many lines of the terminal the drawn ones take now that it may have become narrower. */
  const heightAt = (columns: number): number =>
    drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(columnsOf(unpainted(line)) / columns)), 0);

  const changesOf = (lines: readonly string[]): string => {
    let text = moved(drawn.length, "A");
    let skipped = 0;
    lines.forEach((line, index) => {
      if (line === drawn[index]) {
        skipped += 1;
        return;
      }
      text += `${moved(skipped, "B")}${LINE_START}${line}${ERASE_REST}\n`;
      skipped = 0;
    });
    text += moved(skipped, "B");
    return lines.length < drawn.length ? `${text}${LINE_START}${ERASE_BELOW}` : text;
  };

  return {
    draw(lines, columns) {
      const isSame =
        columns === width && lines.length === drawn.length && lines.every((line, at) => line === drawn[at]);
      if (isSame) return;
      let text = "";
      if (drawn.length > 0 && columns !== width) {
        text += `${moved(heightAt(columns), "A")}${LINE_START}${ERASE_BELOW}`;
        drawn = [];
      }
      write(`${text}${changesOf(lines)}`);
      drawn = lines;
      width = columns;
    },
    clear() {
      if (drawn.length === 0) return;
      write(`${moved(drawn.length, "A")}${LINE_START}${ERASE_BELOW}`);
      drawn = [];
    },
  };
}
