/** Whatever may take two columns is taken for two. */
const WIDE = /[\u1100-\uFFFF]/u;

/** Columns that a text takes, at most. */
export function columnsOf(text: string): number {
  return Array.from(text, widthOf).reduce((sum, width) => sum + width, 0);
}

function widthOf(sign: string): number {
  return WIDE.test(sign) || sign.length > 1 ? 2 : 1;
}

/** The first signs that take no more than so many columns. */
function beginning(signs: readonly string[], columns: number): readonly string[] {
  let left = columns;
  const end = signs.findIndex((sign) => {
    left -= widthOf(sign);
    return left < 0;
  });
  return end === -1 ? signs : signs.slice(0, end);
}

/** A text that takes no more than so many columns: where it is longer, a mark stands for its end. */
export function fitting(text: string, columns: number, mark: string): string {
  if (columnsOf(text) <= columns) return text;
  if (columns < columnsOf(mark)) return "";
  return `${beginning(Array.from(text), columns - columnsOf(mark))
    .join("")
    .trimEnd()}${mark}`;
}

/** {@link fitting}, but that the mark stands for its middle: both ends say something. */
export function fittingEnds(text: string, columns: number, mark: string): string {
  if (columnsOf(text) <= columns) return text;
  if (columns < columnsOf(mark)) return "";
  const room = columns - columnsOf(mark);
  const signs = Array.from(text);
  const tail = beginning(signs.toReversed(), Math.floor(room / 2)).toReversed();
  return `${beginning(signs, Math.ceil(room / 2)).join("")}${mark}${tail.join("")}`;
}
