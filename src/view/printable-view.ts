import { asciiParts, printableParts } from "../contract/printable.js";
import type { View } from "./types.js";

/** A view that is told nothing but words that can be shown; in ASCII where the terminal shows no more. */
export function printableView(ascii: boolean, view: View): View {
  const shown = ascii ? asciiParts : printableParts;
  return { ...view, observe: (event) => view.observe(shown(event)) };
}
