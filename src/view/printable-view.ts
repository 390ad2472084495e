import { printableParts } from "../contract/printable.js";
import type { View } from "./types.js";

/** A view that is told nothing but words that can be shown. */
export function printableView(view: View): View {
  return { ...view, observe: (event) => view.observe(printableParts(event)) };
}
