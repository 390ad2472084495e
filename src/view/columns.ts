/** Whatever may take two columns is taken for two. */
const WIDE = /[\u1100-\uFFFF]/u;

/** Columns that a text takes, at most. */
export function columnsOf(text: string): number {
  return Array.from(text, widthOf).reduce((sum, width) => sum + width, 0);
}

function widthOf(sign: string): number {
  return WIDE.test(sign) || sign.length > 1 ? 2 : 1;
}

/** A text that takes no more than so many columns: cut, with a mark, where it is longer. */
export function fitting(text: string, columns: number, mark: string): string {
  if (columnsOf(text) <= columns) return text;
  let left = columns - columnsOf(mark);
  let kept = "";
  for (const sign of text) {
    left -= widthOf(sign);
    if (left < 0) break;
    kept += sign;
  }
  return columns < columnsOf(mark) ? "" : `${kept.trimEnd()}${mark}`;
}
