import { asciiParts, inAscii, printableParts } from "../contract/printable.js";
import type { Format, Renderer } from "./types.js";

export { renderCredentials } from "./credentials.js";
export { FORMATS, type Format, type Renderer, type RenderOptions } from "./types.js";

const LOAD: Readonly<Record<Format, () => Promise<Renderer>>> = {
  table: async () => forTerminal((await import("./table/index.js")).renderTable),
  json: async () => (await import("./json.js")).renderJson,
  junit: async () => ofPrintable((await import("./junit.js")).renderJunit),
  markdown: async () => ofPrintable((await import("./markdown.js")).renderMarkdown),
};

function ofPrintable(render: Renderer): Renderer {
  return (report, options) => render(printableParts(report), options);
}

function forTerminal(render: Renderer): Renderer {
  const inFull = ofPrintable(render);
  return (report, options) => (options.ascii ? inAscii(render(asciiParts(report), options)) : inFull(report, options));
}

/** The renderer for a value of `--format` and `--report`; what it needs is loaded with it. */
export async function loadRenderer(format: Format): Promise<Renderer> {
  return LOAD[format]();
}
