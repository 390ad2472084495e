const PLAIN_WORD = /^[\w%+,./:=@-]+$/;

/** One word for a POSIX shell, quoted only where it has to be. */
export function shellWord(text: string): string {
  return PLAIN_WORD.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** A command line for a POSIX shell out of plain words. */
export function shellLine(words: readonly string[]): string {
  return words.map(shellWord).join(" ");
}
