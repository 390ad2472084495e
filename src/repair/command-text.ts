/** Edits of the text, in their order. */
const EDITS: readonly ((text: string) => string)[] = [
  // line numbers of the page
  (text) => text.replace(/^[ \t]*(?:\d+[.:]?[ \t]+)+(?=\S)/gm, ""),
  // blanks, quotes and dashes of a word processor, and what has no width
  (text) =>
    text
      .replace(/[\u00a0\u2000-\u200a\u202f\u205f\u3000]/g, " ")
      .replace(/\u00ad|\u200b|\u200c|\u200d|\u200e|\u200f|\u2060|\ufeff/g, ""),
  (text) => text.replace(/[\u201c-\u201f]/g, '"').replace(/(?<!\p{L})[\u2018-\u201b]|[\u2018-\u201b](?!\p{L})/gu, "'"),
  (text) =>
    text.replace(/(\s)[\u2010-\u2015\u2212]+(?=[A-Za-z])/g, (dash: string, blank: string, at: number) => {
      const isShort = /^(?:[a-z]|[itd]{2,3})\s/.test(text.slice(at + dash.length));
      return blank + (isShort ? "-" : "--");
    }),
  // marks of line ends: a blank behind one, and those that are in the middle of a line
  (text) =>
    text
      .replace(/\\[ \t]+$/gm, "\\")
      .replace(/(^|[ \t])\\[ \t]+(?=\S)/gm, "$1")
      .replace(/\\[ \t]+(?=--?[A-Za-z])/g, " ")
      .replace(/([ \t])[`^][ \t]+(?=-)/g, "$1"),
];

/** The text of a pasted start command with what was lost in copying given back. */
export function mendCommandText(text: string): string {
  return EDITS.reduce((mended, edit) => edit(mended), text);
}
