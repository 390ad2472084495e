import { readFileSync } from "node:fs";
import { SourceMap, type SourceMapPayload } from "node:module";

/** A place in a file of the built program, as a stack names it. */
const BUILT_PLACE = /(file:\/\/\/[^\s():]+\.js):(\d+):(\d+)/u;

/**
 * A line of a stack that names the place in the sources, for people who read those. The maps beside the program are read
 * only now: Node itself would read them at every start.
 */
export function inSources(frame: string): string {
  return frame.replace(BUILT_PLACE, (whole, url: string, line: string, column: string) => {
    const map = readMap(url);
    const found = map?.findEntry(Number(line) - 1, Number(column) - 1);
    if (found === undefined || !("originalSource" in found)) return whole;
    const file = found.originalSource.replace(/^(?:\.\.\/)+/u, "");
    return `${file}:${found.originalLine + 1}:${found.originalColumn + 1}`;
  });
}

function readMap(url: string): SourceMap | undefined {
  try {
    return new SourceMap(JSON.parse(readFileSync(new URL(`${url}.map`), "utf8")) as SourceMapPayload);
  } catch {
    return undefined;
  }
}
