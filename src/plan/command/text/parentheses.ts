/** The offset of the `)` that closes the `(` at `offset`; quotes are respected. */
export function closingParenthesis(text: string, offset: number, end: number): number | undefined {
  let depth = 0;
  for (let at = offset; at < end; at += 1) {
    const character = text[at];
    if (character === "\\") at += 1;
    else if (character === "'" || character === '"') {
      const closing = text.indexOf(character, at + 1);
      if (closing < 0) return undefined;
      at = closing;
    } else if (character === "(") depth += 1;
    else if (character === ")") {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return undefined;
}
