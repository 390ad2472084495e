const CODES = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
} as const;

export type Style = keyof typeof CODES;

/** Wraps a text in ANSI styles, or gives it back as it is. */
export type Paint = (text: string, ...styles: readonly Style[]) => string;

/** A painter that colours, or one that does nothing. */
export function painter(color: boolean): Paint {
  if (!color) return (text) => text;
  return (text, ...styles) =>
    styles.reduce((inner, style) => `\u001B[${CODES[style][0]}m${inner}\u001B[${CODES[style][1]}m`, text);
}
