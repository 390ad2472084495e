/** The lines that a text takes on a terminal of so many columns: a longer line takes several. */
export function rowsOf(text: string, columns: number): number {
  return text
    .trimEnd()
    .split("\n")
    .reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / columns)), 0);
}
