import { wrap } from "../text.js";
import { type Context, type Section } from "./context.js";

/** So many lines say what is not proven, unless all is asked for. */
const MAX_ROWS = 3;

/** What a PASS does not claim: as much as fits, without what stands in parentheses; all of it where that is asked for. */
export function renderUnproven({ report: { unproven, verdict }, columns, verbose }: Context): Section {
  if (unproven.length === 0) return [];
  if (verbose) return wrap(`Not proven by this run: ${unproven.join("; ")}.`, columns, "", "  ");
  if (verdict !== "pass") return [];
  const short = unproven.map((text) => text.replaceAll(/\s*\([^()]*\)/gu, ""));
  for (let count = short.length; count > 0; count -= 1) {
    const left = short.length - count;
    const more = left === 0 ? "" : ` and ${left} more`;
    const text = `Not proven: ${short.slice(0, count).join("; ")}${more} (--verbose shows all).`;
    const lines = wrap(text, columns, "", "  ");
    if (lines.length <= MAX_ROWS) return lines;
  }
  return wrap("Not proven: --verbose shows all.", columns, "", "  ");
}
